//! Sync as a person sees it: how deep the queue is, what is stopped and why, what is held, how it went lately.

use airside_shared::{
    Fault,
    ipc::{ScopeRow, StoppedLane, SyncPage},
    sync::EntryState,
};
use rusqlite::Connection;

use crate::{
    clock::clock,
    desk::Desk,
    store::{
        queue::{self, Queued},
        scopes,
    },
};

/// Open entries that are looked through for what is stopped.
const LOOKED_THROUGH: u32 = 5_000;
/// Stopped lanes that are shown.
const SHOWN: usize = 50;

impl Desk {
    pub fn sync_page(&self) -> Result<SyncPage, Fault> {
        self.session()?;
        let store = self.store()?;
        let history = self.history(&store);
        let here = |at| clock(&self.config.station, at);
        let (stopped, scopes) = store.read(|db| Ok((stopped(db)?, scope_rows(db)?)))?;
        let lane = |(it, behind): (Queued, u32)| StoppedLane {
            op: it.entry.op,
            kind: it.entry.kind.clone(),
            about: it.about,
            made: here(it.entry.made_at),
            reason: it.reason,
            behind,
        };
        Ok(SyncPage {
            sync: self.sync_status(),
            good_push: history.good_push.map(here),
            good_pull: history.good_pull.map(here),
            stopped: stopped.into_iter().take(SHOWN).map(lane).collect(),
            scopes,
            rounds: history.rounds.into(),
        })
    }
}

/// Refused entries, each with how many wait behind it.
pub(crate) fn stopped(db: &Connection) -> Result<Vec<(Queued, u32)>, Fault> {
    let open = queue::open(db, LOOKED_THROUGH)?;
    let behind = |refused: &Queued| {
        let waits = open.iter().filter(|it| it.blocked_by == Some(refused.entry.op));
        u32::try_from(waits.count()).unwrap_or(u32::MAX)
    };
    let refused = open.iter().filter(|it| it.state == EntryState::Rejected);
    Ok(refused.map(|it| (it.clone(), behind(it))).collect())
}

pub(crate) fn scope_rows(db: &Connection) -> Result<Vec<ScopeRow>, Fault> {
    let row = |held: scopes::Held| ScopeRow {
        scope: held.scope.to_string(),
        rows: held.checksum.count,
        total: held.total.max(held.checksum.count),
        bytes: held.bytes,
        complete: held.complete,
    };
    Ok(scopes::list(db)?.into_iter().map(row).collect())
}
