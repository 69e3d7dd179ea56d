//! What is known of a passenger's journey, as facts of the rules.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::{
    airports,
    claims::ClaimReason,
    flights::{Flight, FlightStatus},
    money::Currency,
    trips::Journey,
};

/// The facts that follow from a flight and the trip that it is part of; what is not known is left out, never guessed.
pub fn known_facts(about: ClaimReason, journey: &Journey<'_>) -> Map<String, Value> {
    let (trip, flight) = (journey.trip, journey.flight);
    let mut facts = Map::new();
    let mut know = |name: &str, value: Value| facts.insert(name.to_owned(), value);
    let route = journey.route();
    know("event", about.event(flight).into());
    know("date", json!(flight.date));
    // A trip is what was booked together.
    know("single_booking", true.into());
    know("carrier", flight.carrier.as_str().into());
    know("carrier_licence", flight.licence.as_str().into());
    if route.len() <= 2 {
        know("domestic", (!flight.international).into());
    }
    know("route", if route.is_empty() { json!([flight.from, flight.to]) } else { json!(route) });
    match about {
        ClaimReason::Disruption => {
            facts.append(&mut disruption(journey));
            facts.append(&mut moved(journey));
        }
        ClaimReason::DeniedBoarding => {
            facts.insert("cause".into(), cause(flight));
            facts.insert("volunteer".into(), false.into());
            facts.insert("presented_for_checkin".into(), true.into());
            facts.append(&mut moved(journey));
        }
        ClaimReason::Downgrade => {
            facts.insert("cause".into(), "unspecified".into());
            facts.insert("downgraded".into(), true.into());
        }
        ClaimReason::BaggageDelay | ClaimReason::BaggageDamage | ClaimReason::BaggageLoss => {
            facts.insert("cause".into(), "unspecified".into());
        }
    }
    if let Some(fare) = trip.fare.filter(|fare| fare.currency == Currency::USD) {
        facts.insert("one_way_fare_usd".into(), json!(fare.figure().parse::<f64>().unwrap_or_default()));
    }
    facts
}

fn cause(flight: &Flight) -> Value {
    flight.disruption.as_ref().map_or("unspecified", |d| &d.cause).into()
}

/// What became of the flight.
fn disruption(journey: &Journey<'_>) -> Map<String, Value> {
    let flight = journey.flight;
    let mut facts = Map::from_iter([("cause".to_owned(), cause(flight))]);
    let mut know = |name: &str, value: Value| facts.insert(name.to_owned(), value);
    if flight.status == FlightStatus::Cancelled {
        let notice = flight
            .disruption
            .as_ref()
            .map_or(0, |d| (flight.scheduled_departure.as_second() - d.announced.as_second()) / 3_600);
        know("notice_hours", notice.max(0).into());
        know("cancelled", true.into());
        know("reroute", Value::Null);
    } else {
        know("departure_delay_min", flight.departure_delay().into());
        if next_day(flight) {
            know("overnight", true.into());
        }
        if let Some(arrival) = journey.arrival() {
            know("arrival_delay_min", arrival.late_min.into());
            know("arrival_change_min", arrival.late_min.into());
        }
    }
    facts
}

/// Whether it leaves on a later day of its airport than it should have.
fn next_day(flight: &Flight) -> bool {
    let zone = airports::find(&flight.from).and_then(|airport| TimeZone::get(airport.tz).ok());
    zone.is_some_and(|zone| flight.leaves().to_zoned(zone).date() > flight.date)
}

/// The flight that the passenger was moved to, against the schedule of what was booked.
fn moved(journey: &Journey<'_>) -> Map<String, Value> {
    let Some((flight, planned)) = journey.instead().zip(journey.planned()) else { return Map::new() };
    let leaves = flight.scheduled_departure.as_second() - journey.flight.scheduled_departure.as_second();
    let reroute = json!({ "dep_offset_min": leaves.div_euclid(60), "arr_offset_min": planned });
    let mut facts = Map::from_iter([
        ("reroute".to_owned(), reroute),
        ("planned_arrival_late_min".to_owned(), planned.into()),
        ("alternate_within_hours".to_owned(), json!((leaves.max(0) as f64) / 3_600.0)),
    ]);
    if let Some(arrival) = journey.arrival() {
        facts.insert("arrival_delay_min".into(), arrival.late_min.into());
    }
    if flight.date > journey.flight.date {
        facts.insert("rebooked_next_day".into(), true.into());
    }
    facts
}
