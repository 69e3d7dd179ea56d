//! The file for support. It is made of counts, codes, instants and ids alone: what a person wrote, and whom
//! it is about, has no field here, so it cannot be left in by mistake.

use std::{collections::BTreeMap, fs};

use airside_shared::{
    Fault,
    access::Role,
    devices::DeviceKind,
    ids::{DeviceId, OpId},
    ipc::{Link, Round, SavedFile, ScopeRow},
};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    desk::{Desk, Said},
    durable,
    store::{
        queue::{self, Queued},
        scopes,
    },
    sync_page::{scope_rows, stopped},
};

/// Entries that are counted: more than any queue holds.
const COUNTED: u32 = 100_000;

#[derive(Serialize)]
struct Diagnostics {
    airside: &'static str,
    made: Timestamp,
    device: DeviceId,
    kind: DeviceKind,
    station: String,
    role: Role,
    link: Link,
    clock_off_minutes: Option<i64>,
    good_push: Option<Timestamp>,
    good_pull: Option<Timestamp>,
    queue: Vec<Counted>,
    stopped: Vec<Stopped>,
    scopes: Vec<ScopeRow>,
    scopes_that_disagree: Vec<String>,
    rounds: Vec<Round>,
}

/// Entries of one kind in one state.
#[derive(Serialize)]
struct Counted {
    kind: String,
    state: &'static str,
    count: u32,
    oldest: Timestamp,
    attempts: u32,
}

#[derive(Serialize)]
struct Stopped {
    op: OpId,
    seq: u64,
    kind: String,
    version: u32,
    code: Option<String>,
    made: Timestamp,
    attempts: u32,
    behind: u32,
}

impl Desk {
    /// Saves the file beside the prints.
    pub fn save_diagnostics(&self) -> Result<SavedFile, Fault> {
        let session = self.session()?;
        let diagnostics = self.diagnostics(session.actor.role)?;
        let text = serde_json::to_vec_pretty(&diagnostics)
            .map_err(|e| Fault::new("unwritable", format!("The file could not be made: {e}")))?;
        let name = format!("airside-diagnostics-{}.json", diagnostics.made.strftime("%Y%m%dT%H%M%SZ"));
        let path = self.config.prints.join(name);
        let write = || {
            fs::create_dir_all(&self.config.prints)?;
            fs::write(&path, &text)
        };
        write().map_err(|e| durable::unwritten(&path, &e))?;
        let said = Said { action: "diagnostics.save", entity: "device", ..Said::default() };
        self.looked(&session, said)?;
        Ok(SavedFile { path: path.display().to_string() })
    }

    fn diagnostics(&self, role: Role) -> Result<Diagnostics, Fault> {
        let store = self.store()?;
        let history = self.history(&store);
        let (link, clock_off) = {
            let net = self.net();
            (net.link, net.clock_off)
        };
        store.read(|db| {
            let mut disagree = Vec::new();
            for held in scopes::list(db)?.iter().filter(|held| held.complete) {
                if scopes::recount(db, held)? != held.checksum {
                    disagree.push(held.scope.to_string());
                }
            }
            Ok(Diagnostics {
                airside: env!("CARGO_PKG_VERSION"),
                made: self.around.now(),
                device: self.device()?,
                kind: self.config.kind,
                station: self.config.station.clone(),
                role,
                link,
                clock_off_minutes: clock_off,
                good_push: history.good_push,
                good_pull: history.good_pull,
                queue: counted(&queue::list(db, COUNTED)?),
                stopped: stopped(db)?.into_iter().map(Stopped::of).collect(),
                scopes: scope_rows(db)?,
                scopes_that_disagree: disagree,
                rounds: history.rounds.into(),
            })
        })
    }
}

impl Stopped {
    fn of((it, behind): (Queued, u32)) -> Self {
        Self {
            op: it.entry.op,
            seq: it.entry.seq,
            kind: it.entry.kind.clone(),
            version: it.entry.version.into(),
            code: it.reason.map(|reason| reason.code.to_string()),
            made: it.entry.made_at,
            attempts: it.attempts,
            behind,
        }
    }
}

fn counted(entries: &[Queued]) -> Vec<Counted> {
    let mut groups: BTreeMap<(&str, &'static str), Counted> = BTreeMap::new();
    for it in entries {
        let (kind, state, made) = (it.entry.kind.as_str(), it.state.name(), it.entry.made_at);
        let group = groups.entry((kind, state)).or_insert_with(|| Counted {
            kind: kind.to_owned(),
            state,
            count: 0,
            oldest: made,
            attempts: 0,
        });
        group.count += 1;
        group.oldest = group.oldest.min(made);
        group.attempts = group.attempts.max(it.attempts);
    }
    groups.into_values().collect()
}
