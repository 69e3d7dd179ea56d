//! Opening a claim by hand, for somebody whom no event has opened one for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ClaimFile, ClaimOpened, ClaimReason, claim_file_id};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    flights::Flight,
    ids::{ClaimFileId, FlightId, PassengerId, TripId},
    intents::{Context, Lane, Rejection, Rule, State},
    trips::Trip,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OpenClaim {
    pub passenger: PassengerId,
    pub trip: TripId,
    pub flight: FlightId,
    pub reason: ClaimReason,
    pub at: Timestamp,
}

impl OpenClaim {
    /// Where it is kept.
    pub fn id(&self) -> ClaimFileId {
        claim_file_id(self.passenger, self.flight)
    }
}

impl Rule for OpenClaim {
    fn lane(&self) -> Lane {
        Lane::of(Kind::ClaimFile, self.id())
    }

    fn permission(&self) -> Permission {
        Permission::CaseWrite
    }

    fn reads(&self) -> Vec<Ref> {
        vec![
            Ref::new(Kind::ClaimFile, self.id()),
            Ref::new(Kind::Trip, self.trip),
            Ref::new(Kind::Flight, self.flight),
        ]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        if let Some(open) = state.get::<ClaimFile>(self.id()) {
            let message = "There is a claim for this flight already: look at where it stands.";
            return Err(Rejection::beside(Fault::new("claim_open_already", message), &open.into()));
        }
        let trip: Trip = state.need(self.trip)?;
        let flight: Flight = state.need(self.flight)?;
        let booked = trip.segments.iter().any(|segment| segment.flight == self.flight);
        if trip.passenger != self.passenger || !booked {
            let message = "The passenger was not booked on that flight: choose another.";
            return Err(Rejection::beside(Fault::of("flight", "not_on_flight", message), &trip.into()));
        }
        if self.reason == ClaimReason::Disruption && !flight.disrupted(1) {
            let message = "The flight is on time, as far as is known: wait until its delay is known.";
            return Err(Rejection::beside(Fault::of("flight", "flight_on_time", message), &flight.into()));
        }
        let opened =
            ClaimOpened { at: self.at, event: None, user: Some(ctx.actor.user), by: ctx.actor.label() };
        Ok(vec![ClaimFile::begin(self.passenger, self.trip, &flight, self.reason, opened).into()])
    }
}
