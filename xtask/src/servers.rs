//! Servers that tests talk to as they would to real ones, from PyPI, in the target's tools folder and nowhere else.

use std::process::Command;

use anyhow::Result;

use crate::{packages, place, step};

/// An interface of object storage, for backups.
const OBJECT_STORAGE: &str = "moto[server]==5.2.5";

/// Installs what is missing. Where it cannot be had, its tests say that they were left out, and in CI they fail.
pub fn install() {
    if let Err(error) = object_storage() {
        step::warn("object storage", &format!("{error:#}"));
    }
}

fn object_storage() -> Result<()> {
    let folder = place::tools()?.join("object-storage");
    if folder.join("bin/moto_server").exists() {
        step::there("object storage", "target/tools/object-storage");
        return Ok(());
    }
    if step::ask("python3", &["-c", "import ensurepip"]).is_none() {
        packages::have(&["python3", "python3-venv"])?;
    }
    step::doing("object storage", &format!("pip install {OBJECT_STORAGE}"), || {
        step::run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        let words =
            ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"];
        step::run(Command::new(folder.join("bin/python")).args(words).arg(OBJECT_STORAGE))
    })
}
