//! Who is on one flight: parties under one PNR, tickets, seats side by side, bags.

use airside_shared::{
    flights::FlightStatus,
    money::{Currency, Money},
    passengers::{Passenger, Tier},
    trips::{Cabin, Segment, SegmentStatus, Trip},
};

use crate::{
    dice::{Dice, purpose, scattered},
    languages::origin,
    names::Family,
    plan::{Onward, Plan},
    profile::{Age, before, passenger},
    reference::airline,
    requests::requests,
    schedule::Leg,
    seating::Seating,
};

/// One passenger of a list, with the trip it stands for.
pub struct Booking {
    pub key: u64,
    pub passenger: Passenger,
    pub trip: Trip,
    /// A further trip in the next days.
    pub again: Option<Trip>,
    /// Flies so often that there is much to tell.
    pub frequent: bool,
}

/// People that one flight's keys leave room for.
const KEYS_PER_LIST: u64 = 512;
/// Keys of further trips, which have a PNR and tickets of their own.
const AGAIN: u64 = 1 << 29;

struct List<'a> {
    plan: &'a Plan,
    leg: &'a Leg,
    /// Which list this is: today's are the first.
    nth: u64,
    dice: Dice,
    bags: u64,
}

/// What is handed out at check-in: seats and sequence numbers.
struct Desk {
    seating: Seating,
    sequences: Vec<u16>,
}

/// People under one PNR.
struct Party<'a> {
    abroad: &'a str,
    family: Family,
    /// One family, not friends or colleagues.
    related: bool,
    pnr: String,
    size: u8,
    status: SegmentStatus,
    cabin: Cabin,
    onward: Option<Onward>,
}

/// Everyone whose journey begins on the `nth` list of the plan.
pub fn bookings(plan: &Plan, nth: usize) -> Vec<Booking> {
    let (index, people) = plan.lists[nth];
    let leg = &plan.legs[index];
    let kept = plan.kept.get(&index).copied().unwrap_or(0);
    let mut list = List {
        plan,
        leg,
        nth: nth as u64,
        dice: Dice::new(plan.seed, purpose::MANIFEST, index as u64),
        bags: 0,
    };
    let sequences = sequences(people, kept, &mut list.dice);
    let mut desk = Desk { seating: Seating::new(leg.layout, people, kept), sequences };
    let mut bookings = Vec::with_capacity(people.into());
    for (number, size) in plan.parties(index, people).into_iter().enumerate() {
        list.party(index, number, size, &mut desk, &mut bookings);
    }
    bookings
}

/// Check-in sequence numbers in the order in which people came; the first are those of connections.
fn sequences(people: u16, kept: u16, dice: &mut Dice) -> Vec<u16> {
    let mut numbers: Vec<u16> = (kept + 1..=kept + people).collect();
    dice.shuffle(&mut numbers);
    numbers
}

