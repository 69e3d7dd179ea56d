//! One run of nextest, and what came of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{place, step};

/// How many tests passed and failed. A suite that did not build counts as one that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs the tests of `packages` (all of them if none is named) that `expression` (nextest's language) selects. `dress`
/// may add to the environment. Everything is built even for one package: built alone, it would stand upon the same
/// things with fewer features, and those would be compiled anew.
pub fn nextest(packages: &[&str], expression: &str, dress: impl FnOnce(&mut Command)) -> Result<Tally> {
    // Nextest keeps its reports in the project's folder, wherever the programs are built.
    let report = place::root()?.join("target/nextest/default/junit.xml");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let mut cargo = place::cargo()?;
    cargo.args(["nextest", "run", "--locked", "--no-tests=pass", "--workspace"]);
    let these: Vec<String> = packages.iter().map(|package| format!("package({package})")).collect();
    let these = if these.is_empty() { "all()".to_owned() } else { these.join(" | ") };
    cargo.args(["-E", &format!("({these}) & ({expression})")]);
    dress(&mut cargo);
    let outcome = step::run(&mut cargo);
    match (read(&report)?, outcome) {
        (Some(tally), Ok(())) => Ok(tally),
        (Some(tally), Err(_)) => Ok(Tally { failed: tally.failed.max(1), ..tally }),
        (None, Ok(())) => Ok(Tally::default()),
        (None, Err(error)) => {
            step::warn("FAILED", &format!("{error:#}"));
            Ok(Tally { passed: 0, failed: 1 })
        }
    }
}

/// The sums at the head of nextest's JUnit report. There is none when nothing was run.
fn read(report: &Path) -> Result<Option<Tally>> {
    if !report.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(report)?;
    let Some(tally) = sums(&text) else { bail!("cannot read nextest's report {}", report.display()) };
    Ok(Some(tally))
}

fn sums(report: &str) -> Option<Tally> {
    let head = report.split("<testsuites ").nth(1)?.split('>').next()?;
    let number = |name: &str| -> Option<u64> {
        head.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse().ok()
    };
    let failed = number("failures")? + number("errors")?;
    Some(Tally { passed: number("tests")?.checked_sub(failed)?, failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_failures_and_errors_as_failed() {
        let report = "<?xml version=\"1.0\"?>\n<testsuites name=\"nextest-run\" tests=\"12\" failures=\"2\" \
                      errors=\"1\" time=\"0.4\">\n<testsuite name=\"a\" tests=\"12\" failures=\"2\">";
        assert_eq!(sums(report), Some(Tally { passed: 9, failed: 3 }));
    }

    #[test]
    fn a_report_cut_short_is_not_taken_for_success() {
        assert_eq!(sums("<?xml version=\"1.0\"?>\n<testsuites name=\"nextest-run\" tests=\"12\""), None);
    }
}
