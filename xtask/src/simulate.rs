//! `cargo xtask simulate`: many devices, a backend and a bad network, in one deterministic process or for real.

use std::process::Command;

use anyhow::Result;

use crate::setup::{Purpose, setup};
use crate::{place, step};

#[derive(clap::Args)]
pub struct Args {
    /// How many seeds to play
    #[arg(long, default_value_t = 1_000)]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Play this one alone, and print everything that happens
    #[arg(long)]
    seed: Option<u64>,
    /// Instead: real backends on PostgreSQL, killed while 200 devices work over a bad link, and a tablet that
    /// comes back after three days with 10,000 entries
    #[arg(long)]
    network: bool,
    /// Passed on to the real network: `-- --devices 50 --acts 10`
    #[arg(last = true)]
    rest: Vec<String>,
}

pub fn command(args: &Args) -> Result<()> {
    if args.network {
        return network(args);
    }
    step::heading("Simulating");
    let mut cargo = place::cargo()?;
    cargo.args(["run", "--locked", "--release", "--package", "airside-sim", "--bin", "simulate", "--"]);
    match args.seed {
        Some(seed) => cargo.args(["--seed", &seed.to_string()]),
        None => cargo.args(["--seeds", &args.seeds.to_string(), "--from", &args.from.to_string()]),
    };
    step::run(&mut cargo)
}

fn network(args: &Args) -> Result<()> {
    setup(Purpose::Test)?;
    step::heading("Building the backend and the devices");
    let mut build = place::cargo()?;
    build.args([
        "build",
        "--locked",
        "--release",
        "--package",
        "airside-backend",
        "--package",
        "airside-tests",
    ]);
    build.args(["--bin", "airside-backend", "--bin", "network"]);
    step::doing("programs", &step::words(&build), || step::run(&mut build))?;
    step::heading("Three days without a network");
    step::run(devices()?.args(["--offline", "10000"]))?;
    step::heading("A storm over a station");
    step::run(devices()?.args(&args.rest))
}

/// Hundreds of devices have more files open than a shell allows by itself.
fn devices() -> Result<Command> {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n \"$(ulimit -Hn)\"; exec \"$0\" \"$@\""]);
    command.arg(place::program("network", true)?);
    command.env("AIRSIDE_BACKEND_PROGRAM", place::program("airside-backend", true)?);
    Ok(command)
}
