//! The devices' audit logs, append only.

use airside_shared::ids::DeviceId;

use super::Tx;
use crate::refusal::Result;

/// Number and head of the last record of a device's log.
pub async fn last(tx: &mut dyn Tx, device: DeviceId) -> Result<Option<(u64, String)>> {
    let sql = "SELECT seq, head FROM audit WHERE device = $1 ORDER BY seq DESC LIMIT 1";
    let lines = tx.query(sql, vec![device.0.into()]).await?;
    Ok(lines.into_iter().next().map(|mut line| (line.int(0) as u64, line.text(1))))
}

pub async fn head_at(tx: &mut dyn Tx, device: DeviceId, seq: u64) -> Result<Option<String>> {
    let sql = "SELECT head FROM audit WHERE device = $1 AND seq = $2";
    let lines = tx.query(sql, vec![device.0.into(), (seq as i64).into()]).await?;
    Ok(lines.into_iter().next().map(|mut line| line.text(0)))
}

pub async fn append(tx: &mut dyn Tx, device: DeviceId, seq: u64, head: &str, record: String) -> Result<()> {
    let sql = "INSERT INTO audit (device, seq, head, record) VALUES ($1, $2, $3, $4)";
    tx.run(sql, vec![device.0.into(), (seq as i64).into(), head.into(), record.into()]).await
}
