//! `cargo xtask setup`: what a fresh machine lacks. Each step says what it is and does nothing when it is there.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::{packages, place, servers, step, wasm};

/// The version that tests were last run with. A newer one may ask for a newer Rust than the project does.
const NEXTEST: &str = "0.9.143";

#[derive(clap::Args)]
pub struct Args {
    /// What the machine is to be able to do
    #[arg(long = "for", value_enum, default_value_t = Purpose::Test)]
    purpose: Purpose,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Purpose {
    Run,
    Test,
    Package,
    Bench,
    Peers,
    Crash,
}

pub fn command(args: &Args) -> Result<()> {
    setup(args.purpose)
}

pub fn setup(purpose: Purpose) -> Result<()> {
    let name = purpose.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    step::heading(&format!("Setting up to {name}"));
    room();
    packages::install(purpose)?;
    // Who only measures or breaks the desk's files opens no window.
    if !matches!(purpose, Purpose::Peers | Purpose::Crash) {
        wasm_target()?;
    }
    match purpose {
        Purpose::Run | Purpose::Peers | Purpose::Crash => {}
        Purpose::Test => {
            servers::install();
            nextest()?;
        }
        Purpose::Package => {
            wasm::optimiser();
            tauri_cli()?;
        }
        Purpose::Bench => wasm::optimiser(),
    }
    Ok(())
}

/// What the tests and lints take from nothing, with some room: a build fills a small disk, and then ends with words
/// that name something else.
const GIGABYTES: u64 = 10;

fn room() {
    let Some(free) = place::free().map(|bytes| bytes / 1_000_000_000) else { return };
    let said = format!("{free} GB free, up to {GIGABYTES} needed from nothing");
    if free < GIGABYTES { step::warn("disk", &said) } else { step::there("disk", &said) }
}

fn wasm_target() -> Result<()> {
    let folder = step::ask("rustc", &["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]);
    if folder.is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        step::there("wasm target", "wasm32-unknown-unknown");
        return Ok(());
    }
    if place::find("rustup").is_none() {
        bail!(
            "Rust's standard library for wasm32-unknown-unknown is missing and there is no rustup to add it. \
             Install Rust from https://rustup.rs, or your system's package of that library."
        );
    }
    step::doing("wasm target", "rustup target add wasm32-unknown-unknown", || {
        step::run(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
    })
}

fn nextest() -> Result<()> {
    on_path("cargo-nextest", NEXTEST)
}

pub fn cargo_deny() -> Result<()> {
    on_path("cargo-deny", "^0.19")
}

pub fn cargo_mutants() -> Result<()> {
    on_path("cargo-mutants", "^27")
}

fn on_path(name: &str, version: &str) -> Result<()> {
    if let Some(found) = place::find(name) {
        step::there(name, &found.display().to_string());
        return Ok(());
    }
    install(name, version, "about 5 minutes on two cores, once")
}

fn tauri_cli() -> Result<()> {
    // Only the project's own: another on the path may be of another major version.
    if place::tools()?.join("bin/cargo-tauri").is_file() {
        step::there("tauri-cli", "target/tools/bin/cargo-tauri");
        return Ok(());
    }
    install("tauri-cli", "^2", "about 8 minutes on two cores, once")
}

/// Tools go into the project's own folder: a person's machine keeps the versions it has.
fn install(name: &str, version: &str, how_long: &str) -> Result<()> {
    step::doing(name, &format!("cargo install {name} ({how_long})"), || {
        let mut cargo = place::cargo()?;
        cargo.args(["install", name, "--version", version, "--locked", "--root"]).arg(place::tools()?);
        // Its build is thrown away, so that it does not swell the project's own target folder.
        cargo.env_remove("CARGO_TARGET_DIR");
        step::run(&mut cargo)
    })
}

/// Formatting and lints come with Rust, but not in its smallest installation.
pub fn linters() -> Result<()> {
    for (component, program) in [("rustfmt", "cargo-fmt"), ("clippy", "cargo-clippy")] {
        // Rustup puts the program there even when the component is missing, so it has to be asked.
        if step::ask(program, &["--version"]).is_some() {
            step::there(component, "");
            continue;
        }
        step::doing(component, &format!("rustup component add {component}"), || {
            step::run(Command::new("rustup").args(["component", "add", component]))
        })?;
    }
    Ok(())
}
