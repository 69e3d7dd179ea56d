//! Flights: four real days of February 2013, shifted so that the second of them, the day of a storm, is
//! today. Yesterday is over; today is known as it will turn out; of tomorrow only what was called off.

use airside_shared::flights::{Disruption, Flight, FlightStatus};
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
};
use serde::Deserialize;

use crate::{
    dice::{Dice, purpose},
    fleet::{self, Layout},
    gates::gate,
    reference::{airline, place, rows},
};

/// A departure with what the other tables say of it.
pub struct Leg {
    pub flight: Flight,
    pub layout: &'static Layout,
    pub miles: u32,
    /// Seats that are sold, before anyone is on the list.
    pub load: u16,
}

#[derive(Clone, Deserialize)]
struct Row {
    day: i8,
    sched_dep: i16,
    dep_delay: Option<i64>,
    sched_arr: i16,
    arr_delay: Option<i64>,
    carrier: String,
    number: String,
    tail: String,
    from: String,
    to: String,
    miles: u32,
}

#[derive(Deserialize)]
struct Cause {
    cause: String,
    storm: u32,
    ordinary: u32,
    text: String,
}

/// The day of the source that becomes today.
const STORM: i8 = 8;
/// The day of the source that is repeated where a larger world needs more days.
const ORDINARY: i8 = 7;

pub struct Schedule {
    seed: u64,
    today: Date,
    rows: Vec<Row>,
    causes: Vec<Cause>,
}

impl Schedule {
    pub fn new(seed: u64, today: Date) -> Self {
        let rows = rows(include_str!("../../assets/world/flights.csv"));
        Self { seed, today, rows, causes: rows_of_causes() }
    }

    /// The four days.
    pub fn days(&self) -> Vec<Leg> {
        self.rows
            .iter()
            .enumerate()
            .map(|(i, row)| self.leg(row, i as u64, self.date(row.day.into())))
            .collect()
    }

    /// The ordinary day again, as the `nth` further one: in turn before the first day and after the last.
    pub fn further_day(&self, nth: i64) -> Vec<Leg> {
        let offset = if nth % 2 == 0 { -2 - nth / 2 } else { 3 + nth / 2 };
        let date = self.date(i64::from(STORM) + offset);
        let day = self.rows.iter().enumerate().filter(|(_, r)| r.day == ORDINARY);
        day.map(|(i, row)| self.leg(row, ((nth + 1) as u64) << 32 | i as u64, date)).collect()
    }

    fn date(&self, day: i64) -> Date {
        self.today.saturating_add((day - i64::from(STORM)).days())
    }

    fn leg(&self, row: &Row, key: u64, date: Date) -> Leg {
        let mut dice = Dice::new(self.seed, purpose::FLIGHT, key);
        let aircraft = fleet::aircraft(&row.carrier, row.miles, number_of(&row.number));
        let layout = Layout::of(aircraft);
        let departure = instant(&row.from, date, row.sched_dep);
        let arrival = arrival(&row.to, date, row.sched_arr, departure, row.miles);
        let mut flight = Flight {
            id: dice.id(departure),
            carrier: row.carrier.clone(),
            number: row.number.clone(),
            date,
            from: row.from.clone(),
            to: row.to.clone(),
            scheduled_departure: departure,
            scheduled_arrival: arrival,
            departure: None,
            arrival: None,
            status: FlightStatus::Scheduled,
            disruption: None,
            gate: gate(&row.from, &row.carrier, &mut dice),
            aircraft: aircraft.into(),
            registration: Some(row.tail.clone()).filter(|t| !t.is_empty()),
            seats: layout.seats(),
            booked: 0,
            licence: airline(&row.carrier).licence.clone(),
            international: false,
            rest: Default::default(),
        };
        self.settle(&mut flight, row, key);
        let load = load(&mut Dice::new(self.seed, purpose::LOAD, key), layout.seats());
        Leg { flight, layout, miles: row.miles, load }
    }

