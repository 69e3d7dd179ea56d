//! An older copy of the database put back: noticed by what the keyring remembers, because SQLCipher does not
//! notice, and mended so that no number of the queue is used twice.

use std::sync::atomic::Ordering;

use airside_shared::{
    Fault,
    audit::Record,
    sync::{SignInReply, Standing},
};
use rusqlite::Connection;

use crate::{
    desk::{Desk, Said, lock},
    store::{Store, audit, standing},
};

/// The code of the fault that an older copy is told with.
pub(crate) const OLDER: &str = "database_older";

impl Desk {
    /// Remembers where the database stands. Not at each act, because a keyring is slow: when somebody comes and
    /// goes, and when the backend has heard something new, since those numbers must never be used again. It is
    /// written after the commit, so the database is never behind it by a crash.
    pub(crate) fn anchor(&self) {
        let kept = self.store().and_then(|store| {
            let here = store.read(standing::read)?;
            lock(&self.ring).as_ref().map_err(Clone::clone)?.keep_anchor(&here)
        });
        match kept {
            Err(fault) if fault.code != "locked" => {
                tracing::warn!(code = %fault.code, "the keyring did not take where the database stands");
            }
            _ => {}
        }
    }

    /// Refuses an older copy without the backend; with its answer, goes on after what it has.
    pub(crate) fn check_age(&self, store: &Store, reply: Option<&SignInReply>) -> Result<(), Fault> {
        let anchor = lock(&self.ring).as_ref().map_err(Clone::clone)?.anchor()?;
        let (here, follows) = store.read(|db| {
            let follows = anchor.as_ref().map_or(Ok(true), |anchor| standing::follows(db, anchor))?;
            Ok((standing::read(db)?, follows))
        })?;
        let Some(reply) = reply else {
            return if follows { Ok(()) } else { Err(older()) };
        };
        let Some(backend) = &reply.standing else { return if follows { Ok(()) } else { Err(older()) } };
        if follows && store.read(|db| standing::agrees(db, backend))? {
            return Ok(());
        }
        let known = anchor.map_or(0, |anchor| anchor.seq);
        let lost = known.saturating_sub(here.seq.max(backend.seq));
        if lost > 0 && !self.told_of_loss.swap(true, Ordering::Relaxed) {
            return Err(lost_entries(lost));
        }
        tracing::warn!(lost, "an older copy of the database goes on after what the backend has");
        store.write(|tx| {
            standing::resume(tx, backend)?;
            self.record_resumed(tx, reply, backend, lost)
        })?;
        self.told_of_loss.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// The log says that it has a hole, and goes on where the backend's ends.
    fn record_resumed(
        &self,
        db: &Connection,
        reply: &SignInReply,
        backend: &Standing,
        lost: u64,
    ) -> Result<(), Fault> {
        let here = standing::read(db)?;
        let (last, head) = match backend.audit_seq > here.audit_seq {
            true => (backend.audit_seq, backend.audit_head.clone()),
            false => (here.audit_seq, here.audit_head),
        };
        let purpose = format!("an older copy was put back; {lost} entries were only in the newer one");
        let said = Said {
            action: "database.resumed",
            entity: "database",
            purpose: Some(purpose),
            ..Said::default()
        };
        let record =
            Record { actor: Some(reply.actor.user), role: Some(reply.actor.role), ..self.said(said)? };
        audit::append_after(db, last, head, record)
    }
}

fn older() -> Fault {
    let message = "An older copy of this device's database was put back. Put the newer one back; or connect to the \
                   network and sign in: then the queue goes on after what the airline has.";
    Fault::new(OLDER, message)
}

fn lost_entries(count: u64) -> Fault {
    let message = format!(
        "An older copy of this device's database was put back: {count} of the last entries are only in the newer \
         one, and the airline does not have them. Put the newer one back; or sign in again to go on without them."
    );
    Fault::new(OLDER, message)
}
