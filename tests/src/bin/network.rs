//! The whole of a real network, with as many devices as one likes: what `cargo xtask simulate --network` runs.
//! `AIRSIDE_BACKEND_PROGRAM` is the backend.

use std::time::Duration;

use airside_tests::{
    bad_link::Weather,
    network::{Plan, play, replica, three_days},
    postgres::{Server, programs},
};
use anyhow::{Context, Result};
use clap::Parser;

#[derive(Parser)]
#[command(name = "network", about = "Many devices, backends that are killed, PostgreSQL and a bad link")]
struct Args {
    /// Desks and tablets
    #[arg(long, default_value_t = 200)]
    devices: usize,
    /// What each of them does
    #[arg(long, default_value_t = 20)]
    acts: usize,
    /// Backends on the one database
    #[arg(long, default_value_t = 3)]
    backends: usize,
    /// Seconds from one kill of a backend to the next
    #[arg(long, default_value_t = 4)]
    kill_every: u64,
    /// Seconds from one act of a device to its next, at most
    #[arg(long, default_value_t = 12)]
    pause: u64,
    /// One tablet that works three days without a network instead, and how much it does
    #[arg(long)]
    offline: Option<usize>,
    /// What the faults follow from
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 4)]
async fn main() -> Result<()> {
    let args = Args::parse();
    if let Some(acts) = args.offline {
        println!("{}", three_days(acts, Weather::STORM, args.seed).await?);
        return Ok(());
    }
    let installed = programs().context("PostgreSQL is not installed")?;
    let server = tokio::task::spawn_blocking(move || Server::start(&installed, &["fsync=off"])).await?;
    let program = replica::program().context("AIRSIDE_BACKEND_PROGRAM is not set")?;
    let plan = Plan {
        devices: args.devices,
        acts: args.acts,
        backends: args.backends,
        pause: Duration::from_secs(args.pause),
        kill_every: Duration::from_secs(args.kill_every),
        bound: Duration::from_secs(900),
        seed: args.seed,
    };
    println!("{}", play(plan, server.database("network"), &program).await?);
    Ok(())
}
