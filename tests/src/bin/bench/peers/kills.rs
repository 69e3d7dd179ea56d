//! kill -9 of the client at random points of loads and of drains; then it is started again and has to finish.

use std::{
    collections::BTreeSet,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{
    measure::{Sizes, client, numbers, pulled, tally},
    peer::{Peer, Served},
    rows::Chance,
};

/// What was lost and doubled.
#[derive(Clone, Copy, Default)]
pub struct Harm {
    pub kills: usize,
    /// Rows, or writes that the client had called saved.
    pub of: usize,
    pub lost: usize,
    pub doubled: usize,
}

/// The seed of when it strikes.
const SEED: u64 = 20;

/// Loads, each by a new client, each killed once.
pub fn of_loads(peer: &Peer, folder: &Path, rows: &Path, sizes: &Sizes) -> Result<Harm> {
    let served = Served::with(peer, folder.join("killed-loads"), rows, sizes.killed)?;
    let whole = Duration::from_secs_f64(pulled(&served, "client", sizes.killed, 0)?.seconds);
    let (mut chance, mut harm) = (Chance(SEED), Harm::default());
    for nth in 0..2 * sizes.kills {
        if harm.kills == sizes.kills {
            break;
        }
        let data = format!("client-{nth}");
        let mut killed = client(&served, "load", &data, &served.url(), 0, 0)?;
        killed.hear("started")?;
        let (_, struck) = killed.kill_after(whole.mul_f64(chance.share()))?;
        harm.kills += usize::from(struck);
        let mut again = client(&served, "load", &data, &served.url(), 0, 0)?;
        let held = again.hear("rows").with_context(|| format!("after kill {}", harm.kills))?;
        again.finish()?;
        let count = held["rows"].as_u64().unwrap_or_default() as usize;
        let right = (sizes.killed as u64) * (sizes.killed as u64 - 1) / 2;
        ensure!(count != sizes.killed || held["sum"] == right, "the sum is wrong");
        harm.of += sizes.killed;
        harm.lost += sizes.killed.saturating_sub(count);
        harm.doubled += count.saturating_sub(sizes.killed);
    }
    Ok(harm)
}

/// One client that writes and drains, killed again and again; at last it is left in peace.
pub fn of_drains(peer: &Peer, folder: &Path, rows: &Path, sizes: &Sizes) -> Result<Harm> {
    let served = Served::with(peer, folder.join("killed-drains"), rows, sizes.killed)?;
    pulled(&served, "client", sizes.killed, 0)?;
    let drain = |count, from| client(&served, "drain", "client", &served.url(), count, from);
    let mut first = drain(sizes.batch, 0)?;
    first.hear("started")?;
    let start = Instant::now();
    first.finish()?;
    let whole = start.elapsed().max(Duration::from_millis(1));
    let mut saved: BTreeSet<u64> = (0..sizes.batch as u64).collect();
    let (mut chance, mut harm) = (Chance(SEED), Harm::default());
    for nth in 1..=2 * sizes.kills {
        if harm.kills == sizes.kills {
            break;
        }
        let mut killed = drain(sizes.batch, nth * sizes.batch)?;
        killed.hear("started")?;
        let (said, struck) = killed.kill_after(whole.mul_f64(chance.share()))?;
        harm.kills += usize::from(struck);
        saved.extend(said.iter().filter_map(|line| line.get("saved").and_then(Value::as_u64)));
    }
    drain(0, 0)?.finish().context("the last drain")?;
    let there = numbers(&tally(&served)?);
    let once: BTreeSet<u64> = there.iter().copied().collect();
    harm.of = saved.len();
    harm.lost = saved.difference(&once).count();
    harm.doubled = there.len() - once.len();
    Ok(harm)
}
