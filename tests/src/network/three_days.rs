//! A tablet that works three days without a network and then has a bad one: whatever its people did comes
//! through, once. The time passes by its clock; nobody waits for it.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use airside_backend::Config;
use airside_core::sync;
use airside_sim::{Airport, Chance, all_agree, still_waiting};
use anyhow::{Result, bail};

use super::{ledger::Ledger, people, station::Device, stocked};
use crate::{
    bad_link::{BadLink, Tally, Weather},
    clock::{Around, TODAY, WorldClock},
};

/// Hours without a network; in the last nobody does anything, because a tablet locks itself at their end.
const HOURS: u64 = 72;
const HOUR: Duration = Duration::from_secs(3_600);
/// Somebody of the crew: they may sell without a network.
const TABLET: usize = 2;
/// Rounds in which it must be through.
const ROUNDS: usize = 2_000;

/// A run in which everything held.
#[derive(Debug)]
pub struct ThreeDays {
    pub entries: usize,
    refused: usize,
    money: String,
    acting: Duration,
    draining: Duration,
    rounds: usize,
    pub faults: Tally,
}

/// So many acts without a network, then the drain over a link of this weather.
pub async fn three_days(acts: usize, weather: Weather, seed: u64) -> Result<ThreeDays> {
    let (folder, clock, chance) = (tempfile::tempdir()?, WorldClock::default(), Chance::new(seed));
    let airport = stocked(Airport::new(TODAY, 300));
    let data = folder.path().join("backend");
    let config = Config { listen: ([127, 0, 0, 1], 0).into(), data, ..Config::default() };
    let backend = airside_backend::start_with(config, Arc::new(clock.clone())).await?;
    backend.enrol_simulated(airport.staff.clone()).await?;
    backend.load(airport.entities.clone()).await?;
    let link = BadLink::before(vec![backend.addr], seed).await?;
    let around = Arc::new(Around { clock: clock.clone(), ahead: 0 });
    let device = Device::new(TABLET, folder.path(), &link.url(), &airport.staff, around)?;
    device.sign_in().await;
    sync::once(&device.desk).await?;

    link.set_weather(Weather { drop: 1_000, ..Weather::default() });
    drop(sync::once(&device.desk).await);
    let begun = Instant::now();
    for done in 1..=acts {
        clock.forward_by(HOUR * (HOURS as u32 - 1) / acts as u32);
        // Some things cannot be done: then something else.
        while device.deeds().len() < done {
            people::act(&device, &airport, &chance)?;
        }
    }
    clock.forward_by(HOUR);
    let acting = begun.elapsed();
    let devices = [device];
    // The days that it knew go from it at the next contact: what it shows is added up before.
    Ledger::of_the_waiting(&devices)?.agrees_with_devices(&devices)?;

    link.set_weather(weather);
    let begun = Instant::now();
    let rounds = drain(&devices[0]).await?;
    let draining = begun.elapsed();
    link.set_weather(Weather::default());
    sync::once(&devices[0].desk).await?;
    let look = backend.look().await?;
    if let Some(still) = still_waiting([devices[0].subject()], &look)? {
        bail!("{still}");
    }
    if let Some(broken) = all_agree([devices[0].subject()], &look, &airport.entities)? {
        bail!("{broken}");
    }
    let ledger = Ledger::of(&devices)?;
    ledger.agrees_with_backend(&look)?;
    backend.stop().await?;
    let (entries, refused, money) = (ledger.entries, ledger.refused, ledger.money());
    Ok(ThreeDays { entries, refused, money, acting, draining, rounds, faults: link.tally() })
}

/// Tries until nothing waits; a round that is cut off is the next one's.
async fn drain(device: &Device) -> Result<usize> {
    for round in 1..=ROUNDS {
        // Its token is older than three days.
        device.sign_in().await;
        let through = sync::once(&device.desk).await.is_ok();
        if through && device.desk.sync_status().waiting == 0 {
            return Ok(round);
        }
    }
    bail!("{} entries wait after {ROUNDS} rounds", device.desk.sync_status().waiting)
}

impl fmt::Display for ThreeDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |time: Duration| time.as_secs_f64();
        writeln!(f, "one tablet, {HOURS} hours without a network")?;
        writeln!(f, "{:>9}  acts saved in {:.1} s", self.entries, seconds(self.acting))?;
        writeln!(f, "{}", self.faults)?;
        writeln!(
            f,
            "drained in {:.1} s, {} rounds; {} refused",
            seconds(self.draining),
            self.rounds,
            self.refused
        )?;
        writeln!(f, "{}", self.money)?;
        write!(f, "nothing lost, nothing doubled; the sums of people, device and backend agree")
    }
}