    /// What became of it, as far as it is known today.
    fn settle(&self, flight: &mut Flight, row: &Row, key: u64) {
        let mut dice = Dice::new(self.seed, purpose::DISRUPTION, key);
        let past = flight.date < self.today;
        let Some(late) = row.dep_delay else {
            flight.status = FlightStatus::Cancelled;
            flight.disruption = Some(self.cancellation(flight, row.day, &mut dice));
            return;
        };
        if flight.date > self.today {
            return;
        }
        flight.departure = Some(later(flight.scheduled_departure, late));
        let Some(late_arrival) = row.arr_delay else {
            flight.status = FlightStatus::Diverted;
            let text = "Landed at another airport because of the weather".into();
            let announced = later(flight.scheduled_departure, late + 45);
            flight.disruption = Some(Disruption { cause: "weather".into(), announced, text });
            return;
        };
        flight.arrival = Some(later(flight.scheduled_arrival, late_arrival));
        flight.status = match late {
            _ if past => FlightStatus::Landed,
            15.. => FlightStatus::Delayed,
            _ => FlightStatus::Scheduled,
        };
        if late.max(late_arrival) >= 60 {
            flight.disruption = Some(self.delay(flight, row.day == STORM, &mut dice));
        }
    }

    fn delay(&self, flight: &Flight, storm: bool, dice: &mut Dice) -> Disruption {
        let weights: Vec<(&Cause, u32)> =
            self.causes.iter().map(|c| (c, if storm { c.storm } else { c.ordinary })).collect();
        let cause = dice.weighted(&weights);
        let announced = later(flight.scheduled_departure, -dice.range(10, 90));
        Disruption { cause: cause.cause.clone(), announced, text: cause.text.clone() }
    }

    fn cancellation(&self, flight: &Flight, day: i8, dice: &mut Dice) -> Disruption {
        let (cause, text, hours) = match day {
            8 => ("weather", "Winter storm", (3, 20)),
            9 => ("weather", "Winter storm: the airport reopens in the course of the day", (10, 26)),
            10 => (
                "knock_on_of_extraordinary",
                "Aircraft and crew are elsewhere because of the storm",
                (30, 44),
            ),
            _ => ("technical", "A technical fault could not be repaired in time", (1, 4)),
        };
        let announced = later(flight.scheduled_departure, -dice.range(hours.0 * 60, hours.1 * 60));
        Disruption { cause: cause.into(), announced, text: text.into() }
    }
}

fn rows_of_causes() -> Vec<Cause> {
    rows(include_str!("../../assets/world/causes.csv"))
}

/// Seats sold: 55 to 98 of a hundred, more often less: it is winter and a storm is forecast.
pub fn load(dice: &mut Dice, seats: u16) -> u16 {
    let percent = dice.range(55, 98).min(dice.range(55, 98));
    (i64::from(seats) * percent / 100) as u16
}

pub fn later(at: Timestamp, minutes: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(at)
}

/// The instant of a local clock time like `730`. A time that the clocks skip is taken as the one an hour
/// later, of one that comes twice the first: what a departure board means by it.
pub fn instant(airport: &str, date: Date, clock: i16) -> Timestamp {
    let (hour, minute) = ((clock / 100 % 24) as i8, (clock % 100) as i8);
    let local = DateTime::from_parts(date, Time::constant(hour, minute, 0, 0));
    place(airport).zone.to_timestamp(local).expect("a day of this century")
}

/// The arrival is a local time without a date: of the day it belongs to, that which fits the distance.
fn arrival(airport: &str, date: Date, clock: i16, departure: Timestamp, miles: u32) -> Timestamp {
    let expected = 45 + i64::from(miles) * 60 / 480;
    let days = [-1, 0, 1].map(|d: i64| instant(airport, date.saturating_add(d.days()), clock));
    let off = |t: &Timestamp| ((t.as_second() - departure.as_second()) / 60 - expected).abs();
    days.into_iter().min_by_key(off).unwrap_or(departure)
}

fn number_of(text: &str) -> usize {
    text.parse().unwrap_or(0)
}
