//! The audit log: who looked at what and did what, chained so that a missing or altered record shows.
//! Names of fields and pseudonyms, never values, so that erasing a passenger keeps the chain whole.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    access::Role,
    ids::{DeviceId, OpId, SessionId, UserId, Uuid},
};

/// One record of one device's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Record {
    pub v: u8,
    pub log: DeviceId,
    /// Gap-free from 1.
    pub seq: u64,
    /// [`head`] after the record before; 64 zeros for the first.
    pub prev: String,
    pub at: Timestamp,
    pub actor: Option<UserId>,
    pub role: Option<Role>,
    pub session: Option<SessionId>,
    /// `passenger.open`, `document.reveal`, `voucher.issue`, `session.unlock_failed`.
    pub action: String,
    /// Kind of the thing.
    pub entity: String,
    /// Which: its id, itself a pseudonym.
    pub subject: Option<Uuid>,
    /// Why, where a reason is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// `allowed`, `refused`.
    pub decision: String,
    /// Names of the fields that were shown or changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op: Option<OpId>,
    pub app_version: String,
}

/// The head before the first record.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

impl Record {
    /// RFC 8785 JSON.
    pub fn canonical(&self) -> Vec<u8> {
        serde_json_canonicalizer::to_vec(self).expect("a record is JSON")
    }

    /// The chain's head after this record: `SHA-256(0x01 ‖ prev ‖ SHA-256(0x00 ‖ json))`.
    pub fn head(&self) -> String {
        head(&self.prev, &self.canonical())
    }
}

/// The head after a record of which only the canonical bytes are at hand.
pub fn head(prev: &str, canonical: &[u8]) -> String {
    let leaf = Sha256::new().chain_update([0]).chain_update(canonical).finalize();
    let prev = hex::decode(prev).unwrap_or_default();
    hex::encode(Sha256::new().chain_update([1]).chain_update(prev).chain_update(leaf).finalize())
}

/// Where a chain breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Break {
    pub seq: u64,
    pub why: String,
}

/// Walks a chain from its first record: the head and the count, or the first break.
pub fn verify(records: impl IntoIterator<Item = Record>) -> Result<(u64, String), Break> {
    let (mut count, mut head) = (0, GENESIS.to_owned());
    for record in records {
        if record.seq != count + 1 {
            return Err(Break { seq: count + 1, why: format!("record {} is missing", count + 1) });
        }
        if record.prev != head {
            return Err(Break { seq: record.seq, why: "it does not follow from the record before".into() });
        }
        head = record.head();
        count = record.seq;
    }
    Ok((count, head))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: u64) -> Vec<Record> {
        let mut prev = GENESIS.to_owned();
        let mut records = Vec::new();
        for seq in 1..=length {
            let record = Record {
                v: 1,
                log: Uuid::from_u128(1).into(),
                seq,
                prev,
                at: Timestamp::from_second(1_700_000_000).unwrap(),
                actor: None,
                role: Some(Role::CheckIn),
                session: None,
                action: "passenger.open".into(),
                entity: "passenger".into(),
                subject: Some(Uuid::from_u128(seq.into())),
                purpose: None,
                decision: "allowed".into(),
                fields: vec!["name".into()],
                op: None,
                app_version: "0.1.0".into(),
            };
            prev = record.head();
            records.push(record);
        }
        records
    }

    #[test]
    fn a_whole_chain_verifies() {
        assert_eq!(verify(chain(5)).unwrap().0, 5);
    }

    #[test]
    fn an_altered_record_and_a_missing_one_show_where() {
        let mut altered = chain(5);
        altered[2].decision = "refused".into();
        assert_eq!(verify(altered).unwrap_err().seq, 4);
        let mut missing = chain(5);
        missing.remove(1);
        assert_eq!(verify(missing).unwrap_err().seq, 2);
    }
}
