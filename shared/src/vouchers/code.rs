//! The code on a voucher: canonical CBOR, signed with Ed25519 by the device that issued it, in base45
//! (RFC 9285) so that it fits a QR code of version 9-M in alphanumeric mode. No name is in it.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::Timestamp;

use super::IssueVoucher;
use crate::{
    Fault,
    ids::{AllowanceId, Uuid, VoucherId},
    money::Money,
};

/// What stands before the base45 text.
pub const PREFIX: &str = "AV1:";

/// What a code says.
#[derive(Clone, Debug, PartialEq)]
pub struct Signed {
    pub voucher: VoucherId,
    pub allowance: AllowanceId,
    pub kind: String,
    pub amount: Money,
    /// Whole seconds.
    pub expires: Timestamp,
    pub place: String,
}

type Wire = (u8, [u8; 16], [u8; 16], String, String, i64, i64, String);

/// Signs; the result is what the QR code holds.
pub fn sign(signed: &Signed, key: &SigningKey) -> String {
    let body = bytes(signed);
    let signature = key.sign(&body);
    let mut packet = signature.to_bytes().to_vec();
    packet.extend_from_slice(&body);
    format!("{PREFIX}{}", base45::encode(packet))
}

/// Verifies against the public key (hexadecimal) of the device that is said to have issued it.
pub fn verify(code: &str, device_key: &str) -> Result<Signed, Fault> {
    let packet = packet(code)?;
    let (signature, body) = packet.split_at_checked(64).ok_or_else(unreadable)?;
    let key: [u8; 32] = hex::decode(device_key).ok().and_then(|k| k.try_into().ok()).ok_or_else(forged)?;
    let key = VerifyingKey::from_bytes(&key).map_err(|_| forged())?;
    let signature = Signature::from_slice(signature).map_err(|_| forged())?;
    key.verify_strict(body, &signature).map_err(|_| forged())?;
    read(body)
}

/// Whether this is a voucher's code and nothing besides, whoever signed it.
pub fn is_one(text: &str) -> bool {
    let Ok(packet) = packet(text) else { return false };
    packet.get(64..).is_some_and(|body| read(body).is_ok_and(|signed| bytes(&signed) == body))
}

impl Signed {
    pub(super) fn agrees_with(&self, intent: &IssueVoucher) -> Result<(), Fault> {
        let same = self.voucher == intent.voucher
            && self.allowance == intent.allowance
            && self.amount == intent.amount
            && self.kind == intent.kind.name()
            && self.expires.as_second() == intent.expires_at.as_second();
        if same { Ok(()) } else { Err(forged()) }
    }
}

fn bytes(signed: &Signed) -> Vec<u8> {
    let wire: Wire = (
        1,
        *signed.voucher.0.as_bytes(),
        *signed.allowance.0.as_bytes(),
        signed.kind.clone(),
        signed.amount.currency.code().to_owned(),
        signed.amount.minor,
        signed.expires.as_second(),
        signed.place.clone(),
    );
    let mut body = Vec::with_capacity(96);
    ciborium::into_writer(&wire, &mut body).expect("writing to memory");
    body
}

fn read(body: &[u8]) -> Result<Signed, Fault> {
    let wire: Wire = ciborium::from_reader(body).map_err(|_| unreadable())?;
    let (1, voucher, allowance, kind, currency, minor, expires, place) = wire else {
        return Err(unreadable());
    };
    Ok(Signed {
        voucher: Uuid::from_bytes(voucher).into(),
        allowance: Uuid::from_bytes(allowance).into(),
        kind,
        amount: Money::new(minor, currency.parse()?),
        expires: Timestamp::from_second(expires).map_err(|_| unreadable())?,
        place,
    })
}

fn packet(code: &str) -> Result<Vec<u8>, Fault> {
    let text = code.trim().strip_prefix(PREFIX).ok_or_else(unreadable)?;
    base45::decode(text).map_err(|_| unreadable())
}

fn unreadable() -> Fault {
    Fault::of("code", "voucher_unreadable", "This is no voucher code, or it was cut short: scan it again.")
}

fn forged() -> Fault {
    Fault::of("code", "voucher_forged", "The signature does not fit: keep the voucher and call a supervisor.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn sample() -> (Signed, SigningKey) {
        let signed = Signed {
            voucher: Uuid::from_u128(1).into(),
            allowance: Uuid::from_u128(2).into(),
            kind: "meal".into(),
            amount: Money::new(1500, Currency::USD),
            expires: Timestamp::from_second(1_795_000_000).unwrap(),
            place: "JFK".into(),
        };
        (signed, SigningKey::from_bytes(&[7; 32]))
    }

    fn public(key: &SigningKey) -> String {
        hex::encode(key.verifying_key().to_bytes())
    }

    #[test]
    fn a_code_says_what_was_signed_and_fits_a_version_9_code() {
        let (signed, key) = sample();
        let code = sign(&signed, &key);
        assert_eq!(verify(&code, &public(&key)).unwrap(), signed);
        assert!(code.len() <= 335, "QR 9-M holds 335 alphanumeric characters, not {}", code.len());
    }

    #[test]
    fn no_flipped_byte_is_accepted() {
        let (signed, key) = sample();
        let packet = packet(&sign(&signed, &key)).unwrap();
        for at in 0..packet.len() {
            for bit in 0..8 {
                let mut bad = packet.clone();
                bad[at] ^= 1 << bit;
                let code = format!("{PREFIX}{}", base45::encode(bad));
                assert!(verify(&code, &public(&key)).is_err(), "byte {at} bit {bit}");
            }
        }
    }

    #[test]
    fn a_code_of_another_device_is_refused() {
        let (signed, key) = sample();
        let other = SigningKey::from_bytes(&[8; 32]);
        assert_eq!(verify(&sign(&signed, &other), &public(&key)).unwrap_err().code, "voucher_forged");
    }
}
