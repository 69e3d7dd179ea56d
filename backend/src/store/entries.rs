//! What became of every entry of every queue.

use airside_shared::{
    ids::{DeviceId, OpId, UserId},
    sync::{EntryResult, Outcome},
};

use super::Tx;
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
    pub kind: &'e str,
    pub actor: UserId,
    /// Seconds since 1970.
    pub received_at: i64,
}

pub async fn of_op(tx: &mut dyn Tx, op: OpId) -> Result<Option<Settled>> {
    let lines = tx.query("SELECT device, hash, result FROM entries WHERE op = $1", vec![op.0.into()]).await?;
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
    tx.query(include_str!("sql/entry_insert.sql"), values).await.map(drop)
}

/// A blocked entry that was sent again when its blocker was out of the way.
pub async fn settle_again(tx: &mut dyn Tx, result: &EntryResult) -> Result<()> {
    let sql = "UPDATE entries SET outcome = $2, result = $3 WHERE op = $1";
    let text = serde_json::to_string(result)?;
    tx.query(sql, vec![result.op.0.into(), name(&result.outcome).into(), text.into()]).await.map(drop)
}

/// Whether something on the lane of `op`, made after it on the same device, took effect: then a person
/// has dealt with it.
pub async fn overtaken(tx: &mut dyn Tx, op: OpId) -> Result<bool> {
    let lines = tx.query(include_str!("sql/overtaken.sql"), vec![op.0.into()]).await?;
    Ok(!lines.is_empty())
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Applied { .. } => "applied",
        Outcome::Rejected(_) => "rejected",
        Outcome::Blocked { .. } => "blocked",
    }
}
