//! Opening a claim by hand, for somebody whom no event has opened one for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Answers, ClaimFile, ClaimOpened, ClaimReason, Matter, answer::check_answers, claim_file_id};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    flights::Flight,
    ids::{ClaimFileId, FlightId, PassengerId, TripId},
    intents::{Context, Lane, Rejection, Rule, State},
    trips::{Journey, Trip},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OpenClaim {
    pub passenger: PassengerId,
    pub trip: TripId,
    pub flight: FlightId,
    pub reason: ClaimReason,
    /// What the passenger said that is not known otherwise.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub answers: Answers,
    /// The other flights of the trip: a journey has one claim, whichever of its flights it was opened for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<FlightId>,
    pub at: Timestamp,
}

impl OpenClaim {
    /// Where it is kept.
    pub fn id(&self) -> ClaimFileId {
        claim_file_id(self.passenger, self.flight, self.reason.matter())
    }

    /// Where it would be kept if it was opened for another flight of the journey.
    fn others(&self) -> impl Iterator<Item = ClaimFileId> {
        let journey = self.beside.iter().filter(|_| self.reason.matter() == Matter::Journey);
        journey.map(|flight| claim_file_id(self.passenger, *flight, Matter::Journey))
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
        let own = [
            Ref::new(Kind::ClaimFile, self.id()),
            Ref::new(Kind::Trip, self.trip),
            Ref::new(Kind::Flight, self.flight),
        ];
        let files = self.others().map(|file| Ref::new(Kind::ClaimFile, file));
        let flights = self.beside.iter().map(|flight| Ref::new(Kind::Flight, *flight));
        own.into_iter().chain(files).chain(flights).collect()
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let trip: Trip = state.need(self.trip)?;
        let flight: Flight = state.need(self.flight)?;
        if let Some(open) = self.there(state, &trip, &flight) {
            let message = "There is a claim for this journey already: look at where it stands.";
            return Err(Rejection::beside(Fault::new("claim_open_already", message), &open.into()));
        }
        check_answers(&self.answers)?;
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
        let answers = self.answers.clone();
        let mut file = ClaimFile::begin(self.passenger, self.trip, &flight, self.reason, answers, opened);
        if !self.answers.is_empty() {
            file.said_by.push(ctx.actor.user);
        }
        Ok(vec![file.into()])
    }
}

impl OpenClaim {
    /// The claim of the same journey, or of the same seat or bags.
    fn there(&self, state: &State, trip: &Trip, flight: &Flight) -> Option<ClaimFile> {
        let beside: Vec<Flight> = self.beside.iter().filter_map(|flight| state.get(*flight)).collect();
        let journey = Journey { trip, flight, others: &beside };
        let files =
            std::iter::once(self.id()).chain(self.others()).filter_map(|file| state.get::<ClaimFile>(file));
        files.into_iter().find(|file| file.flight == self.flight || journey.takes(file.flight))
    }
}
