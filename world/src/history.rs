//! What passengers went through before today: flights, calls, purchases, complaints and what became of
//! them. Sentences have places for facts, which are taken from real flights and the real catalogue.

use airside_shared::{
    entity::Entity,
    timeline::{TimelineEntry, TimelineKind},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;

use crate::{
    catalogue::Catalogue,
    dice::{Dice, purpose},
    manifest::Booking,
    people::Account,
    plan::Plan,
    profile::before,
    reference::rows,
    schedule::Leg,
    stories,
};

#[derive(Deserialize)]
struct Sentence {
    kind: TimelineKind,
    /// Of all entries of everybody.
    weight: u32,
    /// `station`, or what is written in its place: `phone`, `web`.
    place: String,
    text: String,
}

pub struct Writer<'a> {
    plan: &'a Plan,
    people: &'a [Account],
    catalogue: &'a Catalogue,
    sentences: Vec<(Sentence, u32)>,
    stories: Vec<stories::Story>,
    /// Flights that may have been flown.
    flown: Vec<&'a Leg>,
}

/// Bookings of a thousand that have a case.
const CASES: usize = 6;

impl<'a> Writer<'a> {
    pub fn new(plan: &'a Plan, people: &'a [Account], catalogue: &'a Catalogue) -> Self {
        let sentences: Vec<Sentence> = rows(include_str!("../../assets/world/sentences.csv"));
        Self {
            plan,
            people,
            catalogue,
            sentences: sentences
                .into_iter()
                .map(|s| {
                    let weight = s.weight;
                    (s, weight)
                })
                .collect(),
            stories: stories::read(),
            flown: plan.legs.iter().filter(|l| l.flight.date < plan.today).collect(),
        }
    }

    /// Adds a passenger's timeline and, for a few, a case.
    pub fn tell(&self, booking: &Booking, entities: &mut Vec<Entity>) {
        let mut dice = Dice::new(self.plan.seed, purpose::HISTORY, booking.key);
        let member = booking.passenger.loyalty.is_some();
        let count = match booking.frequent {
            true => dice.range(20, 38),
            false if member => dice.range(1, 6),
            false => dice.range(-2, 3).max(0),
        };
        for _ in 0..count {
            entities.push(self.entry(booking, &mut dice).into());
        }
        if dice.chance(CASES) {
            let mut dice = Dice::new(self.plan.seed, purpose::CASES, booking.key);
            entities.extend(stories::case(self.plan, self.people, &self.stories, booking, &mut dice));
        }
    }

    fn entry(&self, booking: &Booking, dice: &mut Dice) -> TimelineEntry {
        let at = before(self.plan.morning(), dice, if booking.frequent { 1100 } else { 500 });
        let sentence = dice.weighted(&self.sentences);
        let staff = dice.pick(self.people);
        let (place, by) = match sentence.place.as_str() {
            "station" => (staff.station.clone(), staff.name.clone()),
            "phone" => {
                ("phone".into(), dice.pick(&["Contact centre", "Contact centre, night shift"]).to_string())
            }
            other => (other.into(), "Passenger".into()),
        };
        TimelineEntry {
            id: dice.id(at),
            passenger: booking.passenger.id,
            at,
            kind: sentence.kind,
            summary: self.filled(&sentence.text, booking, at, dice),
            place,
            by,
            link: None,
            rest: Default::default(),
        }
    }

    /// Puts facts where a sentence has `{flight}`, `{route}`, `{seat}`, `{product}`, `{amount}`, `{date}`.
    fn filled(&self, text: &str, booking: &Booking, at: Timestamp, dice: &mut Dice) -> String {
        let leg = dice.pick(&self.flown);
        let mut parts = text.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, after) = part.split_once('}').unwrap_or((part, ""));
            match name {
                "flight" => filled += &leg.flight.designator(),
                "route" => filled += &format!("{}-{}", leg.flight.from, leg.flight.to),
                "city" => filled += &leg.flight.to,
                "seat" => {
                    filled += &format!("{}{}", dice.range(4, 29), dice.pick(&["A", "B", "C", "D", "E", "F"]))
                }
                "minutes" => filled += &(dice.range(5, 30) * 5).to_string(),
                "miles" => filled += &(dice.range(4, 50) * 250).to_string(),
                "amount" => filled += &format!("{}.00 USD", dice.pick(&[12, 15, 20, 25, 40, 50, 75])),
                "date" => filled += &at.to_zoned(TimeZone::UTC).date().to_string(),
                "pnr" => filled += &booking.trip.pnr,
                "product" => filled += &dice.pick(&self.catalogue.products).name,
                _ => {}
            }
            filled += after;
        }
        filled
    }
}
