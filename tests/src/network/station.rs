//! The desks and tablets of a station: real programs' cores on real encrypted files, each with a connection of
//! its own to the backend.

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard},
};

use airside_backend::Account;
use airside_core::{Config, Desk, Surroundings, keys::MemoryKeyring, store::Store, sync};
use airside_shared::{Fault, access::Role, devices::DeviceKind, ipc::Link};
use airside_sim::{PIN, STATION, Subject, actor};
use tokio::task::JoinHandle;

use super::ledger::Deed;

/// One device with somebody at work.
pub struct Device {
    pub name: String,
    pub kind: DeviceKind,
    pub desk: Arc<Desk>,
    pub store: Arc<Store>,
    badge: String,
    deeds: Mutex<Vec<Deed>>,
    driver: Option<JoinHandle<()>>,
}

impl Device {
    /// A new device with an empty database. Nobody types a PIN on it: Argon2 for hundreds would take longer than
    /// all the rest.
    pub fn new(
        nth: usize,
        folder: &Path,
        url: &str,
        staff: &[Account],
        around: Arc<dyn Surroundings>,
    ) -> Result<Self, Fault> {
        let kind = if nth % 3 == 2 { DeviceKind::Tablet } else { DeviceKind::Desk };
        let role = if kind == DeviceKind::Tablet { Role::CabinCrew } else { Role::CheckIn };
        let fit: Vec<&Account> = staff.iter().filter(|person| person.role == role).collect();
        let person = fit[nth % fit.len()];
        let name = format!("{kind:?}-{nth}").to_lowercase();
        let data = folder.join(&name);
        std::fs::create_dir_all(&data).map_err(|e| Fault::new("disk_failed", e.to_string()))?;
        let mut key = [0; 32];
        around.fill(&mut key);
        let store = Arc::new(Store::open(&data.join("airside.db"), key.into())?);
        let config =
            Config { prints: data.clone(), data, backend: url.into(), kind, station: STATION.into() };
        let desk = Desk::new(config, &MemoryKeyring::default(), around);
        desk.resume(store.clone(), actor(person))?;
        let badge = person.badge.clone();
        Ok(Self { name, kind, desk, store, badge, deeds: Mutex::default(), driver: None })
    }

    /// Begins to sync, and goes on until the device is dropped.
    pub fn run(&mut self) {
        self.driver = Some(tokio::spawn(sync::run(self.desk.clone())));
    }

    /// Asks the backend for a token where there is none: the first time, and when an answer was lost.
    pub async fn sign_in(&self) {
        let link = self.desk.sync_status().link;
        let scopes = self.store.read(airside_core::store::scopes::list).map_or(0, |held| held.len());
        if scopes == 0 || matches!(link, Link::SignInNeeded | Link::Unknown) {
            drop(self.desk.clone().renew(&self.badge, PIN).await);
        }
    }

    /// The day is on it, so that people can work.
    pub fn ready(&self) -> bool {
        let held = self.store.read(airside_core::store::scopes::list).unwrap_or_default();
        !held.is_empty() && held.iter().all(|scope| scope.complete)
    }

    pub fn deeds(&self) -> MutexGuard<'_, Vec<Deed>> {
        self.deeds.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// For the invariants.
    pub fn subject(&self) -> Subject<'_> {
        let promises = self.deeds().iter().map(|deed| deed.op).collect();
        Subject { name: &self.name, store: &self.store, desk: Some(self.desk.clone()), promises }
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        if let Some(driver) = &self.driver {
            driver.abort();
        }
    }
}
