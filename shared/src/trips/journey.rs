//! The journey that a flight is part of: every flight of one booking from the first departure to where the passenger
//! wants to go, as it was booked and as it is flown now.

use jiff::{SignedDuration, Timestamp};

use super::{Segment, SegmentStatus, Trip};
use crate::{
    flights::{Flight, FlightStatus, GATE_CLOSES},
    ids::FlightId,
};

/// Longer than this nobody waits for the next flight of a journey: they have arrived.
const STOPOVER: SignedDuration = SignedDuration::from_hours(24);

/// A journey, with the flights of it that are known.
#[derive(Clone, Copy, Debug)]
pub struct Journey<'a> {
    pub trip: &'a Trip,
    /// The flight that it is looked at from.
    pub flight: &'a Flight,
    /// Other flights of the trip, those of them that are known; see [`Trip::beside`].
    pub others: &'a [Flight],
}

/// One coupon: the flight that was booked, and the flight that it is used for now.
#[derive(Clone, Copy, Debug)]
pub struct Leg<'a> {
    pub booked: &'a Segment,
    /// None for whoever was taken off it and put on no other.
    pub now: Option<&'a Segment>,
}

/// When the passenger gets to where they wanted to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub at: Timestamp,
    /// After the schedule that was booked; negative is earlier.
    pub late_min: i64,
}

impl Trip {
    /// The flights of the trip besides one, each once, also those that the passenger was moved off.
    pub fn beside(&self, flight: FlightId) -> Vec<FlightId> {
        let mut others: Vec<FlightId> = Vec::new();
        for segment in self.segments.iter().filter(|segment| segment.flight != flight) {
            if !others.contains(&segment.flight) {
                others.push(segment.flight);
            }
        }
        others
    }

    /// The coupons in the order in which they were booked. A rebooking keeps the coupon.
    fn legs(&self) -> Vec<Leg<'_>> {
        let mut legs: Vec<Leg<'_>> = Vec::new();
        for segment in &self.segments {
            let now = (segment.status != SegmentStatus::Rebooked).then_some(segment);
            let same = |it: &Segment| {
                (&it.ticket, it.coupon, &it.from) == (&segment.ticket, segment.coupon, &segment.from)
            };
            match legs.iter_mut().find(|leg| same(leg.booked)) {
                Some(leg) => leg.now = now.or(leg.now),
                None => legs.push(Leg { booked: segment, now }),
            }
        }
        legs
    }
}

impl<'a> Journey<'a> {
    /// A journey of which no other flight is known.
    pub fn alone(trip: &'a Trip, flight: &'a Flight) -> Self {
        Self { trip, flight, others: &[] }
    }

