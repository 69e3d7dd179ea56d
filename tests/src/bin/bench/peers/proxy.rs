//! Counts what goes over the wire, both ways, the same for everyone.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// Listens on loopback and hands everything on; its threads end with the connections, or with the run.
pub struct Proxy {
    addr: SocketAddr,
    bytes: Arc<AtomicU64>,
}

impl Proxy {
    pub fn before(server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let (addr, bytes) = (listener.local_addr()?, Arc::new(AtomicU64::new(0)));
        let counted = bytes.clone();
        thread::spawn(move || {
            for client in listener.incoming() {
                // A client that was killed, or a server that does not listen: the next one is not concerned.
                let _ = client.and_then(|client| join(client, server, &counted));
            }
        });
        Ok(Self { addr, bytes })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Bytes so far.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

fn join(client: TcpStream, server: SocketAddr, bytes: &Arc<AtomicU64>) -> io::Result<()> {
    let server = TcpStream::connect(server)?;
    for stream in [&client, &server] {
        stream.set_nodelay(true)?;
    }
    let (up, down) = ((client.try_clone()?, server.try_clone()?), (server, client));
    for (from, to) in [up, down] {
        let bytes = bytes.clone();
        thread::spawn(move || pass(from, to, &bytes));
    }
    Ok(())
}

fn pass(mut from: TcpStream, mut to: TcpStream, bytes: &AtomicU64) {
    let mut piece = vec![0; 64 << 10];
    while let Ok(count @ 1..) = from.read(&mut piece) {
        bytes.fetch_add(count as u64, Ordering::Relaxed);
        if to.write_all(&piece[..count]).is_err() {
            break;
        }
    }
    // One side has ended; the other may be gone as well.
    let _ = (to.shutdown(Shutdown::Write), from.shutdown(Shutdown::Read));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_through_arrives_and_is_counted_both_ways() {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let proxy = Proxy::before(server.local_addr().expect("it listens")).expect("a free port");
        let mut client = TcpStream::connect(proxy.addr).expect("it listens");
        client.write_all(b"question").expect("it is taken");
        let (mut there, _) = server.accept().expect("the proxy comes");
        let mut question = [0; 8];
        there.read_exact(&mut question).expect("it was sent");
        there.write_all(b"answer").expect("it is taken");
        drop(there);
        let mut answer = String::new();
        client.read_to_string(&mut answer).expect("it was sent");
        assert_eq!((&question, answer.as_str(), proxy.bytes()), (b"question", "answer", 14));
    }
}
