//! What devices and the backend say of the devices themselves: how they are, which of their entries were
//! refused and by whom they were settled, and which device may hold nothing any more.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Entry, Outcome};
use crate::{
    devices::DeviceKind,
    ids::{DeviceId, OpId},
};

/// The version of the protocol that this program speaks. Fields may be added under the same number; who does
/// not know them skips them.
pub const PROTOCOL: u32 = 1;

/// What a device says of itself at each contact. Nothing of a passenger, nothing of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Report {
    pub protocol: u32,
    pub app_version: String,
    /// Entries that wait or are on their way.
    pub waiting: u32,
    /// Entries that were refused, or are blocked by one that was.
    pub attention: u32,
    /// When the oldest waiting entry was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest: Option<Timestamp>,
    /// The device's own clock.
    pub clock: Timestamp,
    /// Scopes that disagreed with the backend and were loaded anew, so far.
    pub heals: u32,
    /// Bytes that are free where the database is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_disk: Option<u64>,
    /// The version of the form in which the device keeps its rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<u32>,
    /// Photos that have not come whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photos: Option<u32>,
    /// Records of its audit log that have not come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<u32>,
}

/// What the backend tells a device at its next contact, beside rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Orders {
    /// Refused entries of this device that a supervisor has settled, until the device says that it knows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<SettledEntry>,
    /// The device may hold nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdraw: Option<Withdraw>,
}

impl Orders {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How a device gives up what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Withdraw {
    /// What was done on it is taken first: its queue, its photos, its audit log.
    FlushThenWipe,
    /// At once. What it never sent is destroyed, and counted.
    WipeNow,
}

impl Withdraw {
    pub const fn name(self) -> &'static str {
        match self {
            Self::FlushThenWipe => "flush_then_wipe",
            Self::WipeNow => "wipe_now",
        }
    }

    /// The way of that name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::FlushThenWipe, Self::WipeNow].into_iter().find(|it| it.name() == name)
    }
}

/// `POST /v1/devices/{id}/revoke`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RevokeRequest {
    pub how: Withdraw,
    /// Why, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// `POST /v1/refused/{op}/discard`. Programs before this send `null`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DiscardRequest {
    /// Why, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// `POST /v1/devices/{id}/wiped`: the device has nothing left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WipedRequest {
    /// Entries that were never sent; nothing when the device could not look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destroyed: Option<u32>,
}

/// `POST /v1/devices/{id}/flush`: a token that uploads the queue of a device that was withdrawn, and opens
/// nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FlushReply {
    pub token: String,
}

/// How a refused entry ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// Somebody settled it on the device that made it.
    OnDevice,
    /// A supervisor gave it up.
    Discarded,
    /// A supervisor did it again, put right.
    Replaced,
    /// It only waited behind another that was settled, and has effect now.
    WentOn,
}

impl Settlement {
    const ALL: [Self; 4] = [Self::OnDevice, Self::Discarded, Self::Replaced, Self::WentOn];

    pub const fn name(self) -> &'static str {
        match self {
            Self::OnDevice => "on_device",
            Self::Discarded => "discarded",
            Self::Replaced => "replaced",
            Self::WentOn => "went_on",
        }
    }

    /// The settlement of that name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// Who settled a refused entry, when and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SettledEntry {
    pub op: OpId,
    pub how: Settlement,
    /// As colleagues know them; empty when it was settled on its own device.
    pub by: String,
    pub at: Timestamp,
    /// The entry that does what this one should have done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<OpId>,
    /// Why it was given up, if somebody said so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// An entry without effect, whole, as the backend keeps it: a lost device does not take it along.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RefusedEntry {
    pub entry: Entry,
    pub station: String,
    /// Rejected, or blocked by one that was.
    pub outcome: Outcome,
    pub refused_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<SettledEntry>,
}

/// `GET /v1/refused`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RefusedReply {
    /// Oldest first.
    pub entries: Vec<RefusedEntry>,
}

/// `GET /v1/fleet`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FleetReply {
    /// The backend's clock.
    pub now: Timestamp,
    /// Those that were silent longest first.
    pub devices: Vec<FleetDevice>,
}

/// One device, as the backend last heard of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FleetDevice {
    pub device: DeviceId,
    pub kind: DeviceKind,
    pub station: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact: Option<Timestamp>,
    /// What it said of itself then; programs that are older say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    /// Seconds that its clock was ahead of the backend's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<i64>,
    /// Its refused entries that nobody has settled.
    pub refused: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revoked>,
}

/// A device that may hold nothing any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Revoked {
    pub how: Withdraw,
    pub by: String,
    pub at: Timestamp,
    /// Why, if somebody said so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// When the device said that it has nothing left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wiped_at: Option<Timestamp>,
    /// Entries that were destroyed unsent, as far as the device could tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destroyed: Option<u32>,
}

/// What a supervisor does about a refused entry of another device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Settle {
    /// Gives it up, and says why.
    Discard {
        #[serde(default)]
        reason: String,
    },
    /// Does it on one's own desk: as it was, or put right.
    Apply {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schema(value_type = Option<Object>))]
        payload: Option<Value>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for it in [Withdraw::FlushThenWipe, Withdraw::WipeNow] {
            assert_eq!(Withdraw::of(it.name()), Some(it));
            assert_eq!(serde_json::to_value(it).unwrap(), it.name());
        }
        for it in Settlement::ALL {
            assert_eq!(Settlement::of(it.name()), Some(it));
            assert_eq!(serde_json::to_value(it).unwrap(), it.name());
        }
    }

    #[test]
    fn orders_of_a_newer_backend_are_read_without_what_is_unknown() {
        let orders: Orders = serde_json::from_str(r#"{"sing": true, "withdraw": "wipe_now"}"#).unwrap();
        assert_eq!(orders.withdraw, Some(Withdraw::WipeNow));
        assert!(serde_json::from_str::<Orders>("{}").unwrap().is_empty());
    }
}
