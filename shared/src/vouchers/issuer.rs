//! Whose signatures on vouchers are good: each device's key, vouched for by the airline's own, so that a desk that
//! never met the issuing device can verify its vouchers without a network.

use ed25519_dalek::{Signer, SigningKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{code::key_id, signed::is_signed_by};
use crate::{
    devices::Allowance,
    entity::Rest,
    ids::{DeviceId, IssuerId, derived},
    money::Money,
};

/// A device that signs vouchers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Issuer {
    pub id: IssuerId,
    pub device: DeviceId,
    /// Its Ed25519 public key in hexadecimal.
    pub key: String,
    pub since: Timestamp,
    /// The device was withdrawn: whoever has it may sign with any date, so nothing of it is taken on its word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Timestamp>,
    /// The airline's signature over all of this but `withdrawn`, in hexadecimal.
    pub signature: String,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

/// The issuer of a key, by the name that the key has in a code.
pub fn issuer_id(key: [u8; 8]) -> IssuerId {
    derived("issuer", &[&key])
}

impl Issuer {
    /// Vouched for with the airline's key.
    pub fn vouched(device: DeviceId, key: &str, since: Timestamp, airline: &SigningKey) -> Self {
        let mut issuer = Self {
            id: issuer_id(key_id(key)),
            device,
            key: key.to_owned(),
            since,
            withdrawn: None,
            signature: String::new(),
            rest: Rest::default(),
        };
        issuer.signature = seal(airline, &issuer.said());
        issuer
    }

    /// Whether the airline of that public key (hexadecimal) vouches for it.
    pub fn is_of(&self, airline: &str) -> bool {
        self.id == issuer_id(key_id(&self.key)) && holds(airline, &self.said(), &self.signature)
    }

    fn said(&self) -> String {
        format!("airside/issuer/v1|{}|{}|{}", self.device, self.key, self.since.as_millisecond())
    }
}

impl Allowance {
    /// The same with the airline's signature over who may issue how much until when. What is spent is not in it.
    pub fn vouched(self, airline: &SigningKey) -> Self {
        let signature = seal(airline, &self.said());
        Self { signature, ..self }
    }

    /// Whether the airline of that public key gave it, so and not otherwise.
    pub fn is_of(&self, airline: &str) -> bool {
        holds(airline, &self.said(), &self.signature)
    }

    fn said(&self) -> String {
        let money = |it: &Money| format!("{} {}", it.minor, it.currency);
        let each_of: Vec<String> =
            self.each_of.iter().map(|(kind, most)| format!("{} {}", kind.name(), money(most))).collect();
        let counts: String = self.counts.iter().map(|(of, as_many)| format!("|{of} {as_many}")).collect();
        format!(
            "airside/allowance/v1|{}|{}|{}|{}|{}|{}|{}|{}{counts}",
            self.id,
            self.device,
            self.device_key,
            money(&self.total),
            money(&self.each),
            each_of.join(","),
            self.count,
            self.expires_at.as_millisecond()
        )
    }
}

fn seal(airline: &SigningKey, said: &str) -> String {
    hex::encode(airline.sign(said.as_bytes()).to_bytes())
}

fn holds(airline: &str, said: &str, signature: &str) -> bool {
    hex::decode(signature).is_ok_and(|signature| is_signed_by(airline, said.as_bytes(), &signature))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Uuid;

    fn public(key: &SigningKey) -> String {
        hex::encode(key.verifying_key().to_bytes())
    }

    #[test]
    fn an_issuer_that_was_altered_or_that_another_airline_vouches_for_is_none() {
        let (airline, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let key = public(&SigningKey::from_bytes(&[3; 32]));
        let at = Timestamp::from_second(1_795_000_000).unwrap();
        let issuer = Issuer::vouched(Uuid::from_u128(1).into(), &key, at, &airline);
        // Once for the first time, once from memory.
        assert!(issuer.is_of(&public(&airline)) && issuer.is_of(&public(&airline)));
        assert!(!issuer.is_of(&public(&other)));
        let theirs = public(&SigningKey::from_bytes(&[4; 32]));
        assert!(!Issuer { key: theirs, ..issuer.clone() }.is_of(&public(&airline)));
        assert!(!Issuer { device: Uuid::from_u128(2).into(), ..issuer }.is_of(&public(&airline)));
    }
}
