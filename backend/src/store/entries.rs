//! What became of every entry of every queue.

use std::collections::BTreeSet;

use airside_shared::{
    ids::{DeviceId, OpId, UserId},
    intents::Lane,
    sync::{EntryResult, Outcome},
};

use super::{Line, Question, Tx};
use crate::refusal::Result;

/// A settled entry.
#[derive(Debug)]
pub struct Settled {
    pub device: DeviceId,
    pub hash: String,
    pub result: EntryResult,
}

/// What is kept of an entry beside its result.
#[derive(Debug)]
pub struct Origin<'e> {
    pub device: DeviceId,
    pub hash: &'e str,
    pub lane: &'e str,
    pub also: &'e [Lane],
    pub kind: &'e str,
    pub actor: UserId,
    /// Seconds since 1970.
    pub received_at: i64,
}

pub async fn of_op(tx: &mut dyn Tx, op: OpId) -> Result<Option<Settled>> {
    let (sql, values) = asks_op(op);
    read_op(tx.query(sql, values).await?)
}

pub fn asks_op(op: OpId) -> Question {
    ("SELECT device, hash, result FROM entries WHERE op = $1", vec![op.0.into()])
}

pub fn read_op(lines: Vec<Line>) -> Result<Option<Settled>> {
    let Some(mut line) = lines.into_iter().next() else { return Ok(None) };
    let result = serde_json::from_str(&line.text(2))?;
    Ok(Some(Settled { device: line.uuid(0).into(), hash: line.text(1), result }))
}

pub async fn insert(tx: &mut dyn Tx, origin: &Origin<'_>, result: &EntryResult) -> Result<()> {
    let values = vec![
        origin.device.0.into(),
        (result.seq as i64).into(),
        result.op.0.into(),
        origin.hash.into(),
        origin.lane.into(),
        origin.kind.into(),
        origin.actor.0.into(),
        name(&result.outcome).into(),
        serde_json::to_string(result)?.into(),
        origin.received_at.into(),
    ];
    tx.run(include_str!("sql/entry_insert.sql"), values).await?;
    // What has an effect holds up nothing, and it never loses it again.
    if !matches!(result.outcome, Outcome::Applied { .. }) {
        further_lanes(tx, origin, result.seq).await?;
    }
    Ok(())
}

async fn further_lanes(tx: &mut dyn Tx, origin: &Origin<'_>, seq: u64) -> Result<()> {
    let further: BTreeSet<&str> = origin.also.iter().map(|lane| &*lane.0).collect();
    for lane in further.into_iter().filter(|lane| *lane != origin.lane) {
        let values = vec![origin.device.0.into(), lane.into(), (seq as i64).into()];
        tx.run("INSERT INTO further_lanes (device, lane, seq) VALUES ($1, $2, $3)", values).await?;
    }
    Ok(())
}

/// A blocked entry that was sent again when its blocker was out of the way.
pub async fn settle_again(tx: &mut dyn Tx, result: &EntryResult) -> Result<()> {
    let sql = "UPDATE entries SET outcome = $2, result = $3 WHERE op = $1";
    let text = serde_json::to_string(result)?;
    tx.run(sql, vec![result.op.0.into(), name(&result.outcome).into(), text.into()]).await
}

/// A person has settled a refused entry: it keeps its answer and holds up nothing any more.
pub async fn resolve(tx: &mut dyn Tx, device: DeviceId, op: OpId) -> Result<()> {
    tx.run(include_str!("sql/entry_resolve.sql"), vec![op.0.into(), device.0.into()]).await
}

/// Whether anything of the device's has no effect and may hold up what follows. Most devices have nothing such.
pub async fn any_held_up(tx: &mut dyn Tx, device: DeviceId) -> Result<bool> {
    let (sql, values) = asks_held_up(device);
    Ok(!tx.query(sql, values).await?.is_empty())
}

/// A line where there is such an entry.
pub fn asks_held_up(device: DeviceId) -> Question {
    // The lane is named so that the index of such entries is walked and not all that the device ever sent.
    let sql = "SELECT seq FROM entries WHERE device = $1 AND lane >= '' AND outcome IN ('rejected', 'blocked') LIMIT 1";
    (sql, vec![device.0.into()])
}

/// The refused entry before `seq` that holds up a lane.
pub async fn blocker(tx: &mut dyn Tx, device: DeviceId, lane: &str, seq: u64) -> Result<Option<OpId>> {
    let values = vec![device.0.into(), lane.into(), (seq as i64).into()];
    for mut line in tx.query(include_str!("sql/lane_blockers.sql"), values).await? {
        if line.text(1) == "rejected" {
            return Ok(Some(line.uuid(0).into()));
        }
        let result: EntryResult = serde_json::from_str(&line.text(2))?;
        if let Outcome::Blocked { by } = result.outcome
            && refused(tx, by).await?
        {
            return Ok(Some(by));
        }
    }
    Ok(None)
}

/// The refused entry behind an entry without effect, as long as nobody has settled it.
pub async fn cause(tx: &mut dyn Tx, op: OpId) -> Result<Option<OpId>> {
    let Some(settled) = of_op(tx, op).await? else { return Ok(None) };
    let by = match settled.result.outcome {
        Outcome::Applied { .. } => return Ok(None),
        Outcome::Rejected(_) => op,
        Outcome::Blocked { by } => by,
    };
    Ok(refused(tx, by).await?.then_some(by))
}

async fn refused(tx: &mut dyn Tx, op: OpId) -> Result<bool> {
    let sql = "SELECT seq FROM entries WHERE op = $1 AND outcome = 'rejected'";
    Ok(!tx.query(sql, vec![op.0.into()]).await?.is_empty())
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Applied { .. } => "applied",
        Outcome::Rejected(_) => "rejected",
        Outcome::Blocked { .. } => "blocked",
    }
}
