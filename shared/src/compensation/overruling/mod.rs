//! What a person decided instead of the rules, beside what the rules had said: a person may overrule a decision,
//! with a reason, and it shows wherever the decision does.

#[cfg(feature = "rules")]
mod limits;
mod overrule;
#[cfg(feature = "rules")]
mod weighing;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[cfg(feature = "rules")]
pub use limits::{OverrulingLimit, OverrulingLimits};
pub use overrule::OverruleDecision;

use super::decision::{Decision, Regime};
use crate::{
    access::Role,
    entity::Rest,
    ids::{FlightId, OverrulingId, PassengerId, TripId, derived},
    money::Money,
};

/// A decision with all that is needed to make it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    /// The facts in the form of the evaluator's input.
    pub facts: Map<String, Value>,
    /// SHA-256 over all tables that decided.
    pub tables: String,
    /// The version of each law that was in force on the day.
    pub versions: BTreeMap<Regime, String>,
    /// What the rules answered, with the explanation.
    pub decision: Decision,
}

/// What a decision comes to: the law that gives most, and how much money it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Sum {
    /// None where no law applies.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub regime: Option<Regime>,
    /// None where no money is due.
    pub amount: Option<Money>,
}

impl Decision {
    /// What it comes to.
    pub fn sum(&self) -> Sum {
        let amount = self.best.as_ref().and_then(|best| best.compensation).map(|award| award.money());
        Sum { regime: self.best.as_ref().map(|best| best.regime), amount: amount.filter(|a| a.minor > 0) }
    }
}

/// What a person decides instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum Outcome {
    /// This much is due.
    Amount { amount: Money },
    /// The airline does not rely on its excuse: what the law gives without it is due.
    Due,
    /// Nothing is due.
    NotDue,
    /// Something else was the cause; the rules decide on that.
    Cause { cause: String },
    /// What the rules say holds again.
    AsDecided,
}

/// One overruling: what a person decided, and what they decided it instead of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Verdict {
    pub outcome: Outcome,
    /// The money that is due by it; none where nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    pub reason: String,
    pub by: String,
    pub role: Role,
    pub station: String,
    pub at: Timestamp,
    /// What the rules had said, whole and for ever.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub decided: Decided,
    /// What the rules say of the other cause, or without the excuse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<Object>))]
    pub instead: Option<Decision>,
}

/// Everything that people decided about one passenger on one flight. Its id follows from the two, so that two
/// desks that never met collide where they must.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Overruling {
    pub id: OverrulingId,
    pub passenger: PassengerId,
    pub trip: TripId,
    pub flight: FlightId,
    /// In the order in which they were made; none is ever taken out.
    pub verdicts: Vec<Verdict>,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

impl Overruling {
    /// The verdict that holds; none once the rules' own decision holds again.
    pub fn standing(&self) -> Option<&Verdict> {
        self.verdicts.last().filter(|verdict| verdict.outcome != Outcome::AsDecided)
    }
}

/// Where what people decided about a passenger on a flight is kept.
pub fn overruling_id(passenger: PassengerId, flight: FlightId) -> OverrulingId {
    derived("overruling", &[passenger.0.as_bytes(), flight.0.as_bytes()])
}

#[cfg(all(test, feature = "rules"))]
mod tests;
