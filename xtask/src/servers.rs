//! Servers that tests talk to as they would to real ones: one PostgreSQL for a whole run, and from PyPI, in the target's
//! tools folder and nowhere else, what stands for object storage.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{packages, place, step};

#[path = "../../backend/tests/contract/server.rs"]
#[expect(dead_code, reason = "it is only started here, and used by the tests")]
mod postgresql;

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

/// A PostgreSQL for all tests of a run, where it is installed: without it each test would make and start its own.
pub struct Database(Option<postgresql::Server>);

impl Database {
    pub fn start(folder: &Path) -> Result<Self> {
        let Some(programs) = postgresql::programs() else { return Ok(Self(None)) };
        let start = || Ok(postgresql::Server::start_in(folder, &programs, &["fsync=off"]));
        step::doing("PostgreSQL", "for all tests", start).map(|server| Self(Some(server)))
    }

    /// Tells tests that are about to start where it is.
    pub fn dress(&self, command: &mut Command) {
        let Some(server) = &self.0 else { return };
        command.env(postgresql::PORT, server.port.to_string());
        if let Some(certificate) = &server.certificate {
            command.env(postgresql::CERTIFICATE, certificate);
        }
    }
}
