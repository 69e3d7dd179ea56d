//! The rows that everyone loads: entries of passengers' histories, 500 bytes of JSON each.
//!
//! Nothing else on a desk is so near to 500 bytes. They belong to passengers of one station's day, who come with
//! them on Airside's side and are not counted.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use airside_shared::{
    entity::Entity,
    flights::Flight,
    ids::{PassengerId, TimelineId, Uuid},
    timeline::{TimelineEntry, TimelineKind},
};
use airside_tests::{STATION, fill::SEED};
use airside_world::WorldSpec;
use anyhow::Result;
use jiff::{Timestamp, ToSpan, civil::Date};
use serde_json::json;

/// Bytes of a row.
pub const SIZE: usize = 500;
/// Entries of one passenger's history.
const EACH: usize = 50;
/// People of the world that they are taken from.
const PEOPLE: usize = 2_000;

const WORDS: [&str; 32] = [
    "asked",
    "about",
    "the",
    "delay",
    "of",
    "her",
    "bag",
    "and",
    "was",
    "told",
    "to",
    "wait",
    "at",
    "gate",
    "for",
    "a",
    "meal",
    "voucher",
    "seat",
    "by",
    "window",
    "with",
    "his",
    "family",
    "on",
    "connecting",
    "flight",
    "refund",
    "hotel",
    "tomorrow",
    "morning",
    "thanked",
];

/// Those whose histories `rows` are, with their trips, and the day's flights.
pub fn people(today: Date, rows: usize) -> Vec<Entity> {
    let count = rows.div_ceil(EACH);
    // The same people first, however many are asked for.
    let spec = WorldSpec { seed: SEED, today, passengers: Some(PEOPLE) };
    let flights = airside_world::flights(&spec);
    let here: Vec<&Flight> = flights.iter().filter(|f| f.from == STATION && f.date == today).collect();
    let mut entities = Vec::new();
    for (nth, (passenger, mut trip)) in airside_world::passengers(&spec, PEOPLE).take(count).enumerate() {
        let to = here[nth % here.len()];
        if let Some(first) = trip.segments.first_mut() {
            (first.flight, first.designator, first.date) = (to.id, to.designator(), to.date);
            (first.from, first.to) = (to.from.clone(), to.to.clone());
        }
        entities.push(passenger.into());
        entities.push(trip.into());
    }
    entities.extend(flights.into_iter().map(Entity::from));
    entities
}

/// Writes so many rows, a line each; answers their bytes.
pub fn write(path: &Path, today: Date, count: usize) -> Result<u64> {
    let entities = people(today, count);
    let owners: Vec<PassengerId> = entities
        .iter()
        .filter_map(|e| match e {
            Entity::Passenger(it) => Some(it.id),
            _ => None,
        })
        .collect();
    let mut file = BufWriter::new(File::create(path)?);
    let (mut chance, mut bytes) = (Chance(SEED), 0);
    for no in 0..count {
        let line = Entity::from(entry(owners[no / EACH], no, today, &mut chance)).body();
        bytes += line.len() as u64;
        writeln!(file, "{line}")?;
    }
    file.flush()?;
    Ok(bytes)
}

fn entry(passenger: PassengerId, no: usize, today: Date, chance: &mut Chance) -> TimelineEntry {
    let id = (u128::from(chance.next()) << 64) | u128::from(chance.next());
    let midnight = today.in_tz("UTC").map_or(Timestamp::UNIX_EPOCH, |day| day.timestamp());
    let mut entry = TimelineEntry {
        id: TimelineId(Uuid::from_u128(id)),
        passenger,
        at: midnight - (chance.next() % 80_000).cast_signed().minutes(),
        kind: TimelineKind::Call,
        summary: String::new(),
        place: "phone".into(),
        by: "call centre".into(),
        link: None,
        rest: [("no".to_owned(), json!(no))].into(),
    };
    let room = SIZE.saturating_sub(Entity::from(entry.clone()).body().len());
    while entry.summary.len() < room {
        entry.summary.push_str(WORDS[chance.next() as usize % WORDS.len()]);
        entry.summary.push(' ');
    }
    entry.summary.truncate(room);
    entry
}

/// The same numbers in every run (SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Somewhere between nothing and one.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}
