//! A bad link between devices and their backends, over real sockets: it drops, delays, cuts, doubles, and loses
//! answers to what was done already. It stands in front of any number of backends, takes them in turn, and goes
//! to the next when one is down. What happens follows from a seed and from the order in which requests come.
//!
//! One connection carries one request, so that a fault hits one exchange and no other.

mod message;
mod tally;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use airside_sim::Chance;
use message::{Request, body_begins};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::{sleep, timeout},
};

pub use tally::{Fault, Tally};

/// No exchange lasts longer, whatever happens to it; a long poll is over before.
const LONGEST: Duration = Duration::from_secs(90);

/// How bad it is: each in so many of 1,000 requests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weather {
    /// The connection is gone before anything went through.
    pub drop: u64,
    /// Request or answer ends in the middle.
    pub cut: u64,
    /// The backend does what was asked; nobody hears so.
    pub lose: u64,
    /// The backend gets the request twice, the second time somewhat later.
    pub double: u64,
    pub delay: u64,
    /// Milliseconds that something is delayed at most.
    pub longest: u64,
    /// The link drops whenever so many bytes have gone up; 0: never.
    pub drop_every: u64,
    /// An answer ends after so many bytes; 0: never.
    pub narrow: u64,
}

impl Weather {
    /// A storm: about every third exchange meets with something.
    pub const STORM: Self = Self {
        drop: 80,
        cut: 60,
        lose: 60,
        double: 60,
        delay: 150,
        longest: 1_200,
        drop_every: 0,
        narrow: 0,
    };
}

/// The link.
pub struct BadLink {
    pub addr: SocketAddr,
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

struct Shared {
    backends: Mutex<Vec<SocketAddr>>,
    turn: AtomicUsize,
    chance: Chance,
    weather: Mutex<Weather>,
    tally: Mutex<Tally>,
    up: AtomicU64,
}

impl BadLink {
    /// A link that is good at first.
    pub async fn before(backends: Vec<SocketAddr>, seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let addr = listener.local_addr()?;
        let shared = Arc::new(Shared {
            backends: Mutex::new(backends),
            turn: AtomicUsize::default(),
            chance: Chance::new(seed),
            weather: Mutex::default(),
            tally: Mutex::default(),
            up: AtomicU64::default(),
        });
        let carrier = shared.clone();
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let shared = carrier.clone();
                // Whoever is cut off finds out by the end of the connection.
                tokio::spawn(timeout(LONGEST, async move { drop(shared.carry(client).await) }));
            }
        });
        Ok(Self { addr, shared, listening })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    pub fn set_weather(&self, weather: Weather) {
        *lock(&self.shared.weather) = weather;
    }

    /// A backend came back at another address.
    pub fn moved(&self, nth: usize, to: SocketAddr) {
        if let Some(place) = lock(&self.shared.backends).get_mut(nth) {
            *place = to;
        }
    }

    pub fn tally(&self) -> Tally {
        lock(&self.shared.tally).clone()
    }

    /// Bytes of requests that came from devices.
    pub fn bytes_up(&self) -> u64 {
        self.shared.up.load(Ordering::Relaxed)
    }
}

impl Drop for BadLink {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Shared {
    fn happens(&self, per_mille: u64, what: Fault) -> bool {
        let happens = per_mille > 0 && self.chance.happens(per_mille);
        if happens {
            self.note(what);
        }
        happens
    }

    fn note(&self, what: Fault) {
        lock(&self.tally).add(what);
    }

    async fn carry(self: &Arc<Self>, mut client: TcpStream) -> io::Result<()> {
        let request = Request::read(&mut client).await?;
        let weather = *lock(&self.weather);
        self.note(Fault::None);
        if self.dropped(&weather, request.bytes.len() as u64) {
            return Ok(());
        }
        self.delay(&weather).await;
        if request.has_body() && self.happens(weather.cut, Fault::RequestCut) {
            return self.send_part(&request).await;
        }
        if !request.waits() && self.happens(weather.double, Fault::Doubled) {
            self.again(&request, &weather);
        }
        let mut backend = self.ask(&request).await?;
        if request.waits() {
            return tokio::io::copy(&mut backend, &mut client).await.map(drop);
        }
        let mut answer = Vec::new();
        backend.read_to_end(&mut answer).await?;
        self.delay(&weather).await;
        if self.happens(weather.lose, Fault::AnswerLost) {
            return Ok(());
        }
        if self.happens(weather.cut, Fault::AnswerCut) {
            let from = body_begins(&answer).unwrap_or_default().min(answer.len().saturating_sub(1));
            answer.truncate(self.chance.range(from as u64, answer.len().saturating_sub(1) as u64) as usize);
        }
        if weather.narrow > 0 && answer.len() as u64 > weather.narrow {
            self.note(Fault::AnswerCut);
            answer.truncate(weather.narrow as usize);
        }
        client.write_all(&answer).await?;
        client.shutdown().await
    }

    fn dropped(&self, weather: &Weather, bytes: u64) -> bool {
        let before = self.up.fetch_add(bytes, Ordering::Relaxed);
        let over =
            weather.drop_every > 0 && before / weather.drop_every != (before + bytes) / weather.drop_every;
        if over {
            self.note(Fault::Dropped);
        }
        over || self.happens(weather.drop, Fault::Dropped)
    }

    async fn delay(&self, weather: &Weather) {
        if self.happens(weather.delay, Fault::Delayed) {
            sleep(Duration::from_millis(self.chance.below(weather.longest + 1))).await;
        }
    }

    /// The first bytes of a request, then the end.
    async fn send_part(&self, request: &Request) -> io::Result<()> {
        let mut backend = self.connect().await?;
        let some = self.chance.below(request.bytes.len() as u64) as usize;
        backend.write_all(&request.bytes[..some]).await?;
        backend.shutdown().await
    }

    /// The same request once more, perhaps after newer ones. Nobody waits for this answer.
    fn again(self: &Arc<Self>, request: &Request, weather: &Weather) {
        let (shared, request) = (self.clone(), request.clone());
        let later = Duration::from_millis(self.chance.below(weather.longest + 1));
        tokio::spawn(timeout(LONGEST, async move {
            sleep(later).await;
            let mut answer = Vec::new();
            if let Ok(mut backend) = shared.ask(&request).await {
                drop(backend.read_to_end(&mut answer).await);
            }
        }));
    }

    async fn ask(&self, request: &Request) -> io::Result<TcpStream> {
        let mut backend = self.connect().await?;
        backend.write_all(&request.bytes).await?;
        Ok(backend)
    }

    /// The next backend that takes a connection.
    async fn connect(&self) -> io::Result<TcpStream> {
        let backends = lock(&self.backends).clone();
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        let mut why = io::Error::other("there is no backend");
        for nth in 0..backends.len() {
            match TcpStream::connect(backends[(first + nth) % backends.len()]).await {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    return Ok(stream);
                }
                Err(error) => {
                    self.note(Fault::BackendDown);
                    why = error;
                }
            }
        }
        Err(why)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|e| e.into_inner())
}

#[cfg(test)]
mod tests;
