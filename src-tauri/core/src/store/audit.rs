//! The device's audit chain: appended in the transaction of what it records.

use airside_shared::{
    Fault,
    audit::{GENESIS, Record},
};
use rusqlite::{Connection, params};

use super::{Maybe, meta, sql};

/// How far the backend has the records.
const SENT: &str = "audit_sent";

/// What a record says, before it has its place in the chain.
pub type Draft = Record;

/// Appends; fills in `seq` and `prev`.
pub fn append(db: &Connection, mut record: Draft) -> Result<(), Fault> {
    let last: Option<(u64, String)> = db
        .prepare_cached("SELECT seq, head FROM audit ORDER BY seq DESC LIMIT 1")
        .map_err(sql)?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
        .maybe()?;
    (record.seq, record.prev) = last.map_or((1, GENESIS.to_owned()), |(seq, head)| (seq + 1, head));
    let text = String::from_utf8(record.canonical()).expect("JSON is UTF-8");
    let head = airside_shared::audit::head(&record.prev, text.as_bytes());
    db.prepare_cached("INSERT INTO audit (seq, record, head) VALUES (?1, ?2, ?3)")
        .and_then(|mut s| s.execute(params![record.seq, text, head]))
        .map_err(sql)?;
    Ok(())
}

/// Records in order, from `after`, at most `limit`.
pub fn list(db: &Connection, after: u64, limit: u32) -> Result<Vec<Record>, Fault> {
    let mut statement =
        db.prepare_cached("SELECT record FROM audit WHERE seq > ?1 ORDER BY seq LIMIT ?2").map_err(sql)?;
    let texts = statement.query_map(params![after, limit], |r| r.get::<_, String>(0)).map_err(sql)?;
    texts
        .map(|t| {
            serde_json::from_str(&t.map_err(sql)?)
                .map_err(|e| Fault::new("audit_unreadable", format!("An audit record cannot be read: {e}")))
        })
        .collect()
}

/// The first records that the backend has not got.
pub fn unsent(db: &Connection, limit: u32) -> Result<Vec<Record>, Fault> {
    list(db, meta::get(db, SENT)?.unwrap_or(0), limit)
}

/// The backend has everything up to `seq`.
pub fn sent(db: &Connection, seq: u64) -> Result<(), Fault> {
    meta::set(db, SENT, &seq)
}
