//! What waits in the queue survives whatever happens to the device, to its program and to the backend.

use airside_core::store::{Store, audit, meta, queue, scopes};
use airside_shared::{
    access::Role,
    ids::{OpId, PassengerId, Uuid},
    intents::Lane,
    sync::{Entry, EntryState, PullReply, PushReply, SignInReply},
};
use airside_tests::{
    Device, World,
    acts::{case, preference, states},
};
use rusqlite::Connection;
use serde_json::json;

/// The first version's tables, as they lie on devices that were not started since.
const FIRST: &str = include_str!("../../../src-tauri/core/src/store/migrations/V1__desk.sql");

/// Tables that the first version has in the same form.
const SAME: &[&str] = &["rows", "bases", "links", "numbers", "scopes", "members", "attachments"];

/// Two acts that wait, made without a network.
fn two_acts(device: &Device, passenger: PassengerId) {
    device.desk.set_preference(preference(passenger)).unwrap();
    device.desk.open_case(case(passenger, "Missed her sister's wedding.")).unwrap();
}

async fn back_to_work(world: &mut World, device: &Device, role: Role) {
    world.network_up().await.unwrap();
    device.sign_in(world, role).await.unwrap();
    device.desk.renewed().await;
    device.sync().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_person_did_is_sent_when_another_is_at_work_and_still_bears_their_name() {
    let mut world = World::new(100).await.unwrap();
    let device = world.desk().await.unwrap();
    device.desk.lock();
    device.sign_in(&world, Role::Supervisor).await.unwrap();
    device.desk.lock();
    world.network_down().await.unwrap();
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    device.desk.renewed().await;
    let passenger = world.stranded(0).0;
    two_acts(&device, passenger);
    device.desk.lock();
    let device = device.restart();
    device.sign_in(&world, Role::Supervisor).await.unwrap();
    device.desk.renewed().await;
    assert_eq!(states(&device), vec![EntryState::Queued; 2]);
    back_to_work(&mut world, &device, Role::Supervisor).await;
    assert_eq!(states(&device), vec![EntryState::Applied; 2]);
    let page = device.desk.open_passenger(passenger).unwrap();
    let who = &device.desk.queue().unwrap().rows[0].actor;
    assert_ne!(page.cases.len(), 0);
    let supervisor = device.desk.session().unwrap().actor.name;
    assert_ne!(*who, supervisor);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_that_is_emptied_and_loaded_anew_leaves_the_queue_as_it_is() {
    let mut world = World::new(100).await.unwrap();
    let device = world.desk().await.unwrap();
    let passenger = world.stranded(0).0;
    two_acts(&device, passenger);
    let (store, today) = (device.desk.store().unwrap(), device.desk.today());
    store.write(|tx| scopes::list(tx)?.iter().try_for_each(|held| scopes::reset(tx, held, &today))).unwrap();
    assert_eq!(states(&device), vec![EntryState::Queued; 2]);
    let page = device.desk.open_passenger(passenger).unwrap();
    assert_eq!(page.passenger.preferences["seat"].value, "aisle", "its effect is still shown");
    device.sync().await.unwrap();
    assert_eq!(states(&device), vec![EntryState::Applied; 2]);
    assert!(store.read(scopes::heals).unwrap() > 0);
    for held in store.read(scopes::list).unwrap() {
        assert!(held.complete);
        assert_eq!(store.read(|db| scopes::recount(db, &held)).unwrap(), held.checksum, "{}", held.scope);
    }
}

fn open(path: &std::path::Path, store: &Store) -> Connection {
    let connection = Connection::open(path).unwrap();
    let key = store.key().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\";")).unwrap();
    connection
}

