//! Moving a passenger to another flight, which withdraws what was due for the old one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Segment, SegmentStatus, Trip};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    flights::{Flight, FlightStatus, same_city},
    ids::{FlightId, PassengerId, TimelineId, TripId},
    intents::{Context, Lane, Rejection, Rule, State},
    timeline::{TimelineEntry, TimelineKind},
};

/// Moves one trip from one flight to another that leaves the same airport later, for the same city.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rebook {
    pub trip: TripId,
    pub passenger: PassengerId,
    pub from: FlightId,
    pub to: FlightId,
    pub at: Timestamp,
    pub timeline: TimelineId,
}

impl Rule for Rebook {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Trip, self.trip)
    }

    fn permission(&self) -> Permission {
        Permission::Rebook
    }

    fn reads(&self) -> Vec<Ref> {
        vec![
            Ref::new(Kind::Trip, self.trip),
            Ref::new(Kind::Flight, self.from),
            Ref::new(Kind::Flight, self.to),
        ]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let mut trip: Trip = state.need(self.trip)?;
        let (from, to): (Flight, Flight) = (state.need(self.from)?, state.need(self.to)?);
        if trip.passenger != self.passenger {
            return Err(Fault::of(
                "passenger",
                "wrong_passenger",
                "The trip is somebody else's: open it again.",
            )
            .into());
        }
        if to.status == FlightStatus::Cancelled {
            return Err(
                Fault::of("to", "flight_cancelled", "That flight is cancelled too: choose another.").into()
            );
        }
        if from.from != to.from || !same_city(&from.to, &to.to) {
            return Err(Fault::of("to", "other_route", "Choose a flight between the same cities.").into());
        }
        if to.leaves() <= self.at {
            return Err(Fault::of("to", "flight_left", "That flight has left: choose a later one.").into());
        }
        let Some(old) = trip.segment_on(self.from).cloned() else {
            let fault = Fault::of("from", "passenger_rebooked", "The passenger is no longer on that flight.");
            return Err(Rejection::beside(fault, &trip.into()));
        };
        for segment in trip.segments.iter_mut().filter(|s| s.flight == self.from) {
            segment.status = SegmentStatus::Rebooked;
        }
        trip.segments.push(Segment {
            flight: to.id,
            designator: to.designator(),
            date: to.date,
            to: to.to.clone(),
            seat: None,
            sequence: None,
            status: SegmentStatus::Booked,
            ..old
        });
        let entry = TimelineEntry {
            id: self.timeline,
            passenger: self.passenger,
            at: self.at,
            kind: TimelineKind::Flight,
            summary: format!("Rebooked from {} to {}", from.designator(), to.designator()),
            place: ctx.actor.station.clone(),
            by: ctx.actor.label(),
            link: Some(Ref::new(Kind::Flight, to.id)),
            rest: Default::default(),
        };
        Ok(vec![trip.into(), entry.into()])
    }
}
