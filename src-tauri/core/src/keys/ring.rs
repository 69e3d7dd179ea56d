//! `device.json`: who the device is, who can unlock it, and how often somebody tried in vain. Nothing in it
//! is secret without the keyring. It is replaced atomically and synced before anything relies on it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use airside_shared::{Fault, ids::DeviceId, intents::Actor, sync::Standing};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    DatabaseKey, DeviceSecret, Keyring,
    wrap::{Bound, Wrap},
};
use crate::{durable, surroundings::Surroundings};

/// After this many wrong PINs each further try waits.
const SLOW_AFTER: u32 = 5;
/// Clocks are set by the network now and then: by so little nobody is stopped.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_mins(5);
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
    /// Until when the PIN alone unlocks; bound to the wrap. Without it the wrap is of a program that did not
    /// know the limit, and the network is asked first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_after: Option<Timestamp>,
    /// The latest time that this device has seen: a clock set back buys nobody more hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_before: Option<Timestamp>,
}

/// A right PIN.
#[derive(Debug)]
pub struct Unlocked {
    pub actor: Actor,
    pub key: DatabaseKey,
    /// Until when the rights that the backend gave are good without it.
    pub until: Timestamp,
    /// Why the backend has to be asked all the same.
    pub overdue: Option<Fault>,
}

/// Somebody whom the backend has just let in.
#[derive(Clone, Copy, Debug)]
pub struct Admitted<'a> {
    pub badge: &'a str,
    pub actor: &'a Actor,
    pub pin: &'a str,
    pub until: Timestamp,
}

impl Person {
    pub(super) fn new(badge: &str, actor: &Actor, wrap: Wrap) -> Self {
        Self {
            badge: badge.into(),
            actor: actor.clone(),
            wrap,
            tries: 0,
            not_after: None,
            seen: None,
            not_before: None,
        }
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
    keyring: Arc<dyn Keyring>,
}

impl KeyRing {
    /// Reads the file, or makes a new device. Fails without a keyring.
    pub fn open(folder: &Path, keyring: &dyn Keyring, around: &dyn Surroundings) -> Result<Self, Fault> {
        let path = folder.join("device.json");
        let mut stored = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| {
                Fault::new(
                    "device_file_damaged",
                    format!("{} cannot be read: restore it from a backup.", path.display()),
                )
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Stored { device: around.id(), people: Vec::new(), escrow: None, unattended: None }
            }
            Err(error) => return Err(durable::unwritten(&path, &error)),
        };
        let name = secret_of(stored.device);
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
                // The wraps of a lost secret open for nobody: people sign in by network, and the database's
                // key comes from escrow, instead of right PINs being counted as wrong.
                stored.people.clear();
                secret
            }
        };
        let ring = Self { path, stored, secret, keyring: keyring.shared() };
        ring.save()?;
        Ok(ring)
    }

    /// The names of all that the keyring holds for a device.
    pub fn secrets_of(device: DeviceId) -> Vec<String> {
        vec![secret_of(device), anchor_of(device)]
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
    pub fn unlock(&mut self, badge: &str, pin: &str, now: Timestamp) -> Result<Unlocked, Fault> {
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
        let bound = bound(self.stored.device, &person.actor, person.not_after);
        match person.wrap.open(pin, &self.secret, &bound)? {
            Some(key) => {
                let opened = &mut self.stored.people[at];
                (opened.tries, opened.not_before) = (0, None);
                opened.seen = opened.seen.max(Some(now));
                self.save()?;
                let until = person.not_after.unwrap_or(Timestamp::MIN);
                let overdue = overdue(&person, now);
                Ok(Unlocked { actor: person.actor, key, until, overdue })
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

    /// Lets a person unlock with this PIN from now on, until the hours without a network are over.
    pub fn admit(
        &mut self,
        who: &Admitted,
        key: &DatabaseKey,
        around: &dyn Surroundings,
    ) -> Result<(), Fault> {
        let not_after = Some(who.until);
        let bound = bound(self.stored.device, who.actor, not_after);
        let wrap = Wrap::seal(key, who.pin, &self.secret, &bound, around.bytes())?;
        let person =
            Person { not_after, seen: Some(around.now()), ..Person::new(who.badge, who.actor, wrap) };
        match self.stored.people.iter_mut().find(|p| p.badge == who.badge) {
            Some(known) => *known = person,
            None => self.stored.people.push(person),
        }
        self.save()
    }

    /// The backend does not know this person with this PIN any more.
    pub fn dismiss(&mut self, badge: &str) -> Result<(), Fault> {
        self.stored.people.retain(|p| p.badge != badge);
        self.save()
    }

    /// Where the database stood when it was last looked at, if it ever was.
    pub fn anchor(&self) -> Result<Option<Standing>, Fault> {
        let kept = self.keyring.get(&self.anchor_name())?;
        kept.map(|bytes| serde_json::from_slice(&bytes).map_err(|_| anchor_damaged())).transpose()
    }

    /// Written when the database already stands there, so after a crash it is never ahead of it.
    pub fn keep_anchor(&self, standing: &Standing) -> Result<(), Fault> {
        let bytes = serde_json::to_vec(standing).map_err(|_| anchor_damaged())?;
        self.keyring.set(&self.anchor_name(), &bytes)
    }

    fn anchor_name(&self) -> String {
        anchor_of(self.stored.device)
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
        bound(self.stored.device, actor, None)
    }

    fn save(&self) -> Result<(), Fault> {
        let written = serde_json::to_vec_pretty(&self.stored).map_err(Into::into);
        written
            .and_then(|json| durable::replace(&self.path, &json))
            .map_err(|e| durable::unwritten(&self.path, &e))
    }
}

fn secret_of(device: DeviceId) -> String {
    format!("device-secret/{device}")
}

fn anchor_of(device: DeviceId) -> String {
    format!("database-anchor/{device}")
}

fn bound(device: DeviceId, actor: &Actor, not_after: Option<Timestamp>) -> Bound {
    Bound { device, user: actor.user, role_epoch: actor.role_epoch, not_after }
}

/// Whether the rights that the backend gave have to be asked for again.
fn overdue(person: &Person, now: Timestamp) -> Option<Fault> {
    let back = person.seen.is_some_and(|seen| now.saturating_add(CLOCK_SLACK).is_ok_and(|now| now < seen));
    if back {
        let message = "This device's clock was set back. Connect it to the network and sign in; what waits in the \
                       queue is kept.";
        return Some(Fault::new("clock_set_back", message));
    }
    person.not_after.is_none_or(|end| now > end).then(offline_too_long)
}

/// The hours without the backend are over.
pub(crate) fn offline_too_long() -> Fault {
    let message = "This device was without the network for longer than it may. Connect it and sign in; what waits \
                   in the queue is kept.";
    Fault::new("offline_too_long", message)
}

fn anchor_damaged() -> Fault {
    let message = "What the keyring holds about this device's database cannot be read: call support.";
    Fault::new("keyring_damaged", message)
}

fn unknown_here() -> Fault {
    Fault::of(
        "badge",
        "unknown_here",
        "This badge has not signed in on this device yet: the first time needs the network.",
    )
}

#[cfg(test)]
mod tests;
