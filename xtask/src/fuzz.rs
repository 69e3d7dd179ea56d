//! `cargo xtask fuzz`: every target for a while, on stable Rust. xtask stands in for rustc where the workspace's
//! own packages are compiled and adds the coverage that libFuzzer steers by; what they are built upon stays as
//! it is, and nothing is compiled that a test build has not compiled already.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::{place, step};

/// Set where this program is called as the compiler.
const STANDING_IN: &str = "AIRSIDE_XTASK_AS_RUSTC";

/// `TARGETS` of the package.
const TARGETS: &[&str] = &["envelope", "intents", "pages", "vouchers", "scans"];

const COVERAGE: &[&str] = &[
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Copt-level=2",
    "-Ccodegen-units=1",
    "-Cdebug-assertions=on",
    "-Coverflow-checks=on",
];

#[derive(clap::Args)]
pub struct Args {
    /// Only these targets
    targets: Vec<String>,
    /// How long each target runs
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

pub fn command(args: &Args) -> Result<()> {
    for name in &args.targets {
        if !TARGETS.contains(&name.as_str()) {
            bail!("there is no target {name}: choose from {}", TARGETS.join(", "));
        }
    }
    step::heading("Building what is fuzzed");
    let mut cargo = place::cargo()?;
    cargo.args([
        "build",
        "--locked",
        // So that what it is built upon is what the tests were built upon.
        "--workspace",
        "--bin",
        "fuzz",
        "--features",
        "airside-fuzz/libfuzzer",
    ]);
    cargo.env("RUSTC_WORKSPACE_WRAPPER", env::current_exe()?).env(STANDING_IN, "1");
    step::run(&mut cargo)?;
    let mut fallen = Vec::new();
    for name in
        TARGETS.iter().filter(|name| args.targets.is_empty() || args.targets.iter().any(|t| t == *name))
    {
        step::heading(&format!("Fuzzing {name} for {} s", args.seconds));
        if let Err(error) = fuzz(name, args.seconds) {
            step::warn("FELL", &format!("{error:#}"));
            fallen.push(*name);
        }
    }
    if fallen.is_empty() {
        Ok(())
    } else {
        bail!("{} fell: the inputs are in target/fuzz", fallen.join(", "))
    }
}

/// New inputs go to the target folder; the corpus that is committed is only read.
fn fuzz(name: &str, seconds: u32) -> Result<()> {
    let corpus = place::root()?.join("fuzz/corpus").join(name);
    let found = place::target()?.join("fuzz").join(name);
    fs::create_dir_all(&found)?;
    let mut fuzz = Command::new(place::program("fuzz", false)?);
    fuzz.env("AIRSIDE_FUZZ_TARGET", name).arg(&found).arg(&corpus);
    fuzz.arg(format!("-max_total_time={seconds}")).arg(format!("-artifact_prefix={}-fell-", found.display()));
    // Memory beyond this is a finding: a bomb must be refused before it is unpacked.
    fuzz.args([
        "-max_len=65536",
        "-timeout=10",
        "-rss_limit_mb=1024",
        "-verbosity=0",
        "-print_final_stats=1",
    ]);
    step::run(&mut fuzz)
}

/// The compiler's part, if this program was started for it: `xtask rustc arguments…`.
pub fn as_rustc() -> Option<ExitCode> {
    env::var_os(STANDING_IN)?;
    let mut words = env::args_os().skip(1);
    let mut rustc = Command::new(words.next()?);
    let words: Vec<OsString> = words.collect();
    rustc.args(&words);
    // What only asks the compiler about itself gets its own answer. Of an option given twice the last counts.
    if words.iter().any(|word| word == "--crate-name") {
        rustc.args(COVERAGE);
    }
    let status = rustc.status().ok()?;
    Some(ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)))
}
