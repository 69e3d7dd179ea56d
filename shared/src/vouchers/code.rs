//! The code on a voucher: canonical CBOR, signed with Ed25519 by the device that issued it, in base45
//! (RFC 9285) so that it fits a QR code of version 9-M in alphanumeric mode. No name is in it.
//!
//! The second form says besides whose key signed it, which copy of the paper it is, from when it is good, and whom it
//! was given to as a hash that only their PNR reproduces. The first is still read: such papers are out there.

use ciborium::Value;
use ed25519_dalek::{Signer, SigningKey};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{IssueVoucher, signed::is_signed_by};
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
    /// What the second form says besides; none in the first.
    pub detail: Option<Detail>,
}

/// What the second form says besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Counts the papers of one voucher: 0 is the first, each reissue is one more.
    pub copy: u32,
    /// Whose key signed it: see [`key_id`].
    pub key: [u8; 8],
    /// Whole seconds.
    pub not_before: Timestamp,
    /// See [`holder`].
    pub holder: [u8; 8],
}

type Wire = (u8, [u8; 16], [u8; 16], String, String, i64, i64, String);

/// The name of a public key (hexadecimal) in a code.
pub fn key_id(device_key: &str) -> [u8; 8] {
    first_8(&[b"airside/key/v1", device_key.to_ascii_lowercase().as_bytes()])
}

/// Whom a voucher was given to, by their PNR. The voucher's id goes in, so that two vouchers of one person show
/// no common trait to whoever collects codes.
pub fn holder(voucher: VoucherId, pnr: &str) -> [u8; 8] {
    first_8(&[b"airside/holder/v1", voucher.0.as_bytes(), pnr.trim().to_ascii_uppercase().as_bytes()])
}

fn first_8(parts: &[&[u8]]) -> [u8; 8] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hash.finalize()[..8]);
    first
}

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
    if is_signed_by(device_key, body, signature) { read(body) } else { Err(forged()) }
}

/// What a code says of itself, whoever signed it: to find the key that it must be verified against.
pub fn claimed(code: &str) -> Result<Signed, Fault> {
    let packet = packet(code)?;
    read(packet.get(64..).ok_or_else(unreadable)?)
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
            && self.expires.as_second() == intent.expires_at.as_second()
            && self.copy() == 0;
        if same { Ok(()) } else { Err(forged()) }
    }

    /// Which paper of the voucher this is.
    pub fn copy(&self) -> u32 {
        self.detail.map_or(0, |detail| detail.copy)
    }
}

fn bytes(signed: &Signed) -> Vec<u8> {
    let mut body = Vec::with_capacity(96);
    match &signed.detail {
        None => ciborium::into_writer(&first_form(signed), &mut body),
        Some(detail) => ciborium::into_writer(&second_form(signed, detail), &mut body),
    }
    .expect("writing to memory");
    body
}

fn first_form(signed: &Signed) -> Wire {
    (
        1,
        *signed.voucher.0.as_bytes(),
        *signed.allowance.0.as_bytes(),
        signed.kind.clone(),
        signed.amount.currency.code().to_owned(),
        signed.amount.minor,
        signed.expires.as_second(),
        signed.place.clone(),
    )
}

fn second_form(signed: &Signed, detail: &Detail) -> Value {
    Value::Array(vec![
        Value::from(2),
        Value::from(signed.voucher.0.as_bytes().as_slice()),
        Value::from(detail.copy),
        Value::from(detail.key.as_slice()),
        Value::from(signed.kind.as_str()),
        Value::from(signed.amount.currency.code()),
        Value::from(signed.amount.minor),
        Value::from(detail.not_before.as_second()),
        Value::from(signed.expires.as_second()),
        Value::from(detail.holder.as_slice()),
        Value::from(signed.allowance.0.as_bytes().as_slice()),
        Value::from(signed.place.as_str()),
    ])
}

fn read(body: &[u8]) -> Result<Signed, Fault> {
    let value: Value = ciborium::from_reader(body).map_err(|_| unreadable())?;
    let form = value.as_array().and_then(|all| all.first()?.as_integer());
    let signed = match form.and_then(|form| u8::try_from(form).ok()) {
        Some(1) => read_first(value),
        Some(2) => read_second(value),
        _ => None,
    };
    signed.ok_or_else(unreadable)
}

fn read_first(value: Value) -> Option<Signed> {
    let wire: Wire = value.deserialized().ok()?;
    let (1, voucher, allowance, kind, currency, minor, expires, place) = wire else { return None };
    Some(Signed {
        voucher: Uuid::from_bytes(voucher).into(),
        allowance: Uuid::from_bytes(allowance).into(),
        kind,
        amount: Money::new(minor, currency.parse().ok()?),
        expires: Timestamp::from_second(expires).ok()?,
        place,
        detail: None,
    })
}

