//! Backups of payments, books and audit logs, with what they point to: read from one snapshot of the store, sealed,
//! put away, read back and compared before they count. What a backup is stands in `document.rs`, how it lies in
//! `sealed.rs`.

mod asked;
mod document;
mod key;
mod manifest;
mod place;
mod restore;
mod schedule;
mod sealed;
mod transport;

use std::{collections::BTreeSet, sync::Arc};

use airside_shared::Fault;
use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    Config, app,
    refusal::{self, Refusal},
    store::{Engine, Store, Tx, backup},
    surroundings::Surroundings,
    vault::Vault,
};
pub use asked::{list_all, recovery_key, restore_one, take_now, verify_one};
use document::{Reader, Row, Writer};
pub use key::Holder;
use key::Key;
pub use manifest::{Contents, Log, Manifest, Rows, Sum};
use place::Place;
use restore::put_back;
pub use schedule::{round, run};
use sealed::{open, seal};

type Result<T> = std::result::Result<T, Fault>;

const BACKUP: &str = ".backup";
const VERIFIED: &str = ".verified.json";
/// How the time stands in a name, which sorts by it.
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// What a backup that was taken came to.
#[derive(Clone, Debug, Serialize)]
pub struct Taken {
    pub name: String,
    pub bytes: usize,
    pub manifest: Manifest,
    /// Older than they are kept, and verified: they are gone.
    pub deleted: Vec<String>,
    /// As old, but never verified: somebody has to look at them.
    pub kept_unverified: Vec<String>,
}

/// The word that a backup was read back whole, beside it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verified {
    pub name: String,
    pub bytes: usize,
    /// Of the sealed bytes.
    pub sha256: String,
    pub verified_at: Timestamp,
    pub manifest: Manifest,
}

/// One that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    pub name: String,
    pub verified: bool,
}

/// Where backups go, and the key that they are sealed to.
pub struct Backups {
    place: Place,
    key: Arc<Key>,
    keep_days: u32,
}

impl Backups {
    /// As the configuration says. Without a key of its own it is the airline's recovery key.
    pub fn of(config: &Config, recovery: &crypto_box::SecretKey) -> Result<Self> {
        let key = match &config.backup_key {
            Some(path) => Key::in_file(path)?,
            None => Key::recovery(recovery.clone()),
        };
        Self::with(config, key)
    }

    fn with(config: &Config, key: Key) -> Result<Self> {
        let place = place(config)?;
        Ok(Self { place, key: Arc::new(key), keep_days: config.backup_keep_days })
    }

    /// Takes one, reads it back, and deletes those that are too old and were verified.
    pub async fn take(&self, store: &Engine, around: &dyn Surroundings) -> Result<Taken> {
        let now = around.now();
        let chance = around.random().map_err(|e| Fault::new("backup_failed", e))?;
        let name = format!("airside-{}-{}{BACKUP}", now.strftime(STAMP), hex::encode(&chance[..4]));
        let key = self.key.clone();
        let (content, manifest) =
            store.read(move |tx| Box::pin(write(tx, now, key))).await.map_err(|refusal| refusal.fault)?;
        let sealed = seal(&content, &self.key.secret)?;
        let bytes = sealed.len();
        self.place.put(&name, sealed).await?;
        let verified = self.verify(&name, now).await?;
        if verified.manifest != manifest {
            let message = format!("{name} was read back and is another: look at the place of the backups.");
            return Err(Fault::new("backup_manifest_differs", message));
        }
        let (deleted, kept_unverified) = self.prune(now).await?;
        Ok(Taken { name, bytes, manifest, deleted, kept_unverified })
    }

    /// Reads one back, counts and sums its rows, walks its chains; if all is well, leaves word of it beside it.
    pub async fn verify(&self, name: &str, now: Timestamp) -> Result<Verified> {
        let sealed = self.place.get(name).await?;
        let (bytes, sha256) = (sealed.len(), hex::encode(Sha256::digest(&sealed)));
        let key = self.key.clone();
        let (manifest, _) = aside(move || check(&sealed, &key)).await?;
        let verified = Verified { name: name.to_owned(), bytes, sha256, verified_at: now, manifest };
        let word =
            serde_json::to_vec_pretty(&verified).map_err(|e| Fault::new("backup_failed", e.to_string()))?;
        self.place.put(&mark(name), word).await?;
        Ok(verified)
    }

