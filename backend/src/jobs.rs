//! Does what the table of jobs says is due. A kind that only stores does so, and ends its job, in one transaction: a
//! crash anywhere leaves the job as it was, with a lease that runs out. A kind that asks others outside says for
//! itself how it is not done twice.

use std::time::Duration;

use airside_shared::payments::pause;
use jiff::{SignedDuration, Timestamp};

use crate::{
    app::App,
    claims, expiry, flight_events, notices,
    refusal::{Refusal, Result},
    store::{
        Store, Tx,
        jobs::{self, Job},
    },
};

/// How long a round waits for the next.
const EVERY: Duration = Duration::from_secs(1);
/// Jobs of one round.
const MOST: usize = 500;
/// The kinds of jobs, and the states that are counted.
const KINDS: [&str; 6] =
    [flight_events::JOB, claims::OPEN, claims::VERDICT, claims::JOB, notices::JOB, expiry::JOB];
const STATES: [&str; 3] = ["waiting", "taken", "failed"];
/// After so many tries that failed a person has to look.
const TRIES: u32 = 12;

/// What becomes of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    Done,
    /// Not yet: what it waits for.
    Again {
        at: Timestamp,
        why: String,
    },
    /// Never: a person has to look.
    Failed {
        why: String,
    },
}

/// What a job in one transaction makes: what becomes of it, and the change sequence if a thing changed.
pub type Made = (After, Option<u64>);

/// Does what is due until the backend ends. A job that was begun is finished first.
pub async fn run(app: App) {
    let mut closing = app.closing.clone();
    loop {
        match round(&app).await {
            Ok(done) if done == MOST => continue,
            Ok(_) => {}
            Err(refusal) => tracing::warn!(code = %refusal.fault.code, "jobs could not be looked at"),
        }
        tokio::select! {
            () = app.around.wait(EVERY) => {}
            _ = closing.wait_for(|closing| *closing) => return,
        }
    }
}

/// Does what is due, one job after the other; how many there were.
pub async fn round(app: &App) -> Result<usize> {
    let (worker, lease) = (worker(app)?, app.job_lease);
    let mut done = 0;
    while done < MOST && !*app.closing.borrow() {
        let now = app.now();
        // Looking costs nobody else anything; taking keeps others from writing.
        if !app.store.read(move |tx| Box::pin(jobs::any_due(tx, now))).await? {
            break;
        }
        let taker = worker.clone();
        let taken = app
            .store
            .write(move |tx| Box::pin(async move { jobs::take(tx, now, &taker, lease).await }))
            .await?;
        let Some(job) = taken else { break };
        one(app, job).await?;
        done += 1;
    }
    Ok(done)
}

/// One job, and what becomes of it if it fails.
async fn one(app: &App, job: Job) -> Result<()> {
    let Err(refusal) = work(app, job.clone()).await else { return Ok(()) };
    let code = refusal.fault.code.to_string();
    if code == "lease_lost" {
        return Ok(());
    }
    tracing::warn!(kind = %job.kind, takes = job.takes, %code, "a job failed");
    let now = app.now();
    let ended = app.store.write(move |tx| {
        Box::pin(async move {
            match job.takes >= TRIES {
                true => jobs::failed(tx, &job, &code, now).await,
                false => jobs::again(tx, &job, later(now, pause(job.takes)), &code).await,
            }
        })
    });
    match ended.await {
        Err(refusal) if refusal.fault.code != "lease_lost" => Err(refusal),
        _ => Ok(()),
    }
}

/// Every kind of job there is.
async fn work(app: &App, job: Job) -> Result<()> {
    match &*job.kind {
        flight_events::JOB | claims::OPEN | claims::VERDICT | claims::JOB => claims::work(app, job).await,
        notices::JOB => notices::work(app, job).await,
        expiry::JOB => expiry::work(app, job).await,
        _ => settle(app, job, After::Failed { why: "unknown_kind".into() }).await,
    }
}

/// Ends a job of a kind that did its work elsewhere.
pub async fn settle(app: &App, job: Job, after: After) -> Result<()> {
    let now = app.now();
    app.store.write(move |tx| Box::pin(async move { end(tx, &job, after, now).await })).await
}

/// Ends a job in the transaction that stores what came of it.
pub async fn end(tx: &mut dyn Tx, job: &Job, after: After, now: Timestamp) -> Result<()> {
    match after {
        After::Done => jobs::done(tx, job, now).await,
        After::Again { at, why } => jobs::again(tx, job, at, &why).await,
        After::Failed { why } => jobs::failed(tx, job, &why, now).await,
    }
}

/// So many seconds after `now`.
pub fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
}

/// Who takes jobs: this process, by a name of its own.
fn worker(app: &App) -> Result<String, Refusal> {
    match app.worker.get() {
        Some(name) => Ok(name.clone()),
        None => {
            let name = hex::encode(&app.around.bytes()?[..8]);
            Ok(app.worker.get_or_init(|| name).clone())
        }
    }
}

/// Sets the gauges from the table.
pub async fn gauges(app: &App) {
    let counts = match app.store.read(|tx| Box::pin(jobs::counts(tx))).await {
        Ok(counts) => counts,
        Err(refusal) => {
            tracing::warn!(code = %refusal.fault.code, "the gauges of jobs could not be read");
            return;
        }
    };
    let now = app.now().as_second();
    let set = |kind: String, state: String, jobs: u32| {
        metrics::gauge!("airside_jobs", "kind" => kind, "state" => state).set(f64::from(jobs));
    };
    // What is gone by now is none, and not what it was when it was last looked at.
    for kind in KINDS {
        STATES.into_iter().for_each(|state| set(kind.into(), state.into(), 0));
    }
    let mut oldest = 0;
    for it in counts {
        if it.state != "failed" {
            oldest = oldest.max(now - it.first_due);
        }
        set(it.kind, it.state, it.jobs);
    }
    metrics::gauge!("airside_jobs_oldest_due_seconds").set(oldest as f64);
}
