//! Everything that reads what others sent, fed with any bytes. A target falls when it panics, and asserts what
//! must hold of whatever it read. The corpus under `corpus/<target>` is replayed by the tests.

use airside_backend::body;
use airside_shared::{
    intents::{Intent, Rule, State},
    scan::{ScanContext, scan, scan_line},
    sync::{Entry, PullReply, PullRequest, PushRequest},
    vouchers::code,
};
use serde_json::Value;

/// What is fed.
pub type Target = fn(&[u8]);

/// The targets by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("envelope", envelope),
    ("intents", intents),
    ("pages", pages),
    ("vouchers", vouchers),
    ("scans", scans),
];

pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
}

/// A body as the backend takes it, plain or packed: read, or refused with a code.
fn envelope(data: &[u8]) {
    let Some((how, bytes)) = data.split_first() else { return };
    let encoding: Option<&[u8]> = if how % 2 == 0 { None } else { Some(b"zstd") };
    match body::read::<PushRequest>(encoding, bytes) {
        Ok(request) => {
            for entry in &request.entries {
                let _ = entry.hash();
                let _ = Entry::hash_payload(&entry.kind, entry.version, &entry.payload);
            }
        }
        Err(refusal) => assert!(!refusal.fault.code.is_empty() && !refusal.fault.message.is_empty()),
    }
    let _ = body::read::<PullRequest>(encoding, bytes);
}

/// An intent of any kind and version: what was read is written and reads back, and its rule does not fall.
fn intents(data: &[u8]) {
    let [kind, version, rest @ ..] = data else { return };
    let Ok(payload) = serde_json::from_slice::<Value>(rest) else { return };
    let kinds = Intent::KINDS;
    let name = kinds.get(usize::from(*kind) % (kinds.len() + 1)).unwrap_or(&"an_act_of_tomorrow");
    let Ok(intent) = Intent::read(name, u16::from(*version), &payload) else { return };
    let written = intent.payload();
    let again = Intent::read(intent.kind(), intent.version(), &written).expect("what was written reads back");
    assert_eq!(again, intent);
    let _ = (intent.lane(), intent.also(), intent.permission(), Entry::hash_payload(name, 1, &written));
    // A rule asks for what it reads; that nothing of it is there must be an answer, not a fall.
    let _ = intent.decide(&State::default(), &context());
    assert!(!intent.reads().is_empty(), "every act looks at something");
}

fn context() -> airside_shared::intents::Context {
    use airside_shared::{access::Role, ids::Uuid, intents::Actor};
    let actor = Actor {
        user: Uuid::nil().into(),
        name: "Anybody".into(),
        role: Role::CheckIn,
        role_epoch: 0,
        station: "JFK".into(),
    };
    airside_shared::intents::Context {
        now: Default::default(),
        actor,
        device: Uuid::nil().into(),
        op: Uuid::nil().into(),
    }
}

/// A reply to a pull: what was read is written and reads back; bodies are entities or faults.
fn pages(data: &[u8]) {
    let Ok(reply) = serde_json::from_slice::<PullReply>(data) else { return };
    for row in reply.pages.iter().flat_map(|page| &page.rows) {
        if let Some(body) = &row.body
            && let Ok(entity) = airside_shared::entity::Entity::read(row.kind, body.get())
        {
            assert_eq!(entity.kind(), row.kind);
            let again = airside_shared::entity::Entity::read(row.kind, &entity.body());
            assert_eq!(again.expect("what was written reads back"), entity);
        }
    }
    let text = serde_json::to_vec(&reply).expect("a reply can be written");
    assert!(serde_json::from_slice::<PullReply>(&text).is_ok());
}

/// A voucher's code under any key: nothing that was not signed is believed.
fn vouchers(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let key = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c";
    assert!(code::verify(text, key).is_err(), "nobody here has the key");
    let (code, other) = text.split_once(' ').unwrap_or((text, ""));
    let _ = code::verify(code, other);
}

/// Whatever a scanner sends.
fn scans(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Err(fault) = scan(text, &ScanContext::default()) {
        assert!(fault.at.is_none_or(|at| at <= text.chars().count()), "{fault:?}");
    }
    assert!(serde_json::from_str::<Value>(&scan_line(text)).is_ok());
}
