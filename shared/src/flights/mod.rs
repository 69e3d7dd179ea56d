//! One departure on one day, with what became of it.

mod event;
mod progress;

pub use event::{EventOutcome, EventReply, FlightEvent, Happening};
pub use progress::{BOARDING, CHECK_IN_CLOSES, GATE_CLOSES, LATE, same_city};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{entity::Rest, ids::FlightId};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Flight {
    pub id: FlightId,
    /// IATA designator.
    pub carrier: String,
    pub number: String,
    /// Local date of departure.
    pub date: Date,
    pub from: String,
    pub to: String,
    pub scheduled_departure: Timestamp,
    pub scheduled_arrival: Timestamp,
    /// As known now: estimated until it happened, then actual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub departure: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival: Option<Timestamp>,
    pub status: FlightStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disruption: Option<Disruption>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    /// ICAO type: `A320`.
    pub aircraft: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
    pub seats: u16,
    pub booked: u16,
    /// Of the operating carrier, as the laws of compensation group them: `EU`, `UK`, `OTHER`.
    pub licence: String,
    pub international: bool,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FlightStatus {
    Scheduled,
    Delayed,
    Boarding,
    GateClosed,
    Departed,
    Landed,
    Cancelled,
    Diverted,
}

/// Why, in the words of the compensation rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Disruption {
    /// A cause code of the compensation tables: `weather`, `technical`.
    pub cause: String,
    /// When passengers were told.
    pub announced: Timestamp,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl Flight {
    /// `DL 123`.
    pub fn designator(&self) -> String {
        format!("{} {}", self.carrier, self.number)
    }

    /// Minutes late at departure, as known now; negative is early.
    pub fn departure_delay(&self) -> i64 {
        self.departure.map_or(0, |t| (t.as_second() - self.scheduled_departure.as_second()) / 60)
    }

    /// Minutes late at arrival, as known now.
    pub fn arrival_delay(&self) -> i64 {
        self.arrival.map_or(0, |t| (t.as_second() - self.scheduled_arrival.as_second()) / 60)
    }

    /// Cancelled, diverted or at least `minutes` late.
    pub fn disrupted(&self, minutes: i64) -> bool {
        matches!(self.status, FlightStatus::Cancelled | FlightStatus::Diverted)
            || self.departure_delay().max(self.arrival_delay()) >= minutes
    }
}
