//! The backend alone: how many pushes a second it settles on PostgreSQL, beside what PostgreSQL itself takes of
//! the same writes, and how that grows from ten devices to a thousand.

mod bare;
mod devices;
mod plot;

use std::{path::Path, sync::Arc, time::Duration};

use airside_backend::{Config, Real, start_with};
use airside_sim::{Airport, STATION};
use airside_tests::{
    network::replica::{Replica, program},
    postgres::{Server, programs},
};
use anyhow::{Context, Result};
use jiff::Timestamp;

use crate::{
    figures::{Line, millis, table, thousands},
    pgbench::Pgbench,
};
use devices::{Crowd, Level};

/// The least share of what PostgreSQL takes of the same writes.
const SHARE: f64 = 0.5;
const DEVICES: [usize; 5] = [10, 30, 100, 300, 1_000];

/// Prints the tables; draws the growth into `plot`.
pub async fn compare(quick: bool, plot: Option<&Path>) -> Result<()> {
    let long = Duration::from_secs(if quick { 2 } else { 10 });
    let installed = programs().context("PostgreSQL is not installed")?;
    // As it is installed: what it says is written is on the disk.
    let folder = installed.clone();
    let server = tokio::task::spawn_blocking(move || Server::start(&folder, &[])).await?;
    let data = tempfile::tempdir()?;
    let empty = config(data.path(), server.database("bare"));
    start_with(empty.clone(), Arc::new(Real)).await?.stop().await?;
    let server_alone = Pgbench::new(&installed, empty.database.as_deref().unwrap_or_default());
    let bare = bare::Bare::fill(server_alone, data.path())?;
    let replica = backend(&server, data.path()).await?;
    let most = if quick { DEVICES[2] } else { DEVICES[4] };
    let url = format!("http://{}", replica.addr);
    let mut crowd = Crowd::sign_in(&url, most, &airport(most).trips).await?;
    // In turns, so that a disk that is slow for a while is slow for both.
    let before = bare.measure(long)?;
    let mut levels = Vec::new();
    for devices in DEVICES.into_iter().filter(|devices| *devices <= most) {
        levels.push(crowd.push(devices, long).await?);
        eprintln!("  {}", levels[levels.len() - 1]);
    }
    let after = bare.measure(long)?;
    let in_order = before.in_order.max(after.in_order);
    let apart = before.apart.max(after.apart);
    println!("{}\n\n{}", table(&lines(&levels, in_order, apart)), growth(&levels));
    plot.map_or(Ok(()), |file| plot::draw(file, &levels))
}

fn config(data: &Path, database: String) -> Config {
    let listen = ([127, 0, 0, 1], 0).into();
    Config { listen, data: data.to_owned(), database: Some(database), ..Config::default() }
}

/// One passenger for each device, and some.
fn airport(devices: usize) -> Airport {
    Airport::new(airside_core::clock::day_at(STATION, Timestamp::now()), devices.max(30) as u64)
}

/// The backend's program on a database with an airport.
async fn backend(server: &Server, data: &Path) -> Result<Replica> {
    let config = config(&data.join("backend"), server.database("pushes"));
    let inside = start_with(config.clone(), Arc::new(Real)).await?;
    let airport = airport(DEVICES[4]);
    inside.enrol_simulated(airport.staff).await?;
    inside.load(airport.entities).await?;
    inside.stop().await?;
    let program = program().context("AIRSIDE_BACKEND_PROGRAM is not set")?;
    tokio::task::spawn_blocking(move || Replica::start(&program, &config)).await?
}

fn lines(levels: &[Level], in_order: f64, apart: f64) -> Vec<Line> {
    let best = levels.iter().map(Level::rate).fold(0.0, f64::max);
    let line = |measure: &str, reach: &str, bare: f64, met: bool| {
        let measured = format!("{} pushes/s beside {}/s", thousands(best as usize), thousands(bare as usize));
        Line::ratio(measure, reach, measured, best / bare, met)
    };
    vec![
        line(
            "pushes beside pgbench with the same writes, changes in the order of commits",
            "≥ 0.5",
            in_order,
            best / in_order >= SHARE,
        ),
        line(
            "pushes beside pgbench with writes that share no row, changes in no order",
            "≥ 0.5",
            apart,
            best / apart >= SHARE,
        ),
    ]
}

fn growth(levels: &[Level]) -> String {
    let head = "| devices | pushes a second | p50 | p99 |\n| ---: | ---: | ---: | ---: |".to_owned();
    let line = |it: &Level| {
        let [p50, p99] = [0.5, 0.99].map(|share| millis(it.quantile(share)));
        format!("| {} | {} | {p50} ms | {p99} ms |", thousands(it.devices), thousands(it.rate() as usize))
    };
    [head].into_iter().chain(levels.iter().map(line)).collect::<Vec<_>>().join("\n")
}
