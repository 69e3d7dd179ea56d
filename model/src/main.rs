//! `cargo run --release -p airside-model`: every state of two devices and three entries.

use std::{process::ExitCode, time::Instant};

use airside_model::{Bound, Protocol};
use clap::Parser;
use stateright::{Checker, Expectation, Model};

#[derive(Parser)]
#[command(about = "Visits every state of the protocol between two devices and the backend")]
struct Args {
    /// The bound that the tests use
    #[arg(long)]
    small: bool,
    /// Crashes, timeouts and lost replies in one run of the world
    #[arg(long)]
    faults: Option<u8>,
    /// Requests that arrive twice
    #[arg(long)]
    copies: Option<u8>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let bounds = if args.small { vec![Bound::small()] } else { vec![Bound::deep(), Bound::full()] };
    let mut held = true;
    for mut bound in bounds {
        bound.faults = args.faults.unwrap_or(bound.faults);
        bound.copies = args.copies.unwrap_or(bound.copies);
        held &= check(bound);
    }
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn check(bound: Bound) -> bool {
    let worlds = bound.scripts.len() * bound.loaded.len();
    println!("{worlds} worlds, {} faults, {} copies, batches of {}", bound.faults, bound.copies, bound.batch);
    let start = Instant::now();
    let model = Protocol::new(bound, None);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let checker = model.checker().threads(threads).spawn_dfs().join();
    println!(
        "{} states, {} of them different, {} steps deep, {:.1} s",
        checker.state_count(),
        checker.unique_state_count(),
        checker.max_depth(),
        start.elapsed().as_secs_f64()
    );
    let mut held = true;
    for property in checker.model().properties() {
        let found = checker.discovery(property.name);
        let good = found.is_some() == (property.expectation == Expectation::Sometimes);
        println!("  {}  {}", if good { "holds" } else { "FAILS" }, property.name);
        if let Some(path) = found.filter(|_| !good) {
            println!("{:#?}\n{:#?}", path.clone().into_actions(), path.last_state());
        }
        held &= good;
    }
    held
}
