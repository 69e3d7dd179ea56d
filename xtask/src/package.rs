//! `cargo xtask package`: the app as people install it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::child::Program;
use crate::screen::{Kind, Screen};
use crate::setup::{Purpose, setup};
use crate::window::{self, Build};
use crate::{place, step};

pub fn command() -> Result<()> {
    setup(Purpose::Package)?;
    window::build(Build::Small)?;
    step::heading("Packaging");
    let mut cargo = place::cargo()?;
    cargo.args(["tauri", "build", "--bundles", "deb", "--ci", "--", "--locked"]);
    step::doing("app", &step::words(&cargo), || step::run(&mut cargo))?;
    opens()?;
    let file = newest()?;
    let size = std::fs::metadata(&file)?.len();
    println!("\n{}\n{:.1} MB", file.display(), size as f64 / 1e6);
    println!("install it with: sudo apt install {}", file.display());
    Ok(())
}

/// A package whose window stays empty would look like any other: so its program is opened before it is given away.
fn opens() -> Result<()> {
    let data = tempfile::tempdir()?;
    let screen = Screen::open(Kind::Virtual, (1280, 800))?;
    step::doing("its window", "opens on a new device", || {
        let mut app = Command::new("timeout");
        app.arg("30").arg(place::program("airside", true)?).env("AIRSIDE_DATA", data.path());
        screen.dress(&mut app);
        Program::start_and_hear(&app).map(drop).context("the window stays empty")
    })
}

fn newest() -> Result<PathBuf> {
    let folder = place::target()?.join("release/bundle/deb");
    std::fs::read_dir(&folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|kind| kind == "deb"))
        .max_by_key(|path| path.metadata().and_then(|found| found.modified()).ok())
        .with_context(|| format!("there is no .deb in {}", folder.display()))
}
