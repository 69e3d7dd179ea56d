//! How far a flight has come by the clock. What a source says of it lags behind: a flight stands as "scheduled"
//! long after it has left. So the board asks here, with the time now.

use jiff::Timestamp;

use super::{Flight, FlightStatus};

/// From this many minutes on a departure counts as late.
pub const LATE: i64 = 15;
/// Boarding begins this many minutes before departure.
pub const BOARDING: i64 = 40;
/// The gate closes this many minutes before departure.
pub const GATE_CLOSES: i64 = 15;
/// Minutes before departure at which check-in closes: within a country, and abroad.
pub const CHECK_IN_CLOSES: (i64, i64) = (45, 60);
/// Minutes after which a cancelled flight's time is no longer what comes next.
const CANCELLED_STAYS: i64 = 180;

impl Flight {
    /// When it leaves or left, as known now.
    pub fn leaves(&self) -> Timestamp {
        self.departure.unwrap_or(self.scheduled_departure)
    }

    /// When it lands or landed, as known now; as late as it left where nothing else is known.
    pub fn lands(&self) -> Timestamp {
        let late = self.departure_delay().max(0) * 60;
        let expected = self.scheduled_arrival.as_second() + late;
        self.arrival.unwrap_or_else(|| Timestamp::from_second(expected).unwrap_or(self.scheduled_arrival))
    }

    /// Where it stands at `now`: what its source says, carried on by the times that are known.
    ///
    /// A time that lies after `now` is an estimate, whatever it was recorded as.
    pub fn status_at(&self, now: Timestamp) -> FlightStatus {
        use FlightStatus::*;
        let told = self.disruption.as_ref().is_none_or(|d| d.announced <= now);
        match self.status {
            Cancelled | Landed => return self.status,
            Diverted if told => return Diverted,
            // Late, and nobody knows until when: the scheduled time says nothing.
            Delayed if self.departure.is_none() => return Delayed,
            _ => {}
        }
        let left = minutes(now, self.leaves());
        if self.lands() <= now && self.status != Diverted {
            Landed
        } else if left <= 0 || self.status == Departed {
            Departed
        } else if left <= GATE_CLOSES {
            GateClosed
        } else if left <= BOARDING || self.status == Boarding {
            Boarding
        } else if self.departure_delay() >= LATE {
            Delayed
        } else {
            Scheduled
        }
    }

    /// It is behind whoever works at its airport: gone, or cancelled some hours ago.
    pub fn is_past(&self, now: Timestamp) -> bool {
        match self.status_at(now) {
            FlightStatus::Cancelled => minutes(self.scheduled_departure, now) >= CANCELLED_STAYS,
            status => status.gone(),
        }
    }

    /// Somebody who stands at the desk at `now` can still be checked in for it.
    pub fn in_reach(&self, now: Timestamp) -> bool {
        let closes = if self.international { CHECK_IN_CLOSES.1 } else { CHECK_IN_CLOSES.0 };
        let status = self.status_at(now);
        !status.gone() && status != FlightStatus::Cancelled && minutes(now, self.leaves()) >= closes
    }

    /// It can take a passenger of `other` at `now`: another flight between the same places, with a seat, in time.
    pub fn replaces(&self, other: &Flight, now: Timestamp) -> bool {
        self.id != other.id
            && self.from == other.from
            && same_city(&self.to, &other.to)
            && self.booked < self.seats
            && self.in_reach(now)
    }
}

impl FlightStatus {
    /// It has left.
    pub fn gone(self) -> bool {
        matches!(self, Self::Departed | Self::Landed | Self::Diverted)
    }
}

/// The same airport, or two of one city: Heathrow and Gatwick.
pub fn same_city(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    #[cfg(feature = "airports")]
    if let (Some(one), Some(other)) = (crate::airports::find(one), crate::airports::find(other)) {
        return (one.city, one.country) == (other.city, other.country);
    }
    false
}

