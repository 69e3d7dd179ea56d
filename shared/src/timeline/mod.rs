//! One chronological history per passenger.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    entity::{Ref, Rest},
    ids::{PassengerId, TimelineId},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TimelineEntry {
    pub id: TimelineId,
    pub passenger: PassengerId,
    pub at: Timestamp,
    pub kind: TimelineKind,
    pub summary: String,
    /// Where: a station, `web`, `phone`.
    pub place: String,
    /// Who wrote it down.
    pub by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Ref>,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TimelineKind {
    Call,
    Email,
    Chat,
    Visit,
    Purchase,
    Flight,
    Case,
    Compliment,
    Complaint,
    Suggestion,
    Compensation,
    Consent,
    Preference,
}
