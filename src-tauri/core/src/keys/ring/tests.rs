use airside_shared::{access::Role, ids::Uuid};

use super::*;
use crate::{keys::MemoryKeyring, surroundings::Real};

fn actor() -> Actor {
    Actor {
        user: Uuid::from_u128(1).into(),
        name: "Agent".into(),
        role: Role::CheckIn,
        role_epoch: 1,
        station: "JFK".into(),
    }
}

fn start() -> Timestamp {
    Timestamp::from_second(1_700_000_000).unwrap()
}

fn hours(count: i64) -> Timestamp {
    start() + SignedDuration::from_hours(count)
}

/// A clock that stands.
struct At(Timestamp);

impl Surroundings for At {
    fn now(&self) -> Timestamp {
        self.0
    }

    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

fn admitted(folder: &Path, keyring: &MemoryKeyring, until: Timestamp) -> KeyRing {
    let around = At(start());
    let mut ring = KeyRing::open(folder, keyring, &around).unwrap();
    let who = Admitted { badge: "1001", actor: &actor(), pin: "246810", until };
    ring.admit(&who, &Zeroizing::new([9; 32]), &around).unwrap();
    ring
}

#[test]
fn ten_wrong_pins_remove_the_person_and_the_count_survives_a_restart() {
    let (folder, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
    admitted(folder.path(), &keyring, hours(12));
    for attempt in 1..=10 {
        let mut reopened = KeyRing::open(folder.path(), &keyring, &Real).unwrap();
        let fault = reopened.unlock("1001", "000000", hours(attempt)).unwrap_err();
        assert_eq!(fault.code, if attempt < 10 { "pin_wrong" } else { "pin_removed" });
    }
    let mut ring = KeyRing::open(folder.path(), &keyring, &Real).unwrap();
    assert_eq!(ring.unlock("1001", "246810", hours(11)).unwrap_err().code, "unknown_here");
}

#[test]
fn after_the_hours_without_a_network_or_a_clock_set_back_the_backend_has_to_be_asked() {
    let (folder, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
    let mut ring = admitted(folder.path(), &keyring, hours(12));
    let mut overdue = |at| {
        let unlocked = ring.unlock("1001", "246810", at).unwrap();
        unlocked.overdue.map(|fault| fault.code.into_owned())
    };
    assert_eq!(overdue(hours(11)), None);
    assert_eq!(overdue(hours(13)).as_deref(), Some("offline_too_long"));
    assert_eq!(overdue(hours(11)).as_deref(), Some("clock_set_back"));
}

#[test]
fn hours_that_somebody_wrote_into_the_file_do_not_open_the_wrap() {
    let (folder, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
    admitted(folder.path(), &keyring, hours(12));
    let path = folder.path().join("device.json");
    let text = fs::read_to_string(&path).unwrap();
    let longer = text.replace(&hours(12).to_string(), &hours(1_200).to_string());
    assert_ne!(text, longer);
    fs::write(&path, longer).unwrap();
    let mut ring = KeyRing::open(folder.path(), &keyring, &Real).unwrap();
    assert_eq!(ring.unlock("1001", "246810", hours(13)).unwrap_err().code, "pin_wrong");
}

#[test]
fn a_lost_keyring_forgets_who_could_unlock_and_keeps_the_escrow() {
    let (folder, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
    admitted(folder.path(), &keyring, hours(12)).keep_escrow("ab".into()).unwrap();
    let ring = KeyRing::open(folder.path(), &MemoryKeyring::default(), &Real).unwrap();
    assert!(ring.people().is_empty());
    assert_eq!(ring.escrow(), Some("ab"));
}
