//! The eleven invariants. Each is read from the databases themselves, never from what the code under test
//! says of itself.

mod backend;
mod conflicts;
mod device;
mod effects;
mod money;

use std::fmt;

use airside_backend::inspect::Look;
use airside_core::store::{
    attachments, audit, inspect,
    inspect::{Beneath, Shown},
    queue::{self, Queued},
    scopes::{self, Held},
};
use airside_shared::{ids::OpId, sync::EntryState};

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

/// One device as its database has it.
pub struct Seen<'a> {
    pub machine: &'a Machine,
    pub entries: Vec<(Queued, bool)>,
    pub rows: Vec<Shown>,
    pub bases: Vec<Beneath>,
    pub scopes: Vec<Held>,
    /// Entries settled by a person that the backend has not heard of.
    unreported: usize,
    unsent: bool,
    lost_members: u64,
    chain: Result<(), String>,
}

impl<'a> Seen<'a> {
    fn look(machine: &'a Machine) -> anyhow::Result<Self> {
        Ok(machine.store.read(|db| {
            let photos = attachments::next_unsent(db, 1)?.is_some();
            let records = audit::list(db, 0, u32::MAX)?;
            Ok(Self {
                machine,
                entries: inspect::entries(db)?,
                rows: inspect::rows(db)?,
                bases: inspect::bases(db)?,
                scopes: scopes::list(db)?,
                unreported: queue::unreported(db)?.len(),
                unsent: photos || !audit::unsent(db, 1)?.is_empty(),
                lost_members: inspect::lost_members(db)?,
                chain: airside_shared::audit::verify(records).map(|_| ()).map_err(|b| b.why),
            })
        })?)
    }

    fn name(&self) -> &str {
        &self.machine.name
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
    let look = world.sim.server.look()?;
    for machine in &world.machines {
        if machine.desk().is_none() {
            return Ok(Some(format!("{} does not run", machine.name)));
        }
        if let Some(still) = Seen::look(machine)?.waiting(&look) {
            return Ok(Some(still));
        }
    }
    Ok(None)
}

/// What must hold at any moment, of one device.
pub fn in_the_storm(world: &World, machine: &Machine) -> anyhow::Result<Option<Broken>> {
    let seen = Seen::look(machine)?;
    let look = if world.sim.server.inside().is_some() { Some(world.sim.server.look()?) } else { None };
    Ok(device::always(&seen, look.as_ref()).err())
}

/// What must hold when nothing is on its way, of everything.
pub fn at_rest(world: &World) -> anyhow::Result<Option<Broken>> {
    let look = world.sim.server.look()?;
    let seen: Vec<Seen> = world.machines.iter().map(|m| Seen::look(m)).collect::<anyhow::Result<_>>()?;
    let verdict = || {
        for one in &seen {
            device::always(one, Some(&look))?;
            device::at_rest(one, &look)?;
        }
        backend::settled_alike(&seen, &look)?;
        backend::order(&seen, &look)?;
        backend::sums(&look)?;
        effects::each_once(world, &seen, &look)?;
        money::agrees(&look)
    };
    conflicts::count(world, &seen, &look);
    Ok(verdict().err())
}