    /// Puts one into a store that has nothing of the kind, and compares row by row before it is committed.
    pub async fn restore(&self, store: &Engine, vault: Vault, name: &str) -> Result<Manifest> {
        let sealed = self.place.get(name).await?;
        let key = self.key.clone();
        let (manifest, content) = aside(move || check(&sealed, &key)).await?;
        let recovery = (manifest.sealed_to == Holder::Recovery).then(|| self.key.secret.clone());
        store
            .write(move |tx| {
                Box::pin(async move {
                    put_back(tx, content).await?;
                    match recovery {
                        Some(key) => app::keep_recovery_key(tx, &vault, &key.to_bytes()).await,
                        None => Ok(()),
                    }
                })
            })
            .await
            .map_err(|refusal| refusal.fault)?;
        Ok(manifest)
    }

    /// What is kept no longer, if it was verified; the newest that was is always kept.
    async fn prune(&self, now: Timestamp) -> Result<(Vec<String>, Vec<String>)> {
        let listed = list(&self.place).await?;
        let newest = listed.iter().rfind(|it| it.verified).map(|it| it.name.clone());
        let (mut deleted, mut unverified) = (Vec::new(), Vec::new());
        let days = SignedDuration::from_hours(24 * i64::from(self.keep_days));
        for Listed { name, verified } in listed {
            let old = taken_at(&name).is_some_and(|at| now.duration_since(at) > days);
            if !old || Some(&name) == newest.as_ref() {
                continue;
            }
            if verified {
                // The word last: a backup without it is never deleted.
                self.place.delete(&name).await?;
                self.place.delete(&mark(&name)).await?;
                deleted.push(name);
            } else {
                unverified.push(name);
            }
        }
        Ok((deleted, unverified))
    }

    async fn newest(&self) -> Result<String> {
        let nothing = || Fault::new("backup_not_found", "There is no backup there: take one first.");
        list(&self.place).await?.pop().map(|it| it.name).ok_or_else(nothing)
    }
}

fn place(config: &Config) -> Result<Place> {
    let to = config.backup_to.as_deref().ok_or_else(|| {
        let message = "Say where backups go: backup_to is a folder, or s3://bucket/prefix.";
        Fault::of("backup_to", "backup_place_missing", message)
    })?;
    Place::open(to, &config.backup_options)
}

fn mark(name: &str) -> String {
    format!("{}{VERIFIED}", name.strip_suffix(BACKUP).unwrap_or(name))
}

fn taken_at(name: &str) -> Option<Timestamp> {
    let stamp = name.strip_prefix("airside-")?.split('-').next()?;
    Some(DateTime::strptime(STAMP, stamp).ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

async fn list(place: &Place) -> Result<Vec<Listed>> {
    let names = place.names().await?;
    let marks: BTreeSet<&str> =
        names.iter().filter(|it| it.ends_with(VERIFIED)).map(String::as_str).collect();
    let backups = names.iter().filter(|it| it.ends_with(BACKUP));
    let listed = |name: &String| Listed { name: name.clone(), verified: marks.contains(mark(name).as_str()) };
    Ok(backups.map(listed).collect())
}

/// What takes a while goes to a thread of its own, so that requests are answered meanwhile.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| Fault::new("backup_failed", format!("The backup was not read ({e}): try again.")))?
}

/// A fault as the store's works give it, with its code.
fn refused(fault: Fault) -> Refusal {
    Refusal { fault, ..Refusal::conflict("", "") }
}

async fn write(tx: &mut dyn Tx, now: Timestamp, key: Arc<Key>) -> refusal::Result<(Vec<u8>, Manifest)> {
    let mut writer = Writer::begin(now).map_err(refused)?;
    backup::each(tx, &mut |table, row| writer.row(table, &row).map_err(refused)).await?;
    writer.finish(&key).map_err(refused)
}

/// Opens one and holds its manifest against its rows; the manifest and the content.
fn check(sealed: &[u8], key: &Key) -> Result<(Manifest, Vec<u8>)> {
    let content = open(sealed, &key.secret)?;
    let (mut reader, mut tally) = (Reader::begin(content.clone())?, manifest::Tally::default());
    while let Some(Row { table, values, line }) = reader.row()? {
        tally.count(table, &values, &line)?;
    }
    let (manifest, found) = (reader.manifest(key)?, tally.contents());
    manifest.contents.fits(&found)?;
    found.sound()?;
    Ok((manifest, content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_backup_stands_in_its_name() {
        let at: Timestamp = "2026-11-22T06:20:00Z".parse().unwrap();
        assert_eq!(at.strftime(STAMP).to_string(), "20261122T062000Z");
        assert_eq!(taken_at("airside-20261122T062000Z-1a2b3c4d.backup"), Some(at));
        assert_eq!(taken_at("airside-somewhen.backup"), None);
        assert_eq!(mark("airside-x.backup"), "airside-x.verified.json");
    }
}
