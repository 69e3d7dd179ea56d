//! Photos on their way to the backend: pieces that resume, and what is answered when something is wrong.

use std::sync::Arc;

use airside_core::{
    store::{attachments, audit},
    sync::http::{Backend, Network, Received},
};
use airside_shared::{
    access::Role,
    devices::DeviceKind,
    ids::{DeviceId, Uuid},
    ipc::{OpenCaseArgs, PhotoUpload},
    sync::SignInRequest,
};
use airside_tests::{Device, STATION, World, acts, bad_link::Weather};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

/// A picture by its first bytes, unlike every other of another number.
fn photo(number: u8, size: usize) -> Vec<u8> {
    let rest = (0..size).map(|at| (at as u8).wrapping_mul(31) ^ (at >> 8) as u8 ^ number);
    [0x89, b'P', b'N', b'G'].into_iter().chain(rest).collect()
}

fn open(world: &World, device: &Device, photos: &[Vec<u8>]) {
    let upload = |bytes: &Vec<u8>| PhotoUpload { name: "bag.png".into(), content: BASE64.encode(bytes) };
    let photos = photos.iter().map(upload).collect();
    let case = OpenCaseArgs { photos, ..acts::case(world.stranded(0).0, "Her bag is torn.") };
    device.desk.open_case(case).unwrap();
}

/// Names of the photos that wait, and how far each has come.
fn unsent(device: &Device) -> Vec<(String, u64)> {
    let (store, mut found) = (device.desk.store().unwrap(), Vec::<(String, u64)>::new());
    loop {
        let after = found.last().map(|(name, _)| name.clone()).unwrap_or_default();
        match store.read(|db| attachments::next_unsent_after(db, &after, 1)).unwrap() {
            Some(piece) => found.push((piece.sha256, piece.offset)),
            None => return found,
        }
    }
}

/// The backend, as another device of the station talks to it.
async fn elsewhere(world: &World, device: &Device) -> Backend {
    let backend = Backend::new(&device.config().backend, Arc::new(Network::default()));
    let badge = world.badge(Role::CheckIn);
    let request = SignInRequest {
        badge: badge.badge,
        pin: badge.pin,
        device: DeviceId(Uuid::from_u128(7)),
        device_kind: DeviceKind::Desk,
        station: STATION.into(),
        device_key: "00".repeat(32),
        escrow: None,
    };
    let token = backend.sign_in(&request).await.unwrap().token;
    backend.with_token(Some(token))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_goes_on_where_the_link_dropped() {
    let mut world = World::new(50).await.unwrap();
    let link = world.behind_a_link(3).await.unwrap();
    let device = world.desk().await.unwrap();
    let whole = photo(1, 4 << 20);
    open(&world, &device, std::slice::from_ref(&whole));
    let (name, _) = unsent(&device).remove(0);
    let before = link.bytes_up();
    // Two or three pieces, then it is gone again.
    link.set_weather(Weather { drop_every: 700_000, ..Weather::default() });
    let mut rounds = 0;
    while !unsent(&device).is_empty() {
        rounds += 1;
        assert!(rounds < 40, "{:?}", unsent(&device));
        // A round that is cut off is tried again, as the driver does.
        drop(device.sync().await);
    }
    let sent = link.bytes_up() - before;
    link.set_weather(Weather::default());
    let there = elsewhere(&world, &device).await.attached(&name).await.unwrap();
    assert_eq!(there, Received { received: whole.len() as u64, complete: true });
    assert!(rounds > 4, "the link dropped {rounds} times");
    assert!(sent < 2 * whole.len() as u64, "{sent} bytes went up for {}", whole.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_the_backend_takes_for_something_else_begins_anew_and_holds_up_no_other() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    open(&world, &device, &[photo(1, 5_000), photo(2, 5_000)]);
    let names: Vec<String> = unsent(&device).into_iter().map(|(name, _)| name).collect();
    // Somebody sends other bytes under the name of the first.
    let other = elsewhere(&world, &device).await;
    other.attach(&names[0], 0, 9_000, vec![0; 100]).await.unwrap();
    device.sync().await.unwrap();
    assert_eq!(unsent(&device), [(names[0].clone(), 0)], "the other one is through");
    let store = device.desk.store().unwrap();
    assert!(store.read(|db| audit::unsent(db, 1)).unwrap().is_empty(), "and so is the log");
    device.sync().await.unwrap();
    assert!(unsent(&device).is_empty());
    for name in names {
        assert!(other.attached(&name).await.unwrap().complete);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_bytes_of_something_else_are_not_taken_for_the_photo() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let whole = photo(1, 5_000);
    open(&world, &device, std::slice::from_ref(&whole));
    let (name, _) = unsent(&device).remove(0);
    let other = elsewhere(&world, &device).await;
    other.attach(&name, 0, 90_000, vec![0; whole.len()]).await.unwrap();
    for _ in 0..2 {
        device.sync().await.unwrap();
    }
    let there = other.attached(&name).await.unwrap();
    assert_eq!(there, Received { received: whole.len() as u64, complete: true });
    assert!(unsent(&device).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_is_damaged_on_the_device_is_not_sent_for_ever() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    open(&world, &device, &[photo(1, 5_000), photo(2, 5_000)]);
    let (first, _) = unsent(&device).remove(0);
    let store = device.desk.store().unwrap();
    let damage = "UPDATE attachments SET content = zeroblob(length(content)) WHERE sha256 = ?1";
    store.write(|tx| Ok(tx.execute(damage, [&first]).unwrap())).unwrap();
    device.sync().await.unwrap();
    assert!(unsent(&device).is_empty());
    assert!(!elsewhere(&world, &device).await.attached(&first).await.unwrap().complete);
}