    fn known(&self, id: FlightId) -> Option<&'a Flight> {
        std::iter::once(self.flight).chain(self.others).find(|flight| flight.id == id)
    }

    /// The coupons of the journey. The way back is another one, and so is what follows a stay.
    pub fn legs(&self) -> Vec<Leg<'a>> {
        let mut journeys: Vec<Vec<Leg<'a>>> = Vec::new();
        for leg in self.trip.legs() {
            match journeys.last_mut().filter(|so_far| self.goes_on(so_far, &leg)) {
                Some(so_far) => so_far.push(leg),
                None => journeys.push(vec![leg]),
            }
        }
        journeys.into_iter().find(|legs| legs.iter().any(|leg| self.is_of(leg))).unwrap_or_default()
    }

    /// Whether a journey goes on with a coupon: from where it has come to, soon, to where it has not been.
    fn goes_on(&self, so_far: &[Leg<'_>], next: &Leg<'_>) -> bool {
        let Some(last) = so_far.last() else { return false };
        let been = |leg: &Leg<'_>| [&leg.booked.from, &leg.booked.to].contains(&&next.booked.to);
        if last.booked.to != next.booked.from || so_far.iter().any(been) {
            return false;
        }
        match (self.known(last.booked.flight), self.known(next.booked.flight)) {
            (Some(one), Some(next)) => {
                next.scheduled_departure.duration_since(one.scheduled_arrival) < STOPOVER
            }
            _ => next.booked.date.duration_since(last.booked.date) <= STOPOVER,
        }
    }

    fn is_of(&self, leg: &Leg<'_>) -> bool {
        [Some(leg.booked), leg.now].into_iter().flatten().any(|it| it.flight == self.flight.id)
    }

    /// Whether a flight is one of the journey, as it was booked or as it is flown now.
    pub fn takes(&self, flight: FlightId) -> bool {
        let of =
            |leg: &Leg<'_>| [Some(leg.booked), leg.now].into_iter().flatten().any(|it| it.flight == flight);
        self.legs().iter().any(of)
    }

    /// The coupon of the flight that it is looked at from.
    pub fn leg(&self) -> Option<Leg<'a>> {
        self.legs().into_iter().find(|leg| self.is_of(leg))
    }

    /// The airports as booked: first departure, connections, last destination.
    pub fn route(&self) -> Vec<String> {
        let ends = |leg: &Leg<'_>| match self.known(leg.booked.flight) {
            Some(flight) => (flight.from.clone(), flight.to.clone()),
            None => (leg.booked.from.clone(), leg.booked.to.clone()),
        };
        let legs: Vec<_> = self.legs().iter().map(ends).collect();
        let last = legs.last().map(|(_, to)| to.clone());
        legs.into_iter().map(|(from, _)| from).chain(last).collect()
    }

    /// The flight that somebody was moved to from the one that the journey is looked at from; none where they were
    /// not, or where it is not known.
    pub fn instead(&self) -> Option<&'a Flight> {
        let now = self.leg()?.now.filter(|now| now.flight != self.flight.id)?;
        self.known(now.flight)
    }

    /// Minutes by which the flights that are taken now were to be later at the last destination than those that were
    /// booked, by their schedules.
    pub fn planned(&self) -> Option<i64> {
        let legs = self.legs();
        let last = legs.last()?;
        let (booked, now) = (self.known(last.booked.flight)?, self.known(last.now?.flight)?);
        Some(minutes(now.scheduled_arrival, booked.scheduled_arrival))
    }

    /// Whether a connection leaves before whoever is to take it can be there.
    pub fn misses(&self) -> bool {
        let gate = SignedDuration::from_mins(GATE_CLOSES);
        let legs = self.legs();
        let taken: Vec<_> = legs.iter().map(|leg| leg.now.and_then(|now| self.known(now.flight))).collect();
        taken.windows(2).any(|pair| match (pair[0], pair[1]) {
            (Some(one), Some(next)) => next.leaves().duration_since(one.lands()) < gate,
            _ => false,
        })
    }

    /// When the last destination is reached, as known now. None while nobody can know: a flight that does not go, one
    /// that is missed and not replaced, or one of which nothing is known here.
    pub fn arrival(&self) -> Option<Arrival> {
        let legs = self.legs();
        let taken: Vec<&Flight> =
            legs.iter().map(|leg| self.known(leg.now?.flight)).collect::<Option<_>>()?;
        let goes = |it: &&Flight| match it.status {
            FlightStatus::Cancelled => false,
            // Of who was put down elsewhere nobody knows when they arrive until it is said.
            FlightStatus::Diverted => it.arrival.is_some(),
            // Late, and nobody knows until when.
            FlightStatus::Delayed => it.departure.or(it.arrival).is_some(),
            _ => true,
        };
        if !taken.iter().all(goes) || self.misses() {
            return None;
        }
        let booked = self.known(legs.last()?.booked.flight)?.scheduled_arrival;
        let at = taken.last()?.lands();
        Some(Arrival { at, late_min: minutes(at, booked) })
    }
}

