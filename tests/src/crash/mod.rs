//! A desk on real files, and what a dying program, a power cut, a full or failing disk and a bad sector do to
//! them. `mortal` is the device, `trace` ends it or harms its disk at a chosen call to the system, `disk` makes
//! what a power cut could have left, `seen` says whether what is found is whole.

pub mod disk;
pub mod mortal;
pub mod seen;
pub mod trace;

use std::process::{Command, Stdio};

/// Whether every point is tried instead of some: `cargo xtask crash`.
pub fn every() -> bool {
    std::env::var_os("AIRSIDE_CRASH_EVERY").is_some()
}

/// Whether programs can be watched here. Where nobody watches the tests, not to be able to is an error.
pub fn possible() -> bool {
    let mut watched = Command::new("strace");
    watched.args(["-qq", "-o", "/dev/null", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
    let works = watched.status().is_ok_and(|status| status.success());
    if !works {
        let why = "strace (a package of that name) is missing or may not watch programs here";
        assert!(!std::env::var("CI").is_ok_and(|it| it == "true" || it == "1"), "{why}");
        eprintln!("SKIPPED: {why}");
    }
    works
}

/// At most `most` of them, spread over all; all of them if every point is to be tried.
pub fn spread<T: Clone>(all: &[T], most: usize) -> Vec<T> {
    if every() || all.len() <= most {
        return all.to_vec();
    }
    (0..most).map(|nth| all[nth * (all.len() - 1) / (most - 1).max(1)].clone()).collect()
}
