//! `device.json`: who the device is, who can unlock it, and how often somebody tried in vain. Nothing in it
//! is secret without the keyring. It is replaced atomically and synced before anything relies on it.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use airside_shared::{Fault, ids::DeviceId, intents::Actor};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    DatabaseKey, DeviceSecret, Keyring,
    wrap::{Bound, Wrap},
};
use crate::surroundings::Surroundings;

/// After this many wrong PINs each further try waits.
const SLOW_AFTER: u32 = 5;
/// After this many the person's wrap is removed: they sign in with a network again.
const REMOVE_AFTER: u32 = 10;

#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    device: DeviceId,
    people: Vec<Person>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    escrow: Option<String>,
    /// A kiosk's own part, for starts without anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unattended: Option<Person>,
}

/// Somebody who can unlock this device without a network.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    pub badge: String,
    pub actor: Actor,
    wrap: Wrap,
    tries: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_before: Option<Timestamp>,
}

impl Person {
    pub(super) fn new(badge: &str, actor: &Actor, wrap: Wrap) -> Self {
        Self { badge: badge.into(), actor: actor.clone(), wrap, tries: 0, not_before: None }
    }

    pub(super) fn wrap(&self) -> &Wrap {
        &self.wrap
    }
}

/// The device's file and its secret.
pub struct KeyRing {
    path: PathBuf,
    stored: Stored,
    secret: DeviceSecret,
}

impl KeyRing {
    /// Reads the file, or makes a new device. Fails without a keyring.
    pub fn open(folder: &Path, keyring: &dyn Keyring, around: &dyn Surroundings) -> Result<Self, Fault> {
        let path = folder.join("device.json");
        let stored = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| {
                Fault::new(
                    "device_file_damaged",
                    format!("{} cannot be read: restore it from a backup.", path.display()),
                )
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Stored { device: around.id(), people: Vec::new(), escrow: None, unattended: None }
            }
            Err(error) => return Err(disk(&path, &error)),
        };
        let name = format!("device-secret/{}", stored.device);
        let secret = match keyring.get(&name)? {
            Some(secret) => Zeroizing::new(secret.try_into().map_err(|_| {
                Fault::new(
                    "keyring_damaged",
                    "The device's secret in the keyring has the wrong length: enrol the device anew.",
                )
            })?),
            None => {
                let secret = Zeroizing::new(around.bytes::<32>());
                keyring.set(&name, &secret[..])?;
                secret
            }
        };
        let ring = Self { path, stored, secret };
        ring.save()?;
        Ok(ring)
    }

    pub fn device(&self) -> DeviceId {
        self.stored.device
    }

    pub fn people(&self) -> &[Person] {
        &self.stored.people
    }

    pub fn escrow(&self) -> Option<&str> {
        self.stored.escrow.as_deref()
    }

    /// The seed of the device's signing key: it follows from the device secret, so it needs no place.
    pub fn signing_seed(&self) -> Result<[u8; 32], Fault> {
        let mut seed = [0; 32];
        hkdf::Hkdf::<sha2::Sha256>::new(None, &self.secret[..])
            .expand(b"airside/voucher-signing/v1", &mut seed)
            .map_err(|_| Fault::new("key_damaged", "The device's signing key could not be made."))?;
        Ok(seed)
    }

    /// The database key, for the right PIN. The try is counted, durably, before it is judged.
    pub fn unlock(&mut self, badge: &str, pin: &str, now: Timestamp) -> Result<(Actor, DatabaseKey), Fault> {
        let at = self.stored.people.iter().position(|p| p.badge == badge).ok_or_else(unknown_here)?;
        let person = &mut self.stored.people[at];
        if let Some(wait) = person.not_before.filter(|t| *t > now) {
            let seconds = wait.duration_since(now).as_secs().max(1);
            return Err(Fault::of(
                "pin",
                "pin_wait",
                format!("Too many wrong PINs: try again in {seconds} s."),
            ));
        }
        person.tries += 1;
        if person.tries > SLOW_AFTER {
            let wait = SignedDuration::from_secs(5 << (person.tries - SLOW_AFTER).min(6));
            person.not_before = now.checked_add(wait).ok();
        }
        let (tries, person) = (person.tries, person.clone());
        self.save()?;
        let key = person.wrap.open(pin, &self.secret, &bound(self.stored.device, &person.actor))?;
        match key {
            Some(key) => {
                self.stored.people[at].tries = 0;
                self.stored.people[at].not_before = None;
                self.save()?;
                Ok((person.actor, key))
            }
            None if tries >= REMOVE_AFTER => {
                self.stored.people.remove(at);
                self.save()?;
                Err(Fault::of(
                    "pin",
                    "pin_removed",
                    "Ten wrong PINs: sign in with a network, or ask a supervisor.",
                ))
            }
            None => {
                let left = REMOVE_AFTER - tries;
                Err(Fault::of(
                    "pin",
                    "pin_wrong",
                    format!("Wrong PIN. {left} tries are left on this device."),
                ))
            }
        }
    }

    /// Lets a person unlock with this PIN from now on.
    pub fn admit(
        &mut self,
        badge: &str,
        actor: &Actor,
        pin: &str,
        key: &DatabaseKey,
        around: &dyn Surroundings,
    ) -> Result<(), Fault> {
        let wrap = Wrap::seal(key, pin, &self.secret, &bound(self.stored.device, actor), around.bytes())?;
        self.stored.people.retain(|p| p.badge != badge);
        self.stored.people.push(Person::new(badge, actor, wrap));
        self.save()
    }

    pub fn keep_escrow(&mut self, escrow: String) -> Result<(), Fault> {
        self.stored.escrow = Some(escrow);
        self.save()
    }

    pub(super) fn unattended(&self) -> Option<&Person> {
        self.stored.unattended.as_ref()
    }

    pub(super) fn keep_unattended(&mut self, kept: Person) -> Result<(), Fault> {
        self.stored.unattended = Some(kept);
        self.save()
    }

    pub(super) fn secret(&self) -> &DeviceSecret {
        &self.secret
    }

    pub(super) fn bound_to(&self, actor: &Actor) -> Bound {
        bound(self.stored.device, actor)
    }

    fn save(&self) -> Result<(), Fault> {
        let fresh = self.path.with_extension("json.new");
        let write = || -> std::io::Result<()> {
            if let Some(folder) = self.path.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut file = File::create(&fresh)?;
            file.write_all(&serde_json::to_vec_pretty(&self.stored)?)?;
            file.sync_all()?;
            fs::rename(&fresh, &self.path)?;
            self.path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
        };
        write().map_err(|e| disk(&self.path, &e))
    }
}