fn minutes(at: Timestamp, after: Timestamp) -> i64 {
    (at.as_second() - after.as_second()).div_euclid(60)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A flight of the 8th of March 2026; times are `HH:MM`, UTC, from the 8th on.
    fn flight(id: u128, from: &str, to: &str, leaves: &str, lands: &str) -> Flight {
        serde_json::from_value(json!({
            "id": crate::ids::Uuid::from_u128(id), "carrier": "LH", "number": "1", "date": "2026-03-08",
            "from": from, "to": to, "scheduled_departure": at(leaves), "scheduled_arrival": at(lands),
            "status": "scheduled", "aircraft": "A320", "seats": 150, "booked": 100, "licence": "EU",
            "international": true,
        }))
        .expect("a flight")
    }

    fn at(clock: &str) -> Timestamp {
        format!("2026-03-08T{clock}:00Z").parse().expect("a time")
    }

    fn late(flight: Flight, minutes: i64) -> Flight {
        let on = |t: Timestamp| Some(t + SignedDuration::from_mins(minutes));
        let (departure, arrival) = (on(flight.scheduled_departure), on(flight.scheduled_arrival));
        Flight { status: FlightStatus::Delayed, departure, arrival, ..flight }
    }

    /// One coupon for each flight, in their order.
    fn trip(flights: &[&Flight]) -> Trip {
        let segments = flights.iter().zip(1..).map(|(flight, coupon)| segment(flight, coupon, "booked"));
        serde_json::from_value(json!({
            "id": crate::ids::Uuid::from_u128(90), "passenger": crate::ids::Uuid::from_u128(91), "pnr": "Q7XW2M",
            "party": 1, "segments": segments.collect::<Vec<_>>(),
        }))
        .expect("a trip")
    }

    fn segment(flight: &Flight, coupon: u8, status: &str) -> serde_json::Value {
        json!({
            "flight": flight.id, "designator": "LH 1", "date": flight.date, "from": flight.from, "to": flight.to,
            "ticket": "2201234567890", "coupon": coupon, "cabin": "economy", "status": status,
        })
    }

    fn moved(mut trip: Trip, from: &Flight, to: &Flight) -> Trip {
        let old = trip.segments.iter_mut().find(|it| it.flight == from.id).expect("booked");
        old.status = SegmentStatus::Rebooked;
        let coupon = old.coupon;
        trip.segments.push(serde_json::from_value(segment(to, coupon, "booked")).expect("a segment"));
        trip
    }

    fn way() -> (Flight, Flight) {
        (flight(1, "LYS", "FRA", "08:00", "09:30"), flight(2, "FRA", "JFK", "11:00", "19:00"))
    }

    #[test]
    fn a_connection_makes_one_journey_and_the_way_back_and_a_stay_do_not() {
        let (out, on) = way();
        let home = flight(3, "JFK", "FRA", "20:30", "23:50");
        let all = trip(&[&out, &on, &home]);
        let others = [on.clone(), home.clone()];
        let journey = Journey { trip: &all, flight: &out, others: &others };
        assert_eq!(journey.route(), ["LYS", "FRA", "JFK"]);
        assert_eq!(
            Journey { flight: &home, others: &[out.clone(), on.clone()], ..journey }.route(),
            ["JFK", "FRA"]
        );
        let tomorrow = Flight { scheduled_departure: at("11:00") + SignedDuration::from_hours(24), ..on };
        let others = [tomorrow, home];
        assert_eq!(Journey { others: &others, ..journey }.route(), ["LYS", "FRA"]);
    }

    #[test]
    fn it_is_late_by_when_the_last_flight_lands_not_by_the_first() {
        let (out, on) = way();
        let all = trip(&[&out, &on]);
        let (out, on) = (late(out, 60), late(on, 200));
        let others = [on];
        let journey = Journey { trip: &all, flight: &out, others: &others };
        assert_eq!(journey.arrival().map(|it| it.late_min), Some(200));
    }

    #[test]
    fn a_missed_connection_is_of_no_known_arrival_until_there_is_another_flight() {
        let (out, on) = way();
        let all = trip(&[&out, &on]);
        let late_out = late(out.clone(), 80);
        let others = [on.clone()];
        let missed = Journey { trip: &all, flight: &late_out, others: &others };
        assert_eq!((missed.arrival(), missed.misses()), (None, true));
        assert!(!Journey { others: &[], ..missed }.misses(), "of a flight that is not known nobody says so");
        // The gate is closed ten minutes before it leaves.
        assert_eq!(Journey { flight: &late(out.clone(), 76), ..missed }.arrival(), None);
        assert!(Journey { flight: &late(out, 75), ..missed }.arrival().is_some());
        let later = flight(4, "FRA", "EWR", "15:00", "23:00");
        let all = moved(all.clone(), &on, &later);
        let others = [on, later];
        let journey = Journey { trip: &all, others: &others, ..missed };
        assert_eq!(journey.arrival().map(|it| it.late_min), Some(240));
        assert_eq!(
            (journey.route(), journey.instead()),
            (["LYS", "FRA", "JFK"].map(str::to_owned).to_vec(), None)
        );
    }

    #[test]
    fn whoever_was_moved_arrives_with_the_flight_that_they_were_moved_to() {
        let (out, _) = way();
        let gone = Flight { status: FlightStatus::Cancelled, ..out.clone() };
        let all = trip(&[&out]);
        let alone = Journey::alone(&all, &gone);
        assert_eq!((alone.arrival(), alone.instead()), (None, None));
        let later = flight(5, "LYS", "FRA", "12:00", "13:30");
        let all = moved(all.clone(), &out, &later);
        let others = [late(later, 10)];
        let journey = Journey { trip: &all, flight: &gone, others: &others };
        assert_eq!(journey.arrival().map(|it| it.late_min), Some(250));
        assert_eq!(journey.instead().map(|it| it.id), Some(others[0].id));
        // Of a flight that is not known here nothing is said.
        assert_eq!(Journey { others: &[], ..journey }.arrival(), None);
    }

    #[test]
    fn a_flight_that_is_late_nobody_knows_until_when_is_not_on_time() {
        let (out, _) = way();
        let all = trip(&[&out]);
        let late = Flight { status: FlightStatus::Delayed, ..out };
        assert_eq!(Journey::alone(&all, &late).arrival(), None);
    }

    #[test]
    fn of_whoever_was_put_down_elsewhere_nobody_knows_when_they_arrive() {
        let (out, _) = way();
        let all = trip(&[&out]);
        let elsewhere = Flight { status: FlightStatus::Diverted, ..out };
        assert_eq!(Journey::alone(&all, &elsewhere).arrival(), None);
        let told = Flight { arrival: Some(at("12:30")), ..elsewhere };
        assert_eq!(Journey::alone(&all, &told).arrival().map(|it| it.late_min), Some(180));
    }
}