/// Puts a file of the first version in the place of a device's database, with all that it holds.
fn downgrade(device: &Device) {
    let store = device.desk.store().unwrap();
    let queued = store.read(|db| queue::list(db, 1_000)).unwrap();
    let records = store.read(|db| audit::list(db, 0, 1_000)).unwrap();
    let (path, old) = (device.folder().join("airside.db"), device.folder().join("old.db"));
    let today: Option<String> = store.read(|db| meta::get(db, "today")).unwrap();
    let first = open(&old, &store);
    first.execute_batch(FIRST).unwrap();
    let key = store.key().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let attach = format!("ATTACH DATABASE '{}' AS present KEY \"x'{key}'\";", path.display());
    // The first version's pages are authenticated in SQLCipher's own way, the present ones are not.
    let by_now = |attached: &str| format!("PRAGMA cipher_default_hmac_algorithm = HMAC_SHA256; {attached}");
    first.execute_batch(&by_now(&attach)).unwrap();
    first.execute_batch("PRAGMA cipher_default_hmac_algorithm = HMAC_SHA512;").unwrap();
    for table in SAME {
        first.execute_batch(&format!("INSERT INTO main.{table} SELECT * FROM present.{table};")).unwrap();
    }
    first
        .execute_batch(
            "CREATE TABLE refinery_schema_history AS SELECT * FROM present.refinery_schema_history WHERE version = 1;
             INSERT INTO touches SELECT kind, id, seq FROM present.touches WHERE looked = 0;
             INSERT INTO meta SELECT * FROM present.meta WHERE name NOT IN ('audit_sent', 'sending');",
        )
        .unwrap();
    for (nth, it) in queued.iter().rev().enumerate() {
        // One was under way when the program ended.
        let state = if nth == 0 { "sending" } else { "queued" };
        let text = serde_json::to_string(&it.entry).unwrap();
        let (op, passenger) =
            (it.entry.op.0.as_bytes().to_vec(), it.passenger.map(|p| p.0.as_bytes().to_vec()));
        first
            .execute(
                "INSERT INTO queue (seq, op, lane, state, overlaid, entry, about, passenger)
                 VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7)",
                rusqlite::params![it.entry.seq, op, it.entry.lane.0, state, text, it.about, passenger],
            )
            .unwrap();
    }
    for record in records {
        let text = String::from_utf8(record.canonical()).unwrap();
        let head = record.head();
        first
            .execute(
                "INSERT INTO audit (seq, record, head) VALUES (?1, ?2, ?3)",
                rusqlite::params![record.seq, text, head],
            )
            .unwrap();
    }
    assert!(today.is_some());
    first.execute_batch("DETACH DATABASE present;").unwrap();
    drop(first);
    for name in ["airside.db", "airside.db-wal", "airside.db-shm"] {
        let _ = std::fs::remove_file(device.folder().join(name));
    }
    std::fs::rename(old, path).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_in_a_database_of_the_first_version_is_sent_by_this_one() {
    let mut world = World::new(100).await.unwrap();
    let device = world.desk().await.unwrap();
    world.network_down().await.unwrap();
    let passenger = world.stranded(0).0;
    two_acts(&device, passenger);
    downgrade(&device);
    let device = device.restart();
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    device.desk.renewed().await;
    assert_eq!(states(&device), vec![EntryState::Queued; 2]);
    assert_eq!(device.desk.sync_status().waiting, 2);
    let page = device.desk.open_passenger(passenger).unwrap();
    assert_eq!(page.passenger.preferences["seat"].value, "aisle");
    device.desk.open_case(case(passenger, "Her bag is missing too.")).unwrap();
    back_to_work(&mut world, &device, Role::CheckIn).await;
    assert_eq!(states(&device), vec![EntryState::Applied; 3]);
    let store = device.desk.store().unwrap();
    airside_shared::audit::verify(store.read(|db| audit::list(db, 0, 1_000)).unwrap()).unwrap();
    assert!(store.read(|db| audit::unsent(db, 1)).unwrap().is_empty());
}

/// An act that only a newer program knows, queued as that program queues it.
fn act_of_tomorrow(device: &Device) -> OpId {
    let store = device.desk.store().unwrap();
    let op = OpId(Uuid::now_v7());
    store
        .write(|tx| {
            let (seq, prev_hash) = queue::tail(tx)?;
            let last = queue::list(tx, 1)?.remove(0).entry;
            let payload = json!({ "guest": "A1" });
            let entry = Entry {
                op,
                seq,
                lane: Lane("guest:A1".into()),
                kind: "admit_guest".into(),
                version: 1,
                payload_hash: Entry::hash_payload("admit_guest", 1, &payload),
                payload,
                prev_hash,
                ..last
            };
            queue::append(tx, &entry, "A1", None)
        })
        .unwrap();
    op
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_an_older_backend_does_not_know_is_kept_and_holds_up_nothing_else() {
    let mut world = World::new(100).await.unwrap();
    let device = world.desk().await.unwrap();
    let passenger = world.stranded(0).0;
    device.desk.set_preference(preference(passenger)).unwrap();
    let op = act_of_tomorrow(&device);
    device.desk.open_case(case(passenger, "Missed her sister's wedding.")).unwrap();
    device.sync().await.unwrap();
    assert_eq!(states(&device), [EntryState::Applied, EntryState::Rejected, EntryState::Applied]);
    let device = device.restart();
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    device.desk.renewed().await;
    device.sync().await.unwrap();
    let card = device.desk.entry(op).unwrap();
    assert_eq!((card.row.state, &*card.row.reason.unwrap().code), (EntryState::Rejected, "unknown_kind"));
}

#[test]
fn replies_of_a_backend_from_before_orders_are_read() {
    let push = r#"{"results":[{"op":"01890000-0000-7000-8000-000000000001","seq":1,"outcome":"applied","seq_after":4}],
        "processed_through":1,"limits":{"batch_entries":500,"batch_bytes":1,"page_rows":1,"attachment_bytes":1,
        "chunk_bytes":1}}"#;
    assert_eq!(serde_json::from_str::<PushReply>(push).unwrap().processed_through, 1);
    let pull = r#"{"pages":[{"scope":"catalogue","rows":[],"through":4,"complete":true,"total":0}]}"#;
    let reply: PullReply = serde_json::from_str(pull).unwrap();
    assert!(reply.orders.is_empty() && !reply.pages[0].withdrawn);
    let sign_in = r#"{"token":"t","actor":{"user":"01890000-0000-7000-8000-000000000001","name":"A","role":"check_in",
        "role_epoch":1,"station":"JFK"},"scopes":["catalogue"],"recovery_key":"","limits":{"batch_entries":1,
        "batch_bytes":1,"page_rows":1,"attachment_bytes":1,"chunk_bytes":1},"version":"0.0.1","today":"2026-11-21"}"#;
    assert!(serde_json::from_str::<SignInReply>(sign_in).unwrap().now.is_none());
}
