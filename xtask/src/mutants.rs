//! `cargo xtask mutants`: changes the code in small ways, one at a time, and lists the changes that no test notices.

use anyhow::Result;

use crate::{place, setup, step};

/// Where money moves, and what people are owed: judged by the tests of the rules themselves.
const MONEY: &[&str] = &[
    "shared/src/money.rs",
    "shared/src/ledger/*.rs",
    "shared/src/payments/*.rs",
    "shared/src/sales/*.rs",
    "shared/src/refunds/*.rs",
    "shared/src/vouchers/*.rs",
    "shared/src/claims/*.rs",
];

/// The queue and what lies over the server's rows: judged by the seeds of the simulation.
const QUEUE: &[&str] = &["src-tauri/core/src/store/overlay.rs", "src-tauri/core/src/store/queue.rs"];

/// Descriptions for documents and for developers; tests are not what is tested.
const LEFT_OUT: &str = "PartialSchema|fmt::Debug|tests::";

#[derive(clap::Args)]
pub struct Args {
    /// Only changes to these files of the rules, as globs; money's are the default
    files: Vec<String>,
    /// Instead: the queue, and the rebase of what is pending
    #[arg(long)]
    queue: bool,
    /// A part of them: `0/8` is the first eighth
    #[arg(long)]
    shard: Option<String>,
}

pub fn command(args: &Args) -> Result<()> {
    setup::cargo_mutants()?;
    step::heading("One change at a time");
    let own = place::target()?.join("mutants");
    let mut cargo = place::cargo()?;
    // What is built of changed code is never taken for the project's own.
    cargo.arg("mutants").arg("--output").arg(&own).env("CARGO_TARGET_DIR", own.join("target"));
    cargo.args(["--exclude", "**/tests.rs", "--exclude-re", LEFT_OUT]);
    let (package, files) = if args.queue { ("airside-core", QUEUE) } else { ("airside-shared", MONEY) };
    let ours = files.iter().map(ToString::to_string);
    let files: Vec<String> = if args.files.is_empty() { ours.collect() } else { args.files.clone() };
    for file in files {
        cargo.args(["--file", &file]);
    }
    if let Some(part) = &args.shard {
        cargo.args(["--shard", part]);
    }
    cargo.args(["--package", package]);
    cargo.args(if args.queue {
        // With the whole workspace, because the seeds are another package's; a change that never ends is cut off.
        ["--test-workspace", "true", "--cargo-arg=--test=seeds", "--baseline", "skip", "--timeout", "300"]
            .as_slice()
    } else {
        &["--profile", "mutants", "--", "--lib"]
    });
    step::run(&mut cargo)
}
