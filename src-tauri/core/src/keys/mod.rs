//! Keys of a device. The database key is random and never stored bare: it is wrapped once for each person
//! under their PIN *and* a secret in the operating system's keyring, and sealed once to the airline's
//! recovery key. So neither a stolen disk nor a PIN alone opens anything. Without a keyring nothing
//! starts: there is no plaintext fallback.

mod keyring;
mod ring;
mod unattended;
mod wrap;

pub use keyring::{DeviceSecret, Keyring, MemoryKeyring, SystemKeyring};
pub(crate) use ring::offline_too_long;
pub use ring::{Admitted, KeyRing, Person, Unlocked};
pub use wrap::{DatabaseKey, seal_escrow};
