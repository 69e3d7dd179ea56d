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

/// Number and head of the last record.
pub fn last(db: &Connection) -> Result<Option<(u64, String)>, Fault> {
    db.prepare_cached("SELECT seq, head FROM audit ORDER BY seq DESC LIMIT 1")
        .map_err(sql)?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
        .maybe()
}

/// The chain's head after a record, if it is here.
pub fn head_at(db: &Connection, seq: u64) -> Result<Option<String>, Fault> {
    db.prepare_cached("SELECT head FROM audit WHERE seq = ?1")
        .map_err(sql)?
        .query_row([seq], |r| r.get(0))
        .maybe()
}

/// Appends; fills in `seq` and `prev`.
pub fn append(db: &Connection, record: Draft) -> Result<(), Fault> {
    let (last, head) = last(db)?.unwrap_or_else(|| (0, GENESIS.to_owned()));
    append_after(db, last, head, record)
}

/// As [`append`], after a record that may not be here: the log goes on where the backend's ends.
pub fn append_after(db: &Connection, last: u64, head: String, mut record: Draft) -> Result<(), Fault> {
    (record.seq, record.prev) = (last + 1, head);
    let text = String::from_utf8(record.canonical()).expect("JSON is UTF-8");
    let head = airside_shared::audit::head(&record.prev, text.as_bytes());
    db.prepare_cached("INSERT INTO audit (seq, record, head) VALUES (?1, ?2, ?3)")
        .and_then(|mut s| s.execute(params![record.seq, text, head]))
        .map_err(sql)?;
    Ok(())
}

/// Puts the records from `first` on behind `last`, in their order: nobody but this device has seen them.
pub fn renumber(db: &Connection, first: u64, mut last: u64, mut head: String) -> Result<(), Fault> {
    let records = list(db, first.saturating_sub(1), u32::MAX)?;
    db.prepare_cached("DELETE FROM audit WHERE seq >= ?1")
        .and_then(|mut s| s.execute([first]))
        .map_err(sql)?;
    sent(db, last)?;
    for record in records {
        append_after(db, last, head, record)?;
        last += 1;
        head = head_at(db, last)?.unwrap_or_default();
    }
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

/// How many the backend has not got.
pub fn count_unsent(db: &Connection) -> Result<u32, Fault> {
    let sent: u64 = meta::get(db, SENT)?.unwrap_or(0);
    let last = last(db)?.map_or(0, |(seq, _)| seq);
    Ok(u32::try_from(last.saturating_sub(sent)).unwrap_or(u32::MAX))
}

/// The backend has everything up to `seq`.
pub fn sent(db: &Connection, seq: u64) -> Result<(), Fault> {
    meta::set(db, SENT, &seq)
}
