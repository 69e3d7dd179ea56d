//! The operating system's keyring (Secret Service), behind a trait so that tests bring their own.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, Once},
};

use airside_shared::Fault;
use zeroize::Zeroizing;

/// 32 random bytes that never leave the machine.
pub type DeviceSecret = Zeroizing<[u8; 32]>;

/// Keeps small secrets.
pub trait Keyring: Send + Sync {
    /// The secret of that name, if there is one.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Fault>;
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), Fault>;
    /// The same keyring, to be kept.
    fn shared(&self) -> Arc<dyn Keyring>;
    /// Forgets the secret of that name; that there is none is as good.
    fn remove(&self, name: &str) -> Result<(), Fault>;
}

/// The Secret Service of the session bus.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemKeyring;

const SERVICE: &str = "aero.airside.desk";
static STORE: Once = Once::new();

impl SystemKeyring {
    fn entry(name: &str) -> Result<keyring_core::Entry, Fault> {
        let mut failed = None;
        STORE.call_once(|| match dbus_secret_service_keyring_store::Store::new() {
            Ok(store) => keyring_core::set_default_store(store),
            Err(error) => failed = Some(error),
        });
        match failed {
            Some(error) => Err(no_keyring(&error.to_string())),
            None => keyring_core::Entry::new(SERVICE, name).map_err(|e| no_keyring(&e.to_string())),
        }
    }
}

impl Keyring for SystemKeyring {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        match Self::entry(name)?.get_secret() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring_core::Error::NoEntry) => Ok(None),
            Err(error) => Err(no_keyring(&error.to_string())),
        }
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), Fault> {
        Self::entry(name)?.set_secret(secret).map_err(|e| no_keyring(&e.to_string()))
    }

    fn shared(&self) -> Arc<dyn Keyring> {
        Arc::new(*self)
    }

    fn remove(&self, name: &str) -> Result<(), Fault> {
        match Self::entry(name)?.delete_credential() {
            Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
            Err(error) => Err(no_keyring(&error.to_string())),
        }
    }
}

fn no_keyring(why: &str) -> Fault {
    Fault::new(
        "no_keyring",
        format!(
            "The keyring does not answer ({why}). Unlock the login keyring, or start a Secret Service, and try again."
        ),
    )
}

/// For tests and benches.
#[derive(Clone, Debug, Default)]
pub struct MemoryKeyring(Arc<Mutex<HashMap<String, Vec<u8>>>>);

impl Keyring for MemoryKeyring {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.0.lock().expect("no panic while held").get(name).cloned())
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), Fault> {
        self.0.lock().expect("no panic while held").insert(name.to_owned(), secret.to_vec());
        Ok(())
    }

    fn shared(&self) -> Arc<dyn Keyring> {
        Arc::new(self.clone())
    }

    fn remove(&self, name: &str) -> Result<(), Fault> {
        self.0.lock().expect("no panic while held").remove(name);
        Ok(())
    }
}
