//! One passenger's journey under one PNR: segments, tickets, seats, bags.

mod journey;
mod rebook;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use journey::{Arrival, Journey, Leg};
pub use rebook::Rebook;

use crate::{
    entity::Rest,
    ids::{FlightId, PassengerId, TripId},
    money::Money,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Trip {
    pub id: TripId,
    pub passenger: PassengerId,
    /// Six characters; shared by everyone who booked together.
    pub pnr: String,
    /// People on the PNR.
    pub party: u8,
    pub segments: Vec<Segment>,
    /// Special service requests by their four-letter codes: `WCHR`, `VGML`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<String>,
    /// What was paid for the whole trip, one way, without options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fare: Option<Money>,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Segment {
    pub flight: FlightId,
    /// Airline designator and number as printed: `DL 123`.
    pub designator: String,
    pub date: Date,
    pub from: String,
    pub to: String,
    /// Thirteen digits: accounting code and document number.
    pub ticket: String,
    pub coupon: u8,
    pub cabin: Cabin,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    /// Check-in sequence number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u16>,
    pub status: SegmentStatus,
    /// Ten-digit licence plates (Resolution 740).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bags: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cabin {
    Economy,
    PremiumEconomy,
    Business,
    First,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SegmentStatus {
    Booked,
    CheckedIn,
    Boarded,
    Flown,
    NoShow,
    /// Moved to another flight by the airline; the new segment follows it.
    Rebooked,
}

impl Trip {
    /// The segment on `flight` that still counts: not one the passenger was moved off.
    pub fn segment_on(&self, flight: FlightId) -> Option<&Segment> {
        self.segments.iter().find(|s| s.flight == flight && s.status != SegmentStatus::Rebooked)
    }
}
