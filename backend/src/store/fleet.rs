//! Devices: when they were last heard of, and which may hold nothing any more.

use airside_shared::{
    ids::{DeviceId, UserId},
    sync::{FleetDevice, Report, Revoked, Withdraw},
};
use jiff::Timestamp;

use super::{Line, Tx, Value, accounts::of_word, time};
use crate::refusal::{Refusal, Result};

pub async fn heard(tx: &mut dyn Tx, device: DeviceId, at: Timestamp, report: Option<&Report>) -> Result<()> {
    let drift = report.map(|it| it.clock.as_second() - at.as_second());
    let values = vec![
        device.0.into(),
        at.as_second().into(),
        drift.map_or(Value::Null, Value::from),
        report.map(serde_json::to_string).transpose()?.map_or(Value::Null, Value::from),
    ];
    tx.run(include_str!("sql/contact_put.sql"), values).await
}

/// The devices of a station, or all if it is empty; those that were silent longest first.
pub async fn list(tx: &mut dyn Tx, station: &str) -> Result<Vec<FleetDevice>> {
    let lines = tx.query(include_str!("sql/fleet.sql"), vec![station.into()]).await?;
    lines.into_iter().map(device).collect()
}

fn device(mut line: Line) -> Result<FleetDevice> {
    let report = line.maybe_text(5).map(|text| serde_json::from_str(&text)).transpose()?;
    let revoked = match line.maybe_text(6) {
        Some(how) => Some(Revoked {
            how: way(&how)?,
            by: line.text(7),
            at: time(line.int(8)),
            reason: line.text(12),
            wiped_at: Some(line.int(9)).filter(|at| *at > 0).map(time),
            destroyed: line.maybe_int(10).map(|it| it as u32),
        }),
        None => None,
    };
    Ok(FleetDevice {
        device: line.uuid(0).into(),
        kind: of_word(&line.text(1))?,
        station: line.text(2),
        last_contact: line.maybe_int(3).map(time),
        drift: line.maybe_int(4),
        report,
        refused: line.int(11) as u32,
        revoked,
    })
}

/// Who withdraws a device, when and why.
#[derive(Clone, Debug)]
pub struct Order {
    pub by: UserId,
    pub at: Timestamp,
    pub reason: String,
}

/// Has a device give up what it holds; a second order may only be given until it has.
pub async fn revoke(tx: &mut dyn Tx, device: DeviceId, how: Withdraw, order: Order) -> Result<()> {
    let Order { by, at, reason } = order;
    let values = vec![device.0.into(), how.name().into(), by.0.into(), at.as_second().into(), reason.into()];
    tx.run(include_str!("sql/revocation_put.sql"), values).await
}

/// How a device was withdrawn, and whether it said that it has nothing left.
pub async fn revocation(tx: &mut dyn Tx, device: DeviceId) -> Result<Option<(Withdraw, bool)>> {
    let sql = "SELECT how, wiped_at FROM revocations WHERE device = $1";
    let Some(mut line) = tx.query(sql, vec![device.0.into()]).await?.into_iter().next() else {
        return Ok(None);
    };
    Ok(Some((way(&line.text(0))?, line.int(1) > 0)))
}

/// The device has nothing left; nobody speaks for it any more.
pub async fn wiped(tx: &mut dyn Tx, device: DeviceId, at: Timestamp, destroyed: Option<u32>) -> Result<()> {
    let sql = "UPDATE revocations SET wiped_at = $2, destroyed = $3 WHERE device = $1";
    let destroyed = destroyed.map_or(Value::Null, |it| i64::from(it).into());
    tx.query(sql, vec![device.0.into(), at.as_second().into(), destroyed]).await?;
    tx.run("DELETE FROM tokens WHERE device = $1", vec![device.0.into()]).await
}

pub async fn known(tx: &mut dyn Tx, device: DeviceId) -> Result<bool> {
    let lines = tx.query("SELECT station FROM devices WHERE id = $1", vec![device.0.into()]).await?;
    Ok(!lines.is_empty())
}

pub fn way(name: &str) -> Result<Withdraw> {
    Withdraw::of(name).ok_or_else(|| Refusal::store(&"a withdrawal that this version does not know"))
}
