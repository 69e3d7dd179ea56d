//! What must hold in every state, what must come in the end, and what must have happened at all for the check
//! to mean anything.

use stateright::{Model, Property};

use crate::{
    acts::{OPS, Op, ROWS, RowId, Rows, SCOPES, scope_of},
    backend::Outcome,
    device::{Device, State},
    world::{Action, DEVICES, Protocol, World},
};

pub fn all() -> Vec<Property<Protocol>> {
    let mut properties = always();
    properties.push(Property::eventually(
        "everything is settled and everywhere",
        |model: &Protocol, world: &World| {
            let mut actions = Vec::new();
            model.actions(world, &mut actions);
            !actions.iter().any(|action| matches!(action, Action::Act(_))) && quiet(world)
        },
    ));
    properties.extend(sometimes());
    properties
}

fn always() -> Vec<Property<Protocol>> {
    vec![
        Property::always("an act has one effect at most", |_, world: &World| {
            let log = &world.backend.log;
            log.iter().enumerate().all(|(at, change)| !log[..at].contains(change))
        }),
        Property::always("what was saved is in the queue", |_, world: &World| {
            world.made.iter().all(|op| world.owner(op).entry(op).is_some())
        }),
        Property::always("only the backend's answer settles an entry", |_, world: &World| {
            entries(world).all(|op| settled_rightly(world, op))
        }),
        Property::always(
            "what is shown is the backend's rows and what is pending over them",
            |_, world: &World| {
                (0..DEVICES).all(|at| world.devices[usize::from(at)].shown == expected(world, at))
            },
        ),
        Property::always("a checkpoint passes no row that has not come", |_, world: &World| {
            world.devices.iter().all(|device| (0..ROWS as RowId).all(|row| has_come(world, device, row)))
        }),
        Property::always("a whole scope goes from one whole state to the next", |_, world: &World| {
            world.devices.iter().all(|device| (0..SCOPES).all(|scope| is_whole(world, device, scope)))
        }),
        Property::always("a refusal holds up its lanes only", |_, world: &World| {
            entries(world).all(|op| match world.backend.outcomes[usize::from(op)] {
                Some(Outcome::Blocked { by }) => hangs_on(world, op, by),
                _ => true,
            })
        }),
        Property::always("nothing takes effect behind an entry that was refused", |_, world: &World| {
            entries(world).all(|op| !applied(world, op) || world.backend_holds_up(op).is_none())
        }),
        Property::always("effects in a lane are in the order of the device", |_, world: &World| {
            in_order(world)
        }),
        Property::always("the backend finds every device in step", |_, world: &World| {
            !world.backend.out_of_step
        }),
        Property::always("nothing goes round and round", |_, world: &World| world.exchanges <= 20),
        Property::always(
            "where nothing is left to do, everything is settled and everywhere",
            |model: &Protocol, world: &World| {
                let mut actions = Vec::new();
                model.actions(world, &mut actions);
                // A person may look at a refusal for ever: the rest must not need them.
                actions.iter().any(|action| !matches!(action, Action::Discard(..))) || quiet(world)
            },
        ),
    ]
}

fn sometimes() -> Vec<Property<Protocol>> {
    vec![
        Property::sometimes("an entry is refused for what another device did", |_, world: &World| {
            entries(world).any(|op| {
                world.backend.outcomes[usize::from(op)] == Some(Outcome::Rejected)
                    && !world.script.kind(op).barred()
            })
        }),
        Property::sometimes("an entry waits behind a refused one", |_, world: &World| {
            entries(world).any(|op| matches!(world.owner(op).entry(op), Some(it) if matches!(it.state, State::Blocked { .. })))
        }),
        Property::sometimes("an entry that waited takes effect", |_, world: &World| {
            entries(world).any(|op| {
                applied(world, op)
                    && world.script.of(world.script.owner(op)).any(|before| {
                        before < op
                            && world.backend.resolved.contains(before)
                            && world.script.kind(before).shares_a_lane_with(world.script.kind(op))
                    })
            })
        }),
        Property::sometimes("a late request meets a backend that has gone on", |_, world: &World| {
            world
                .stale
                .iter()
                .any(|late| late.entries.iter().any(|op| world.backend.outcomes[usize::from(op)].is_some()))
        }),
        Property::sometimes(
            "a pending entry is not shown, since its rule refuses it over newer rows",
            |_, world: &World| {
                entries(world).any(|op| {
                    let device = world.owner(op);
                    device.entry(op).is_some_and(|it| it.state.pending())
                        && world
                            .script
                            .kind(op)
                            .rows()
                            .iter()
                            .all(|row| !device.shown[usize::from(*row)].holds(op))
                })
            },
        ),
        Property::sometimes("pages of a whole scope wait for their rest", |_, world: &World| {
            world.devices.iter().any(|device| !device.staged.is_empty())
        }),
    ]
}

