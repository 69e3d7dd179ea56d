//! `cargo xtask package`: the app as people install it.

use std::path::PathBuf;

use anyhow::{Context, Result};

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
    let file = newest()?;
    let size = std::fs::metadata(&file)?.len();
    println!("\n{}\n{:.1} MB", file.display(), size as f64 / 1e6);
    println!("install it with: sudo apt install {}", file.display());
    Ok(())
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
