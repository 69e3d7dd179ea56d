use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Clock, Compared};
use crate::{
    Fault,
    ids::{DeviceId, OpId},
    sync::{Settle, SettledEntry, Withdraw},
};

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
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedRow {
    pub op: OpId,
    pub device: DeviceId,
    pub kind: String,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<SettledEntry>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettleRefusedArgs {
    pub op: OpId,
    pub settle: Settle,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WithdrawDeviceArgs {
    pub device: DeviceId,
    pub how: Withdraw,
}
