//! One entry of the queue: one act, as it is stored, sent and settled.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
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
    /// The form of this entry's own [`Entry::hash`]. Entries from before it was said have the first.
    #[serde(default, skip_serializing_if = "is_first_form")]
    pub hash_form: u8,
}

fn is_first_form(form: &u8) -> bool {
    *form == 0
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

    /// The newest form of [`Entry::hash`] that this program knows.
    pub const HASH_FORM: u8 = 1;

    /// What the next entry of the device refers to. The first form is of numbers and payload only; since the
    /// second, who acted, in which lanes, on what and what stands beside it cannot be altered either.
    pub fn hash(&self) -> String {
        let digest = Sha256::new()
            .chain_update(self.prev_hash.as_bytes())
            .chain_update(self.op.0.as_bytes())
            .chain_update(self.seq.to_be_bytes())
            .chain_update(self.payload_hash.as_bytes());
        let digest = match self.hash_form {
            0 => digest,
            _ => digest.chain_update([0, self.hash_form]).chain_update(self.beside()),
        };
        hex::encode(digest.finalize())
    }

    /// Everything but what the first form has, field by field: what a newer program adds within an actor or a
    /// base is not in it, because who does not know it could not hash it.
    fn beside(&self) -> Vec<u8> {
        let Actor { user, name, role, role_epoch, station } = &self.actor;
        let base = self.base.iter().map(|it| json!([it.row.kind.name(), it.row.id, it.version]));
        let beside = json!({
            "device": self.device,
            "actor": [user, name, role, role_epoch, station],
            "lane": self.lane,
            "also": self.also,
            "base": base.collect::<Vec<_>>(),
            "depends_on": self.depends_on,
            "replaces": self.replaces,
            "made_at": self.made_at,
        });
        serde_json_canonicalizer::to_vec(&beside).expect("it has text keys only")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{access::Role, entity::Kind, ids::Uuid};

    fn entry(hash_form: u8) -> Entry {
        let actor = Actor {
            user: Uuid::from_u128(3).into(),
            name: "Agent".into(),
            role: Role::CheckIn,
            role_epoch: 1,
            station: "JFK".into(),
        };
        Entry {
            op: Uuid::from_u128(4).into(),
            device: Uuid::from_u128(5).into(),
            seq: 1,
            actor,
            lane: Lane("case:1".into()),
            also: Vec::new(),
            kind: "open_case".into(),
            version: 1,
            payload: Value::Null,
            base: Vec::new(),
            depends_on: Vec::new(),
            replaces: None,
            made_at: Timestamp::UNIX_EPOCH,
            payload_hash: "ab".into(),
            prev_hash: HEAD_OF_CHAIN.into(),
            hash_form,
        }
    }

    /// The same entry with one thing beside its payload altered.
    fn altered(hash_form: u8) -> Vec<Entry> {
        let whole = entry(hash_form);
        let by = |user: u128, role| Actor { user: Uuid::from_u128(user).into(), role, ..whole.actor.clone() };
        let base = Base { row: Ref { kind: Kind::Case, id: Uuid::from_u128(9) }, version: 2 };
        let lane = || Lane("case:2".into());
        let op = OpId(Uuid::from_u128(8));
        vec![
            Entry { actor: by(6, Role::CheckIn), ..whole.clone() },
            Entry { actor: by(3, Role::Supervisor), ..whole.clone() },
            Entry { lane: lane(), ..whole.clone() },
            Entry { also: vec![lane()], ..whole.clone() },
            Entry { base: vec![base], ..whole.clone() },
            Entry { depends_on: vec![op], ..whole.clone() },
            Entry { replaces: Some(op), ..whole.clone() },
            Entry { device: Uuid::from_u128(7).into(), ..whole.clone() },
        ]
    }

    #[test]
    fn the_newest_form_of_the_hash_covers_who_acted_where_and_on_what() {
        for other in altered(Entry::HASH_FORM) {
            assert_ne!(other.hash(), entry(Entry::HASH_FORM).hash(), "{other:?}");
        }
        assert_ne!(entry(0).hash(), entry(Entry::HASH_FORM).hash());
    }

    #[test]
    fn an_entry_that_was_stored_before_has_the_hash_that_it_had() {
        let mut stored = serde_json::to_value(entry(0)).unwrap();
        assert!(
            stored.as_object_mut().unwrap().remove("hash_form").is_none(),
            "it is said when it is another"
        );
        let read: Entry = serde_json::from_value(stored).unwrap();
        assert_eq!(read.hash(), entry(0).hash());
        assert!(altered(0).iter().all(|other| other.hash() == read.hash()));
    }
}
