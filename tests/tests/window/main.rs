//! The real window: the app, driven by WebKitWebDriver as a person would, against a real backend, a real
//! keyring and real files. Pictures of each step are kept in `AIRSIDE_PICTURES`.
//!
//! `cargo xtask test --only window` builds the programs, opens a virtual screen and runs this.

mod app;
mod backend;
mod page;
mod patience;

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

#[tokio::test(flavor = "multi_thread")]
async fn the_app_opens_and_shows_its_page() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let backend = backend::Backend::start(folder.path()).await?;
    let desk =
        app::Device::new(folder.path(), "desk", &backend.url(), airside_shared::devices::DeviceKind::Desk);
    let app = desk.open().await?;
    app.see("body").await.ok();
    app.picture("00-first").await?;
    println!("{}", app.client.source().await?);
    app.close().await?;
    Ok(())
}
