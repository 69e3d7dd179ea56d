//! A station on a real network: devices with real files, backends that are processes of their own on one
//! PostgreSQL, and between them a bad link. Backends are killed while people work; at the end the weather is
//! good, everything drains, and the invariants of the simulation are asked of it, with one more: the money adds
//! up to what people did.

mod ledger;
mod people;
pub mod replica;
mod report;
mod station;
mod three_days;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use airside_backend::{Config, Real, Running, inspect::Look, start_with};
use airside_core::Real as Here;
use airside_shared::entity::Entity;
use airside_sim::{Airport, Chance, STATION, all_agree, still_waiting};
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use tokio::time::sleep;

use crate::bad_link::{BadLink, Weather};
use ledger::Ledger;
use replica::Replica;
pub use report::Report;
use station::Device;
pub use three_days::three_days;

/// Of each product on each trolley: what is sold does not run out.
const STOCK: i64 = 1_000_000;
/// Photos of all backends are encrypted with one key, as the configuration must say.
const STORAGE_KEY: &str = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";

/// What is to happen.
#[derive(Clone, Debug)]
pub struct Plan {
    pub devices: usize,
    /// Of each device.
    pub acts: usize,
    pub backends: usize,
    /// From one act of a device to its next, at most.
    pub pause: Duration,
    /// From one kill of a backend to the next.
    pub kill_every: Duration,
    /// In which everything must have drained once the weather is good.
    pub bound: Duration,
    pub seed: u64,
}

/// Everything that runs.
struct World {
    plan: Plan,
    airport: Airport,
    config: Config,
    link: BadLink,
    devices: Vec<Device>,
    chance: Chance,
    /// The storm is over.
    calm: AtomicBool,
}

/// Plays the plan on this database, which is empty. An error is something that did not hold.
pub async fn play(plan: Plan, database: String, program: &Path) -> Result<Report> {
    let folder = tempfile::tempdir()?;
    let begun = Instant::now();
    let (config, airport) = open(&plan, database, folder.path()).await?;
    let mut replicas = (0..plan.backends)
        .map(|nth| {
            let data = folder.path().join(format!("backend-{nth}"));
            Replica::start(program, &Config { data, ..config.clone() })
        })
        .collect::<Result<Vec<_>>>()?;
    let link = BadLink::before(replicas.iter().map(|it| it.addr).collect(), plan.seed).await?;
    link.set_weather(Weather::STORM);
    let mut devices = Vec::with_capacity(plan.devices);
    for nth in 0..plan.devices {
        devices.push(Device::new(nth, folder.path(), &link.url(), &airport.staff, Arc::new(Here))?);
    }
    devices.iter_mut().for_each(Device::run);
    let (chance, calm) = (Chance::new(plan.seed), AtomicBool::default());
    let world = Arc::new(World { plan, airport, config, link, devices, chance, calm });
    let killer = tokio::task::spawn_blocking({
        let world = world.clone();
        move || world.kill(&mut replicas).map(|kills| (kills, replicas))
    });
    let worked = world.storm().await;
    let storm = begun.elapsed();
    world.calm.store(true, Ordering::Relaxed);
    let (kills, replicas) = killer.await??;
    worked?;
    world.link.set_weather(Weather::default());
    let healed = Instant::now();
    let (look, ledger) = world.quiet().await?;
    let drained = healed.elapsed();
    drop(replicas);
    Ok(Report::new(&world, &look, &ledger, storm, drained, kills))
}

/// Fills the database: an airport of as many people as there is work for.
async fn open(plan: &Plan, database: String, folder: &Path) -> Result<(Config, Airport)> {
    let day = airside_core::clock::day_at(STATION, Timestamp::now());
    let airport = stocked(Airport::new(day, (plan.devices * 2).max(30) as u64));
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        data: folder.join("watcher"),
        database: Some(database),
        storage_key: Some(STORAGE_KEY.into()),
        ..Config::default()
    };
    let backend = watcher(&config).await?;
    backend.enrol_simulated(airport.staff.clone()).await?;
    backend.load(airport.entities.clone()).await?;
    backend.stop().await?;
    Ok((config, airport))
}

fn stocked(mut airport: Airport) -> Airport {
    for entity in &mut airport.entities {
        if let Entity::Trolley(trolley) = entity {
            trolley.loaded.values_mut().for_each(|count| *count = STOCK);
            trolley.on_hand = trolley.loaded.clone();
        }
    }
    airport
}

/// A backend in this process, to fill the database and to look at it.
async fn watcher(config: &Config) -> Result<Running> {
    start_with(config.clone(), Arc::new(Real)).await
}

impl World {
    /// Every few seconds one of the backends is killed and started again, until the storm is over.
    fn kill(&self, replicas: &mut [Replica]) -> Result<u64> {
        let mut kills = 0;
        let mut next = Instant::now() + self.plan.kill_every;
        while !self.calm.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(50));
            if Instant::now() < next {
                continue;
            }
            let nth = self.chance.below(replicas.len() as u64) as usize;
            replicas[nth].kill_and_restart()?;
            self.link.moved(nth, replicas[nth].addr);
            kills += 1;
            next = Instant::now() + self.plan.kill_every;
        }
        Ok(kills)
    }

    /// Everybody works, whatever the network does.
    async fn storm(self: &Arc<Self>) -> Result<()> {
        let mut people = tokio::task::JoinSet::new();
        for nth in 0..self.devices.len() {
            people.spawn(self.clone().work(nth));
        }
        while let Some(worked) = people.join_next().await {
            worked??;
        }
        Ok(())
    }

    async fn work(self: Arc<Self>, nth: usize) -> Result<()> {
        let device = &self.devices[nth];
        let begun = Instant::now();
        while !device.ready() {
            device.sign_in().await;
            sleep(Duration::from_millis(300)).await;
            if begun.elapsed() > self.plan.bound {
                bail!("{}: the day did not come in", device.name);
            }
        }
        for _ in 0..self.plan.acts {
            sleep(Duration::from_millis(self.chance.below(self.plan.pause.as_millis() as u64 + 1))).await;
            let here = self.clone();
            // The disk is waited for where it holds up nobody.
            tokio::task::spawn_blocking(move || {
                people::act(&here.devices[nth], &here.airport, &here.chance)
                    .with_context(|| here.devices[nth].name.clone())
            })
            .await??;
            device.sign_in().await;
        }
        Ok(())
    }

    /// Nothing goes wrong any more: everything drains, and then everything is asked.
    async fn quiet(&self) -> Result<(Look, Ledger)> {
        let backend = watcher(&self.config).await?;
        let begun = Instant::now();
        loop {
            for device in &self.devices {
                device.sign_in().await;
                device.desk.sync_now();
            }
            sleep(Duration::from_millis(500)).await;
            let look = backend.look().await?;
            let Some(still) = still_waiting(self.devices.iter().map(Device::subject), &look)? else {
                break;
            };
            if begun.elapsed() > self.plan.bound {
                bail!("after {:?} of good weather: {still}", self.plan.bound);
            }
        }
        let look = backend.look().await?;
        backend.stop().await?;
        let broken = all_agree(self.devices.iter().map(Device::subject), &look, &self.airport.entities)?;
        if let Some(broken) = broken {
            bail!("{broken}");
        }
        let ledger = Ledger::of(&self.devices)?;
        ledger.agrees_with_backend(&look)?;
        ledger.agrees_with_devices(&self.devices)?;
        Ok((look, ledger))
    }
}
