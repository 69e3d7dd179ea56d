//! The real window: the app, driven by WebKitWebDriver as a person would, against a real backend, a real
//! keyring and real files. Pictures of each step are kept in `AIRSIDE_PICTURES`.
//!
//! `cargo xtask test --only window` builds the programs, opens a virtual screen and runs this.

mod app;
mod backend;
mod claims;
mod counting;
mod day;
mod deciding;
mod desk;
mod fleet;
mod looks;
mod page;
mod patience;
mod paying;
mod policies;
mod refunds;
mod refusal;
mod scene;
mod speed;
mod station;
mod stopwatch;
mod tablet;
mod vouchers;
mod world;

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};

/// A program that was built for the tests.
fn program(variable: &str) -> Result<PathBuf> {
    let told = std::env::var_os(variable).map(PathBuf::from);
    told.with_context(|| format!("{variable} is not set: run `cargo xtask test --only window`"))
}

/// Sends a signal to one process.
fn signal(name: &str, process: u32) -> Result<()> {
    let sent = Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status()?;
    ensure!(sent.success(), "no {name} could be sent to {process}");
    Ok(())
}
