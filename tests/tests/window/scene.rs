//! Who is in the demo world: made anew from its seed, as the backend makes it, so that a test knows whom to
//! look for.

use std::collections::HashMap;

use airside_shared::{
    entity::Entity,
    flights::{Flight, FlightStatus},
    ids::{FlightId, PassengerId},
    passengers::Passenger,
    trips::{Segment, SegmentStatus, Trip},
};
use airside_tests::STATION;
use airside_world::WorldSpec;
use anyhow::{Context, Result};
use jiff::civil::Date;

use crate::backend::{PASSENGERS, SEED};

pub struct Scene {
    today: Date,
    flights: HashMap<FlightId, Flight>,
    passengers: HashMap<PassengerId, Passenger>,
    trips: Vec<Trip>,
}

/// Somebody who leaves from here today.
#[derive(Clone, Debug)]
pub struct Traveller {
    pub passenger: Passenger,
    pub trip: Trip,
    pub segment: Segment,
    pub flight: Flight,
}

impl Scene {
    pub fn make() -> Self {
        let today = jiff::Timestamp::now().to_zoned(airside_core::clock::zone(STATION)).date();
        let made = airside_world::demo(&WorldSpec { seed: SEED, today, passengers: Some(PASSENGERS) });
        let mut scene =
            Self { today, flights: HashMap::new(), passengers: HashMap::new(), trips: Vec::new() };
        for entity in made.entities {
            match entity {
                Entity::Flight(it) => drop(scene.flights.insert(it.id, it)),
                Entity::Passenger(it) => drop(scene.passengers.insert(it.id, it)),
                Entity::Trip(it) => scene.trips.push(it),
                _ => {}
            }
        }
        scene
    }

    /// People who leave from here today, of whom a scanner's ASCII can tell.
    pub fn travellers(&self) -> impl Iterator<Item = Traveller> {
        self.trips.iter().filter_map(|trip| {
            let segment = trip.segments.first()?;
            let flight = self.flights.get(&segment.flight)?;
            let passenger = self.passengers.get(&trip.passenger)?;
            let plain = |text: &str| text.len() > 3 && text.bytes().all(|b| b.is_ascii_alphabetic());
            let fits = segment.from == STATION
                && flight.date == self.today
                && segment.status != SegmentStatus::Rebooked
                && segment.seat.is_some()
                && plain(&passenger.name.surname)
                && plain(&passenger.name.given);
            fits.then(|| Traveller {
                passenger: passenger.clone(),
                trip: trip.clone(),
                segment: segment.clone(),
                flight: flight.clone(),
            })
        })
    }

    /// Somebody whose flight goes.
    pub fn somebody(&self) -> Result<Traveller> {
        self.travellers()
            .find(|t| t.flight.status != FlightStatus::Cancelled && !t.passenger.documents.is_empty())
            .context("somebody flies in spite of the storm")
    }

    /// Somebody whose flight goes, with miles.
    pub fn member(&self) -> Result<Traveller> {
        self.travellers()
            .find(|t| t.flight.status != FlightStatus::Cancelled && t.passenger.loyalty.is_some())
            .context("a member flies in spite of the storm")
    }

    /// Those whose flight was cancelled.
    pub fn stranded(&self) -> impl Iterator<Item = Traveller> {
        self.travellers().filter(|t| t.flight.status == FlightStatus::Cancelled)
    }

    /// Somebody whose flight was cancelled and who can be moved to another, today or tomorrow, for the next hour.
    pub fn movable(&self) -> Result<Traveller> {
        let then = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1);
        let held = [self.today, self.today.tomorrow()?];
        self.stranded()
            .find(|t| self.flights.values().any(|f| held.contains(&f.date) && f.replaces(&t.flight, then)))
            .context("somebody can be moved to another flight")
    }
}

impl Traveller {
    pub fn name(&self) -> String {
        self.passenger.name.full()
    }

    /// Their boarding pass, as a scanner reads it (IATA resolution 792, mandatory items only).
    pub fn boarding_pass(&self) -> String {
        let name = format!("{}/{}", self.passenger.name.surname, self.passenger.name.given).to_uppercase();
        let seat = self.segment.seat.as_deref().unwrap_or_default();
        format!(
            "M1{name:<20.20}E{pnr:<7}{from}{to}{carrier:<3}{number:0>4} {day:03}Y{seat:0>4}{sequence:04} 100",
            pnr = self.trip.pnr,
            from = self.flight.from,
            to = self.flight.to,
            carrier = self.flight.carrier,
            number = self.flight.number,
            day = self.flight.date.day_of_year(),
            sequence = self.segment.sequence.unwrap_or(1),
        )
    }
}
