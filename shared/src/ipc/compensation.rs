use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Clock, FlightRow, Paper, SaveState};
use crate::{
    access::Role,
    claims::ClaimReason,
    compensation::{Outcome, TraceEntry},
    ids::{FlightId, TripId, VoucherId},
    money::Money,
    vouchers::{Basis, VoucherKind, VoucherOffer, VoucherStatus},
};

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssessArgs {
    pub trip: TripId,
    pub flight: FlightId,
}

/// What is asked of the rules, with the facts that a person at the desk knows and the desk does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssessWith {
    pub trip: TripId,
    pub flight: FlightId,
    /// What happened; what became of the flight if nothing else is said.
    #[serde(default)]
    pub about: ClaimReason,
    /// Answers to [`Assessment::questions`], by the names of the facts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub known: BTreeMap<String, Value>,
}

impl From<AssessArgs> for AssessWith {
    fn from(AssessArgs { trip, flight }: AssessArgs) -> Self {
        Self { trip, flight, about: ClaimReason::default(), known: BTreeMap::new() }
    }
}

/// The letter that explains the decision to the passenger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterArgs {
    #[serde(flatten)]
    pub of: AssessWith,
    pub paper: Paper,
    /// BCP 47.
    pub language: String,
}

/// What is due, law by law, and what the airline offers of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    pub flight: FlightRow,
    pub passenger_name: String,
    pub regimes: Vec<RegimeView>,
    /// The money that the rules give, by the law that gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Money>,
    /// When they arrive, where what is due depends on it and it is only expected: nothing is offered before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrives: Option<Clock>,
    /// The regime whose outcome is the passenger's best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<String>,
    /// How the other laws that apply stand to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<TraceEntry>,
    /// Facts that a law that applies cannot do without and that nobody has given: they are asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// The meal voucher that may be issued now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meal: Option<MealOffer>,
    /// Other vouchers that may be issued now: what a law owes first, then the airline's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<VoucherOffer>,
    /// Already issued for this flight.
    pub issued: Vec<VoucherRow>,
    /// What people decided instead, the newest first: it holds, unless it gave the rules their word back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<VerdictView>,
    /// What whoever is at work may decide instead; none who may not, and none while nothing is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overruling: Option<MayOverrule>,
}

/// How far a person may decide otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MayOverrule {
    /// May give less than what is due now.
    pub lowers: bool,
    /// The largest sum of each currency that they may decide in; only the law's own where there is one.
    pub most: Vec<Money>,
    /// Codes of the causes that the rules know.
    pub causes: Vec<String>,
    /// The cause that was decided on.
    pub cause: String,
    /// What is due now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<Money>,
}

/// What a person decided instead of the rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VerdictView {
    pub outcome: Outcome,
    /// What is due by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// What the rules had given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Money>,
    /// The law that they had given it by, and its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    pub reason: String,
    pub by: String,
    pub role: Role,
    pub at: Clock,
    /// The rules give something else now than what was overruled.
    pub moved: bool,
    pub state: SaveState,
}

/// A decision otherwise than the rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverruleArgs {
    #[serde(flatten)]
    pub of: AssessWith,
    pub outcome: Outcome,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegimeView {
    /// `EU261`, `US_260`.
    pub regime: String,
    pub applies: bool,
    /// `250.00 EUR`, also of a price that is given back or of a loss.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// Codes: `meals`, `hotel`, `communication`.
    pub care: Vec<String>,
    pub refund: bool,
    pub clauses: Vec<TraceEntry>,
}

/// What the airline's own policy gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MealOffer {
    pub amount: Money,
    pub policy: String,
    pub because: Vec<TraceEntry>,
    /// Left of the device's allowance.
    pub allowance_left: Money,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoucherRow {
    pub id: VoucherId,
    pub number: String,
    pub kind: VoucherKind,
    pub amount: Money,
    pub status: VoucherStatus,
    /// What is left of it.
    pub left: Money,
    /// Which paper is good: 0 is the first.
    pub copy: u32,
    pub flight: FlightId,
    pub designator: String,
    pub issued: Clock,
    pub issued_by: String,
    /// None where it is good for ever.
    pub expires: Option<Clock>,
    pub basis: Basis,
    pub state: SaveState,
}
