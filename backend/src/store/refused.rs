//! Entries without effect, whole, until somebody has settled them.

use airside_shared::{
    ids::{DeviceId, OpId, UserId, Uuid},
    sync::{Entry, EntryResult, Outcome, RefusedEntry, SettledEntry, Settlement},
};
use jiff::Timestamp;

use super::{Line, Tx, Value};
use crate::refusal::{Refusal, Result};

/// Keeps a rejected or blocked entry, or what is said of it now.
pub async fn put(
    tx: &mut dyn Tx,
    entry: &Entry,
    result: &EntryResult,
    station: &str,
    at: Timestamp,
) -> Result<()> {
    let blocked_by = match result.outcome {
        Outcome::Blocked { by } => by.0.into(),
        _ => Value::Null,
    };
    let values = vec![
        entry.op.0.into(),
        entry.device.0.into(),
        (entry.seq as i64).into(),
        station.into(),
        serde_json::to_string(entry)?.into(),
        serde_json::to_string(result)?.into(),
        blocked_by,
        at.as_second().into(),
    ];
    tx.run(include_str!("sql/refused_put.sql"), values).await
}

/// How and by whom an entry was settled.
#[derive(Clone, Debug)]
pub struct End {
    pub how: Settlement,
    pub by: Option<UserId>,
    pub at: Timestamp,
    pub replaced_by: Option<OpId>,
    pub reason: String,
}

/// Settles an entry that nobody has settled. Its device is told, unless it only went on.
pub async fn settle(tx: &mut dyn Tx, op: OpId, end: End) -> Result<()> {
    let values = vec![
        op.0.into(),
        end.how.name().into(),
        end.by.map_or(Value::Null, |it| it.0.into()),
        end.at.as_second().into(),
        end.replaced_by.map_or(Value::Null, |it| it.0.into()),
        i64::from(end.how == Settlement::WentOn).into(),
        end.reason.into(),
    ];
    tx.run(include_str!("sql/refused_settle.sql"), values).await
}

/// The device says that it is settled there: by somebody on it, or because it was told.
pub async fn on_device(tx: &mut dyn Tx, device: DeviceId, op: OpId, at: Timestamp) -> Result<()> {
    let values = vec![op.0.into(), device.0.into(), at.as_second().into()];
    tx.run(include_str!("sql/refused_on_device.sql"), values).await
}

pub async fn get(tx: &mut dyn Tx, op: OpId) -> Result<Option<RefusedEntry>> {
    let lines = tx.query(include_str!("sql/refused_one.sql"), vec![op.0.into()]).await?;
    lines.into_iter().next().map(refused).transpose()
}

/// Those of a station that wait for somebody, and those that were settled since.
pub async fn of_station(tx: &mut dyn Tx, station: &str, settled_since: i64) -> Result<Vec<RefusedEntry>> {
    let values = vec![station.into(), settled_since.into()];
    let lines = tx.query(include_str!("sql/refused_of_station.sql"), values).await?;
    lines.into_iter().map(refused).collect()
}

/// What a device has to be told.
pub async fn untold(tx: &mut dyn Tx, device: DeviceId) -> Result<Vec<SettledEntry>> {
    let lines = tx.query(include_str!("sql/refused_untold.sql"), vec![device.0.into()]).await?;
    lines.into_iter().map(|mut line| end(line.uuid(0).into(), &mut line, 1)).collect()
}

/// What waits behind a refused entry, in the order of its device.
pub async fn behind(tx: &mut dyn Tx, op: OpId) -> Result<Vec<Entry>> {
    let lines = tx.query(include_str!("sql/refused_behind.sql"), vec![op.0.into()]).await?;
    lines.into_iter().map(|mut line| Ok(serde_json::from_str(&line.text(0))?)).collect()
}

fn refused(mut line: Line) -> Result<RefusedEntry> {
    let result: EntryResult = serde_json::from_str(&line.text(3))?;
    let settlement = line.text(5);
    let settled = if settlement.is_empty() {
        None
    } else {
        line.0[5] = settlement.into();
        Some(end(line.uuid(0).into(), &mut line, 5)?)
    };
    Ok(RefusedEntry {
        entry: serde_json::from_str(&line.text(1))?,
        station: line.text(2),
        outcome: result.outcome,
        refused_at: super::time(line.int(4)),
        settled,
    })
}

/// From the columns settlement, name, time, replacement, reason, which begin at `first`.
fn end(op: OpId, line: &mut Line, first: usize) -> Result<SettledEntry> {
    let how = Settlement::of(&line.text(first));
    Ok(SettledEntry {
        op,
        how: how.ok_or_else(|| Refusal::store(&"a settlement that this version does not know"))?,
        by: line.text(first + 1),
        at: super::time(line.int(first + 2)),
        replaced_by: Some(line.uuid(first + 3)).filter(|id| *id != Uuid::nil()).map(OpId),
        reason: line.text(first + 4),
    })
}
