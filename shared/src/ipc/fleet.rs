use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Clock, Compared};
use crate::{
    Fault,
    ids::{DeviceId, OpId, PassengerId},
    sync::{FleetDevice, FleetReply, Settle, SettledEntry, Withdraw},
};

/// How the devices are, as the backend last said.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FleetPage {
    pub reply: FleetReply,
    /// When it said so, by this device's clock.
    pub heard: Clock,
    /// Why it did not say so now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// This device.
    pub own: DeviceId,
}

/// The device may hold nothing any more: what the window says until it is done, and then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    pub how: Withdraw,
    pub stage: WithdrawnStage,
    /// Entries that are still to be sent; nothing while the database is locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u32>,
    /// Entries that were destroyed unsent; nothing if that could not be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destroyed: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawnStage {
    /// Nothing can be opened; what was done here is being sent.
    Flushing,
    /// It is being destroyed; an interruption is made up for at the next start.
    Wiping,
    /// Nothing is left.
    Wiped,
}

/// Refused entries of the station's devices, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedPage {
    pub rows: Vec<RefusedRow>,
    /// The backend's clock, if it said how the devices are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<jiff::Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedRow {
    pub op: OpId,
    pub device: DeviceId,
    /// How its device is, if the backend said so too: a lost one has not been heard of for long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<FleetDevice>,
    pub kind: String,
    /// What it is about, as far as this device knows: the passenger's name.
    pub about: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    pub actor: String,
    pub made: Clock,
    pub refused: Clock,
    /// Why; nothing when it only waits behind another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Fault>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<OpId>,
    /// What they wanted beside what the backend had.
    pub compare: Vec<Compared>,
    /// What can be put right before it is done again.
    pub payload: Value,
    /// Why it cannot be done again from here as it was; nothing where it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_again: Option<Fault>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<SettledEntry>,
    /// When that was, at the station.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Clock>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettleRefusedArgs {
    pub op: OpId,
    pub settle: Settle,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WithdrawDeviceArgs {
    pub device: DeviceId,
    pub how: Withdraw,
    /// Why, in a few words; audited.
    pub reason: String,
}
