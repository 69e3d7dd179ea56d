//! What goes wrong at a desk: each gets an answer that says what to do, and nothing is lost.

mod keys;

use std::{
    fs::OpenOptions,
    io::{Seek, SeekFrom, Write},
    sync::Arc,
};

use airside_core::{Desk, Real, keys::Keyring};
use airside_shared::{
    Fault,
    access::Role,
    cases::{Category, Priority},
    devices::DeviceKind,
    entity::Entity,
    ipc::{AddNoteArgs, Gate, Link, OpenCaseArgs, PhotoUpload, RevealArgs, SetPreferenceArgs, SignInArgs},
};
use airside_tests::{Device, World};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

fn case(world: &World, text: &str, photos: Vec<PhotoUpload>) -> OpenCaseArgs {
    OpenCaseArgs {
        passenger: Some(world.stranded(0).0),
        trip: None,
        flight: None,
        category: Category::Complaint,
        priority: Priority::Normal,
        text: text.into(),
        photos,
    }
}

fn entries(device: &Device) -> usize {
    device.desk.queue().unwrap().rows.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_is_counted_down_and_the_right_one_still_opens() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap().restart();
    let badge = world.badge(Role::CheckIn).badge;
    let wrong = SignInArgs { badge: badge.clone(), pin: "000000".into() };
    let fault = device.desk.sign_in(wrong).await.unwrap_err();
    assert_eq!((&*fault.code, fault.field.as_deref()), ("pin_wrong", Some("pin")));
    assert!(fault.message.contains("9 tries"), "{}", fault.message);
    let short = SignInArgs { badge, pin: "12".into() };
    assert_eq!(device.desk.sign_in(short).await.unwrap_err().code, "pin_form");
    device.sign_in(&world, Role::CheckIn).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_new_to_the_device_cannot_sign_in_without_a_network_and_is_told_why() {
    let mut world = World::new(50).await.unwrap();
    let device = world.device(DeviceKind::Desk);
    world.network_down().await.unwrap();
    assert_eq!(device.sign_in(&world, Role::CheckIn).await.unwrap_err().code, "offline");
}

#[tokio::test(flavor = "multi_thread")]
async fn scans_that_cannot_be_read_or_belong_to_nobody_say_what_to_do() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let code = |payload: &str| device.desk.scan(payload).unwrap().fault.map(|f| f.code.into_owned());
    assert_eq!(code("\u{1}\u{2}?").as_deref(), Some("unknown"));
    assert_eq!(code("M1DESMARAIS/LUC       EABC123 YULFR").as_deref(), Some("too_short"));
    assert_eq!(code(&"M1".repeat(5_000)).as_deref(), Some("too_long"));
    assert_eq!(code("02771980993862").as_deref(), Some("e_ticket_check_digit"));
    assert_eq!(code("ZZZZZ9").as_deref(), Some("nobody_found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_is_too_large_or_no_picture_is_refused_and_no_half_case_stays() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let photo = |bytes: Vec<u8>| vec![PhotoUpload { name: "bag.jpg".into(), content: BASE64.encode(bytes) }];
    let mut huge = vec![0xff, 0xd8, 0xff];
    huge.resize(50 << 20, 0);
    let refused = |photos| device.desk.open_case(case(&world, "Torn bag", photos)).unwrap_err();
    let fault = refused(photo(huge));
    assert_eq!((&*fault.code, fault.field.as_deref()), ("photo_too_large", Some("photos")));
    assert_eq!(refused(photo(b"<script>".to_vec())).code, "photo_kind");
    assert_eq!(entries(&device), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn query_languages_and_markup_are_only_text() {
    let mut world = World::new(200).await.unwrap();
    let device = world.desk().await.unwrap();
    let hostile = [
        "'; DROP TABLE rows; --",
        "\" OR 1=1 *",
        "name:* NEAR(a b)",
        "<img src=x onerror=alert(1)>",
        "(((",
        "*",
    ];
    for text in hostile {
        device.desk.search(text).unwrap_or_else(|f: Fault| panic!("{text}: {f}"));
        device.desk.open_case(case(&world, text, Vec::new())).unwrap();
    }
    let long = "É".repeat(5_000);
    assert!(device.desk.search(&long).unwrap().hits.is_empty());
    let note = &device.desk.list_cases(Default::default()).unwrap();
    assert!(note.iter().any(|c| c.summary == hostile[3]), "kept as it was typed");
    let empty = device.desk.open_case(case(&world, "  ", Vec::new())).unwrap_err();
    assert_eq!((&*empty.code, empty.field.as_deref()), ("text_missing", Some("text")));
    let endless = device.desk.open_case(case(&world, &"x".repeat(10_001), Vec::new())).unwrap_err();
    assert_eq!(endless.code, "text_too_long");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_number_is_refused_in_every_field_and_nothing_of_it_is_kept() {
    let mut world = World::new(200).await.unwrap();
    let device = world.desk().await.unwrap();
    let (passenger, trip, _) = world.stranded(0);
    let card = "4111 1111 1111 1111";
    let refused = |fault: Fault, field: &str| {
        assert_eq!((&*fault.code, fault.field.as_deref()), ("card_number_refused", Some(field)));
        assert!(!fault.message.contains("1111"));
    };
    let text = format!("Paid with {card}");
    refused(device.desk.open_case(case(&world, &text, Vec::new())).unwrap_err(), "text");
    let drink = SetPreferenceArgs { passenger, name: "drink".into(), value: card.into() };
    refused(device.desk.set_preference(drink).unwrap_err(), "value");
    let why = RevealArgs { passenger, field: "documents".into(), reason: text.clone() };
    refused(device.desk.reveal(&why).unwrap_err(), "reason");
    let opened = device.desk.open_case(case(&world, "Paid twice", Vec::new())).unwrap();
    let note = AddNoteArgs { case: opened.id.into(), text };
    refused(device.desk.add_note(note).unwrap_err(), "text");
    assert_eq!(entries(&device), 1);
    let ticket = world.entities.iter().find_map(|e| match e {
        Entity::Trip(it) if it.id == trip => it.segments.first().map(|s| s.ticket.clone()),
        _ => None,
    });
    let ticket = format!("Ticket {}", ticket.unwrap());
    device.desk.open_case(case(&world, &ticket, Vec::new())).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_the_act_whole_and_takes_it_when_there_is_room_again() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let store = device.desk.store().unwrap();
    let limit = |pages: u32| {
        store
            .write(|tx| {
                tx.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
                    .map_err(|e| Fault::new("test", e.to_string()))
            })
            .unwrap();
    };
    limit(1); // SQLite keeps the present size: nothing can grow any more.
    let text = "x".repeat(9_000);
    let mut fault = None;
    for _ in 0..20 {
        if let Err(full) = device.desk.open_case(case(&world, &text, Vec::new())) {
            fault = Some(full);
            break;
        }
    }
    assert_eq!(fault.expect("the disk fills up").code, "disk_full");
    let kept = entries(&device);
    limit(u32::MAX - 2);
    device.desk.open_case(case(&world, &text, Vec::new())).unwrap();
    assert_eq!(entries(&device), kept + 1);
    device.sync().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_named_and_left_as_it_is() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let (folder, device) = (device.folder(), device.restart());
    let path = folder.join("airside.db");
    let mut file = OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start(100)).unwrap();
    file.write_all(&[0xAA; 2_000]).unwrap();
    drop(std::fs::remove_file(folder.join("airside.db-wal")));
    let size = path.metadata().unwrap().len();
    let fault = device.sign_in(&world, Role::CheckIn).await.unwrap_err();
    assert_eq!(fault.code, "database_damaged");
    assert_eq!(path.metadata().unwrap().len(), size);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_nothing_starts_and_the_window_can_say_so() {
    struct None;
    impl Keyring for None {
        fn get(&self, _: &str) -> Result<Option<Vec<u8>>, Fault> {
            Err(Fault::new("no_keyring", "Unlock the login keyring."))
        }
        fn set(&self, _: &str, _: &[u8]) -> Result<(), Fault> {
            Err(Fault::new("no_keyring", "Unlock the login keyring."))
        }
        fn shared(&self) -> Arc<dyn Keyring> {
            Arc::new(None)
        }
        fn remove(&self, _: &str) -> Result<(), Fault> {
            Err(Fault::new("no_keyring", "Unlock the login keyring."))
        }
    }
    let mut world = World::new(50).await.unwrap();
    let config = world.device(DeviceKind::Desk).config();
    let config = airside_core::Config { data: config.data.join("other"), ..config };
    let desk = Desk::new(config.clone(), &None, Arc::new(Real));
    let Gate::Closed { fault } = desk.status().gate else { panic!("the gate is open") };
    assert_eq!(fault.code, "no_keyring");
    assert!(!config.data.join("airside.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_is_too_old_loses_nothing() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    world.network_down().await.unwrap();
    let listener = TcpListener::bind(device.config().backend.trim_start_matches("http://")).await.unwrap();
    let old = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut heard = [0; 4096];
            if socket.read(&mut heard).await.is_ok() {
                let _ = socket
                    .write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                    .await;
            }
        }
    });
    let passenger = world.stranded(0).0;
    let args = SetPreferenceArgs { passenger, name: "drink".into(), value: "Tea".into() };
    device.desk.set_preference(args).unwrap();
    assert_eq!(device.sync().await.unwrap_err().code, "backend_too_old");
    assert_eq!(device.desk.sync_status().link, Link::BackendTooOld);
    old.abort();
    let _ = old.await;
    world.network_up().await.unwrap();
    device.sync().await.unwrap();
    assert_eq!(device.desk.sync_status().waiting, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_does_only_what_its_row_of_the_table_allows() {
    let mut world = World::new(50).await.unwrap();
    let tablet = world.device(DeviceKind::Tablet);
    tablet.sign_in(&world, Role::CabinCrew).await.unwrap();
    tablet.sync().await.unwrap();
    let (passenger, trip, flight) = world.stranded(0);
    let rebook = airside_shared::ipc::RebookArgs { trip, from: flight.id, to: flight.id };
    assert_eq!(tablet.desk.rebook(rebook).unwrap_err().code, "not_permitted");
    let reveal =
        airside_shared::ipc::RevealArgs { passenger, field: "documents".into(), reason: "curious".into() };
    assert_eq!(tablet.desk.reveal(&reveal).unwrap_err().code, "not_permitted");
    assert!(tablet.desk.open_passenger(passenger).unwrap().passenger.documents.is_empty());
    tablet.desk.lock();
    assert_eq!(tablet.desk.open_passenger(passenger).unwrap_err().code, "locked");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_look_at_a_passenger_is_in_an_unbroken_audit_chain_that_the_backend_takes() {
    let mut world = World::new(400).await.unwrap();
    let device = world.desk().await.unwrap();
    let documented = (0..)
        .map(|n| world.stranded(n).0)
        .find(|id| !device.desk.open_passenger(*id).unwrap().passenger.documents.is_empty());
    let passenger = documented.unwrap();
    let why = airside_shared::ipc::RevealArgs { passenger, field: "documents".into(), reason: " ".into() };
    assert_eq!(device.desk.reveal(&why).unwrap_err().code, "reason_missing");
    let why = airside_shared::ipc::RevealArgs { reason: "Passport check for JFK".into(), ..why };
    assert!(!device.desk.reveal(&why).unwrap().values.is_empty());
    let store = device.desk.store().unwrap();
    let records = store.read(|db| airside_core::store::audit::list(db, 0, 100)).unwrap();
    let actions: Vec<&str> = records.iter().map(|r| r.action.as_str()).collect();
    assert_eq!(actions[..2], ["session.begin", "passenger.open"]);
    assert_eq!(actions.last(), Some(&"passenger.reveal"));
    airside_shared::audit::verify(records).unwrap();
    device.sync().await.unwrap();
    assert!(store.read(|db| airside_core::store::audit::unsent(db, 100)).unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_wrong_is_told_and_changes_nothing_in_what_is_sent() {
    let mut world = World::new(50).await.unwrap();
    let device = world.device(DeviceKind::Desk).with_clock_off(-90);
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    device.sync().await.unwrap();
    assert_eq!(device.desk.sync_status().clock_off, Some(-90));
    device.desk.open_case(case(&world, "Filed by a slow clock", Vec::new())).unwrap();
    device.sync().await.unwrap();
    assert_eq!(device.desk.sync_status().waiting, 0);
}
