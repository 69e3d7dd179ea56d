//! The eleven invariants. Each is read from the databases themselves, never from what the code under test
//! says of itself.

mod backend;
mod conflicts;
mod device;
mod effects;
mod money;
mod orders;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use airside_backend::inspect::Look;
use airside_core::{
    Desk,
    store::{
        Store, attachments, audit, inspect,
        inspect::{Beneath, Shown},
        queue::{self, Queued},
        scopes::{self, Held},
    },
};
use airside_shared::{
    entity::{Entity, Ref},
    ids::OpId,
    sync::EntryState,
};

use crate::{machine::Machine, story::World};

/// What did not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// Its number in `docs/simulation.md`.
    pub invariant: u8,
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invariant {}: {}", self.invariant, self.what)
    }
}

type Verdict = Result<(), Broken>;

/// Says no unless `holds`.
fn holds(invariant: u8, holds: bool, what: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(Broken { invariant, what: what() }) }
}

/// A device that is looked at: simulated, or a real one on a real network.
pub struct Subject<'a> {
    pub name: &'a str,
    pub store: &'a Store,
    /// The program, if it runs.
    pub desk: Option<Arc<Desk>>,
    /// What it said is saved, in order.
    pub promises: Vec<OpId>,
}

/// One device as its database has it.
pub struct Seen<'a> {
    pub subject: Subject<'a>,
    pub entries: Vec<(Queued, bool)>,
    pub rows: Vec<Shown>,
    pub bases: Vec<Beneath>,
    pub concerned: BTreeSet<Ref>,
    pub scopes: Vec<Held>,
    /// Entries settled by a person that the backend has not heard of.
    unreported: usize,
    unsent: bool,
    lost_members: u64,
    chain: Result<(), String>,
}

impl<'a> Seen<'a> {
    fn look(subject: Subject<'a>) -> anyhow::Result<Self> {
        let store = subject.store;
        Ok(store.read(|db| {
            let photos = attachments::next_unsent(db, 1)?.is_some();
            let records = audit::list(db, 0, u32::MAX)?;
            Ok(Self {
                subject,
                entries: inspect::entries(db)?,
                rows: inspect::rows(db)?,
                bases: inspect::bases(db)?,
                concerned: inspect::concerned(db)?,
                scopes: scopes::list(db)?,
                unreported: queue::unreported(db)?.len(),
                unsent: photos || !audit::unsent(db, 1)?.is_empty(),
                lost_members: inspect::lost_members(db)?,
                chain: airside_shared::audit::verify(records).map(|_| ()).map_err(|b| b.why),
            })
        })?)
    }

    fn name(&self) -> &str {
        self.subject.name
    }

    fn entry(&self, op: OpId) -> Option<&Queued> {
        self.entries.iter().map(|(q, _)| q).find(|q| q.entry.op == op)
    }

    /// What is not where it belongs yet.
    fn waiting(&self, look: &Look) -> Option<String> {
        let name = self.name();
        for (queued, _) in &self.entries {
            let (op, state) = (queued.entry.op, queued.state);
            let by = queued.blocked_by.and_then(|by| self.entry(by)).map(|q| q.state);
            match state {
                EntryState::Queued | EntryState::Sending => {
                    return Some(format!("{name}: {op} is {}", state.name()));
                }
                EntryState::Blocked if by != Some(EntryState::Rejected) => {
                    return Some(format!("{name}: {op} waits behind {by:?}, which nobody can settle"));
                }
                _ => {}
            }
        }
        if self.unreported > 0 || self.unsent {
            return Some(format!("{name}: settled entries, photos or audit records wait"));
        }
        self.scopes.iter().find_map(|held| {
            let contents = look.scopes.get(&held.scope.to_string());
            let last = contents.and_then(|c| c.rows.values().map(|(_, seq)| *seq).max()).unwrap_or(0);
            let agrees = held.checksum == contents.map(|c| c.checksum).unwrap_or_default();
            (!held.complete || held.through < last || !agrees).then(|| {
                format!(
                    "{name}: {} is at {} of {last}, its checksum agrees: {agrees}",
                    held.scope, held.through
                )
            })
        })
    }
}

/// What is still on its way anywhere.
pub fn waiting(world: &World) -> anyhow::Result<Option<String>> {
    still_waiting(world.machines.iter().map(|machine| machine.subject()), &world.sim.server.look()?)
}

/// What is still on its way between these devices and the backend that is looked at.
pub fn still_waiting<'a>(
    subjects: impl IntoIterator<Item = Subject<'a>>,
    look: &Look,
) -> anyhow::Result<Option<String>> {
    for subject in subjects {
        if subject.desk.is_none() {
            return Ok(Some(format!("{} does not run", subject.name)));
        }
        if let Some(still) = Seen::look(subject)?.waiting(look) {
            return Ok(Some(still));
        }
    }
    Ok(None)
}

/// What must hold at any moment, of one device.
pub fn in_the_storm(world: &World, machine: &Machine) -> anyhow::Result<Option<Broken>> {
    let seen = Seen::look(machine.subject())?;
    let look = if world.sim.server.inside().is_some() { Some(world.sim.server.look()?) } else { None };
    Ok(device::always(&seen, look.as_ref()).err())
}

/// What must hold when nothing is on its way, of everything.
pub fn at_rest(world: &World) -> anyhow::Result<Option<Broken>> {
    let look = world.sim.server.look()?;
    let seen = see(world.machines.iter().map(|machine| machine.subject()))?;
    let writes = |entity: &Entity| 1 + world.sim.puts(&entity.reference());
    let given = world.airport.entities.iter().map(|entity| (entity.reference(), writes(entity)));
    conflicts::count(world, &seen, &look);
    Ok(everything(&seen, &look, given.collect()).err())
}

/// The same of devices on a real network, whose backend was given `world` and whose entries did the rest.
pub fn all_agree<'a>(
    subjects: impl IntoIterator<Item = Subject<'a>>,
    look: &Look,
    world: &[Entity],
) -> anyhow::Result<Option<Broken>> {
    let given = world.iter().map(|entity| (entity.reference(), 1)).collect();
    Ok(everything(&see(subjects)?, look, given).err())
}

fn see<'a>(subjects: impl IntoIterator<Item = Subject<'a>>) -> anyhow::Result<Vec<Seen<'a>>> {
    subjects.into_iter().map(Seen::look).collect()
}

/// `given`: how often each thing was written by anybody but the entries.
fn everything(seen: &[Seen], look: &Look, given: BTreeMap<Ref, u64>) -> Verdict {
    for one in seen {
        device::always(one, Some(look))?;
        device::at_rest(one, look)?;
        orders::charged_once(one)?;
    }
    backend::settled_alike(seen, look)?;
    backend::order(seen, look)?;
    backend::sums(look)?;
    backend::jobs(look)?;
    effects::each_once(given, seen, look)?;
    orders::settled_alike(look)?;
    money::agrees(look)
}
