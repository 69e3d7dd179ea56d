//! Attachments: chunks until they are whole, by the hash of their content.

use airside_shared::ids::DeviceId;

use super::Tx;
use crate::refusal::Result;

/// Bytes received, and whether that is all and the hash agrees.
pub async fn state(tx: &mut dyn Tx, sha256: &str) -> Result<Option<(u64, bool)>> {
    let sql = "SELECT received, complete FROM attachments WHERE sha256 = $1";
    let lines = tx.query(sql, vec![sha256.into()]).await?;
    Ok(lines.first().map(|line| (line.int(0) as u64, line.int(1) == 1)))
}

pub async fn put_state(
    tx: &mut dyn Tx,
    sha256: &str,
    received: u64,
    complete: bool,
    device: DeviceId,
) -> Result<()> {
    let values = vec![sha256.into(), (received as i64).into(), i64::from(complete).into(), device.0.into()];
    tx.query(include_str!("sql/attachment_put.sql"), values).await.map(drop)
}

pub async fn add_chunk(tx: &mut dyn Tx, sha256: &str, start: u64, bytes: Vec<u8>) -> Result<()> {
    let sql = "INSERT INTO attachment_chunks (sha256, start, bytes) VALUES ($1, $2, $3)";
    tx.query(sql, vec![sha256.into(), (start as i64).into(), bytes.into()]).await.map(drop)
}

pub async fn bytes(tx: &mut dyn Tx, sha256: &str) -> Result<Vec<u8>> {
    let sql = "SELECT bytes FROM attachment_chunks WHERE sha256 = $1 ORDER BY start";
    let lines = tx.query(sql, vec![sha256.into()]).await?;
    Ok(lines.into_iter().flat_map(|mut line| line.blob(0)).collect())
}

pub async fn forget(tx: &mut dyn Tx, sha256: &str) -> Result<()> {
    tx.query("DELETE FROM attachment_chunks WHERE sha256 = $1", vec![sha256.into()]).await?;
    tx.query("DELETE FROM attachments WHERE sha256 = $1", vec![sha256.into()]).await.map(drop)
}