fn read_second(value: Value) -> Option<Signed> {
    let fields: [Value; 12] = value.into_array().ok()?.try_into().ok()?;
    let [_, voucher, copy, key, kind, currency, minor, from, until, holder, allowance, place] = fields;
    let number = |value: &Value| value.as_integer().and_then(|it| i64::try_from(it).ok());
    Some(Signed {
        voucher: Uuid::from_bytes(fixed(voucher)?).into(),
        allowance: Uuid::from_bytes(fixed(allowance)?).into(),
        kind: kind.into_text().ok()?,
        amount: Money::new(number(&minor)?, currency.as_text()?.parse().ok()?),
        expires: Timestamp::from_second(number(&until)?).ok()?,
        place: place.into_text().ok()?,
        detail: Some(Detail {
            copy: u32::try_from(number(&copy)?).ok()?,
            key: fixed(key)?,
            not_before: Timestamp::from_second(number(&from)?).ok()?,
            holder: fixed(holder)?,
        }),
    })
}

fn fixed<const N: usize>(value: Value) -> Option<[u8; N]> {
    value.into_bytes().ok()?.try_into().ok()
}

fn packet(code: &str) -> Result<Vec<u8>, Fault> {
    let text = code.trim().strip_prefix(PREFIX).ok_or_else(unreadable)?;
    base45::decode(text).map_err(|_| unreadable())
}

fn unreadable() -> Fault {
    Fault::of("code", "voucher_unreadable", "This is no voucher code, or it was cut short: scan it again.")
}

pub(super) fn forged() -> Fault {
    Fault::of("code", "voucher_forged", "The signature does not fit: keep the voucher and call a supervisor.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn first() -> (Signed, SigningKey) {
        let signed = Signed {
            voucher: Uuid::from_u128(1).into(),
            allowance: Uuid::from_u128(2).into(),
            kind: "meal".into(),
            amount: Money::new(1500, Currency::USD),
            expires: Timestamp::from_second(1_795_000_000).unwrap(),
            place: "JFK".into(),
            detail: None,
        };
        (signed, SigningKey::from_bytes(&[7; 32]))
    }

    fn second() -> (Signed, SigningKey) {
        let (signed, key) = first();
        let detail = Detail {
            copy: 300,
            key: key_id(&public(&key)),
            not_before: Timestamp::from_second(1_794_900_000).unwrap(),
            holder: holder(signed.voucher, "K7QX2M"),
        };
        let amount = Money::new(123_456, Currency::USD);
        (Signed { kind: "travel_credit".into(), amount, detail: Some(detail), ..signed }, key)
    }

    fn public(key: &SigningKey) -> String {
        hex::encode(key.verifying_key().to_bytes())
    }

    #[test]
    fn a_code_says_what_was_signed_and_fits_a_version_9_code() {
        for (signed, key) in [first(), second()] {
            let code = sign(&signed, &key);
            assert_eq!(verify(&code, &public(&key)).unwrap(), signed);
            assert_eq!(claimed(&code).unwrap(), signed);
            assert!(is_one(&code));
            assert!(code.len() <= 335, "QR 9-M holds 335 alphanumeric characters, not {}", code.len());
        }
    }

    #[test]
    fn the_second_form_is_no_longer_than_160_bytes() {
        let (signed, key) = second();
        assert!(packet(&sign(&signed, &key)).unwrap().len() <= 160);
    }

    #[test]
    fn no_flipped_byte_is_accepted() {
        for (signed, key) in [first(), second()] {
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
    }

    #[test]
    fn no_code_that_was_cut_short_or_went_on_is_accepted() {
        let (signed, key) = second();
        let packet = packet(&sign(&signed, &key)).unwrap();
        let coded = |bytes: &[u8]| format!("{PREFIX}{}", base45::encode(bytes));
        for end in 0..packet.len() {
            assert!(verify(&coded(&packet[..end]), &public(&key)).is_err(), "{end} bytes");
        }
        assert!(verify(&coded(&[packet.as_slice(), &[0]].concat()), &public(&key)).is_err());
    }

    #[test]
    fn a_code_of_another_device_is_refused() {
        let (signed, key) = first();
        let other = SigningKey::from_bytes(&[8; 32]);
        assert_eq!(verify(&sign(&signed, &other), &public(&key)).unwrap_err().code, "voucher_forged");
    }

    #[test]
    fn a_holder_is_known_by_their_pnr_alone_and_differs_from_voucher_to_voucher() {
        let (one, other) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
        assert_eq!(holder(one, "k7qx2m "), holder(one, "K7QX2M"));
        assert_ne!(holder(one, "K7QX2M"), holder(one, "K7QX2N"));
        assert_ne!(holder(one, "K7QX2M"), holder(other, "K7QX2M"));
    }
}
