//! Cases: what a passenger told us, and what became of it.

mod open;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use open::{AddNote, OpenCase, reference};

use crate::{
    entity::Rest,
    ids::{CaseId, FlightId, NoteId, PassengerId, TripId},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Case {
    pub id: CaseId,
    /// What people say to each other: `JFK-7Q2M9`.
    pub reference: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trip: Option<TripId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flight: Option<FlightId>,
    pub category: Category,
    pub priority: Priority,
    pub status: CaseStatus,
    pub notes: Vec<Note>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
    pub station: String,
    pub opened_at: Timestamp,
    pub opened_by: String,
    pub due_at: Timestamp,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Note {
    pub id: NoteId,
    pub at: Timestamp,
    pub by: String,
    pub text: String,
}

/// An attachment by the SHA-256 of its content; the bytes travel on their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Photo {
    /// Hexadecimal.
    pub sha256: String,
    /// `image/jpeg`, `image/png`.
    pub media_type: String,
    pub bytes: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Category {
    Complaint,
    Compliment,
    Suggestion,
    BaggageDelayed,
    BaggageDamaged,
    BaggageLost,
    Seat,
    Meal,
    Entertainment,
    Disruption,
    SpecialAssistance,
    Refund,
    Order,
    /// An entry that was refused, handed over to a supervisor.
    Handover,
    Other,
}

impl Category {
    /// What a person chooses from; a handover is made by the queue page.
    pub const CHOICES: &[Self] = &[
        Self::Disruption,
        Self::BaggageDelayed,
        Self::BaggageDamaged,
        Self::BaggageLost,
        Self::Seat,
        Self::Meal,
        Self::Entertainment,
        Self::SpecialAssistance,
        Self::Complaint,
        Self::Compliment,
        Self::Suggestion,
        Self::Refund,
        Self::Order,
        Self::Other,
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Low,
    Normal,
    High,
    Urgent,
}

impl Priority {
    /// Hours until somebody must have answered.
    pub const fn hours(self) -> i64 {
        match self {
            Self::Low => 168,
            Self::Normal => 72,
            Self::High => 24,
            Self::Urgent => 4,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    Open,
    InProgress,
    Waiting,
    Resolved,
    Closed,
}

impl CaseStatus {
    /// Still somebody's work.
    pub const fn open(self) -> bool {
        matches!(self, Self::Open | Self::InProgress | Self::Waiting)
    }
}
