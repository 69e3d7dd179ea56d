//! What is on a device, for somebody who can unlock it.

use std::{env, io, path::PathBuf};

use airside_core::{
    Real, clock,
    keys::{KeyRing, SystemKeyring},
    store::{Store, audit, queue},
};
use airside_shared::audit as chain;
use anyhow::{Context, Result, bail};
use clap::Args;

/// How the device's database is opened. The PIN comes from AIRSIDE_PIN or is asked for.
#[derive(Args)]
pub struct Unlock {
    /// The device's folder.
    #[arg(long)]
    data: PathBuf,
    /// Badge of somebody who has signed in on the device.
    #[arg(long)]
    badge: String,
}

/// From AIRSIDE_PIN, or as it is typed.
pub fn pin(badge: &str) -> Result<String> {
    if let Ok(pin) = env::var("AIRSIDE_PIN") {
        return Ok(pin);
    }
    eprint!("PIN of {badge}: ");
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

impl Unlock {
    fn store(&self) -> Result<Store> {
        let pin = pin(&self.badge)?;
        let database = self.data.join("airside.db");
        if !database.exists() {
            bail!("{} has no database: give the device's folder", self.data.display());
        }
        let mut ring = KeyRing::open(&self.data, &SystemKeyring, &Real)?;
        let unlocked = ring.unlock(&self.badge, &pin, jiff::Timestamp::now())?;
        match unlocked.overdue {
            Some(fault) => Err(fault.into()),
            None => Ok(Store::open(&database, unlocked.key)?),
        }
    }
}

pub fn list_queue(unlock: &Unlock) -> Result<()> {
    let entries = unlock.store()?.read(|db| queue::list(db, u32::MAX))?;
    println!("{:>6}  {:<10}  {:<16}  {:<17}  WHAT", "SEQ", "STATE", "KIND", "MADE");
    for it in entries.iter().rev() {
        let made = clock::clock(&it.entry.actor.station, it.entry.made_at);
        let why = it.reason.as_ref().map(|r| format!("  ({})", r.code)).unwrap_or_default();
        let (seq, state, kind) = (it.entry.seq, it.state.name(), &it.entry.kind);
        println!("{seq:>6}  {state:<10}  {kind:<16}  {:<17}  {}{why}", made.local, it.about);
    }
    println!("{} entries", entries.len());
    Ok(())
}

pub fn verify_audit(unlock: &Unlock) -> Result<()> {
    let records = unlock.store()?.read(|db| audit::list(db, 0, u32::MAX))?;
    match chain::verify(records) {
        Ok((count, head)) => {
            println!("{count} records, unbroken; head {head}");
            Ok(())
        }
        Err(at) => Err(anyhow::anyhow!("{}", at.why))
            .with_context(|| format!("the chain breaks at record {}", at.seq)),
    }
}
