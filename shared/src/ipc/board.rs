use serde::{Deserialize, Serialize};

use super::{Clock, QueueRow};
use crate::{
    flights::FlightStatus,
    ids::{CaseId, FlightId},
};

/// The station's day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Board {
    pub station: String,
    pub station_name: String,
    /// Local day, `2026-11-21`.
    pub day: String,
    pub now: Clock,
    /// What comes next first, by scheduled departure; then what is past, the latest first.
    pub flights: Vec<FlightRow>,
    /// What a person should look at, most urgent first.
    pub attention: Vec<Attention>,
    /// Waiting and refused entries, newest first, at most ten.
    pub queue: Vec<QueueRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlightRow {
    pub id: FlightId,
    pub carrier: String,
    /// `DL 123`.
    pub designator: String,
    pub from: String,
    pub to: String,
    /// City of the other end.
    pub city: String,
    pub scheduled: Clock,
    /// The new time of one that has not left and will leave later than scheduled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Clock>,
    /// When it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Clock>,
    pub arrives: Clock,
    /// Where it stands now, by the clock.
    pub status: FlightStatus,
    /// It has left, or was cancelled some hours ago.
    pub past: bool,
    /// Minutes late at departure; negative is early.
    pub delay: i64,
    /// Cause code of a disruption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    pub aircraft: String,
    pub seats: u16,
    pub booked: u16,
}

/// Something on the board that needs a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Attention {
    /// A cancelled flight whose people have to be looked after.
    CancelledFlight { flight: FlightId, designator: String, city: String, people: u32 },
    /// A long delay.
    LateFlight { flight: FlightId, designator: String, city: String, minutes: i64, people: u32 },
    /// A case that is due, or past it.
    CaseDue { case: CaseId, reference: String, due: Clock, overdue: bool },
    /// Entries that were refused.
    Refused { count: u32 },
}