fn minutes(from: Timestamp, to: Timestamp) -> i64 {
    (to.as_second() - from.as_second()).div_euclid(60)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::flights::Disruption;

    fn at(clock: &str) -> Timestamp {
        format!("2026-02-08T{clock}:00Z").parse().expect("a time")
    }

    /// 10:00 to 12:00.
    fn flight() -> Flight {
        serde_json::from_value(serde_json::json!({
            "id": "00000000-0000-0000-0000-000000000001", "carrier": "DL", "number": "123", "date": "2026-02-08",
            "from": "JFK", "to": "LHR", "scheduled_departure": at("10:00"), "scheduled_arrival": at("12:00"),
            "status": "scheduled", "aircraft": "A320", "seats": 150, "booked": 100, "licence": "OTHER",
            "international": false,
        }))
        .expect("a flight")
    }

    fn late(minutes: i64) -> Flight {
        let on = |t: Timestamp| Some(t + SignedDuration::from_mins(minutes));
        Flight { departure: on(at("10:00")), arrival: on(at("12:00")), ..flight() }
    }

    #[track_caller]
    fn passes(flight: &Flight, steps: &[(&str, FlightStatus)]) {
        for (clock, status) in steps {
            assert_eq!(flight.status_at(at(clock)), *status, "at {clock}");
        }
    }

    #[test]
    fn a_flight_on_time_boards_closes_leaves_and_lands() {
        use FlightStatus::*;
        let steps = [
            ("09:19", Scheduled),
            ("09:20", Boarding),
            ("09:44", Boarding),
            ("09:45", GateClosed),
            ("09:59", GateClosed),
            ("10:00", Departed),
            ("11:59", Departed),
            ("12:00", Landed),
        ];
        passes(&flight(), &steps);
        passes(&late(-5), &[("09:39", Boarding), ("09:40", GateClosed), ("09:55", Departed)]);
    }

    #[test]
    fn a_late_flight_is_expected_at_its_new_time_and_gone_after_it() {
        use FlightStatus::*;
        let steps = [("08:00", Delayed), ("10:10", Delayed), ("10:20", Boarding), ("11:00", Departed)];
        passes(&late(60), &steps);
        passes(&late(10), &[("08:00", Scheduled)]);
        passes(&late(60), &[("12:30", Departed), ("13:00", Landed)]);
    }

    #[test]
    fn what_a_source_said_is_not_taken_back() {
        use FlightStatus::*;
        let said = |status| Flight { status, ..flight() };
        passes(&said(Cancelled), &[("08:00", Cancelled), ("18:00", Cancelled)]);
        passes(&said(Landed), &[("08:00", Landed)]);
        passes(&said(Departed), &[("09:30", Departed), ("12:00", Landed)]);
        passes(&said(Boarding), &[("08:00", Boarding), ("09:50", GateClosed)]);
        passes(&said(Delayed), &[("10:30", Delayed), ("18:00", Delayed)]);
    }

    #[test]
    fn a_diversion_is_not_known_before_it_was_told() {
        use FlightStatus::*;
        let told = Disruption { cause: "weather".into(), announced: at("10:45"), text: String::new() };
        let flight =
            Flight { status: Diverted, disruption: Some(told), departure: Some(at("10:00")), ..flight() };
        passes(
            &flight,
            &[("09:00", Scheduled), ("10:10", Departed), ("10:45", Diverted), ("18:00", Diverted)],
        );
    }

    #[test]
    fn a_flight_is_past_once_it_left_or_long_after_it_was_to_leave() {
        assert!(!flight().is_past(at("09:59")) && flight().is_past(at("10:00")));
        let cancelled = Flight { status: FlightStatus::Cancelled, ..flight() };
        assert!(!cancelled.is_past(at("12:59")) && cancelled.is_past(at("13:00")));
    }

    #[test]
    fn another_flight_replaces_one_only_while_check_in_is_open() {
        let old = Flight { status: FlightStatus::Cancelled, ..flight() };
        let new = |flight: Flight| Flight { id: crate::ids::Uuid::from_u128(2).into(), ..flight };
        assert!(new(flight()).replaces(&old, at("09:15")));
        assert!(!new(flight()).replaces(&old, at("09:16")));
        assert!(!new(Flight { international: true, ..flight() }).replaces(&old, at("09:15")));
        assert!(new(late(60)).replaces(&old, at("10:00")));
        assert!(!new(flight()).replaces(&old, at("18:00")));
        assert!(!old.replaces(&old, at("08:00")));
        assert!(!new(old.clone()).replaces(&old, at("08:00")));
        assert!(!new(Flight { booked: 150, ..flight() }).replaces(&old, at("08:00")));
        assert!(new(Flight { to: "LGW".into(), ..flight() }).replaces(&old, at("08:00")));
        assert!(!new(Flight { to: "CDG".into(), ..flight() }).replaces(&old, at("08:00")));
    }
}
