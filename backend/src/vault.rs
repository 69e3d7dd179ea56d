//! What lies encrypted in the database: photos, the state of their hashes, the airline's recovery key. The key is
//! the configuration's, so whoever has the database alone, or a backup of it, reads none of them.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use anyhow::{Context, bail};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};

use crate::{
    Config,
    refusal::{Refusal, Result},
    store::{self, Engine, Store},
    surroundings::{Real, Surroundings},
};

/// Bytes of XChaCha20's nonce: large enough to be taken by chance.
const NONCE: usize = 24;
/// Where the store remembers which key it is sealed with.
const CHECK: &str = "storage_key_check";

/// Seals and opens with one key.
pub struct Vault(XChaCha20Poly1305);

impl Vault {
    pub fn of(key: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(key.into()))
    }

    /// The vault of the configured key, if it is the one that this store is sealed with.
    pub async fn open_for(store: &Engine, config: &Config) -> anyhow::Result<Self> {
        let vault = Self::of(&key(config)?);
        let fresh = hex::encode(vault.seal(CHECK, CHECK.as_bytes())?);
        let kept = store
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(kept) = store::meta(tx, CHECK).await? {
                        return Ok(kept);
                    }
                    store::set_meta(tx, CHECK, &fresh).await?;
                    Ok(fresh)
                })
            })
            .await?;
        let same = hex::decode(kept).is_ok_and(|sealed| vault.open(CHECK, &sealed).is_ok());
        if !same {
            bail!(
                "storage_key is not the key that this database is sealed with: give every backend the same one"
            );
        }
        Ok(vault)
    }

    /// `place` names where it will lie: elsewhere it does not open.
    pub fn seal(&self, place: &str, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut sealed = (&Real as &dyn Surroundings).bytes()?[..NONCE].to_vec();
        let nonce: [u8; NONCE] = sealed.as_slice().try_into().map_err(|e| Refusal::store(&e))?;
        let payload = Payload { msg: bytes, aad: place.as_bytes() };
        sealed.extend(self.0.encrypt(&nonce.into(), payload).map_err(|_| Refusal::store(&"sealing failed"))?);
        Ok(sealed)
    }

    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let altered = || Refusal::store(&format!("{place} was altered, or is sealed with another key"));
        let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or_else(altered)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|e| Refusal::store(&e))?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        self.0.decrypt(&nonce.into(), payload).map_err(|_| altered())
    }
}

/// The configured key; else one in a file beside the embedded database, made at the first start.
fn key(config: &Config) -> anyhow::Result<[u8; 32]> {
    if let Some(text) = &config.storage_key {
        return read(text).context("storage_key is not 64 hexadecimal digits");
    }
    let path = config.data.join("storage.key");
    if path.exists() {
        return read(&fs::read_to_string(&path)?).with_context(|| format!("{} is damaged", path.display()));
    }
    let fresh = (&Real as &dyn Surroundings).bytes()?;
    write(&path, &hex::encode(fresh)).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(fresh)
}

fn read(text: &str) -> Option<[u8; 32]> {
    hex::decode(text.trim()).ok()?.try_into().ok()
}

/// Whole and synced before anything is sealed with it, and for nobody else to read.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let fresh = path.with_extension("key.new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(fresh, path)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_its_key_in_its_place_unaltered_and_not_else() {
        let (vault, other) = (Vault::of(&[1; 32]), Vault::of(&[2; 32]));
        let sealed = vault.seal("photo/0", b"a face").unwrap();
        assert!(!sealed.windows(6).any(|bytes| bytes == b"a face"));
        assert_eq!(vault.open("photo/0", &sealed).unwrap(), b"a face");
        assert!(vault.open("photo/6", &sealed).is_err());
        assert!(other.open("photo/0", &sealed).is_err());
        let mut altered = sealed.clone();
        *altered.last_mut().unwrap() ^= 1;
        assert!(vault.open("photo/0", &altered).is_err());
        assert!(vault.open("photo/0", &sealed[..10]).is_err());
    }
}
