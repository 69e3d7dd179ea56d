//! What devices and the backend say to each other.

use airside_shared::{
    Fault,
    access::Role,
    audit::{GENESIS, Record},
    devices::DeviceKind,
    entity::{Kind, Ref},
    ids::{CaseId, PassengerId},
    intents::{Intent, Lane, Rejection, Rule},
    sync::{
        AuditPush, Base, Checksum, Entry, EntryResult, HEAD_OF_CHAIN, Limits, Orders, Outcome, PullReply,
        PullRequest, PullScope, PushReply, PushRequest, Report, Row, Scope, ScopePage, SettledEntry,
        Settlement, SignInReply, SignInRequest, Standing, Withdraw,
    },
};
use serde_json::{json, value::RawValue};

use crate::{actor, at, day, id, intents::preference, wire};

fn scopes() -> Vec<Scope> {
    vec![
        Scope::Board { station: "JFK".into(), day: day() },
        Scope::Station { station: "JFK".into(), day: day() },
        Scope::Flight(id(15)),
        Scope::Catalogue,
        Scope::Device(id(4)),
    ]
}

fn entry() -> Entry {
    let intent = Intent::from(preference());
    let (kind, version, payload) = (intent.kind(), intent.version(), intent.payload());
    Entry {
        op: id(30),
        device: id(4),
        seq: 7,
        actor: actor(),
        lane: intent.lane(),
        also: vec![Lane::of(Kind::Case, id::<CaseId>(12))],
        kind: kind.into(),
        version,
        payload_hash: Entry::hash_payload(kind, version, &payload),
        payload,
        base: vec![Base { row: Ref::new(Kind::Passenger, id::<PassengerId>(10)), version: 4 }],
        depends_on: vec![id(29)],
        replaces: Some(id(28)),
        made_at: at(),
        prev_hash: HEAD_OF_CHAIN.into(),
        hash_form: 0,
    }
}

fn standing() -> Standing {
    Standing { seq: 7, head: "ef".repeat(32), audit_seq: 12, audit_head: "01".repeat(32) }
}

fn record() -> Record {
    Record {
        v: 1,
        log: id(4),
        seq: 1,
        prev: GENESIS.into(),
        at: at(),
        actor: Some(id(1)),
        role: Some(Role::CheckIn),
        session: Some(id(31)),
        action: "passenger.reveal".into(),
        entity: "passenger".into(),
        subject: Some(id(10)),
        purpose: Some("Passport check".into()),
        decision: "allowed".into(),
        fields: vec!["documents".into()],
        op: Some(id(30)),
        app_version: "0.1.0".into(),
    }
}

#[test]
fn signing_in_is_said_as_it_was() {
    let request = SignInRequest {
        badge: "1001".into(),
        pin: "246810".into(),
        device: id(4),
        device_kind: DeviceKind::Desk,
        station: "JFK".into(),
        device_key: "cd".repeat(32),
        escrow: Some("23".repeat(80)),
    };
    let reply = SignInReply {
        token: "45".repeat(32),
        actor: actor(),
        scopes: scopes(),
        recovery_key: "67".repeat(32),
        database_key: Some("89".repeat(32)),
        limits: Limits::default(),
        version: "0.1.0".into(),
        today: day(),
        now: Some(at()),
        offline_hours: 12,
        standing: Some(standing()),
        airline_key: Some("ab".repeat(32)),
    };
    insta::assert_json_snapshot!("sign_in", json!({ "request": wire(&request), "reply": wire(&reply) }));
}

fn report() -> Report {
    Report {
        protocol: 1,
        app_version: "0.1.0".into(),
        waiting: 2,
        attention: 1,
        oldest: Some(at()),
        clock: at(),
        heals: 1,
        free_disk: Some(1 << 30),
        schema: Some(4),
        photos: Some(1),
        records: Some(12),
    }
}

#[test]
fn a_push_is_said_as_it_was_and_its_hashes_stay() {
    let request =
        PushRequest { device: id(4), entries: vec![entry()], resolved: vec![id(28)], report: Some(report()) };
    let fault = Fault::of("flight", "passenger_rebooked", "The passenger is no longer on that flight.");
    let server_state = Some(json!({ "kind": "trip", "body": { "pnr": "ABC123" } }));
    let outcomes = [
        Outcome::Applied { seq_after: 99 },
        Outcome::Rejected(Rejection { fault, server_state }),
        Outcome::Blocked { by: id(29) },
    ];
    let results = outcomes.into_iter().zip(7..);
    let results = results.map(|(outcome, seq)| EntryResult { op: id(30 + u128::from(seq)), seq, outcome });
    let reply = PushReply { results: results.collect(), processed_through: 9, limits: Limits::default() };
    let form = json!({ "request": wire(&request), "reply": wire(&reply), "hash_of_the_entry": entry().hash(),
        "hash_of_the_entry_in_its_newest_form": Entry { hash_form: Entry::HASH_FORM, ..entry() }.hash() });
    insta::assert_json_snapshot!("push", form);
}

#[test]
fn a_pull_is_said_as_it_was() {
    let scopes = scopes().into_iter().zip(40..).map(|(id, after)| PullScope { id, after }).collect();
    let request =
        PullRequest { device: id(4), scopes, bytes: Some(1 << 20), kinds: vec!["case".into()], report: None };
    let mut checksum = Checksum::default();
    checksum.add(Ref::new(Kind::Case, id::<CaseId>(12)), 3);
    let body = RawValue::from_string(r#"{"reference":"JFK-7Q2M9"}"#.into()).unwrap();
    let whole = ScopePage {
        scope: Scope::Catalogue,
        rows: vec![
            Row { kind: Kind::Case, id: id(12), version: 3, body: Some(body) },
            Row { kind: Kind::Voucher, id: id(2), version: 5, body: None },
        ],
        through: 99,
        complete: true,
        total: 1,
        checksum: Some(checksum),
        withdrawn: false,
    };
    let gone = ScopePage {
        scope: Scope::Flight(id(15)),
        rows: Vec::new(),
        through: 0,
        complete: false,
        total: 0,
        checksum: None,
        withdrawn: true,
    };
    let settled = vec![SettledEntry {
        op: id(28),
        how: Settlement::Replaced,
        by: "Ingrid Keller".into(),
        at: at(),
        replaced_by: Some(id(31)),
        reason: String::new(),
    }];
    let orders = Orders { settled, withdraw: Some(Withdraw::FlushThenWipe) };
    let reply = PullReply { pages: vec![whole, gone], orders };
    insta::assert_json_snapshot!("pull", json!({ "request": wire(&request), "reply": wire(&reply) }));
}

#[test]
fn an_audit_record_is_hashed_as_it_was() {
    let push = AuditPush { device: id(4), records: vec![record()] };
    let canonical = String::from_utf8(record().canonical()).unwrap();
    let form = json!({ "push": wire(&push), "canonical": canonical, "head": record().head() });
    insta::assert_json_snapshot!("audit", form);
}

#[test]
fn a_fault_is_said_as_it_was() {
    let faults = [Fault::of("text", "text_missing", "Write."), Fault::new("offline", "Go on working.")];
    insta::assert_json_snapshot!("faults", faults.map(|fault| wire(&fault)));
}
