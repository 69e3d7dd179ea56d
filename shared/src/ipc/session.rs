use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Withdrawn;
use crate::{
    Fault,
    access::{Grant, Permission},
    devices::DeviceKind,
    intents::Actor,
};

/// Where the desk stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub gate: Gate,
    pub sync: SyncStatus,
    pub device: DeviceKind,
    /// What this device is called: `F9C-41A`. Nothing where its keys cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called: Option<String>,
    pub station: String,
    pub zone: Zone,
    /// The language of the station, `en`: what a kiosk goes back to.
    pub language: String,
    pub version: String,
}

/// The time zone of the station.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Name in the IANA database: `America/New_York`.
    pub name: String,
    /// As clocks there say it now: `EST`, `+03`.
    pub abbreviation: String,
}

/// What stands between a person and their work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "gate", rename_all = "snake_case")]
pub enum Gate {
    /// Cannot start: no keyring, a damaged database, a full disk. The fault says what to do.
    Closed { fault: Fault },
    /// Someone must sign in. `people` have done so here before and can without a network.
    Locked { people: Vec<Face> },
    /// Somebody is at work.
    Open { actor: Actor, grants: BTreeMap<Permission, Grant> },
}

/// A person who can unlock this device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Face {
    pub badge: String,
    pub name: String,
    pub role: crate::access::Role,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignInArgs {
    pub badge: String,
    pub pin: String,
}

/// The network and the queue, for the chip in the frame.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SyncStatus {
    pub link: Link,
    /// Entries that wait or are on their way.
    pub waiting: u32,
    /// Entries that were refused, or are blocked by one that was.
    pub attention: u32,
    /// When the oldest waiting entry was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_push: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_pull: Option<Timestamp>,
    /// Scopes that are still coming in, most urgent first.
    #[serde(default)]
    pub loading: Vec<Loading>,
    /// Minutes that this device's clock is ahead of the backend's (behind: negative), if that is enough to
    /// mislead: times on the screen and expiries would be wrong. The order of entries does not depend on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_off: Option<i64>,
    /// The device may hold nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
    /// Today's flights are in: the desk can be used.
    pub usable: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Not tried yet.
    #[default]
    Unknown,
    Online,
    Offline,
    /// The backend answers, but asks for a new sign-in.
    SignInNeeded,
    /// The backend is older than this program understands.
    BackendTooOld,
}

/// One scope that is coming in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loading {
    pub scope: String,
    pub rows: u64,
    pub total: u64,
    pub bytes: u64,
}
