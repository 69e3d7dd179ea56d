//! `cargo xtask simulate`: many devices, a backend and a bad network in one deterministic process.

use anyhow::Result;

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
}

pub fn command(args: &Args) -> Result<()> {
    step::heading("Simulating");
    let mut cargo = place::cargo()?;
    cargo.args(["run", "--locked", "--release", "--package", "airside-sim", "--bin", "simulate", "--"]);
    match args.seed {
        Some(seed) => cargo.args(["--seed", &seed.to_string()]),
        None => cargo.args(["--seeds", &args.seeds.to_string(), "--from", &args.from.to_string()]),
    };
    step::run(&mut cargo)
}
