//! How far this device's chains have come, and going on after an older copy of the database was put back.

use airside_shared::{Fault, audit::GENESIS, sync::Standing};
use rusqlite::Connection;

use super::{audit, meta, queue};

/// In `meta`: the last entry that the backend had, when it had more than this database.
pub(super) const RESUMED: &str = "resumed";

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

/// The next entry goes on after those that the backend has of the newer copy, so that no number is used twice.
/// Whether that changed anything.
pub fn resume_queue(db: &Connection, backend: &Standing) -> Result<bool, Fault> {
    let behind = backend.seq > read(db)?.seq;
    if behind {
        meta::set(db, RESUMED, &(backend.seq, &backend.head))?;
    }
    Ok(behind)
}
