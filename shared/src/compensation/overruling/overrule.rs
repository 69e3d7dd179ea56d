//! Overruling a decision. The rule makes the decision again, on the facts that the person saw and on what is
//! true now: whoever overrules something else than what holds is told so.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Outcome, Overruling, Sum, overruling_id};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    flights::Flight,
    ids::{FlightId, OverrulingId, PassengerId, TimelineId, TripId},
    intents::{Context, Lane, Rejection, Rule, State},
    policies,
    trips::Trip,
};

/// A person decides otherwise than the rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OverruleDecision {
    pub passenger: PassengerId,
    pub trip: TripId,
    pub flight: FlightId,
    /// The facts that the person saw the decision on.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub facts: Map<String, Value>,
    /// SHA-256 over the tables that decided.
    pub tables: String,
    /// What the decision came to.
    pub saw: Sum,
    /// How many verdicts there were before.
    pub after: u32,
    pub outcome: Outcome,
    pub reason: String,
    /// The other flights of the trip, see [`Trip::beside`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<FlightId>,
    pub timeline: TimelineId,
    pub at: Timestamp,
}

impl OverruleDecision {
    /// Where it is kept.
    pub fn id(&self) -> OverrulingId {
        overruling_id(self.passenger, self.flight)
    }

    fn check_subject(&self, trip: &Trip) -> Result<(), Fault> {
        // Whoever was moved to another flight is still owed for the one that did not go.
        if trip.passenger == self.passenger && trip.segments.iter().any(|s| s.flight == self.flight) {
            return Ok(());
        }
        Err(Fault::of(
            "flight",
            "not_on_flight",
            "The passenger was never on that flight: open their page again.",
        ))
    }

    fn check_order(&self, before: Option<&Overruling>) -> Result<(), Rejection> {
        let Some(before) = before.filter(|before| before.verdicts.len() != self.after as usize) else {
            return Ok(());
        };
        let message = "Somebody decided about this meanwhile: look at what they decided, then decide again.";
        Err(Rejection::beside(Fault::new("overruled_already", message), &before.clone().into()))
    }
}

impl Rule for OverruleDecision {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Overruling, self.id())
    }

    fn permission(&self) -> Permission {
        Permission::Overrule
    }

    fn reads(&self) -> Vec<Ref> {
        let own = [
            Ref::new(Kind::Overruling, self.id()),
            Ref::new(Kind::Trip, self.trip),
            Ref::new(Kind::Flight, self.flight),
        ];
        let beside = self.beside.iter().map(|flight| Ref::new(Kind::Flight, *flight));
        own.into_iter().chain(beside).chain(policies::all_refs()).collect()
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let before: Option<Overruling> = state.get(self.id());
        self.check_order(before.as_ref())?;
        let (trip, flight): (Trip, Flight) = (state.need(self.trip)?, state.need(self.flight)?);
        self.check_subject(&trip)?;
        self.weighed(state, before, &trip, &flight, ctx)
    }
}

#[cfg(not(feature = "rules"))]
impl OverruleDecision {
    fn weighed(
        &self,
        _: &State,
        _: Option<Overruling>,
        _: &Trip,
        _: &Flight,
        _: &Context,
    ) -> Result<Vec<Entity>, Rejection> {
        Err(Fault::new("no_rules", "This program shows decisions and makes none: do it at the desk.").into())
    }
}