impl World {
    pub fn owner(&self, op: Op) -> &Device {
        &self.devices[usize::from(self.script.owner(op))]
    }

    /// The refused entry, not settled by its person, that an entry shares a lane with and stands behind.
    fn backend_holds_up(&self, op: Op) -> Option<Op> {
        let before = self.script.of(self.script.owner(op)).take_while(|before| *before < op);
        before
            .filter(|before| self.script.kind(*before).shares_a_lane_with(self.script.kind(op)))
            .find(|before| self.backend.stands_in_the_way(*before))
    }
}

fn entries(world: &World) -> impl Iterator<Item = Op> + '_ {
    (0..OPS as Op).filter(|op| world.made.contains(*op))
}

fn applied(world: &World, op: Op) -> bool {
    world.backend.log.iter().any(|change| change.op == op)
}

fn settled_rightly(world: &World, op: Op) -> bool {
    let answer = world.backend.outcomes[usize::from(op)];
    match world.owner(op).entry(op).map(|entry| entry.state) {
        Some(State::Applied { .. }) => matches!(answer, Some(Outcome::Applied { .. })) && applied(world, op),
        Some(State::Rejected | State::Superseded) => answer == Some(Outcome::Rejected) && !applied(world, op),
        _ => true,
    }
}

/// The backend's rows as they have come, with everything over them that is not among them yet.
fn expected(world: &World, at: u8) -> Rows {
    let device = &world.devices[usize::from(at)];
    let mut rows = device.received;
    for op in world.script.of(at) {
        let counts = device
            .entry(op)
            .is_some_and(|entry| entry.state.pending() || matches!(entry.state, State::Applied { .. }));
        let come =
            world.script.kind(op).rows().iter().all(|row| device.received[usize::from(*row)].holds(op));
        if counts
            && !come
            && let Some(after) = world.script.decide(&rows, op)
        {
            rows = after;
        }
    }
    rows
}

/// A row whose latest change lies before the checkpoint is held as it is.
fn has_come(world: &World, device: &Device, row: RowId) -> bool {
    let (at, through) = (usize::from(row), device.held[scope_of(row)].through);
    world.backend.changed(row) > through || device.received[at] == world.backend.rows()[at]
}

/// The rows of a whole scope are those of a state that the backend committed.
fn is_whole(world: &World, device: &Device, scope: usize) -> bool {
    let held = device.held[scope];
    if !held.complete {
        return true;
    }
    let committed = held.through == 0 || world.backend.commits.contains(&held.through);
    let rows = world.backend.rows_at(held.through.min(world.backend.seq()));
    committed
        && (0..ROWS as RowId)
            .filter(|row| scope_of(*row) == scope)
            .all(|row| device.received[usize::from(row)] == rows[usize::from(row)])
}

/// Whether one entry waits for another by lanes: its own, or those of what stands between.
fn hangs_on(world: &World, op: Op, by: Op) -> bool {
    by < op
        && world.script.owner(by) == world.script.owner(op)
        && (world.script.kind(op).shares_a_lane_with(world.script.kind(by))
            || world.script.of(world.script.owner(op)).any(|between| {
                by < between
                    && between < op
                    && world.script.kind(op).shares_a_lane_with(world.script.kind(between))
                    && hangs_on(world, between, by)
            }))
}

fn in_order(world: &World) -> bool {
    let log = &world.backend.log;
    log.iter().enumerate().all(|(at, later)| {
        log[..at].iter().all(|earlier| {
            earlier.row != later.row
                || world.script.owner(earlier.op) != world.script.owner(later.op)
                || earlier.op <= later.op
        })
    })
}

/// Every entry is applied, refused, given up, or waits behind one that is refused here for a person to see;
/// and both devices hold and show what the backend has.
fn quiet(world: &World) -> bool {
    let settled = entries(world).all(|op| {
        world.owner(op).entry(op).is_some_and(|entry| match entry.state {
            State::Applied { .. } | State::Rejected | State::Superseded => true,
            State::Blocked { by } => world.owner(op).entry(by).is_some_and(|it| it.state == State::Rejected),
            State::Queued | State::Sending => false,
        })
    });
    settled
        && world
            .devices
            .iter()
            .all(|device| !device.behind(world.backend.seq()) && device.received == world.backend.rows())
}
