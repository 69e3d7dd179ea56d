//! How long a person waits for the rows of a name, in the real window, with as many people on the desk as an
//! airline has. `cargo xtask bench` runs it, in release; `AIRSIDE_BENCH_PROFILES` says how many people.

use std::sync::Arc;

use airside_core::{Config, Desk, Real, keys::SystemKeyring};
use airside_shared::{devices::DeviceKind, ipc::SignInArgs};
use airside_tests::{STATION, fill::fill};
use anyhow::{Context, Result, ensure};

use crate::{
    app::{App, Device},
    world::{AGENT, World},
};

/// Names that are typed, of about seven letters each.
const NAMES: usize = 30;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes of filling: a figure, not a check"]
async fn rows_are_painted_at_every_key() -> Result<()> {
    let profiles =
        std::env::var("AIRSIDE_BENCH_PROFILES").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let mut world = World::new().await?;
    let desk = world.open("desk", DeviceKind::Desk).await?;
    desk.begin_work(AGENT).await?;
    let device = desk.close().await?;
    // The backend does not have the many: it would take them away again.
    world.backend.down().await?;
    let names = fill_up(&device, &world.backend.url(), profiles).await?;
    let desk = device.open().await?;
    desk.sign_in(AGENT).await?;
    let times = type_names(&desk, &names).await?;
    ensure!(!times.is_empty(), "no key was timed");
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!(
        "| key to painted row, {profiles} profiles | ≤ 50 ms | median {:.0} ms, p95 {:.0}, p99 {:.0} ({} keys) |",
        at(0.5),
        at(0.95),
        at(0.99),
        times.len()
    );
    Ok(())
}

/// Fills the database that the app left behind, and gives some of those who are now in it.
async fn fill_up(device: &Device, backend: &str, profiles: usize) -> Result<Vec<String>> {
    let config = Config {
        data: device.data(),
        prints: device.prints(),
        backend: backend.to_owned(),
        kind: DeviceKind::Desk,
        station: STATION.into(),
    };
    let desk = Desk::new(config, &SystemKeyring, Arc::new(Real));
    let (badge, pin) = AGENT;
    desk.sign_in(SignInArgs { badge: badge.into(), pin: pin.into() }).await?;
    let samples = fill(&desk, profiles)?;
    let written = |p: &airside_shared::passengers::Passenger| {
        format!("{} {}", p.name.surname, p.name.given.chars().take(2).collect::<String>()).to_lowercase()
    };
    let typed = samples.people.iter().map(written).filter(|name| name.is_ascii());
    Ok(typed.take(NAMES).collect())
}

async fn type_names(desk: &App, names: &[String]) -> Result<Vec<f64>> {
    desk.time_keys().await?;
    for name in names {
        desk.go("find").await?;
        desk.type_into("find-input", name).await?;
        desk.reads("hits", |hits| !hits.is_empty()).await.with_context(|| format!("{name} is not found"))?;
        desk.go("board").await?;
    }
    desk.timed_keys().await
}
