//! The commands of the README: set up, run, test, package, bench.

mod bench;
mod child;
mod crash;
mod deny;
mod fuzz;
mod lint;
mod mutants;
mod package;
mod packages;
mod peers;
mod place;
mod run;
mod scratch;
mod screen;
mod servers;
mod setup;
mod simulate;
mod step;
mod suite;
mod test;
mod wasm;
mod window;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set up, run, test, package and measure Airside", version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing on this machine, and say what is already there
    Setup(setup::Args),
    /// Build everything, start the backend with the demo world and open the window
    Run(run::Args),
    /// Run every test: rules, desk, backend, worlds, and the real window
    Test(test::Args),
    /// Make an installable .deb of the app
    Package,
    /// Measure, and print the table
    Bench(bench::Args),
    /// Simulate many devices, a backend and a bad network, seed by seed
    Simulate(simulate::Args),
    /// Kill the desk, cut its power, fill and break its disk, at every point
    Crash(crash::Args),
    /// Feed everything that reads from outside with any bytes, each target for a while
    Fuzz(fuzz::Args),
    /// Change the rules in small ways, and list the changes that no test notices
    Mutants(mutants::Args),
    /// Check formatting and lints of every package
    Lint,
    /// Check licences and advisories with cargo-deny
    Deny,
}

fn main() -> ExitCode {
    if let Some(code) = fuzz::as_rustc() {
        return code;
    }
    let outcome = match Args::parse().command {
        Command::Setup(args) => setup::command(&args),
        Command::Run(args) => run::command(&args),
        Command::Test(args) => test::command(&args),
        Command::Package => package::command(),
        Command::Bench(args) => bench::command(&args),
        Command::Simulate(args) => simulate::command(&args),
        Command::Crash(args) => crash::command(&args),
        Command::Fuzz(args) => fuzz::command(&args),
        Command::Mutants(args) => mutants::command(&args),
        Command::Lint => lint::command(),
        Command::Deny => deny::command(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
