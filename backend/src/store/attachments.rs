//! Attachments: chunks until they are whole, by the hash of their content.

use airside_shared::ids::DeviceId;

use super::Tx;
use crate::refusal::Result;

/// How far an attachment has come.
#[derive(Debug, Default)]
pub struct Arrived {
    /// Bytes.
    pub received: u64,
    /// That is all, and the hash agrees.
    pub complete: bool,
    /// The hash of what was received, to go on from, sealed; empty for those from before it was kept.
    pub hash_state: Vec<u8>,
}

/// A piece, as it lies there.
#[derive(Debug)]
pub struct Chunk {
    pub start: u64,
    pub bytes: Vec<u8>,
    /// Not for those from before anything was.
    pub sealed: bool,
}

pub async fn arrived(tx: &mut dyn Tx, sha256: &str) -> Result<Option<Arrived>> {
    let sql = "SELECT received, complete, hash_state FROM attachments WHERE sha256 = $1";
    let lines = tx.query(sql, vec![sha256.into()]).await?;
    Ok(lines.into_iter().next().map(|mut line| Arrived {
        received: line.int(0) as u64,
        complete: line.int(1) == 1,
        hash_state: line.blob(2),
    }))
}

pub async fn put(tx: &mut dyn Tx, sha256: &str, arrived: Arrived, device: DeviceId) -> Result<()> {
    let Arrived { received, complete, hash_state } = arrived;
    let (received, complete) = (received as i64, i64::from(complete));
    let values = vec![sha256.into(), received.into(), complete.into(), device.0.into(), hash_state.into()];
    tx.run(include_str!("sql/attachment_put.sql"), values).await
}

pub async fn add_chunk(tx: &mut dyn Tx, sha256: &str, start: u64, sealed: Vec<u8>) -> Result<()> {
    let sql = "INSERT INTO attachment_chunks (sha256, start, bytes, sealed) VALUES ($1, $2, $3, 1)";
    tx.run(sql, vec![sha256.into(), (start as i64).into(), sealed.into()]).await
}

pub async fn chunks(tx: &mut dyn Tx, sha256: &str) -> Result<Vec<Chunk>> {
    let sql = "SELECT start, bytes, sealed FROM attachment_chunks WHERE sha256 = $1 ORDER BY start";
    let lines = tx.query(sql, vec![sha256.into()]).await?;
    let chunk = |mut line: super::Line| Chunk {
        start: line.int(0) as u64,
        bytes: line.blob(1),
        sealed: line.int(2) == 1,
    };
    Ok(lines.into_iter().map(chunk).collect())
}

pub async fn forget(tx: &mut dyn Tx, sha256: &str) -> Result<()> {
    tx.query("DELETE FROM attachment_chunks WHERE sha256 = $1", vec![sha256.into()]).await?;
    tx.run("DELETE FROM attachments WHERE sha256 = $1", vec![sha256.into()]).await
}
