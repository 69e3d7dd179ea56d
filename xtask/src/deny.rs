//! `cargo xtask deny`: licences, advisories and sources of what is built upon, against deny.toml.

use anyhow::Result;

use crate::{place, setup, step};

pub fn command() -> Result<()> {
    step::heading("Checking what is built upon");
    setup::cargo_deny()?;
    let mut cargo = place::cargo()?;
    cargo.args(["deny", "--all-features", "check"]);
    step::run(&mut cargo)
}
