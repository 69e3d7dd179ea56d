//! The form in which things are stored and sent. Desks and backends of different versions meet, and databases
//! outlive programs: a change here is meant, or it is a fault. When it is meant, and old bytes can still be read,
//! accept it with `INSTA_UPDATE=always cargo test -p airside-shared --test wire` and look at the difference.

#[path = "wire/claims.rs"]
mod claims;
#[path = "wire/entities.rs"]
mod entities;
#[path = "wire/intents.rs"]
mod intents;
#[path = "wire/messages.rs"]
mod messages;
#[path = "wire/words.rs"]
mod words;

use std::fmt::Debug;

use airside_shared::{
    access::Role,
    ids::Uuid,
    intents::Actor,
    money::{Currency, Money},
    vouchers::code,
};
use ed25519_dalek::SigningKey;
use jiff::{Timestamp, civil::Date};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A UUID that is told from others by its last digits.
fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(0x0193_5e00_0000_7000_8000_0000_0000_0000 + number).into()
}

fn at() -> Timestamp {
    "2026-11-21T13:15:30Z".parse().unwrap()
}

fn day() -> Date {
    "2026-11-21".parse().unwrap()
}

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn actor() -> Actor {
    Actor { user: id(1), name: "Agent One".into(), role: Role::CheckIn, role_epoch: 3, station: "JFK".into() }
}

/// What a value is on the wire; it can be read back, and says the same again.
fn wire<T: Serialize + DeserializeOwned + Debug>(sample: &T) -> Value {
    let written = serde_json::to_value(sample).unwrap();
    let read: T = serde_json::from_str(&written.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), written, "{sample:?}");
    written
}

#[test]
fn a_vouchers_code_is_what_tills_out_there_can_read() {
    let signed = code::Signed {
        voucher: id(2),
        allowance: id(3),
        kind: "meal".into(),
        amount: usd(1_500),
        expires: at(),
        place: "JFK".into(),
        detail: None,
    };
    let key = SigningKey::from_bytes(&[7; 32]);
    let code = code::sign(&signed, &key);
    insta::assert_json_snapshot!("voucher_code", code);
    let public = hex::encode(key.verifying_key().to_bytes());
    assert_eq!(code::verify(&code, &public).unwrap(), signed);
}
