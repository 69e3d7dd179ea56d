//! `cargo xtask mutants`: changes the rules in small ways, one at a time, and lists the changes that no test notices.

use anyhow::Result;

use crate::{place, setup, step};

/// Where money moves, and what people are owed.
const MONEY: &[&str] = &[
    "shared/src/money.rs",
    "shared/src/ledger/*.rs",
    "shared/src/payments/*.rs",
    "shared/src/sales/*.rs",
    "shared/src/refunds/*.rs",
    "shared/src/vouchers/*.rs",
    "shared/src/claims/*.rs",
];

#[derive(clap::Args)]
pub struct Args {
    /// Only changes to these files of `shared`, as globs; money's are the default
    files: Vec<String>,
    /// A part of them: `1/8` is the first eighth
    #[arg(long)]
    shard: Option<String>,
}

pub fn command(args: &Args) -> Result<()> {
    setup::cargo_mutants()?;
    step::heading("Changing the rules, one change at a time");
    let mut cargo = place::cargo()?;
    // Tests are not what is tested.
    cargo.args(["mutants", "--package", "airside-shared", "--exclude", "**/tests.rs", "--output"]);
    let own = place::target()?.join("mutants");
    // What is built of changed code is never taken for the project's own.
    cargo.arg(&own).env("CARGO_TARGET_DIR", own.join("target"));
    let money = MONEY.iter().map(ToString::to_string);
    let files: Vec<String> = if args.files.is_empty() { money.collect() } else { args.files.clone() };
    for file in files {
        cargo.args(["--file", &file]);
    }
    if let Some(part) = &args.shard {
        cargo.args(["--shard", part]);
    }
    step::run(cargo.args(["--", "--lib"]))
}
