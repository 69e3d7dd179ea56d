//! One entry of the queue: one act, as it is stored, sent and settled.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    entity::Ref,
    ids::{DeviceId, OpId},
    intents::{Actor, Lane},
};

/// `prev_hash` of a device's first entry.
pub const HEAD_OF_CHAIN: &str = "";

/// The version that an entity had at the backend when the person acted on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Base {
    #[serde(flatten)]
    pub row: Ref,
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Entry {
    /// Made and stored before anything is sent; the same id never has two effects.
    pub op: OpId,
    pub device: DeviceId,
    /// Gap-free per device, from 1.
    pub seq: u64,
    pub actor: Actor,
    pub lane: Lane,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Lane>,
    pub kind: String,
    pub version: u16,
    /// The intent: what a person did, by `kind` and `version`.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub payload: Value,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub base: Vec<Base>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<OpId>,
    /// A refused entry, of this device or another, that this one does again: it is settled when this has effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<OpId>,
    /// By the device's clock: shown, never used for order.
    pub made_at: Timestamp,
    /// SHA-256 of kind, version and payload, hexadecimal.
    pub payload_hash: String,
    /// [`Entry::hash`] of the entry before, hexadecimal.
    pub prev_hash: String,
}

impl Entry {
    /// What the entry says it does, hashed; two payloads under one `op` are told apart by it.
    pub fn hash_payload(kind: &str, version: u16, payload: &Value) -> String {
        let text = serde_json_canonicalizer::to_vec(payload).expect("a payload is JSON");
        let digest = Sha256::new()
            .chain_update(kind)
            .chain_update(version.to_be_bytes())
            .chain_update(text)
            .finalize();
        hex::encode(digest)
    }

    /// What the next entry of the device refers to.
    pub fn hash(&self) -> String {
        let digest = Sha256::new()
            .chain_update(self.prev_hash.as_bytes())
            .chain_update(self.op.0.as_bytes())
            .chain_update(self.seq.to_be_bytes())
            .chain_update(self.payload_hash.as_bytes())
            .finalize();
        hex::encode(digest)
    }
}

/// Where an entry stands. Stored; at start, `sending` becomes `queued` again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// Saved on this device.
    Queued,
    Sending,
    /// The backend says it has effect.
    Applied,
    /// The backend says why not; a person decides.
    Rejected,
    /// Waits behind a rejected entry of its lane.
    Blocked,
    /// A person discarded it, or replaced it by another.
    Superseded,
}

impl EntryState {
    /// Its effect is shown over the server's rows.
    pub const fn pending(self) -> bool {
        matches!(self, Self::Queued | Self::Sending | Self::Blocked)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Applied => "applied",
            Self::Rejected => "rejected",
            Self::Blocked => "blocked",
            Self::Superseded => "superseded",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        [Self::Queued, Self::Sending, Self::Applied, Self::Rejected, Self::Blocked, Self::Superseded]
            .into_iter()
            .find(|s| s.name() == name)
    }
}
