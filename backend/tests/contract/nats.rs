//! A real message bus: Debian's nats-server with JetStream, a process of its own on its own port, ended by the test.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use async_nats::{
    Subscriber,
    jetstream::{self, consumer},
};
use tempfile::TempDir;

const PROGRAMS: [&str; 3] = ["/usr/sbin/nats-server", "/usr/bin/nats-server", "/usr/local/bin/nats-server"];
const SUBJECT: &str = "airside.flight-events";

pub struct Nats {
    process: Child,
    url: String,
    _folder: TempDir,
}

impl Nats {
    /// None where nats-server is not installed, except in CI.
    pub async fn open() -> Option<Self> {
        Self::open_on(free_port()).await
    }

    pub async fn open_on(port: u16) -> Option<Self> {
        let Some(program) = PROGRAMS.map(PathBuf::from).into_iter().find(|it| Path::new(it).is_file()) else {
            assert!(std::env::var("CI").is_err(), "nats-server is not installed, and in CI it must be");
            eprintln!("NOT TESTED with a message bus: nats-server is not installed");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let mut serve = Command::new(program);
        serve.args(["-a", "127.0.0.1", "-p", &port.to_string(), "-js", "-sd"]).arg(folder.path());
        let process = serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let bus = Self { process, url: url(port), _folder: folder };
        until("the bus is there", async || async_nats::connect(&bus.url).await.is_ok()).await;
        Some(bus)
    }

    pub fn url(&self) -> String {
        self.url.clone()
    }

    async fn context(&self) -> jetstream::Context {
        jetstream::new(async_nats::connect(&self.url).await.unwrap())
    }

    /// Publishes an event as the airline's systems do, as soon as a backend has made the stream.
    pub async fn publish(&self, event: &str) {
        let context = self.context().await;
        until("it is kept", async || {
            let sent = context.publish(SUBJECT, event.to_owned().into()).await.unwrap();
            sent.await.is_ok()
        })
        .await;
    }

    /// Hears what is refused from now on.
    pub async fn refusals(&self) -> Subscriber {
        let client = async_nats::connect(&self.url).await.unwrap();
        let heard = client.subscribe(format!("{SUBJECT}.refused")).await.unwrap();
        client.flush().await.unwrap();
        heard
    }

    /// Waits until everything that was published has been taken or refused.
    pub async fn quiet(&self) {
        until("all is taken", async || {
            let info = self.consumer().await;
            info.num_pending == 0 && info.num_ack_pending == 0
        })
        .await;
    }

    /// Waits until a message was given out a second time.
    pub async fn tried_again(&self) {
        until("it is tried again", async || self.consumer().await.num_redelivered > 0).await;
    }

    async fn consumer(&self) -> consumer::Info {
        let stream = self.context().await.get_stream("AIRSIDE").await.unwrap();
        stream.consumer_info("airside-backend").await.unwrap()
    }
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub fn url(port: u16) -> String {
    format!("nats://127.0.0.1:{port}")
}

async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    for _ in 0..600 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waited in vain until {what}");
}

impl Drop for Nats {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
