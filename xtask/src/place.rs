//! Where things are: the project, cargo's target folder, the tools that setup installs.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::step;

/// The project's root. Asked at run time, because one build of xtask may serve several checkouts that share a
/// target folder.
pub fn root() -> Result<PathBuf> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").context("start xtask through cargo: `cargo xtask …`")?;
    Ok(Path::new(&manifest).parent().context("xtask lies inside the project")?.to_path_buf())
}

/// Cargo's target folder: the one that this very program was built into, whatever setting chose it.
pub fn target() -> Result<PathBuf> {
    let exe = env::current_exe().context("cannot tell where xtask itself lies")?;
    Ok(exe.ancestors().nth(2).context("xtask was not built by cargo")?.to_path_buf())
}

/// What a person's runs leave behind: the demo backend's data, the desk's data, the virtual screen's keyring.
pub fn data() -> Result<PathBuf> {
    Ok(root()?.join(".airside"))
}

/// Tools that setup installs for this project alone.
pub fn tools() -> Result<PathBuf> {
    Ok(target()?.join("tools"))
}

/// A program of the built workspace.
pub fn program(name: &str, release: bool) -> Result<PathBuf> {
    Ok(target()?.join(if release { "release" } else { "debug" }).join(name))
}

/// Cargo in the project's root, with the project's own tools on its path.
pub fn cargo() -> Result<Command> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root()?).env("PATH", path()?);
    // What `cargo run` told xtask about xtask must not leak into what xtask builds: build scripts that watch
    // these would run again at every change of hands.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(name.as_ref());
        }
    }
    cargo.env("CARGO_TARGET_DIR", target()?);
    // What is kept to build a change faster is gigabytes, and where nobody watches nothing is changed.
    if step::in_ci() {
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    Ok(cargo)
}

fn path() -> Result<std::ffi::OsString> {
    let mut folders = vec![tools()?.join("bin")];
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    Ok(env::join_paths(folders)?)
}

/// The first program of this name on the path, the project's own tools first.
pub fn find(name: &str) -> Option<PathBuf> {
    env::split_paths(&path().ok()?).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Bytes that are free where the project is built.
pub fn free() -> Option<u64> {
    let folder = target().ok()?;
    let said = step::ask("df", &["--output=avail", "--block-size=1", folder.to_str()?])?;
    said.lines().last()?.trim().parse().ok()
}
