//! The key that backups are sealed to: the airline's recovery key, or one in a file.

use std::{fs, path::Path};

use airside_shared::Fault;
use crypto_box::SecretKey;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::app::airline_key;

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// The airline's recovery key, which a store that is restored takes over.
    Recovery,
    /// Of a file.
    File,
}

/// An X25519 key, and the Ed25519 key that follows from it: who can only seal to it cannot sign for it.
pub struct Key {
    pub secret: SecretKey,
    pub signing: SigningKey,
    pub holder: Holder,
}

impl Key {
    pub fn recovery(secret: SecretKey) -> Self {
        Self::of(secret, Holder::Recovery)
    }

    /// 64 hexadecimal digits in a file. One that was written by `backup key` is the recovery key again, which only
    /// what was sealed to it can tell.
    pub fn in_file(path: &Path) -> Result<Self, Fault> {
        let text = fs::read_to_string(path).map_err(|e| {
            let message =
                format!("The key {} cannot be read ({e}): give the file of the key.", path.display());
            Fault::new("backup_key_missing", message)
        })?;
        let bytes: Option<[u8; 32]> = hex::decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        let bytes = bytes.ok_or_else(|| {
            let message =
                format!("{} does not hold 64 hexadecimal digits: give the file of the key.", path.display());
            Fault::new("backup_key_bad", message)
        })?;
        Ok(Self::of(SecretKey::from(bytes), Holder::File))
    }

    fn of(secret: SecretKey, holder: Holder) -> Self {
        Self { signing: airline_key(&secret), secret, holder }
    }
}
