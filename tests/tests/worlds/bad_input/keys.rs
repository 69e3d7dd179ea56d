//! Lost keys, old databases, and rights that are no longer sure.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use airside_core::{Desk, Real, Surroundings, keys::MemoryKeyring, store::audit};
use airside_shared::{
    access::Role,
    audit as chain,
    ipc::{Gate, SignInArgs},
    sync::EntryState,
};
use airside_tests::{Device, World};
use jiff::{SignedDuration, Timestamp};

use super::{case, entries};

fn file(world: &World, device: &Device, text: &str) {
    device.desk.open_case(case(world, text, Vec::new())).unwrap();
}

async fn unlock(world: &World, device: &Device) -> Option<String> {
    let answer = device.sign_in(world, Role::CheckIn).await;
    device.desk.renewed().await;
    answer.err().map(|fault| fault.code.into_owned())
}

fn applied(device: &Device) -> bool {
    device.desk.queue().unwrap().rows.iter().all(|row| row.state == EntryState::Applied)
}

/// Copies the closed database, with what its log still holds, over another.
fn copy(from: &Path, to: &Path) {
    let part = |of: &Path, suffix: &str| PathBuf::from(format!("{}{suffix}", of.display()));
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(part(to, suffix));
        if suffix != "-shm" && part(from, suffix).exists() {
            fs::copy(part(from, suffix), part(to, suffix)).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_of_the_database_is_noticed_and_no_number_is_used_twice() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    file(&world, &device, "First");
    device.sync().await.unwrap();
    let (database, older) = (device.folder().join("airside.db"), device.folder().join("older.db"));
    let device = device.restart();
    copy(&database, &older);
    assert_eq!(unlock(&world, &device).await, None);
    file(&world, &device, "Second");
    device.sync().await.unwrap();
    let device = device.restart();
    copy(&older, &database);

    world.network_down().await.unwrap();
    assert_eq!(unlock(&world, &device).await.as_deref(), Some("database_older"));
    assert!(matches!(device.desk.status().gate, Gate::Locked { .. }));
    world.network_up().await.unwrap();
    assert_eq!(unlock(&world, &device).await, None);
    assert_eq!(entries(&device), 1);
    file(&world, &device, "Third");
    let numbers: Vec<u64> = device.desk.queue().unwrap().rows.iter().map(|row| row.seq).collect();
    assert_eq!(numbers, [3, 1]);
    device.sync().await.unwrap();
    assert!(applied(&device));
    let seen = device.desk.list_cases(Default::default()).unwrap();
    for text in ["First", "Second", "Third"] {
        assert!(seen.iter().any(|case| case.summary == text), "{text}");
    }
    let store = device.desk.store().unwrap();
    assert!(store.read(|db| audit::unsent(db, 100)).unwrap().is_empty(), "the backend took the log");
    let records = store.read(|db| audit::list(db, 0, 100)).unwrap();
    assert!(records.iter().any(|record| record.action == "database.resumed"));
    assert!(chain::verify(records).unwrap_err().why.contains("missing"), "the hole is not hidden");
    let device = device.restart();
    assert_eq!(unlock(&world, &device).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_newer_copy_has_is_counted_before_the_queue_goes_on_without_it() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let (database, older) = (device.folder().join("airside.db"), device.folder().join("older.db"));
    let device = device.restart();
    copy(&database, &older);
    world.network_down().await.unwrap();
    assert_eq!(unlock(&world, &device).await, None);
    file(&world, &device, "Never sent");
    device.desk.lock();
    let device = device.restart();
    copy(&older, &database);
    world.network_up().await.unwrap();
    let fault = device.sign_in(&world, Role::CheckIn).await.unwrap_err();
    assert_eq!(fault.code, "database_older");
    assert!(fault.message.contains("1 of the last entries"), "{fault}");
    assert_eq!(unlock(&world, &device).await, None);
    file(&world, &device, "After");
    device.sync().await.unwrap();
    assert!(applied(&device));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_keyring_costs_nothing_that_was_saved_because_the_backend_opens_the_escrow() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    world.network_down().await.unwrap();
    file(&world, &device, "Saved before the keyring was lost");
    let desk = Desk::new(device.config(), &MemoryKeyring::default(), Arc::new(Real));
    drop(device);
    let badge = world.badge(Role::CheckIn);
    assert_eq!(desk.sign_in(badge.clone()).await.unwrap_err().code, "offline");
    world.network_up().await.unwrap();
    desk.sign_in(badge.clone()).await.unwrap();
    assert_eq!(desk.queue().unwrap().rows.len(), 1);
    airside_core::sync::once(&desk).await.unwrap();
    assert_eq!(desk.queue().unwrap().rows[0].state, EntryState::Applied);
    desk.lock();
    desk.sign_in(badge).await.expect("the person has a wrap again");
}

/// A clock that a test moves, in minutes.
#[derive(Clone, Default)]
struct Clock(Arc<AtomicI64>);

impl Surroundings for Clock {
    fn now(&self) -> Timestamp {
        Real.now() + SignedDuration::from_mins(self.0.load(Ordering::Relaxed))
    }

    fn fill(&self, bytes: &mut [u8]) {
        Real.fill(bytes);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_hours_without_a_network_the_desk_asks_for_it_and_the_queue_stays() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let (clock, badge) = (Clock::default(), world.badge(Role::CheckIn));
    let desk = Desk::new(device.restart().config(), &MemoryKeyring::default(), Arc::new(clock.clone()));
    desk.sign_in(badge.clone()).await.unwrap();
    world.network_down().await.unwrap();
    desk.open_case(case(&world, "Waits", Vec::new())).unwrap();
    airside_core::sync::once(&desk).await.unwrap_err();
    clock.0.store(11 * 60, Ordering::Relaxed);
    assert_eq!(desk.queue().unwrap().rows.len(), 1);
    clock.0.store(13 * 60, Ordering::Relaxed);
    assert_eq!(desk.queue().unwrap_err().code, "offline_too_long", "a session ends too");
    desk.lock();
    assert_eq!(desk.sign_in(badge.clone()).await.unwrap_err().code, "offline_too_long");
    world.network_up().await.unwrap();
    desk.sign_in(badge).await.unwrap();
    airside_core::sync::once(&desk).await.unwrap();
    assert_eq!(desk.queue().unwrap().rows[0].state, EntryState::Applied);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_part_is_played_from_the_next_sign_in_and_a_new_pin_ends_the_old_one() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    device.desk.lock();
    world.change(Role::CheckIn, |person| person.role = Role::Supervisor).await.unwrap();
    assert_eq!(unlock(&world, &device).await, None);
    let Gate::Open { actor, .. } = device.desk.status().gate else { panic!("the desk is open") };
    assert_eq!(actor.role, Role::Supervisor);
    device.desk.lock();
    world.change(Role::CheckIn, |person| person.pin = "975310".into()).await.unwrap();
    assert_eq!(unlock(&world, &device).await, None, "the old PIN opens while nobody has said otherwise");
    let Gate::Locked { people } = device.desk.status().gate else { panic!("the desk stayed open") };
    assert!(people.is_empty());
    let new = |pin: &str| SignInArgs { pin: pin.into(), ..world.badge(Role::CheckIn) };
    device.desk.sign_in(new("975310")).await.unwrap();
    device.desk.lock();
    world.change(Role::CheckIn, |person| person.pin = "864209".into()).await.unwrap();
    device.desk.sign_in(new("864209")).await.expect("a PIN that this device has not heard of");
    device.desk.lock();
    assert_eq!(device.desk.sign_in(new("111111")).await.unwrap_err().code, "pin_wrong");
}
