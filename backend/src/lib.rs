//! The backend that the desks sync with. It decides, it keeps, it answers; all its state is in one
//! database, SQLite in a file or PostgreSQL.

mod allowance;
mod app;
mod attachments;
mod audit;
mod auth;
mod body;
mod clock;
mod config;
mod demo;
mod health;
mod kiosk;
mod load;
mod openapi;
mod pull;
mod push;
mod put;
mod reach;
mod refusal;
mod scopes;
mod session;
mod store;
mod watch;

use std::{future::Future, net::SocketAddr, sync::Arc};

use airside_shared::{entity::Entity, sync::Scope};
pub use airside_world::Account;
use anyhow::Context;
use tokio::{net::TcpListener, sync::watch as signal, task::JoinHandle};

use app::App;
pub use clock::{Clock, Real};
pub use config::Config;
pub use openapi::spec;
use store::{Engine, Store};

/// A backend that runs.
pub struct Running {
    /// Where it listens; useful when port 0 was asked for.
    pub addr: SocketAddr,
    app: App,
    close: signal::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
    follower: JoinHandle<()>,
}

impl Running {
    /// Answers what is in flight, takes nothing new, and returns when all is done.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.close.send_replace(true);
        self.server.await.context("the server broke")?.context("the server failed")?;
        self.follower.await.context("the follower broke")
    }

    /// Things that come from the airline's other systems: a delay, a new flight.
    pub async fn put(&self, entities: Vec<Entity>) -> anyhow::Result<u64> {
        let seq = self.app.store.write(move |tx| Box::pin(demo::put_all(tx, entities))).await?;
        self.app.changed(seq);
        Ok(seq)
    }

    /// Replaces all things by a world, quickly.
    pub async fn load(&self, world: Vec<Entity>) -> anyhow::Result<u64> {
        let seq = self.app.store.write(move |tx| Box::pin(load::replace(tx, world))).await?;
        self.app.changed(seq);
        Ok(seq)
    }

    /// Adds people, or changes those of the same id.
    pub async fn enrol(&self, people: Vec<Account>) -> anyhow::Result<()> {
        Ok(demo::enrol(&self.app.store, people).await?)
    }

    /// Whether the kept checksum of a scope is that of its rows.
    pub async fn audit_scope(&self, scope: Scope) -> anyhow::Result<bool> {
        Ok(self.app.store.read(move |tx| Box::pin(demo::sums_agree(tx, scope))).await?)
    }
}

/// Opens the store, fills it if asked to, and listens.
pub async fn start(config: Config) -> anyhow::Result<Running> {
    start_with(config, Arc::new(Real)).await
}

/// The same by another clock.
pub async fn start_with(config: Config, clock: Arc<dyn Clock>) -> anyhow::Result<Running> {
    let store =
        Engine::open(&config.data, config.database.as_deref()).await.context("the store cannot be opened")?;
    if config.demo {
        demo::fill(&store, &config, clock.now()).await?;
    }
    let recovery = app::recovery_key(&store).await?;
    let listener = TcpListener::bind(config.listen).await.context("the address is taken")?;
    let addr = listener.local_addr()?;
    let (close, closing) = signal::channel(false);
    let app = App::new(store, recovery, health::recorder(), clock, closing.clone());
    let follower = tokio::spawn(app.clone().follow());
    let router = app.clone().router();
    let mut stopped = closing;
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        // An error means that the sender is gone, and then it is time to stop too.
        let _ = stopped.wait_for(|closing| *closing).await;
    });
    let server = tokio::spawn(server.into_future());
    tracing::info!(%addr, engine = app.store.name(), "listening");
    Ok(Running { addr, app, close, server, follower })
}

/// Runs until `shutdown`.
pub async fn serve(config: Config, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
    let running = start(config).await?;
    shutdown.await;
    tracing::info!("stopping");
    running.stop().await
}
