use serde::{Deserialize, Serialize};

use super::{Clock, Fix, SyncStatus};
use crate::{Fault, ids::OpId, ids::PassengerId, sync::EntryState};

/// The queue, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueuePage {
    pub rows: Vec<QueueRow>,
    pub sync: SyncStatus,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueRow {
    pub op: OpId,
    pub seq: u64,
    /// Kind of the intent: `open_case`.
    pub kind: String,
    /// What it is about, for a person: a name, a case's reference, an amount.
    pub about: String,
    pub state: EntryState,
    pub made: Clock,
    pub actor: String,
    pub attempts: u32,
    /// Why it was refused, or what it waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Fault>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryArgs {
    pub op: OpId,
}

/// A refused entry, to be decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryCard {
    pub row: QueueRow,
    /// Label, mine, the server's; either may be empty.
    pub compare: Vec<Compared>,
    /// What waits behind it.
    pub behind: Vec<QueueRow>,
    pub can_resend: bool,
    /// What can be done instead, if this device knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// A name that the locale files know: `flight`, `status`, `amount`.
    pub label: String,
    pub mine: String,
    pub server: String,
}
