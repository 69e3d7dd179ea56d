//! What a desk knows about a disrupted journey, as facts of the rules.

use serde_json::{Map, Value, json};

use crate::{
    flights::{Flight, FlightStatus},
    trips::Trip,
};

/// The facts that follow from a flight and a trip; what is not known is left out, never guessed.
pub fn known_facts(trip: &Trip, flight: &Flight) -> Map<String, Value> {
    let cancelled = matches!(flight.status, FlightStatus::Cancelled);
    let mut facts = Map::new();
    let mut know = |name: &str, value: Value| facts.insert(name.to_owned(), value);
    know("event", if cancelled { "cancellation" } else { "delay" }.into());
    know("date", json!(flight.date));
    know("route", json!([flight.from, flight.to]));
    know("single_booking", true.into());
    know("carrier", flight.carrier.as_str().into());
    know("carrier_licence", flight.licence.as_str().into());
    know("domestic", (!flight.international).into());
    know("cause", flight.disruption.as_ref().map_or("unspecified", |d| &d.cause).into());
    if cancelled {
        let notice = flight
            .disruption
            .as_ref()
            .map_or(0, |d| (flight.scheduled_departure.as_second() - d.announced.as_second()) / 3_600);
        know("notice_hours", notice.max(0).into());
        know("reroute", Value::Null);
        know("cancelled", true.into());
    } else {
        know("departure_delay_min", flight.departure_delay().into());
        // Of who was put down elsewhere nobody knows when they arrive until it is said.
        if flight.status != FlightStatus::Diverted || flight.arrival.is_some() {
            know("arrival_delay_min", flight.arrival_delay().into());
            know("arrival_change_min", flight.arrival_delay().into());
        }
    }
    if let Some(fare) = trip.fare.filter(|f| f.currency.code() == "USD") {
        know("one_way_fare_usd", json!(fare.figure().parse::<f64>().unwrap_or_default()));
    }
    facts
}
