//! What `cargo xtask bench --peers` measures Airside beside: installed into the target's tools folder, in the
//! versions that `bench/peers` names, and nowhere else.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use anyhow::Result;

use crate::{packages, place, step};

/// The folder that they are installed in. One that cannot be had is left out of the table, which says so.
pub fn install() -> Result<PathBuf> {
    languages()?;
    let folder = place::tools()?.join("peers");
    fs::create_dir_all(&folder)?;
    let changed = programs(&place::root()?.join("bench/peers"), &folder)?;
    let installed = [
        ("peers from npm", folder.join("node_modules"), node as fn(&Path) -> Result<()>),
        ("peers from PyPI", folder.join("python/bin/python"), python),
    ];
    for (what, sign, get) in installed {
        if sign.exists() && !changed {
            step::there(what, "");
        } else if let Err(error) = step::doing(what, "", || get(&folder)) {
            step::warn(what, &format!("{error:#}"));
        }
    }
    Ok(folder)
}

/// Those that are there already may have come from elsewhere than the system's packages.
fn languages() -> Result<()> {
    let mut wanted = Vec::new();
    for (program, package) in [("node", "nodejs"), ("npm", "npm"), ("python3", "python3")] {
        wanted.extend(place::find(program).is_none().then_some(package));
    }
    if step::ask("python3", &["-c", "import ensurepip"]).is_none() {
        wanted.push("python3-venv");
    }
    if wanted.is_empty() { Ok(()) } else { packages::have(&wanted) }
}

/// Puts their programs beside what they import; says whether other versions are wanted than last time.
fn programs(from: &Path, to: &Path) -> io::Result<bool> {
    let mut changed = false;
    for entry in fs::read_dir(from)? {
        let (source, target) = (entry?.path(), to);
        let Some(name) = source.file_name() else { continue };
        let (text, target) = (fs::read(&source)?, target.join(name));
        let names_versions = ["json", "txt"].iter().any(|e| source.extension().is_some_and(|it| it == *e));
        changed |= names_versions && fs::read(&target).ok().as_ref() != Some(&text);
        fs::write(target, text)?;
    }
    Ok(changed)
}

fn node(folder: &Path) -> Result<()> {
    // What they need is in the packages already built: nothing of theirs runs while it is installed.
    let words = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"];
    step::run(Command::new("npm").args(words).current_dir(folder))
}

fn python(folder: &Path) -> Result<()> {
    step::run(Command::new("python3").args(["-m", "venv", "python"]).current_dir(folder))?;
    let words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"];
    let mut pip = Command::new(folder.join("python/bin/python"));
    step::run(pip.args(words).args(["--requirement", "requirements.txt"]).current_dir(folder))
}
