//! A backend without a socket: what [`crate::Running`] serves, asked in the same process. The simulation
//! speaks to it in the very bytes that the network would carry.

use std::sync::Arc;

use airside_shared::{
    Fault,
    entity::Entity,
    sync::{Limits, Scope},
};
use airside_world::Account;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response},
};
use jiff::Timestamp;
use tokio::sync::watch as signal;
use tower::Service;

use crate::{
    app::{self, App},
    backup::{self, Backups},
    demo, expiry, health, jobs, load, money,
    notices::Senders,
    payments::{self, Processors},
    refusal::Result,
    store::{
        self, Engine, Memory, Store, inspect,
        jobs::{self as table, Count, Job},
    },
    surroundings::Surroundings,
    vault::Vault,
};

/// A backend.
pub struct Inside {
    pub(crate) app: App,
    router: Router,
    pub(crate) close: signal::Sender<bool>,
    /// None where the configuration names no place for them.
    pub(crate) backups: Option<Arc<Backups>>,
}

/// Who else has to do with a backend, and how patient it is.
pub(crate) struct Outside {
    pub processors: Processors,
    pub events_token: Option<String>,
    pub notices_key: Option<String>,
    /// Seconds for which a job is taken.
    pub job_lease: i64,
}

impl Default for Outside {
    fn default() -> Self {
        Self { processors: Processors::default(), events_token: None, notices_key: None, job_lease: 60 }
    }
}

/// Does, once, for what a store holds from before there were books, or before vouchers were written off, what is done
/// for new things.
async fn catch_up(store: &Engine) -> Result<()> {
    for name in ["books_opened", "expiries_followed"] {
        if store.read(move |tx| Box::pin(store::meta(tx, name))).await?.is_some() {
            continue;
        }
        let done = store.write(move |tx| {
            Box::pin(async move {
                match name {
                    "books_opened" => money::open_books(tx).await.map(drop)?,
                    _ => expiry::follow_all(tx).await?,
                }
                store::set_meta(tx, name, "1").await
            })
        });
        done.await?;
    }
    Ok(())
}

impl Inside {
    /// A backend on a database in memory, which outlives it; small `limits` make much of little.
    pub async fn on(memory: Memory, around: Arc<dyn Surroundings>, limits: Limits) -> anyhow::Result<Self> {
        // Nothing of it is ever written down, so one key is as good as another.
        Self::open(Engine::Memory(memory), Vault::of(&[0x5a; 32]), around, limits, Outside::default()).await
    }

    pub(crate) async fn open(
        store: Engine,
        vault: Vault,
        around: Arc<dyn Surroundings>,
        limits: Limits,
        Outside { processors, events_token, notices_key, job_lease }: Outside,
    ) -> anyhow::Result<Self> {
        let vault = Arc::new(vault);
        let recovery = app::recovery_key(&store, vault.clone(), &*around).await?;
        catch_up(&store).await?;
        let (close, closing) = signal::channel(false);
        let mut app = App::new(store, recovery, vault, health::recorder(), closing, around);
        app.limits = limits;
        app.processors = processors;
        app.events_token = events_token.filter(|it| !it.is_empty()).map(Into::into);
        app.notices_key = notices_key.filter(|it| !it.is_empty()).map(Into::into);
        app.job_lease = job_lease;
        let seq = app.store.read(|tx| Box::pin(store::change_seq(tx))).await?;
        app.changed(seq.unsigned_abs());
        Ok(Self { router: app.clone().router(), app, close, backups: None })
    }

    /// Who takes notices to passengers.
    pub(crate) fn hire(&mut self, senders: Senders) {
        self.app.senders = Arc::new(senders);
        self.router = self.app.clone().router();
    }

    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// Answers one request as if it had come over the network; `None` when the answer broke off.
    pub async fn answer(&self, request: Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
        let answer = self.router().call(request.map(Body::from)).await.ok()?;
        let (head, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.ok()?;
        Some(Response::from_parts(head, bytes.to_vec()))
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

    /// The same with hashes of PINs that cost nothing to make or to guess: for simulated people only.
    pub async fn enrol_simulated(&self, people: Vec<Account>) -> anyhow::Result<()> {
        Ok(demo::enrol_simulated(&self.app.store, people).await?)
    }

    /// Looks once at every payment that is due; how many there were.
    pub async fn pay(&self) -> anyhow::Result<usize> {
        Ok(payments::round(&self.app).await?)
    }

    /// Takes a backup if `every` has passed since the last one of this store; the name of the one that was taken.
    pub async fn back_up(&self, every: jiff::SignedDuration) -> Result<Option<String>, Fault> {
        let Some(backups) = &self.backups else { return Ok(None) };
        Ok(backup::round(&self.app, backups, every).await?.map(|taken| taken.name))
    }

    /// Does every job that is due; how many there were.
    pub async fn work(&self) -> anyhow::Result<usize> {
        Ok(jobs::round(&self.app).await?)
    }

    /// The table of jobs, for whoever doubts it.
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs(&self.app.store)
    }

    /// Whether the kept checksum of a scope is that of its rows.
    pub async fn audit_scope(&self, scope: Scope) -> anyhow::Result<bool> {
        Ok(self.app.store.read(move |tx| Box::pin(demo::sums_agree(tx, scope))).await?)
    }

    /// Everything that is kept of things and entries, for whoever doubts it.
    pub async fn look(&self) -> anyhow::Result<inspect::Look> {
        Ok(self.app.store.read(|tx| Box::pin(inspect::look(tx))).await?)
    }
}

/// The table of jobs, asked from outside.
pub struct Jobs<'a>(&'a Engine);

impl Jobs<'_> {
    pub async fn enqueue(&self, kind: &str, key: &str, due_at: Timestamp, now: Timestamp) -> Result<bool> {
        let (kind, key) = (kind.to_owned(), key.to_owned());
        let put = self.0.write(move |tx| {
            Box::pin(async move { table::enqueue(tx, &kind, &key, "{}", due_at, now).await })
        });
        put.await
    }

    pub async fn take(&self, now: Timestamp, worker: &str, lease: i64) -> Result<Option<Job>> {
        let worker = worker.to_owned();
        self.0.write(move |tx| Box::pin(async move { table::take(tx, now, &worker, lease).await })).await
    }

    pub async fn done(&self, job: Job, now: Timestamp) -> Result<()> {
        self.0.write(move |tx| Box::pin(async move { table::done(tx, &job, now).await })).await
    }

    pub async fn again(&self, job: Job, at: Timestamp, why: &'static str) -> Result<()> {
        self.0.write(move |tx| Box::pin(async move { table::again(tx, &job, at, why).await })).await
    }

    pub async fn failed(&self, job: Job, why: &'static str, now: Timestamp) -> Result<()> {
        self.0.write(move |tx| Box::pin(async move { table::failed(tx, &job, why, now).await })).await
    }

    pub async fn counts(&self) -> Result<Vec<Count>> {
        self.0.read(|tx| Box::pin(table::counts(tx))).await
    }

    /// Where a job stands, and why.
    pub async fn stands(&self, key: &str) -> Result<Option<(String, String)>> {
        let key = key.to_owned();
        self.0.read(move |tx| Box::pin(async move { table::stands(tx, &key).await })).await
    }
}
