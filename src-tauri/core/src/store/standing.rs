//! How far this device's chains have come, and going on after an older copy of the database was put back.

use airside_shared::{Fault, audit::GENESIS, sync::Standing};
use rusqlite::Connection;

use super::{audit, meta, queue};

/// In `meta`: the last entry that the backend had, when it had more than this database.
pub(super) const RESUMED: &str = "resumed";

/// In `meta`: what has to be cleared with the backend before anything goes on.
const QUEUE_IN_DOUBT: &str = "queue_in_doubt";
const LOG_IN_DOUBT: &str = "log_in_doubt";

/// Where this database stands.
pub fn read(db: &Connection) -> Result<Standing, Fault> {
    let (next, head) = queue::tail(db)?;
    let (audit_seq, audit_head) = audit::last(db)?.unwrap_or_else(|| (0, GENESIS.to_owned()));
    Ok(Standing { seq: next - 1, head, audit_seq, audit_head })
}

/// Whether this database is the one that stood at `anchor`, then or later. An older copy is behind; a copy that
/// was worked on apart from the other has another audit log.
pub fn follows(db: &Connection, anchor: &Standing) -> Result<bool, Fault> {
    let here = read(db)?;
    let head = if anchor.audit_seq == 0 { None } else { audit::head_at(db, anchor.audit_seq)? };
    let same_log = anchor.audit_seq == 0 || head.as_deref() == Some(&*anchor.audit_head);
    Ok(here.seq >= anchor.seq && here.audit_seq >= anchor.audit_seq && same_log)
}

/// Whether this database has, at the numbers where the backend ends, what the backend has there. A copy that is
/// behind has nothing; one that was worked on since has something else.
pub fn agrees(db: &Connection, backend: &Standing) -> Result<bool, Fault> {
    Ok(queue_agrees(db, backend)? && log_agrees(db, backend)?)
}

fn queue_agrees(db: &Connection, backend: &Standing) -> Result<bool, Fault> {
    if backend.seq == 0 {
        return Ok(true);
    }
    let resumed: Option<(u64, String)> = meta::get(db, RESUMED)?;
    let went_on = resumed.is_some_and(|(seq, head)| seq == backend.seq && head == backend.head);
    // Backends from before hashes were kept do not know the last one's.
    let head = queue::hash_at(db, backend.seq)?;
    Ok(went_on || head.is_some_and(|head| backend.head.is_empty() || head == backend.head))
}

fn log_agrees(db: &Connection, backend: &Standing) -> Result<bool, Fault> {
    Ok(backend.audit_seq == 0 || audit::head_at(db, backend.audit_seq)?.as_ref() == Some(&backend.audit_head))
}

/// The next entry goes on after those that the backend has of the newer copy, so that no number is used twice.
/// What waits here is in doubt: the newer copy may have sent it, and if not, its number may be used.
pub fn resume(db: &Connection, backend: &Standing) -> Result<(), Fault> {
    if !queue_agrees(db, backend)? {
        meta::set(db, RESUMED, &(backend.seq, &backend.head))?;
        meta::set(db, QUEUE_IN_DOUBT, backend)?;
    }
    if !log_agrees(db, backend)? {
        meta::set(db, LOG_IN_DOUBT, backend)?;
    }
    Ok(())
}

/// Where the backend's queue of this device ended, while it is not known what of ours it has.
pub fn queue_in_doubt(db: &Connection) -> Result<Option<Standing>, Fault> {
    meta::get(db, QUEUE_IN_DOUBT)
}

/// The same of the audit log.
pub fn log_in_doubt(db: &Connection) -> Result<Option<Standing>, Fault> {
    meta::get(db, LOG_IN_DOUBT)
}

/// What still waits is ours alone: it goes on after what the backend has.
pub fn renumber_queue(db: &Connection, backend: &Standing) -> Result<(), Fault> {
    queue::renumber(db, backend.seq, backend.head.clone())?;
    meta::remove(db, QUEUE_IN_DOUBT)
}

/// The records from `first` on are ours alone; `None`: the backend has them all.
pub fn renumber_log(db: &Connection, backend: &Standing, first: Option<u64>) -> Result<(), Fault> {
    if let Some(first) = first {
        audit::renumber(db, first, backend.audit_seq, backend.audit_head.clone())?;
    }
    meta::remove(db, LOG_IN_DOUBT)
}
