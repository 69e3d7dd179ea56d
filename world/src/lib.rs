//! The demo world: four days of real flights around a storm, and people who are on them. Pure and
//! deterministic: the same seed and day make the same world, whatever the machine or the hour.
//!
//! `schedule` and `longhaul` say what flies, `plan` how many are on board and who changes flights,
//! `manifest` makes the people of one flight at a time, `history` what they went through before.

mod catalogue;
mod dice;
mod fleet;
mod gates;
mod history;
mod languages;
mod longhaul;
mod manifest;
mod names;
mod people;
mod plan;
mod profile;
mod reference;
mod requests;
mod schedule;
mod seating;
mod stories;

use airside_shared::{entity::Entity, flights::Flight, passengers::Passenger, trips::Trip};

pub use people::{Account, accounts};
use plan::Plan;

/// Which world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldSpec {
    pub seed: u64,
    /// The day of the storm, local to the stations.
    pub today: jiff::civil::Date,
    /// Profiles; `None`: as many as fit today's flights. Fewer are spread over all of today's flights in
    /// proportion, more are on the flights of other days, of which there are then more.
    pub passengers: Option<usize>,
}

/// Everything at once.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    pub entities: Vec<Entity>,
    pub people: Vec<Account>,
}

/// The world with everyone's trips, histories and cases, in memory: for up to some hundred thousand people.
pub fn demo(spec: &WorldSpec) -> World {
    let plan = Plan::new(spec);
    let people = accounts();
    let catalogue = catalogue::Catalogue::read();
    let writer = history::Writer::new(&plan, &people, &catalogue);
    let mut entities: Vec<Entity> = catalogue.products.iter().cloned().map(Entity::from).collect();
    let trolleys =
        plan.legs.iter().filter(|l| l.flight.date == plan.today).filter_map(|l| catalogue.trolley(l));
    entities.extend(trolleys.map(Entity::from));
    // Two entries of history for each passenger, besides profile and trip.
    entities.reserve(5 * plan.lists.iter().map(|(_, people)| usize::from(*people)).sum::<usize>());
    for nth in 0..plan.lists.len() {
        for booking in manifest::bookings(&plan, nth) {
            writer.tell(&booking, &mut entities);
            entities.push(booking.passenger.into());
            entities.push(booking.trip.into());
            entities.extend(booking.again.map(Entity::from));
        }
    }
    entities.extend(plan.legs.into_iter().map(|l| l.flight.into()));
    World { entities, people }
}

/// The flights of a world.
pub fn flights(spec: &WorldSpec) -> Vec<Flight> {
    Plan::new(spec).legs.into_iter().map(|l| l.flight).collect()
}

/// The first `n` people of a world and the trip each is on, one flight's at a time, so that a million of
/// them need no memory. They are those of [`demo`] with `passengers: Some(n)`, and so are the flights of
/// [`flights`] with it.
pub fn passengers(spec: &WorldSpec, n: usize) -> impl Iterator<Item = (Passenger, Trip)> {
    let plan = Plan::new(&WorldSpec { passengers: Some(n), ..spec.clone() });
    let lists = 0..plan.lists.len();
    lists.flat_map(move |nth| manifest::bookings(&plan, nth)).map(|b| (b.passenger, b.trip))
}

#[cfg(test)]
mod tests;
