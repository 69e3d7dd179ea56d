//! Photos by the SHA-256 of their content, until the backend has them whole.

use airside_shared::Fault;
use rusqlite::{Connection, params};

use super::{Maybe, sql};

/// A piece that the backend does not have yet.
#[derive(Clone, Debug)]
pub struct Unsent {
    pub sha256: String,
    pub offset: u64,
    pub total: u64,
    pub chunk: Vec<u8>,
}

pub fn keep(db: &Connection, sha256: &str, media_type: &str, content: &[u8]) -> Result<(), Fault> {
    db.prepare_cached("INSERT OR IGNORE INTO attachments (sha256, media_type, content) VALUES (?1, ?2, ?3)")
        .and_then(|mut s| s.execute(params![sha256, media_type, content]))
        .map_err(sql)?;
    Ok(())
}

pub fn content(db: &Connection, sha256: &str) -> Result<Option<Vec<u8>>, Fault> {
    db.prepare_cached("SELECT content FROM attachments WHERE sha256 = ?1")
        .map_err(sql)?
        .query_row([sha256], |r| r.get(0))
        .maybe()
}

/// The next piece to upload, at most `chunk` bytes.
pub fn next_unsent(db: &Connection, chunk: u32) -> Result<Option<Unsent>, Fault> {
    next_unsent_after(db, "", chunk)
}

/// The same of the photos that come after that name.
pub fn next_unsent_after(db: &Connection, name: &str, chunk: u32) -> Result<Option<Unsent>, Fault> {
    db.prepare_cached(
        "SELECT sha256, uploaded, length(content), substr(content, uploaded + 1, ?1)
         FROM attachments WHERE done = 0 AND sha256 > ?2 ORDER BY sha256 LIMIT 1",
    )
    .map_err(sql)?
    .query_row(params![chunk, name], |r| {
        Ok(Unsent { sha256: r.get(0)?, offset: r.get(1)?, total: r.get(2)?, chunk: r.get(3)? })
    })
    .maybe()
}

/// The backend has `uploaded` bytes of it, and `whole`: all, with the hash that is its name.
pub fn uploaded(db: &Connection, sha256: &str, uploaded: u64, whole: bool) -> Result<(), Fault> {
    db.prepare_cached("UPDATE attachments SET uploaded = ?2, done = ?3 WHERE sha256 = ?1")
        .and_then(|mut s| s.execute(params![sha256, uploaded, whole]))
        .map_err(sql)?;
    Ok(())
}

/// Its bytes are not those that were kept: it is never sent, and holds up nothing.
pub fn damaged(db: &Connection, sha256: &str) -> Result<(), Fault> {
    db.prepare_cached("UPDATE attachments SET done = 2 WHERE sha256 = ?1")
        .and_then(|mut s| s.execute([sha256]))
        .map_err(sql)?;
    Ok(())
}

/// Those that the backend does not have whole.
pub fn count_unsent(db: &Connection) -> Result<u32, Fault> {
    db.prepare_cached("SELECT COUNT(*) FROM attachments WHERE done = 0")
        .and_then(|mut s| s.query_row([], |r| r.get(0)))
        .map_err(sql)
}
