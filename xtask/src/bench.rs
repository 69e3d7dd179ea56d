//! `cargo xtask bench`: everything as people install it, measured.

use anyhow::Result;

use crate::screen::{Kind, Screen};
use crate::setup::{Purpose, setup};
use crate::window::{self, Build};
use crate::{place, run, step};

#[derive(clap::Args)]
pub struct Args {
    /// Passed on to the bench: `-- --passengers 100000`, `-- --quick`
    #[arg(last = true)]
    rest: Vec<String>,
}

pub fn command(args: &Args) -> Result<()> {
    setup(Purpose::Bench)?;
    window::build(Build::Small)?;
    run::programs(true)?;
    step::heading("Measuring");
    let screen = Screen::open(Kind::Virtual, (1280, 800))?;
    let mut cargo = place::cargo()?;
    cargo.args(["run", "--locked", "--release", "--package", "airside-tests", "--bin", "bench", "--"]);
    cargo.args(&args.rest);
    cargo
        .env("AIRSIDE_APP", place::program("airside", true)?)
        .env("AIRSIDE_BACKEND_PROGRAM", place::program("airside-backend", true)?)
        .env("AIRSIDE_WINDOW", place::root()?.join("ui/dist"));
    screen.dress(&mut cargo);
    step::run(&mut cargo)
}
