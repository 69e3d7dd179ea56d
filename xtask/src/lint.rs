//! Formatting and lints.

use anyhow::{Result, bail};

use crate::{place, setup, step, window};

pub fn command() -> Result<()> {
    setup::setup(setup::Purpose::Run)?;
    window::build(window::Build::Quick)?;
    match check()? {
        0 => Ok(()),
        failed => bail!("{failed} of the checks failed"),
    }
}

/// Runs every check and says how many failed. The app's own check needs the window's files to be there.
pub fn check() -> Result<u64> {
    step::heading("Checking format and lints");
    setup::linters()?;
    let checks = [
        ("format", vec!["fmt", "--all", "--check"]),
        ("lints", vec!["clippy", "--locked", "--workspace", "--all-targets"]),
    ];
    let mut failed = 0;
    for (what, words) in checks {
        let mut cargo = place::cargo()?;
        cargo.args(&words);
        if words[0] == "clippy" {
            cargo.args(["--", "--deny", "warnings"]);
        }
        if let Err(error) = step::doing(what, &step::words(&cargo), || step::run(&mut cargo)) {
            step::warn("FAILED", &format!("{error:#}"));
            failed += 1;
        }
    }
    Ok(failed)
}
