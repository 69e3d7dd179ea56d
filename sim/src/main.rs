//! `cargo xtask simulate`: plays seeds, and says what happened in them.

use std::{
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

use airside_sim::{Outcome, Sometimes, Tally, play};
use clap::Parser;

#[derive(Parser)]
#[command(name = "simulate", about = "Many devices, a backend and a bad network in one process")]
struct Args {
    /// How many seeds to play
    #[arg(long, default_value_t = 1_000)]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Play this one alone, and print everything that happens
    #[arg(long)]
    seed: Option<u64>,
    /// Worlds at a time; each runs on one thread
    #[arg(long)]
    jobs: Option<usize>,
}

#[derive(Default)]
struct Sums {
    played: u64,
    seconds: f64,
    tally: Tally,
    failed: Vec<Outcome>,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> anyhow::Result<bool> {
    let begun = Instant::now();
    let sums = match args.seed {
        Some(seed) => Mutex::new(one(seed)?),
        None => all(args),
    };
    let mut sums = sums.into_inner().unwrap_or_else(|e| e.into_inner());
    let took = begun.elapsed().as_secs_f64();
    for what in Sometimes::ALL {
        println!("{:>10}  {}", sums.tally.of(*what), what.words());
    }
    let hours = sums.seconds / 3_600.0;
    println!(
        "{} seeds in {took:.1} s, {:.1} a second, {hours:.1} simulated hours",
        sums.played,
        sums.played as f64 / took
    );
    sums.failed.sort_by_key(|outcome| outcome.seed);
    for outcome in &sums.failed {
        let Some(failure) = &outcome.failed else { continue };
        println!("\nseed {} fails: {}", outcome.seed, failure.broken);
        if args.seed.is_none() {
            failure.trace.iter().rev().take(25).rev().for_each(|line| println!("  {line}"));
        }
        println!("  replay: cargo xtask simulate --seed {}", outcome.seed);
    }
    Ok(sums.failed.is_empty())
}

fn one(seed: u64) -> anyhow::Result<Sums> {
    let mut sums = Sums::default();
    let (folder, runtime) = (tempfile::tempdir()?, runtime()?);
    let _threads = runtime.enter();
    sums.add(play(seed, folder.path(), true)?);
    Ok(sums)
}

/// Plays them on all cores, until one has failed.
fn all(args: &Args) -> Mutex<Sums> {
    let jobs = args.jobs.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
    let (next, stop, sums) = (AtomicU64::new(args.from), AtomicBool::new(false), Mutex::new(Sums::default()));
    let end = args.from.saturating_add(args.seeds);
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| worker(&next, end, &stop, &sums));
        }
    });
    sums
}

fn worker(next: &AtomicU64, end: u64, stop: &AtomicBool, sums: &Mutex<Sums>) {
    let (Ok(folder), Ok(runtime)) = (tempfile::tempdir(), runtime()) else {
        eprintln!("there is no folder or no thread to be had");
        return;
    };
    let _threads = runtime.enter();
    while !stop.load(Ordering::Relaxed) {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return;
        }
        match play(seed, folder.path(), false) {
            Ok(outcome) => {
                if let Some(failure) = &outcome.failed {
                    println!("seed {seed} fails: {}", failure.broken);
                    stop.store(true, Ordering::Relaxed);
                }
                sums.lock().unwrap_or_else(|e| e.into_inner()).add(outcome);
            }
            Err(error) => {
                eprintln!("seed {seed} broke off: {error:#}");
                stop.store(true, Ordering::Relaxed);
            }
        }
    }
}

/// For what the backend computes on a thread of its own.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().build()
}

impl Sums {
    fn add(&mut self, outcome: Outcome) {
        self.played += 1;
        self.seconds += outcome.seconds;
        self.tally += outcome.tally.clone();
        if outcome.failed.is_some() {
            self.failed.push(outcome);
        }
    }
}
