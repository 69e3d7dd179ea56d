//! `cargo xtask bench`: everything as people install it, measured.

use std::process::Command;

use anyhow::Result;

use crate::screen::{Kind, Screen};
use crate::setup::{Purpose, setup};
use crate::window::{self, Build};
use crate::{peers, place, run, step};

#[derive(clap::Args)]
pub struct Args {
    /// Measure first load, sync and what is lost beside PouchDB, RxDB and Anki, which this installs
    #[arg(long)]
    peers: bool,
    /// Measure the backend alone on PostgreSQL, beside pgbench, and draw how it grows
    #[arg(long)]
    backend: bool,
    /// Measure decisions beside rule engines, vouchers beside fpdf2 and postings beside bare inserts
    #[arg(long)]
    money: bool,
    /// A small run, to try it: its figures mean little
    #[arg(long)]
    quick: bool,
    /// Passed on to the bench: `-- --passengers 100000`, `-- --quick`
    #[arg(last = true)]
    rest: Vec<String>,
}

pub fn command(args: &Args) -> Result<()> {
    if args.peers {
        return beside_peers(args);
    }
    if args.money {
        return money(args);
    }
    if args.backend {
        return backend_alone(args);
    }
    setup(Purpose::Bench)?;
    window::build(Build::Small)?;
    run::programs(true)?;
    measures()?;
    step::heading("Measuring");
    let screen = Screen::open(Kind::Virtual, (1280, 800))?;
    let mut bench = Command::new(place::program("bench", true)?);
    bench.args(args.quick.then_some("--quick")).args(&args.rest);
    bench
        .env("AIRSIDE_APP", place::program("airside", true)?)
        .env("AIRSIDE_BACKEND_PROGRAM", place::program("airside-backend", true)?)
        .env("AIRSIDE_WINDOW", place::root()?.join("ui/dist"));
    screen.dress(&mut bench);
    step::run(&mut bench)?;
    in_the_window(args, &screen)
}

/// What measures, in the window and without: built apart, each lacks features of the other, and what both stand upon
/// is compiled twice.
fn measures() -> Result<()> {
    let mut cargo = place::cargo()?;
    cargo.args([
        "build",
        "--locked",
        "--release",
        "--package",
        "airside-tests",
        "--bin",
        "bench",
        "--test",
        "window",
    ]);
    step::doing("measures", &step::words(&cargo), || step::run(&mut cargo))
}

/// From key to painted row: a person's own wait, so it is measured where a person sees it.
fn in_the_window(args: &Args, screen: &Screen) -> Result<()> {
    let mut cargo = place::cargo()?;
    cargo
        .args(["test", "--locked", "--release", "--package", "airside-tests", "--test", "window", "--"])
        .args(["--ignored", "--exact", "--nocapture", "speed::rows_are_painted_at_every_key"])
        .env("AIRSIDE_BENCH_PROFILES", if args.quick { "20000" } else { "1000000" })
        .env("AIRSIDE_APP", place::program("airside", true)?)
        .env("AIRSIDE_BACKEND_PROGRAM", place::program("airside-backend", true)?)
        .env("AIRSIDE_PICTURES", place::target()?.join("pictures"));
    screen.dress(&mut cargo);
    step::run(&mut cargo)
}

/// The backend and the desk alone: none of this needs a window.
fn beside_peers(args: &Args) -> Result<()> {
    setup(Purpose::Peers)?;
    let folder = peers::install()?;
    build_backend()?;
    step::heading("Measuring");
    let mut cargo = bench(args)?;
    cargo
        .arg("--peers")
        .env("AIRSIDE_PEERS", folder)
        .env("AIRSIDE_BACKEND_PROGRAM", place::program("airside-backend", true)?);
    step::run(&mut cargo)
}

/// Rules, paper and PostgreSQL: no backend is asked.
fn money(args: &Args) -> Result<()> {
    setup(Purpose::Test)?;
    let folder = peers::install()?;
    step::heading("Measuring");
    step::run(bench(args)?.arg("--money").env("AIRSIDE_PEERS", folder))
}

/// The picture goes beside the documentation that shows it, unless it is a small run's.
fn backend_alone(args: &Args) -> Result<()> {
    setup(Purpose::Test)?;
    build_backend()?;
    step::heading("Measuring");
    let mut cargo = bench(args)?;
    cargo.arg("--backend").env("AIRSIDE_BACKEND_PROGRAM", place::program("airside-backend", true)?);
    if !args.quick {
        cargo.arg("--plot").arg(place::root()?.join("docs/pictures/growth.svg"));
    }
    step::run(&mut cargo)
}

fn build_backend() -> Result<()> {
    step::heading("Building the backend");
    let mut build = place::cargo()?;
    build.args(["build", "--locked", "--release", "--package", "airside-backend"]);
    step::doing("backend", &step::words(&build), || step::run(&mut build))
}

fn bench(args: &Args) -> Result<Command> {
    let mut cargo = place::cargo()?;
    cargo.args(["run", "--locked", "--release", "--package", "airside-tests", "--bin", "bench", "--"]);
    cargo.args(args.quick.then_some("--quick")).args(&args.rest);
    Ok(cargo)
}
