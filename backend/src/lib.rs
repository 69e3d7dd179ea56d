//! The backend that the desks sync with. It decides, it keeps, it answers; all its state is in one
//! database, SQLite in a file or PostgreSQL.

mod ahead;
mod allowance;
mod app;
mod attachments;
mod audit;
mod auth;
pub mod backup;
pub mod body;
mod books;
mod claims;
mod config;
mod demo;
mod expiry;
mod fleet;
mod flight_events;
mod gateway;
mod health;
mod inside;
mod jobs;
mod kiosk;
mod load;
mod money;
mod notices;
mod openapi;
mod operator;
mod payments;
mod policies;
mod pull;
mod push;
mod put;
mod reach;
mod reconcile;
mod refusal;
mod refused;
mod revoke;
mod scopes;
mod session;
mod store;
mod surroundings;
mod vault;
mod vouchers;
mod watch;

use std::{future::Future, net::SocketAddr, ops::Deref, sync::Arc};

use airside_shared::sync::Limits;
pub use airside_world::Account;
use anyhow::Context;
use backup::Backups;
use tokio::{net::TcpListener, task::JoinHandle};

pub use config::Config;
use flight_events::bus::{self, Bus};
use inside::Outside;
pub use inside::{Inside, Jobs};
use notices::Senders;
pub use openapi::spec;
use payments::Processors;
use store::{Engine, Store};
pub use store::{
    Memory, inspect,
    jobs::{Count, Job},
};
pub use surroundings::{Later, Real, Surroundings};
use vault::Vault;

/// A backend that runs.
pub struct Running {
    /// Where it listens; useful when port 0 was asked for.
    pub addr: SocketAddr,
    inside: Inside,
    server: JoinHandle<std::io::Result<()>>,
    follower: JoinHandle<()>,
    payer: JoinHandle<()>,
    backer: JoinHandle<()>,
    worker: JoinHandle<()>,
    listener: JoinHandle<()>,
}

impl Deref for Running {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.inside
    }
}

impl Running {
    /// Answers what is in flight, takes nothing new, and returns when all is done.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.inside.close.send_replace(true);
        self.server.await.context("the server broke")?.context("the server failed")?;
        self.follower.await.context("the follower broke")?;
        self.payer.await.context("payments broke")?;
        self.backer.await.context("backups broke")?;
        self.worker.await.context("jobs broke")?;
        self.listener.await.context("events of flights broke")
    }
}

/// Opens the store, fills it if asked to, and listens.
pub async fn start(config: Config) -> anyhow::Result<Running> {
    start_with(config, Arc::new(Real)).await
}

/// The same by another clock and chance.
pub async fn start_with(config: Config, around: Arc<dyn Surroundings>) -> anyhow::Result<Running> {
    let store =
        Engine::open(&config.data, config.database.as_deref()).await.context("the store cannot be opened")?;
    if config.demo {
        demo::fill(&store, &config, around.now()).await?;
    }
    let vault = Vault::open_for(&store, &config).await?;
    let outside = Outside {
        processors: Processors::named(&config)?,
        events_token: config.events_token.clone(),
        notices_key: config.notices_key.clone(),
        job_lease: i64::from(config.job_lease_seconds.max(1)),
    };
    let senders = Senders::of(&config)?;
    let mut inside = Inside::open(store, vault, around, Limits::default(), outside).await?;
    inside.hire(senders);
    if config.backup_to.is_some() {
        inside.backups = Some(Arc::new(Backups::of(&config, &inside.app.recovery)?));
    }
    let listener = TcpListener::bind(config.listen).await.context("the address is taken")?;
    let addr = listener.local_addr()?;
    let follower = tokio::spawn(inside.app.clone().follow());
    let payer = match inside.app.processors.any() && config.gateway_by_itself {
        true => tokio::spawn(payments::run(inside.app.clone())),
        false => tokio::spawn(async {}),
    };
    let backer = match inside.backups.clone().zip(config.backup_every) {
        Some((backups, every)) => tokio::spawn(backup::run(inside.app.clone(), backups, every)),
        None => tokio::spawn(async {}),
    };
    let worker = match config.jobs_by_itself {
        true => tokio::spawn(jobs::run(inside.app.clone())),
        false => tokio::spawn(async {}),
    };
    let heard = match Bus::of(&config) {
        Some(bus) => tokio::spawn(bus::run(inside.app.clone(), bus)),
        None => tokio::spawn(async {}),
    };
    let mut stopped = inside.app.closing.clone();
    let server = axum::serve(listener, inside.router()).with_graceful_shutdown(async move {
        // An error means that the sender is gone, and then it is time to stop too.
        let _ = stopped.wait_for(|closing| *closing).await;
    });
    let server = tokio::spawn(server.into_future());
    tracing::info!(%addr, engine = inside.app.store.name(), "listening");
    Ok(Running { addr, inside, server, follower, payer, backer, worker, listener: heard })
}

/// Runs until `shutdown`.
pub async fn serve(config: Config, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
    let running = start(config).await?;
    shutdown.await;
    tracing::info!("stopping");
    running.stop().await
}
