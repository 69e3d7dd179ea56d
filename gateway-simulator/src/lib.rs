//! A payment processor that moves no money: a program of its own, which the backend speaks to over the network as it
//! would to a real one. What it does is told by the token or the amount (see [`magic`]), so that every trouble that a
//! processor can make can be made at will. It takes tokens and never the numbers of cards. A second one plays the
//! programme that takes miles: it is asked in the same way, with how many they are.

mod books;
mod magic;
mod notices;
mod routes;

use std::{
    future::Future,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use books::Books;
pub use books::{Kind, Record, Status};
pub use notices::{Notice, SIGNATURE, sign};

/// How it is set up.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: SocketAddr,
    /// What merchants must say to be answered.
    pub key: String,
    /// Where notices go, if anywhere.
    pub notify: Option<String>,
    /// What notices are signed with.
    pub secret: String,
    /// How long an answer takes that never comes.
    pub hang: Duration,
    /// Seconds since 1970, for signatures.
    pub now: fn() -> i64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8795)),
            key: "simulated-key".into(),
            notify: None,
            secret: "simulated-secret".into(),
            hang: Duration::from_secs(60),
            now: clock,
        }
    }
}

fn clock() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or_default()
}

#[derive(Clone)]
struct Simulator {
    config: Arc<Config>,
    books: Arc<Mutex<Books>>,
    http: reqwest::Client,
}

/// A processor that runs.
pub struct Running {
    pub addr: SocketAddr,
    simulator: Simulator,
    close: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Running {
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Everything that it ever did.
    pub fn records(&self) -> Vec<Record> {
        self.simulator.books().all()
    }

    /// Sends a notice of how a record stands now, signed anew; the answer's status.
    pub async fn notify(&self, reference: &str) -> anyhow::Result<u16> {
        let record = self.simulator.books().find(reference).cloned();
        let record = record.ok_or_else(|| anyhow::anyhow!("there is no {reference}"))?;
        self.simulator.send(&Notice::of(&record, "again")).await
    }

    /// Changes what it has written down, as if somebody had meddled with it.
    pub fn meddle(&self, change: impl FnOnce(&mut Vec<Record>)) {
        self.simulator.books().meddle(change);
    }

    pub async fn stop(self) -> anyhow::Result<()> {
        self.close.send_replace(true);
        self.server.abort();
        match self.server.await {
            Ok(done) => Ok(done?),
            Err(ended) if ended.is_cancelled() => Ok(()),
            Err(broken) => Err(broken.into()),
        }
    }
}

/// Listens.
pub async fn start(config: Config) -> anyhow::Result<Running> {
    let listener = TcpListener::bind(config.listen).await?;
    let addr = listener.local_addr()?;
    let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build()?;
    let simulator = Simulator { config: Arc::new(config), books: Arc::default(), http };
    let (close, mut closing) = watch::channel(false);
    let server =
        axum::serve(listener, routes::router(simulator.clone())).with_graceful_shutdown(async move {
            // An error means that the sender is gone, and then it is time to stop too.
            let _ = closing.wait_for(|closing| *closing).await;
        });
    let server = tokio::spawn(server.into_future());
    Ok(Running { addr, simulator, close, server })
}

/// Runs until `shutdown`.
pub async fn serve(config: Config, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
    let running = start(config).await?;
    println!("listening on {}", running.url());
    shutdown.await;
    running.stop().await
}
