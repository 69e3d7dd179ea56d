//! How many people are on which flight, and who changes from one to another, settled before anyone has a
//! name, so that people can be made flight by flight without keeping a million of them in memory.

use std::collections::{BTreeMap, HashMap};

use airside_shared::flights::FlightStatus;
use jiff::Timestamp;

use crate::{
    WorldSpec,
    dice::{Dice, purpose},
    longhaul,
    schedule::{Leg, Schedule, instant},
};

pub struct Plan {
    pub seed: u64,
    pub today: jiff::civil::Date,
    /// Today begins: everything that people remember was before.
    pub morning: Timestamp,
    pub legs: Vec<Leg>,
    /// Flights of which there is a list of people: index of the leg, and how many begin there.
    pub lists: Vec<(usize, u16)>,
    /// By flight and party of the list: where they go on to.
    pub onward: BTreeMap<(usize, usize), Onward>,
    /// Seats at the back of a flight that are kept for people who come from another.
    pub kept: HashMap<usize, u16>,
    /// Flights of the next days that still go, by airport, for those who travel again.
    pub next: HashMap<String, Vec<usize>>,
}

/// The flight that a party connects to, and the first of the seats that are kept for it.
#[derive(Clone, Copy)]
pub struct Onward {
    pub leg: usize,
    pub first: u16,
}

impl Plan {
    pub fn new(spec: &WorldSpec) -> Self {
        let schedule = Schedule::new(spec.seed, spec.today);
        let mut legs = schedule.days();
        legs.extend(longhaul::flights(spec.seed, spec.today));
        let today = |leg: &Leg| leg.flight.date == spec.today;
        let mut lists = spread(&legs, spec.passengers, today);
        let wanted = spec.passengers.unwrap_or(0);
        let mut placed: usize = lists.iter().map(|(_, n)| usize::from(*n)).sum();
        let mut nth = 0;
        let mut at = 0;
        while placed < wanted {
            if at == legs.len() {
                legs.extend(schedule.further_day(nth));
                nth += 1;
            }
            let leg = &legs[at];
            if !today(leg) && leg.flight.status != FlightStatus::Cancelled {
                let count = usize::from(leg.load).min(wanted - placed);
                lists.push((at, count as u16));
                placed += count;
            }
            at += 1;
        }
        let mut plan = Self {
            seed: spec.seed,
            today: spec.today,
            morning: instant("JFK", spec.today, 0),
            next: next_days(&legs, spec.today),
            legs,
            lists,
            onward: BTreeMap::new(),
            kept: HashMap::new(),
        };
        plan.connect();
        plan.count();
        plan
    }

    /// Sizes of the parties that begin on a flight, in the order of its list.
    pub fn parties(&self, leg: usize, people: u16) -> Vec<u8> {
        let mut dice = Dice::new(self.seed, purpose::PARTIES, leg as u64);
        let mut sizes = Vec::new();
        let mut left = people;
        while left > 0 {
            let size = *dice.weighted(&[(1u8, 62), (2, 22), (3, 8), (4, 6), (5, 2)]);
            let size = size.min(left.min(5) as u8);
            sizes.push(size);
            left -= u16::from(size);
        }
        sizes
    }

    /// People who arrive from abroad today and go on from the same airport.
    fn connect(&mut self) {
        let inbound: Vec<_> =
            self.lists.iter().copied().filter(|(leg, _)| self.arrives_today(*leg)).collect();
        for (leg, people) in inbound {
            let mut dice = Dice::new(self.seed, purpose::CONNECTIONS, leg as u64);
            let choices = self.onward_flights(leg);
            for (party, size) in self.parties(leg, people).into_iter().enumerate() {
                if choices.is_empty() || !dice.chance(300) {
                    continue;
                }
                let to = *dice.pick(&choices);
                let kept = self.kept.entry(to).or_default();
                if *kept + u16::from(size) <= room(&self.legs[to]) {
                    self.onward.insert((leg, party), Onward { leg: to, first: *kept });
                    *kept += u16::from(size);
                }
            }
        }
    }

    fn arrives_today(&self, leg: usize) -> bool {
        let flight = &self.legs[leg].flight;
        flight.international && flight.date == self.today && ["JFK", "EWR"].contains(&flight.to.as_str())
    }

    /// Domestic flights that leave one and a half to seven hours after the arrival.
    fn onward_flights(&self, leg: usize) -> Vec<usize> {
        let arrival = &self.legs[leg].flight;
        let fits = |l: &Leg| {
            let wait =
                (l.flight.scheduled_departure.as_second() - arrival.scheduled_arrival.as_second()) / 60;
            l.flight.from == arrival.to && !l.flight.international && (90..=420).contains(&wait)
        };
        (0..self.legs.len()).filter(|i| fits(&self.legs[*i])).collect()
    }

    /// What is booked: today's lists as they are, of other days what was sold.
    fn count(&mut self) {
        for leg in self.legs.iter_mut() {
            leg.flight.booked = if leg.flight.date == self.today { 0 } else { leg.load };
        }
        let lists = self.lists.iter().filter(|(leg, _)| self.legs[*leg].flight.date == self.today);
        let counts: Vec<(usize, u16)> =
            lists.copied().chain(self.kept.iter().map(|(l, n)| (*l, *n))).collect();
        for (leg, people) in counts {
            self.legs[leg].flight.booked += people;
        }
    }
}

/// Seats that nobody has bought, as far as connections may take them.
fn room(leg: &Leg) -> u16 {
    (leg.flight.seats - leg.load).min(12)
}

/// Today's lists: as full as the flights are, or in proportion to it where fewer people are asked for.
fn spread(legs: &[Leg], people: Option<usize>, today: impl Fn(&Leg) -> bool) -> Vec<(usize, u16)> {
    let of_today: Vec<usize> = (0..legs.len()).filter(|i| today(&legs[*i])).collect();
    let sold: usize = of_today.iter().map(|i| usize::from(legs[*i].load)).sum();
    let people = people.unwrap_or(sold).min(sold);
    let mut before = 0;
    let share = |leg: usize| {
        let after = before + usize::from(legs[leg].load);
        let count = after * people / sold - before * people / sold;
        before = after;
        (leg, count as u16)
    };
    of_today.into_iter().map(share).collect()
}

fn next_days(legs: &[Leg], today: jiff::civil::Date) -> HashMap<String, Vec<usize>> {
    let mut next: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, leg) in legs.iter().enumerate() {
        let flight = &leg.flight;
        if flight.date > today && flight.status != FlightStatus::Cancelled {
            next.entry(flight.from.clone()).or_default().push(i);
        }
    }
    next
}
