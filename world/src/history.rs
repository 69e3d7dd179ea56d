//! What passengers went through before today: flights, calls, purchases, complaints and what became of
//! them. Sentences have places for facts, which are taken from real flights and the real catalogue.

use airside_shared::{
    access::Role,
    entity::Entity,
    sales::Product,
    timeline::{TimelineEntry, TimelineKind},
};
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
    /// `departure`, `desk`, `crew`, `lounge`: at the station of the flight, by somebody who does that work;
    /// or what is written in its place: `phone`, `web`.
    place: String,
    text: String,
}

pub struct Writer<'a> {
    plan: &'a Plan,
    people: &'a [Account],
    products: Vec<&'a Product>,
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
            products: catalogue.everywhere(),
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
        let at = before(self.plan.morning, dice, if booking.frequent { 1100 } else { 500 });
        let sentence = dice.weighted(&self.sentences);
        let leg = *dice.pick(&self.flown);
        let (place, by) = self.signed(&sentence.place, &leg.flight.from, dice);
        TimelineEntry {
            id: dice.id(at),
            passenger: booking.passenger.id,
            at,
            kind: sentence.kind,
            summary: self.filled(&sentence.text, booking, leg, dice),
            place,
            by,
            link: None,
            rest: Default::default(),
        }
    }

    /// Where it was and who wrote it down.
    fn signed(&self, place: &str, station: &str, dice: &mut Dice) -> (String, String) {
        let role = match place {
            "desk" => Role::CheckIn,
            "crew" => Role::CabinCrew,
            "lounge" => Role::LoungeHost,
            "departure" => return (station.into(), "Departure control".into()),
            "phone" => return ("phone".into(), "Contact centre".into()),
            other => return (other.into(), "Passenger".into()),
        };
        let colleagues = self.people.iter().filter(|p| p.role == role && p.station == station);
        let names: Vec<&str> = colleagues.map(|p| p.name.as_str()).collect();
        let by = if names.is_empty() { "Station" } else { dice.pick::<&str>(&names) };
        (station.into(), by.into())
    }

    /// Puts facts where a sentence has `{flight}`, `{route}`, `{seat}`, `{product}`, `{amount}`.
    fn filled(&self, text: &str, booking: &Booking, leg: &Leg, dice: &mut Dice) -> String {
        let mut parts = text.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, after) = part.split_once('}').unwrap_or((part, ""));
            match name {
                "flight" => filled += &leg.flight.designator(),
                "route" => filled += &format!("{}-{}", leg.flight.from, leg.flight.to),
                "city" => filled += &leg.flight.to,
                "seat" => filled += &leg.layout.seat(dice.below(1 << 20)),
                "minutes" => filled += &(dice.range(5, 30) * 5).to_string(),
                "miles" => filled += &(dice.range(4, 50) * 250).to_string(),
                "amount" => filled += &format!("{}.00 USD", dice.pick(&[12, 15, 20, 25, 40, 50, 75])),
                "pnr" => filled += &booking.trip.pnr,
                "product" => filled += &dice.pick(&self.products).name,
                _ => {}
            }
            filled += after;
        }
        filled
    }
}
