//! The key of a kiosk, which starts without anybody: wrapped under the device's secret alone.

use airside_shared::{Fault, intents::Actor};

use super::{DatabaseKey, KeyRing, ring::Person, wrap::Wrap};
use crate::surroundings::Surroundings;

/// In the place of a PIN. A PIN has digits only, so no person's wrap is ever opened with it.
const NOBODY: &str = "unattended";

impl KeyRing {
    /// Keeps the key for starts without anybody.
    pub fn leave_unattended(
        &mut self,
        actor: &Actor,
        key: &DatabaseKey,
        around: &dyn Surroundings,
    ) -> Result<(), Fault> {
        let wrap = Wrap::seal(key, NOBODY, self.secret(), &self.bound_to(actor), around.bytes())?;
        self.keep_unattended(Person::new("", actor, wrap))
    }

    /// Who works here when nobody does, and the key; nothing when the device was not enrolled so.
    pub fn open_unattended(&self) -> Result<Option<(Actor, DatabaseKey)>, Fault> {
        let Some(kept) = self.unattended() else { return Ok(None) };
        let key = kept.wrap().open(NOBODY, self.secret(), &self.bound_to(&kept.actor))?;
        let lost = || Fault::new("key_lost", "The keyring's secret is another: enrol the kiosk anew.");
        Ok(Some((kept.actor.clone(), key.ok_or_else(lost)?)))
    }
}

#[cfg(test)]
mod tests {
    use airside_shared::{access::Role, ids::Uuid};
    use jiff::Timestamp;
    use zeroize::Zeroizing;

    use super::*;
    use crate::{keys::MemoryKeyring, surroundings::Real};

    fn actor() -> Actor {
        Actor {
            user: Uuid::from_u128(9).into(),
            name: "Kiosk hall A".into(),
            role: Role::Kiosk,
            role_epoch: 1,
            station: "JFK".into(),
        }
    }

    #[test]
    fn a_kiosk_opens_itself_after_a_restart_and_nobody_can_sign_in_as_it() {
        let (folder, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
        let mut ring = KeyRing::open(folder.path(), &keyring, &Real).unwrap();
        assert!(ring.open_unattended().unwrap().is_none());
        ring.leave_unattended(&actor(), &Zeroizing::new([7; 32]), &Real).unwrap();
        let mut again = KeyRing::open(folder.path(), &keyring, &Real).unwrap();
        let (who, key) = again.open_unattended().unwrap().unwrap();
        assert_eq!((who.role, *key), (Role::Kiosk, [7; 32]));
        assert!(again.people().is_empty());
        assert_eq!(again.unlock("", NOBODY, Timestamp::UNIX_EPOCH).unwrap_err().code, "unknown_here");
    }

    #[test]
    fn a_stolen_disk_without_the_keyring_opens_nothing() {
        let (folder, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
        let mut ring = KeyRing::open(folder.path(), &keyring, &Real).unwrap();
        ring.leave_unattended(&actor(), &Zeroizing::new([7; 32]), &Real).unwrap();
        let elsewhere = KeyRing::open(folder.path(), &MemoryKeyring::default(), &Real).unwrap();
        assert_eq!(elsewhere.open_unattended().unwrap_err().code, "key_lost");
    }
}