fn bound(device: DeviceId, actor: &Actor) -> Bound {
    Bound { device, user: actor.user, role_epoch: actor.role_epoch }
}

fn unknown_here() -> Fault {
    Fault::of(
        "badge",
        "unknown_here",
        "This badge has not signed in on this device yet: the first time needs the network.",
    )
}

fn disk(path: &Path, error: &std::io::Error) -> Fault {
    Fault::new(
        "disk_failed",
        format!("{} could not be written ({error}): free some space and try again.", path.display()),
    )
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn ten_wrong_pins_remove_the_person_and_the_count_survives_a_restart() {
        let (folder, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
        let mut now = Timestamp::from_second(1_700_000_000).unwrap();
        let mut ring = KeyRing::open(folder.path(), &keyring, &Real).unwrap();
        ring.admit("1001", &actor(), "246810", &Zeroizing::new([9; 32]), &Real).unwrap();
        for attempt in 1..=10 {
            let mut reopened = KeyRing::open(folder.path(), &keyring, &Real).unwrap();
            let fault = reopened.unlock("1001", "000000", now).unwrap_err();
            assert_eq!(fault.code, if attempt < 10 { "pin_wrong" } else { "pin_removed" });
            now = now.checked_add(SignedDuration::from_hours(1)).unwrap();
        }
        let mut ring = KeyRing::open(folder.path(), &keyring, &Real).unwrap();
        assert_eq!(ring.unlock("1001", "246810", now).unwrap_err().code, "unknown_here");
    }
}
