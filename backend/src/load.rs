//! The bulk load: a whole world at once, its memberships computed in memory.

use std::collections::{BTreeMap, HashMap};

use airside_shared::{
    entity::{Entity, Kind},
    ids::Uuid,
    sync::Scope,
};

use crate::{
    expiry, money,
    put::hash,
    refusal::Result,
    scopes::{Inherited, follows, inherited, on_board, own},
    store::{
        self, Tx,
        entities::{self, Held},
        scopes as rows,
    },
};

/// Numbers of scopes while they are found.
#[derive(Default)]
struct Numbers(HashMap<Scope, i64>);

impl Numbers {
    fn of(&mut self, scopes: Vec<Scope>) -> Vec<i64> {
        scopes
            .into_iter()
            .map(|scope| {
                let next = self.0.len() as i64 + 1;
                *self.0.entry(scope).or_insert(next)
            })
            .collect()
    }
}

/// Replaces all things by `world`. The change sequence goes on, so that devices notice.
pub async fn replace(tx: &mut dyn Tx, world: Vec<Entity>) -> Result<u64> {
    entities::clear(tx).await?;
    let mut numbers = Numbers::default();
    let scopes = memberships(&world, &mut numbers);
    let first = store::change_seq(tx).await? + 1;
    let held: Vec<Held> = world
        .into_iter()
        .zip(scopes)
        .zip(first..)
        .map(|((entity, scopes), seq)| Held { entity, version: 1, seq, scopes })
        .collect();
    entities::insert_all(tx, held.iter()).await?;
    let last = place(tx, &held, &numbers).await?;
    money::open_books(tx).await?;
    look_after(tx, &held).await?;
    Ok(last)
}

/// A thing of a backup.
pub struct Kept {
    pub entity: Entity,
    pub version: u64,
    /// As it lay in the store, letter by letter.
    pub body: String,
}

/// Puts things into a store that has none, each in the version that it had; what was booked of them is put beside.
pub async fn restore(tx: &mut dyn Tx, things: Vec<Kept>) -> Result<()> {
    let mut numbers = Numbers::default();
    let (mut world, mut written) = (Vec::with_capacity(things.len()), Vec::with_capacity(things.len()));
    for Kept { entity, version, body } in things {
        world.push(entity);
        written.push((version, body));
    }
    let scopes = memberships(&world, &mut numbers);
    let first = store::change_seq(tx).await? + 1;
    let held: Vec<Held> = world
        .into_iter()
        .zip(scopes)
        .zip(&written)
        .zip(first..)
        .map(|(((entity, scopes), (version, _)), seq)| Held { entity, version: *version, seq, scopes })
        .collect();
    let bodies = written.iter().map(|(_, body)| body.as_str());
    entities::insert_as_written(tx, held.iter().zip(bodies)).await?;
    place(tx, &held, &numbers).await?;
    look_after(tx, &held).await
}

/// What is to be done later for each of them.
async fn look_after(tx: &mut dyn Tx, held: &[Held]) -> Result<()> {
    for it in held {
        expiry::follow(tx, None, it).await?;
    }
    Ok(())
}

/// Links, scopes and their sums of things that were put; the last number of the change sequence.
async fn place(tx: &mut dyn Tx, held: &[Held], numbers: &Numbers) -> Result<u64> {
    let mut sums: BTreeMap<i64, (i64, u64)> = BTreeMap::new();
    for it in held {
        let hash = hash(it.entity.reference(), it.version);
        for scope in &it.scopes {
            let (count, sum) = sums.entry(*scope).or_default();
            (*count, *sum) = (*count + 1, sum.wrapping_add(hash));
        }
    }
    let links = held.iter().flat_map(|it| {
        let row = it.entity.reference();
        follows(&it.entity).into_iter().map(move |target| (target, row))
    });
    entities::link_all(tx, links).await?;
    let mut all: Vec<rows::ScopeRow> = held.iter().flat_map(rows_of).collect();
    all.sort_unstable_by_key(|(scope, seq, ..)| (*scope, *seq));
    rows::add_all(tx, all.into_iter()).await?;
    let named = numbers.0.iter().map(|(scope, number)| {
        let (count, sum) = sums.get(number).copied().unwrap_or_default();
        (*number, scope.to_string(), count, sum)
    });
    rows::insert_all(tx, named).await?;
    let last = match held.last() {
        Some(held) => held.seq,
        None => store::change_seq(tx).await?,
    };
    store::set_change_seq(tx, last).await?;
    Ok(last as u64)
}

fn rows_of(held: &Held) -> impl Iterator<Item = rows::ScopeRow> {
    let (row, seq, version) = (held.entity.reference(), held.seq, held.version);
    held.scopes.iter().map(move |scope| (*scope, seq, row, version, false))
}

/// The scopes of each thing, in the order of `world`.
fn memberships(world: &[Entity], numbers: &mut Numbers) -> Vec<Vec<i64>> {
    let mut of_trips: HashMap<Uuid, Vec<i64>> = HashMap::new();
    let mut of_flights: HashMap<Uuid, Vec<i64>> = HashMap::new();
    for entity in world {
        match entity {
            Entity::Trip(_) => {
                let scopes = numbers.of(own(entity));
                for target in follows(entity) {
                    of_trips.entry(target).or_default().extend(&scopes);
                }
            }
            Entity::Flight(flight) => {
                of_flights.insert(flight.id.0, numbers.of(on_board(flight)));
            }
            _ => {}
        }
    }
    let mut scopes_of = |entity: &Entity| -> Vec<i64> {
        let mut scopes = numbers.of(own(entity));
        let more = match inherited(entity) {
            Inherited::Nothing => None,
            // Passengers are the only things that others are where they are, and their trips say where.
            Inherited::From(Kind::Passenger, id) | Inherited::FromTripsOf(id) => of_trips.get(&id),
            Inherited::From(..) => None,
            Inherited::FromFlight(id) => of_flights.get(&id),
        };
        scopes.extend(more.into_iter().flatten());
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    };
    world.iter().map(&mut scopes_of).collect()
}
