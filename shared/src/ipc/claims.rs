use serde::{Deserialize, Serialize};

use super::{AgreementText, Clock, SaveState};
use crate::{
    Fault,
    claims::{Answers, ClaimAct, ClaimEnd, ClaimMeans, ClaimReason, ClaimState},
    compensation::Said,
    ids::{ClaimFileId, FlightId, PassengerId, TripId},
    money::Money,
};

/// Claims that this device holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimsPage {
    /// What waits for somebody's yes first, then what a passenger has to choose, then the newest.
    pub rows: Vec<ClaimRow>,
}

/// One claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimRow {
    pub id: ClaimFileId,
    pub passenger: PassengerId,
    pub passenger_name: String,
    pub designator: String,
    pub reason: ClaimReason,
    pub stands: ClaimState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<ClaimEnd>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    /// The fact that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
    /// What people said of it.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
    /// When the passenger arrives, where it waits for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrives: Option<Clock>,
    pub because: Vec<Said>,
    /// What credit in the place of the money is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Money>,
    /// Miles in its place; none for whoever is no member, or where the airline gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub miles: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<ClaimMeans>,
    /// The programme has not given the chosen miles yet.
    #[serde(default)]
    pub credits: bool,
    /// How many people must still grant it.
    pub lacks_yes: u32,
    /// When it goes to the supervisors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide_by: Option<Clock>,
    /// Why whoever is at work may not decide it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_not: Option<Fault>,
    /// Oldest first.
    pub steps: Vec<ClaimLine>,
    pub saved: SaveState,
}

/// One line of what was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimLine {
    pub act: ClaimAct,
    pub at: Clock,
    /// Empty where it was done by itself.
    pub by: String,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenClaimArgs {
    pub trip: TripId,
    pub flight: FlightId,
    pub reason: ClaimReason,
    /// What the passenger said that is not known otherwise.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
}

/// What a claim lacks, said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerClaimArgs {
    pub claim: ClaimFileId,
    pub answers: Answers,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimArgs {
    pub claim: ClaimFileId,
    /// What the person saw that is due.
    pub amount: Money,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefuseClaimArgs {
    pub claim: ClaimFileId,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChooseSettlementArgs {
    pub claim: ClaimFileId,
    pub means: ClaimMeans,
    /// What the passenger was told is due.
    pub amount: Money,
    /// The words that the passenger has agreed to, as [`super::GetAgreement`] gave them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<AgreementText>,
}
