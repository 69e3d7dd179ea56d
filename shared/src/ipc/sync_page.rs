use serde::{Deserialize, Serialize};

use super::{Clock, FlightRow, SyncStatus};
use crate::{Fault, ids::OpId, money::Money};

/// What this device has told the backend and heard from it, for somebody who wants to know why it waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncPage {
    pub sync: SyncStatus,
    /// The last time that something was sent and answered; kept over restarts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good_push: Option<Clock>,
    /// The last time that every scope was asked for and agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good_pull: Option<Clock>,
    /// What a refused entry holds up, newest first.
    pub stopped: Vec<StoppedLane>,
    /// What this device holds, most urgent first.
    pub scopes: Vec<ScopeRow>,
    /// Newest first.
    pub rounds: Vec<Round>,
}

/// A refused entry and how much waits behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoppedLane {
    pub op: OpId,
    pub kind: String,
    pub about: String,
    pub made: Clock,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Fault>,
    pub behind: u32,
}

/// One scope of this device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScopeRow {
    /// `station:JFK:2026-11-21`.
    pub scope: String,
    pub rows: u64,
    pub total: u64,
    /// As they came over the network.
    pub bytes: u64,
    /// Whole: it changes only from one whole state to the next.
    pub complete: bool,
}

/// A conversation with the backend that moved something, or failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Round {
    pub at: Clock,
    pub millis: u64,
    /// Entries that were answered.
    pub sent: u32,
    pub sent_bytes: u64,
    /// Rows that came in.
    pub received: u64,
    pub received_bytes: u64,
    /// Code of the fault that ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// How often in a row it ended so, without moving anything.
    pub times: u32,
}

/// Whether a flight can be worked without a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Readiness {
    pub designator: String,
    /// On board, as this device has it.
    pub people: u32,
    /// Version of the newest product of the catalogue.
    pub catalogue: u64,
    /// When the backend last agreed with all that is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<Clock>,
    /// Empty: ready.
    pub missing: Vec<Missing>,
}

impl Readiness {
    /// Nothing is missing.
    pub fn ready(&self) -> bool {
        self.missing.is_empty()
    }
}

/// Why a flight is not ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Missing {
    /// This device is not given it: the roster, or the day, is another.
    NotHeld { part: Part },
    /// It is on its way.
    Coming { part: Part, rows: u64, total: u64 },
    /// Rows and checksum differ: it is loaded anew by itself.
    Disagrees { part: Part },
    /// The opening count of the trolley has not come in.
    NoTrolley,
    /// The backend was never asked, or too long ago for this kind of device.
    Unchecked,
}

/// What a flight needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Passengers, trips, cases, vouchers.
    People,
    /// Products and prices.
    Catalogue,
    /// What this device may issue.
    Allowance,
}

/// What can be done instead of a refused entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Fix {
    /// The passenger flies on another flight: the meal of that one.
    MealOnNewFlight { flight: Box<FlightRow>, amount: Money },
    /// The passenger flies on another flight, where no meal is due: nothing is to be done but to give it up.
    NoMealOnNewFlight { flight: Box<FlightRow> },
}
