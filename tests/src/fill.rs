//! A desk with as many people as an airline has, by the way that rows always come in.

use std::{sync::mpsc, thread, time::Instant};

use airside_core::{Desk, sync::pull};
use airside_shared::{
    entity::Entity,
    ids::PassengerId,
    passengers::Passenger,
    sync::{PullReply, Row, Scope, ScopePage},
    trips::Trip,
};
use airside_world::WorldSpec;
use anyhow::{Context, Result};
use serde_json::value::RawValue;

/// Passengers of one transaction.
const CHUNK: usize = 25_000;
/// People and numbers that are looked up, of each kind.
pub const SAMPLES: usize = 200;

/// The seed of everything that is made here.
pub const SEED: u64 = 7;

/// Some of those who are on the desk.
#[derive(Default)]
pub struct Samples {
    pub people: Vec<Passenger>,
    pub pnrs: Vec<String>,
    pub tickets: Vec<String>,
    pub loyalty: Vec<String>,
    pub passports: Vec<String>,
    pub bags: Vec<String>,
}

impl Samples {
    pub fn passengers(&self) -> impl Iterator<Item = PassengerId> + Clone {
        self.people.iter().map(|p| p.id)
    }

    /// Bags are of today's people only, who come first: so they are taken closer together.
    fn consider(&mut self, nth: usize, apart: usize, passenger: &Passenger, trip: &Trip) {
        fn keep(into: &mut Vec<String>, number: Option<&String>) {
            into.extend(number.filter(|_| into.len() < SAMPLES).cloned());
        }
        let segment = trip.segments.first();
        if nth.is_multiple_of(50) {
            keep(&mut self.bags, segment.and_then(|s| s.bags.first()));
        }
        // Membership and passports are not everyone's.
        if nth.is_multiple_of(apart / 4 + 1) {
            keep(&mut self.loyalty, passenger.loyalty.as_ref().map(|l| &l.number));
            keep(&mut self.passports, passenger.documents.first().map(|d| &d.number));
        }
        if nth.is_multiple_of(apart) {
            keep(&mut self.pnrs, Some(&trip.pnr));
            keep(&mut self.tickets, segment.map(|s| &s.ticket));
            self.people.push(passenger.clone());
        }
    }
}

/// Puts `people` passengers of the large world, a trip each, on a desk where somebody is at work.
pub fn fill(desk: &Desk, people: usize) -> Result<Samples> {
    let (store, today) = (desk.store()?, desk.today());
    let scope = Scope::Station { station: today.station.clone(), day: today.day };
    let spec = WorldSpec { seed: SEED, today: today.day, passengers: Some(people) };
    let start = Instant::now();
    let (sender, chunks) = mpsc::sync_channel(1);
    let samples = thread::spawn(move || produce(&spec, people, &sender));
    let (mut done, mut staged) = (0, pull::Staged::default());
    for rows in chunks {
        done += rows.len() / 2;
        let page = ScopePage {
            scope: scope.clone(),
            rows,
            through: done as u64,
            complete: done == people,
            total: 2 * people as u64,
            checksum: None,
            withdrawn: false,
        };
        let reply = PullReply { pages: vec![page], ..PullReply::default() };
        pull::take(&store, &mut staged, reply.try_into()?, 0, &today)?;
        eprintln!("  {done} of {people} profiles stored, {} s", start.elapsed().as_secs());
    }
    samples.join().ok().context("the world could not be made")
}

/// Makes the next people while the last are being stored.
fn produce(spec: &WorldSpec, people: usize, to: &mpsc::SyncSender<Vec<Row>>) -> Samples {
    let mut samples = Samples::default();
    let apart = (people / SAMPLES).max(1);
    let mut rows = Vec::with_capacity(2 * CHUNK);
    for (nth, (passenger, trip)) in airside_world::passengers(spec, people).enumerate() {
        samples.consider(nth, apart, &passenger, &trip);
        rows.push(row(&passenger.into()));
        rows.push(row(&trip.into()));
        if rows.len() == 2 * CHUNK && to.send(std::mem::take(&mut rows)).is_err() {
            return samples;
        }
    }
    if !rows.is_empty() {
        // Nobody listens any more only if storing failed, which says so itself.
        let _ = to.send(rows);
    }
    samples
}

fn row(entity: &Entity) -> Row {
    let body = RawValue::from_string(entity.body()).expect("a body is JSON");
    Row { kind: entity.kind(), id: entity.id(), version: 1, body: Some(body) }
}
