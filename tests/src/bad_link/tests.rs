//! What the link does to one exchange.

use std::sync::{Arc, atomic::AtomicUsize};

use super::*;

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n0123456789012345678901234567890123456789";

/// A backend that answers everything alike and counts the whole requests that it got.
async fn backend() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let (addr, whole) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::default()));
    let counted = whole.clone();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let counted = counted.clone();
            tokio::spawn(async move {
                if Request::read(&mut client).await.is_ok() {
                    counted.fetch_add(1, Ordering::SeqCst);
                    client.write_all(ANSWER).await.unwrap();
                }
            });
        }
    });
    (addr, whole)
}

async fn link(weather: Weather, backends: Vec<SocketAddr>) -> BadLink {
    let link = BadLink::before(backends, 1).await.unwrap();
    link.set_weather(weather);
    link
}

/// What a device hears.
async fn ask(link: &BadLink) -> Vec<u8> {
    let mut stream = TcpStream::connect(link.addr).await.unwrap();
    stream.write_all(b"POST /v1/push HTTP/1.1\r\nContent-Length: 10\r\n\r\n0123456789").await.unwrap();
    let mut heard = Vec::new();
    // A connection that was cut off has no orderly end.
    drop(stream.read_to_end(&mut heard).await);
    heard
}

async fn until(whole: &AtomicUsize, count: usize) {
    while whole.load(Ordering::SeqCst) < count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn good_weather_changes_nothing() {
    let (addr, whole) = backend().await;
    assert_eq!(ask(&link(Weather::default(), vec![addr]).await).await, ANSWER);
    assert_eq!(whole.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_dropped_request_never_arrives() {
    let (addr, whole) = backend().await;
    let link = link(Weather { drop: 1_000, ..Weather::default() }, vec![addr]).await;
    assert!(ask(&link).await.is_empty());
    assert_eq!((whole.load(Ordering::SeqCst), link.tally().of(Fault::Dropped)), (0, 1));
}

#[tokio::test]
async fn a_lost_answer_is_one_to_what_was_done() {
    let (addr, whole) = backend().await;
    assert!(ask(&link(Weather { lose: 1_000, ..Weather::default() }, vec![addr]).await).await.is_empty());
    assert_eq!(whole.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_doubled_request_arrives_twice_and_is_answered_once() {
    let (addr, whole) = backend().await;
    let link = link(Weather { double: 1_000, ..Weather::default() }, vec![addr]).await;
    assert_eq!(ask(&link).await, ANSWER);
    until(&whole, 2).await;
}

#[tokio::test]
async fn a_request_that_is_cut_is_never_whole() {
    let (addr, whole) = backend().await;
    let link = link(Weather { cut: 1_000, ..Weather::default() }, vec![addr]).await;
    assert!(ask(&link).await.is_empty());
    assert_eq!((whole.load(Ordering::SeqCst), link.tally().of(Fault::RequestCut)), (0, 1));
}

#[tokio::test]
async fn an_answer_that_is_cut_lacks_its_end() {
    let (addr, _) = backend().await;
    let link = link(Weather { cut: 1_000, ..Weather::default() }, vec![addr]).await;
    let mut stream = TcpStream::connect(link.addr).await.unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\n\r\n").await.unwrap();
    let mut heard = Vec::new();
    drop(stream.read_to_end(&mut heard).await);
    assert!(heard.len() < ANSWER.len() && ANSWER.starts_with(&heard), "{} bytes", heard.len());
}

#[tokio::test]
async fn a_backend_that_is_down_is_left_out() {
    let (addr, whole) = backend().await;
    let dead = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let gone = dead.local_addr().unwrap();
    drop(dead);
    let link = link(Weather::default(), vec![gone, addr]).await;
    assert_eq!(ask(&link).await, ANSWER);
    assert_eq!(ask(&link).await, ANSWER);
    assert_eq!(whole.load(Ordering::SeqCst), 2);
    assert!(link.tally().of(Fault::BackendDown) > 0);
}

#[tokio::test]
async fn a_link_that_drops_every_so_many_bytes_lets_the_others_through() {
    let (addr, whole) = backend().await;
    let link = link(Weather { drop_every: 200, ..Weather::default() }, vec![addr]).await;
    let mut heard = 0;
    for _ in 0..20 {
        heard += usize::from(ask(&link).await == ANSWER);
    }
    assert_eq!(whole.load(Ordering::SeqCst), heard);
    assert!((5..20).contains(&heard), "{heard} of 20");
}