impl List<'_> {
    fn party(&mut self, index: usize, number: usize, size: u8, desk: &mut Desk, bookings: &mut Vec<Booking>) {
        let abroad = if self.leg.flight.gate.is_some() { &self.leg.flight.to } else { &self.leg.flight.from };
        let (group, nationality) = origin(abroad, &mut self.dice);
        let party = Party {
            abroad,
            family: Family::new(group, nationality, &mut self.dice),
            related: size > 1 && self.dice.chance(820),
            pnr: pnr(self.plan.seed, self.nth * KEYS_PER_LIST + number as u64),
            size,
            status: self.status(),
            cabin: desk.seating.cabin(size, &mut self.dice),
            onward: self.plan.onward.get(&(index, number)).copied(),
        };
        for member in 0..size {
            let key = self.nth * KEYS_PER_LIST + bookings.len() as u64;
            bookings.push(self.member(&party, member, key, desk));
        }
    }

    fn member(&mut self, party: &Party, member: u8, key: u64, desk: &mut Desk) -> Booking {
        let mut dice = Dice::new(self.plan.seed, purpose::PERSON, key);
        let own = (!party.related && member > 0).then(|| {
            let (group, nationality) = origin(party.abroad, &mut dice);
            Family::new(group, nationality, &mut dice)
        });
        let family = own.as_ref().unwrap_or(&party.family);
        let age = match (party.size, member) {
            (1, _) if dice.chance(3) => Age::Alone,
            (3.., 2..) if party.related && dice.chance(800) => Age::Child,
            _ => Age::Adult,
        };
        let passenger = passenger(self.plan, self.leg, key, family, age, &mut dice);
        let (cabin, seat) = desk.seating.next(party.cabin, &mut self.dice);
        let ticket = ticket(self.plan.seed, &self.leg.flight.carrier, key);
        let mut first = segment(self.leg, ticket.clone(), 1, cabin, Some(seat));
        first.status = party.status;
        self.check_in(&mut first, &mut desk.sequences, age, &mut dice);
        let second = party.onward.map(|to| self.onward(to.leg, to.first + u16::from(member), ticket, &first));
        let booked_at = before(self.plan.morning, &mut dice, 160);
        let trip = Trip {
            id: dice.id(booked_at),
            passenger: passenger.id,
            pnr: party.pnr.clone(),
            party: party.size,
            requests: requests(self.leg, family, &passenger, (age, party.size), self.plan.today, &mut dice),
            fare: Some(fare(self.leg, cabin, &mut dice)),
            segments: std::iter::once(first).chain(second).collect(),
            rest: Default::default(),
        };
        let often = match passenger.loyalty.as_ref().map(|l| l.tier) {
            Some(Tier::Platinum) => 300,
            Some(Tier::Gold) => 60,
            _ => 1,
        };
        let again = self.again(key, &passenger, &mut dice);
        Booking { key, passenger, trip, again, frequent: dice.chance(often) }
    }

    /// How far a party is: those of one PNR go together.
    fn status(&mut self) -> SegmentStatus {
        let dice = &mut self.dice;
        let flight = &self.leg.flight;
        let notice = flight
            .disruption
            .as_ref()
            .map_or(0, |d| (flight.scheduled_departure.as_second() - d.announced.as_second()) / 3600);
        let told_early = notice >= 12;
        let checked_in = match flight.status {
            _ if flight.date > self.plan.today => 0,
            FlightStatus::Cancelled if told_early => 0,
            FlightStatus::Cancelled => 350,
            _ => 800,
        };
        match flight.date < self.plan.today {
            true if dice.chance(40) => SegmentStatus::NoShow,
            true => SegmentStatus::Flown,
            false if dice.chance(checked_in) => SegmentStatus::CheckedIn,
            false => SegmentStatus::Booked,
        }
    }

    fn check_in(&mut self, segment: &mut Segment, sequences: &mut Vec<u16>, age: Age, dice: &mut Dice) {
        match segment.status {
            SegmentStatus::CheckedIn | SegmentStatus::Flown => segment.sequence = sequences.pop(),
            _ if dice.chance(350) => segment.seat = None,
            _ => {}
        }
        let bags = match (segment.status, age) {
            (SegmentStatus::CheckedIn, Age::Adult) if dice.chance(470) => 1 + usize::from(dice.chance(220)),
            (SegmentStatus::CheckedIn, _) if dice.chance(150) => 1,
            _ => 0,
        };
        // Six digits go round after a million: today's bags are all different, older ones are not kept.
        let today = self.leg.flight.date == self.plan.today && self.nth < 1000;
        for _ in 0..if today { bags } else { 0 } {
            let serial = scattered(self.nth * 1000 + self.bags % 1000, 617_263, self.plan.seed, 1_000_000);
            segment.bags.push(format!("0{}{serial:06}", airline(&self.leg.flight.carrier).accounting));
            self.bags += 1;
        }
    }

    fn onward(&self, to: usize, place: u16, ticket: String, first: &Segment) -> Segment {
        let leg = &self.plan.legs[to];
        let plan = leg.layout.plan();
        let kept = plan.iter().rev().filter(|s| s.cabin == Cabin::Economy).nth(place.into());
        let seat = kept.map(|s| s.name.clone());
        let mut segment = segment(leg, ticket, 2, Cabin::Economy, seat);
        segment.status = first.status;
        if segment.status == SegmentStatus::CheckedIn {
            segment.sequence = Some(place + 1);
            segment.bags = first.bags.clone();
        }
        segment
    }

    /// Some travel again tomorrow or the day after.
    fn again(&self, key: u64, passenger: &Passenger, dice: &mut Dice) -> Option<Trip> {
        let flight = &self.leg.flight;
        let here = if flight.gate.is_some() { &flight.from } else { &flight.to };
        let choices =
            self.plan.next.get(here).filter(|_| flight.date == self.plan.today && dice.chance(40))?;
        let leg = &self.plan.legs[*dice.pick(choices)];
        let ticket = ticket(self.plan.seed, &leg.flight.carrier, AGAIN / 2 + key);
        let booked_at = before(self.plan.morning, dice, 60);
        Some(Trip {
            id: dice.id(booked_at),
            passenger: passenger.id,
            pnr: pnr(self.plan.seed, AGAIN + key),
            party: 1,
            segments: vec![segment(leg, ticket, 1, Cabin::Economy, None)],
            requests: Vec::new(),
            fare: Some(fare(leg, Cabin::Economy, dice)),
            rest: Default::default(),
        })
    }
}

fn segment(leg: &Leg, ticket: String, coupon: u8, cabin: Cabin, seat: Option<String>) -> Segment {
    Segment {
        flight: leg.flight.id,
        designator: leg.flight.designator(),
        date: leg.flight.date,
        from: leg.flight.from.clone(),
        to: leg.flight.to.clone(),
        ticket,
        coupon,
        cabin,
        seat,
        sequence: None,
        status: SegmentStatus::Booked,
        bags: Vec::new(),
    }
}

/// Six characters that are not read for one another; different for every `key` below 2³⁰.
fn pnr(seed: u64, key: u64) -> String {
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let number = scattered(key, 663_608_941, seed, 1 << 30);
    (0..6).rev().map(|i| ALPHABET[(number >> (5 * i)) as usize & 31] as char).collect()
}

/// Accounting code and ten digits; different for every `key` below a billion.
fn ticket(seed: u64, carrier: &str, key: u64) -> String {
    format!("{}2{:09}", airline(carrier).accounting, scattered(key, 618_033_989, seed, 1_000_000_000))
}

/// By distance and cabin, in the currency of the place where the flight begins.
fn fare(leg: &Leg, cabin: Cabin, dice: &mut Dice) -> Money {
    let economy = 5_900 + i64::from(leg.miles) * dice.range(6, 17);
    let minor = economy
        * match cabin {
            Cabin::Economy => 10,
            Cabin::PremiumEconomy => 18,
            Cabin::Business => 38,
            Cabin::First => 45,
        }
        / 10;
    let currency = match leg.flight.from.as_str() {
        "LHR" => Currency::GBP,
        "CDG" | "FRA" | "AMS" | "DUB" => Currency::EUR,
        _ => Currency::USD,
    };
    Money::new(minor / 100 * 100, currency)
}
