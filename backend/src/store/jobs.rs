//! The table of jobs: what is to be done, at the earliest when, and who has taken it for how long. A job is done in
//! the transaction that stores what came of it, so it has one effect however often it is begun.

use jiff::Timestamp;

use super::{Line, Tx, Value};
use crate::refusal::{Refusal, Result};

/// A job that somebody has taken. Only they may end it, and only while nobody else has taken it after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// What it is about: the same key is never put in twice.
    pub key: String,
    pub kind: String,
    /// JSON.
    pub payload: String,
    /// How often it was taken, this time counted.
    pub takes: u32,
}

/// How many jobs of a kind stand so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub kind: String,
    pub state: String,
    pub jobs: u32,
    /// Seconds since 1970 at which the first of them is due.
    pub first_due: i64,
}

/// Puts a job in; whether it is new. One of the same key stays as it is, also when it was done long ago.
pub async fn enqueue(
    tx: &mut dyn Tx,
    kind: &str,
    key: &str,
    payload: &str,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    let values =
        vec![key.into(), kind.into(), payload.into(), due_at.as_second().into(), now.as_second().into()];
    Ok(!tx.query(include_str!("sql/job_insert.sql"), values).await?.is_empty())
}

/// Whether something is due, for whoever would rather not write in vain.
pub async fn any_due(tx: &mut dyn Tx, now: Timestamp) -> Result<bool> {
    let sql = "SELECT due_at FROM jobs WHERE state IN ('waiting', 'taken') AND due_at <= $1 LIMIT 1";
    Ok(!tx.query(sql, vec![now.as_second().into()]).await?.is_empty())
}

/// Takes the job that is due longest, for `lease` seconds: after them anybody may take it again.
pub async fn take(tx: &mut dyn Tx, now: Timestamp, worker: &str, lease: i64) -> Result<Option<Job>> {
    let sql = match tx.skips_locked() {
        true => include_str!("sql/job_take_skipping.sql"),
        false => include_str!("sql/job_take.sql"),
    };
    let values = vec![now.as_second().into(), worker.into(), (now.as_second() + lease).into()];
    let read = |mut line: Line| Job {
        key: line.text(0),
        kind: line.text(1),
        payload: line.text(2),
        takes: u32::try_from(line.int(3)).unwrap_or(u32::MAX),
    };
    Ok(tx.query(sql, values).await?.into_iter().next().map(read))
}

/// Nothing of it is left to do.
pub async fn done(tx: &mut dyn Tx, job: &Job, now: Timestamp) -> Result<()> {
    end(tx, job, "done", now, "", Some(now)).await
}

/// To be looked at again later, and why.
pub async fn again(tx: &mut dyn Tx, job: &Job, at: Timestamp, why: &str) -> Result<()> {
    end(tx, job, "waiting", at, why, None).await
}

/// It cannot be done: a person has to look.
pub async fn failed(tx: &mut dyn Tx, job: &Job, why: &str, now: Timestamp) -> Result<()> {
    end(tx, job, "failed", now, why, Some(now)).await
}

/// Whoever lost the lease has no say any more: what they did in this transaction is undone with it.
async fn end(
    tx: &mut dyn Tx,
    job: &Job,
    state: &'static str,
    due_at: Timestamp,
    why: &str,
    ended_at: Option<Timestamp>,
) -> Result<()> {
    let values = vec![
        job.key.as_str().into(),
        i64::from(job.takes).into(),
        state.into(),
        due_at.as_second().into(),
        why.into(),
        ended_at.map_or(Value::Null, |at| at.as_second().into()),
    ];
    match tx.query(include_str!("sql/job_end.sql"), values).await?.is_empty() {
        true => {
            Err(Refusal::conflict("lease_lost", "Somebody else has taken this meanwhile: leave it to them."))
        }
        false => Ok(()),
    }
}

/// What waits, is taken or has failed, by kind.
pub async fn counts(tx: &mut dyn Tx) -> Result<Vec<Count>> {
    let sql = "SELECT kind, state, COUNT(*), MIN(CASE WHEN due_at > made_at THEN due_at ELSE made_at END)
        FROM jobs WHERE state <> 'done' GROUP BY kind, state ORDER BY kind, state";
    let count = |mut line: Line| Count {
        kind: line.text(0),
        state: line.text(1),
        jobs: u32::try_from(line.int(2)).unwrap_or(u32::MAX),
        first_due: line.int(3),
    };
    Ok(tx.query(sql, vec![]).await?.into_iter().map(count).collect())
}

/// Where a job stands, and why.
pub async fn stands(tx: &mut dyn Tx, key: &str) -> Result<Option<(String, String)>> {
    let lines = tx.query("SELECT state, why FROM jobs WHERE key = $1", vec![key.into()]).await?;
    Ok(lines.into_iter().next().map(|mut line| (line.text(0), line.text(1))))
}
