use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CaseRow, Clock, FlightRow, SaveState, VoucherRow};
use crate::{
    Fault,
    ids::{FlightId, PassengerId, TripId},
    passengers::{Passenger, Tier},
    timeline::TimelineKind,
    trips::{Cabin, Segment},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchArgs {
    pub text: String,
}

/// What was found, best first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hits {
    /// The text that this answers: replies can overtake each other.
    pub text: String,
    pub hits: Vec<Hit>,
    /// There are more than these.
    pub more: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hit {
    pub passenger: PassengerId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// Today's segment from here, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub designator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<String>,
    /// `name`, `similar` (to a name), `pnr`, `e_ticket`, `loyalty`, `passport`, `bag_tag`, `seat`.
    pub matched: String,
    pub today: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScanArgs {
    pub payload: String,
}

/// What a scan was, and who was found by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScanReply {
    /// `boarding_pass`, `travel_document`, `bag_tag`, `e_ticket`, `pnr`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The only hit: open it at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    pub hits: Vec<Hit>,
    /// What the scan says of itself, in the form of `airside-cli scan`.
    pub parsed: Value,
    /// It could not be read, or nobody was found: what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

impl ScanReply {
    /// The code of a voucher, if it was one.
    pub fn voucher_code(&self) -> Option<String> {
        let code = self.parsed.get("code").filter(|_| self.kind.as_deref() == Some("voucher"))?;
        code.as_str().map(|code| format!("AV1:{code}"))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassengerArgs {
    pub passenger: PassengerId,
}

/// Everything about one passenger that the person may see; secrets are masked already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassengerPage {
    pub passenger: Passenger,
    /// Something was changed here and is not sent yet.
    pub state: SaveState,
    pub trips: Vec<TripView>,
    /// Newest first.
    pub timeline: Vec<TimelineRow>,
    pub cases: Vec<CaseRow>,
    pub vouchers: Vec<VoucherRow>,
    /// Others on the same PNR today.
    pub party: Vec<Hit>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TripView {
    pub trip: TripId,
    pub pnr: String,
    pub party: u8,
    pub requests: Vec<String>,
    pub segments: Vec<SegmentView>,
    pub state: SaveState,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentView {
    pub segment: Segment,
    pub cabin: Cabin,
    /// Absent when the flight is not on this device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flight: Option<FlightRow>,
    /// Cancelled or late enough that something may be due.
    pub assessable: bool,
    /// Something may be claimed for it: it was late at all, it has left, or the passenger was moved to another flight.
    #[serde(default)]
    pub claimable: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimelineRow {
    pub at: Clock,
    pub kind: TimelineKind,
    pub summary: String,
    pub place: String,
    pub by: String,
    pub state: SaveState,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RevealArgs {
    pub passenger: PassengerId,
    /// `documents`, `contacts`.
    pub field: String,
    pub reason: String,
}

/// The values in full, by label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revealed {
    pub values: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetPreferenceArgs {
    pub passenger: PassengerId,
    pub name: String,
    pub value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlternativesArgs {
    pub flight: FlightId,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RebookArgs {
    pub trip: TripId,
    pub from: FlightId,
    pub to: FlightId,
}

/// One flight's people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub flight: FlightRow,
    /// By seat, then by name.
    pub people: Vec<ManifestRow>,
    /// The scope is complete and its checksum agrees.
    pub ready: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ManifestRow {
    pub passenger: PassengerId,
    pub trip: TripId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    pub cabin: Cabin,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    pub requests: Vec<String>,
    pub pnr: String,
    /// Another segment follows today.
    pub connects: bool,
    /// A usual drink.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drink: Option<String>,
}
