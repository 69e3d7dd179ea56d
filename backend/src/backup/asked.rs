//! What somebody at a terminal asks for; the configuration says of which store and where.

use std::sync::Arc;

use airside_shared::Fault;
use crypto_box::SecretKey;

use super::{Backups, Listed, Manifest, Result, Taken, Verified, key::Key, list, place};
use crate::{Config, app, store::Engine, surroundings::Surroundings, vault::Vault};

async fn store(config: &Config) -> Result<Engine> {
    Engine::open(&config.data, config.database.as_deref()).await.map_err(|e| {
        Fault::new("store_closed", format!("The store cannot be opened ({e:#}): give its folder or address."))
    })
}

async fn vault(store: &Engine, config: &Config) -> Result<Vault> {
    Vault::open_for(store, config).await.map_err(|e| Fault::new("storage_key_wrong", format!("{e:#}")))
}

async fn recovery(store: &Engine, config: &Config, around: &dyn Surroundings) -> Result<SecretKey> {
    let vault = Arc::new(vault(store, config).await?);
    app::recovery_key(store, vault, around).await.map_err(|refusal| refusal.fault)
}

async fn opened(config: &Config, around: &dyn Surroundings) -> Result<Backups> {
    match &config.backup_key {
        Some(path) => Backups::with(config, Key::in_file(path)?),
        None => Backups::of(config, &recovery(&store(config).await?, config, around).await?),
    }
}

/// Takes a backup of the configured store now.
pub async fn take_now(config: &Config, around: &dyn Surroundings) -> Result<Taken> {
    opened(config, around).await?.take(&store(config).await?, around).await
}

/// Verifies the one of this name, or the newest.
pub async fn verify_one(config: &Config, name: Option<&str>, around: &dyn Surroundings) -> Result<Verified> {
    let backups = opened(config, around).await?;
    let name = match name {
        Some(name) => name.to_owned(),
        None => backups.newest().await?,
    };
    backups.verify(&name, around.now()).await
}

/// Restores the one of this name, or the newest, into the configured store, which has to be empty.
pub async fn restore_one(
    config: &Config,
    name: Option<&str>,
    around: &dyn Surroundings,
) -> Result<(String, Manifest)> {
    let backups = opened(config, around).await?;
    let name = match name {
        Some(name) => name.to_owned(),
        None => backups.newest().await?,
    };
    let store = store(config).await?;
    let vault = vault(&store, config).await?;
    let manifest = backups.restore(&store, vault, &name).await?;
    Ok((name, manifest))
}

/// All that are there, oldest first.
pub async fn list_all(config: &Config) -> Result<Vec<Listed>> {
    list(&place(config)?).await
}

/// The airline's recovery key in hexadecimal, to be kept apart from the store: without it nobody opens a backup after
/// the store was lost.
pub async fn recovery_key(config: &Config, around: &dyn Surroundings) -> Result<String> {
    Ok(hex::encode(recovery(&store(config).await?, config, around).await?.to_bytes()))
}
