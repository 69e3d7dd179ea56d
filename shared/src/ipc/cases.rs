use serde::{Deserialize, Serialize};

use super::{Clock, SaveState};
use crate::{
    cases::{Case, CaseStatus, Category, Priority},
    ids::{CaseId, FlightId, PassengerId, TripId},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenCaseArgs {
    #[serde(default)]
    pub passenger: Option<PassengerId>,
    #[serde(default)]
    pub trip: Option<TripId>,
    #[serde(default)]
    pub flight: Option<FlightId>,
    pub category: Category,
    pub priority: Priority,
    pub text: String,
    #[serde(default)]
    pub photos: Vec<PhotoUpload>,
}

/// A photo as the window read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhotoUpload {
    pub name: String,
    /// Base64.
    pub content: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddNoteArgs {
    pub case: CaseId,
    pub text: String,
}

/// All of the station, or of one passenger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListCasesArgs {
    #[serde(default)]
    pub passenger: Option<PassengerId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseArgs {
    pub case: CaseId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseRow {
    pub id: CaseId,
    pub reference: String,
    pub category: Category,
    pub priority: Priority,
    pub status: CaseStatus,
    /// The first words of the first note.
    pub summary: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger_name: Option<String>,
    pub photos: u32,
    pub opened: Clock,
    pub due: Clock,
    pub overdue: bool,
    pub state: SaveState,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CasePage {
    pub row: CaseRow,
    pub case: Case,
    /// Photos that are on this device, base64, in the case's order.
    pub photos: Vec<Option<String>>,
}
