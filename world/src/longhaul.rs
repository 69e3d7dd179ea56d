//! A handful of flights across the seas, so that more laws than those of one country have something to
//! act on: one cancelled for a technical reason, one more than four hours late, one just past three.

use airside_shared::flights::{Disruption, Flight, FlightStatus};
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;

use crate::{
    dice::{Dice, purpose},
    fleet::Layout,
    gates::gate,
    reference::{airline, miles, rows},
    schedule::{Leg, instant, later, load},
};

#[derive(Deserialize)]
struct Row {
    carrier: String,
    number: String,
    from: String,
    to: String,
    dep: i16,
    arr: i16,
    /// Days until the arrival, by the calendars of the two places.
    days: i64,
    aircraft: String,
    dep_delay: Option<i64>,
    arr_delay: Option<i64>,
    cause: Option<String>,
    notice_hours: Option<i64>,
    text: String,
}

/// Keys of these flights begin here, beyond those of the schedule.
const KEYS: u64 = 1 << 24;

pub fn flights(seed: u64, today: Date) -> Vec<Leg> {
    let rows: Vec<Row> = rows(include_str!("../../assets/world/longhaul.csv"));
    rows.iter().enumerate().map(|(i, row)| leg(row, seed, KEYS + i as u64, today)).collect()
}

fn leg(row: &Row, seed: u64, key: u64, today: Date) -> Leg {
    let mut dice = Dice::new(seed, purpose::FLIGHT, key);
    let layout = Layout::of(&row.aircraft);
    let scheduled_departure = instant(&row.from, today, row.dep);
    let scheduled_arrival = instant(&row.to, today.saturating_add(row.days.days()), row.arr);
    let status = match row.dep_delay {
        None => FlightStatus::Cancelled,
        Some(15..) => FlightStatus::Delayed,
        Some(_) => FlightStatus::Scheduled,
    };
    let disruption = row.cause.as_ref().map(|cause| Disruption {
        cause: cause.clone(),
        announced: later(scheduled_departure, -60 * row.notice_hours.unwrap_or(1)),
        text: row.text.clone(),
    });
    let flight = Flight {
        id: dice.id(scheduled_departure),
        carrier: row.carrier.clone(),
        number: row.number.clone(),
        date: today,
        from: row.from.clone(),
        to: row.to.clone(),
        scheduled_departure,
        scheduled_arrival,
        departure: row.dep_delay.map(|late| later(scheduled_departure, late)),
        arrival: row.arr_delay.map(|late| later(scheduled_arrival, late)),
        status,
        disruption,
        gate: gate(&row.from, &row.carrier, &mut dice),
        aircraft: row.aircraft.clone(),
        registration: None,
        seats: layout.seats(),
        booked: 0,
        licence: airline(&row.carrier).licence.clone(),
        international: true,
        rest: Default::default(),
    };
    let load = load(&mut Dice::new(seed, purpose::LOAD, key), layout.seats());
    Leg { flight, layout, miles: miles(&row.from, &row.to), load }
}
