//! `cargo xtask crash`: the desk's program killed, its disk cut, filled and broken at every point that there is.

use anyhow::Result;

use crate::setup::{Purpose, setup};
use crate::{place, step};

#[derive(clap::Args)]
pub struct Args {
    /// Only tests whose name holds this
    filter: Option<String>,
}

pub fn command(args: &Args) -> Result<()> {
    setup(Purpose::Crash)?;
    step::heading("Crashing at every point");
    let mut cargo = place::cargo()?;
    // With the whole workspace, so that what it stands upon is as the tests built it.
    cargo.args(["test", "--locked", "--workspace", "--test", "crash", "--"]);
    cargo.args(&args.filter).arg("--nocapture").env("AIRSIDE_CRASH_EVERY", "1");
    step::run(&mut cargo)
}

/// Whether programs can be watched here, as those tests need.
pub fn possible() -> bool {
    step::ask("strace", &["-qq", "-o", "/dev/null", "true"]).is_some()
}
