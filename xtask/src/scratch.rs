//! Where tests keep their files: in memory where there is room, because a test waits for the disk longer than for
//! anything else, and what becomes of files when the power goes has tests of its own that do not ask a disk.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use crate::step;

const MEMORY: &str = "/dev/shm";
const PREFIX: &str = "airside-tests-";
/// KiB that the tests that run at the same time never come near.
const ROOM: u64 = 4 * 1024 * 1024;

/// A folder of its own that goes with its owner, or the machine's usual one.
pub struct Scratch(Option<TempDir>);

impl Scratch {
    pub fn make() -> Result<Self> {
        sweep(Path::new(MEMORY), |process| Path::new("/proc").join(process).exists());
        if room(MEMORY) < ROOM {
            step::there("files of tests", "on the disk: there is no room for them in memory");
            return Ok(Self(None));
        }
        let name = format!("{PREFIX}{}.", std::process::id());
        let folder = tempfile::Builder::new().prefix(&name).tempdir_in(MEMORY)?;
        // The database server runs as somebody else, who has to get through to what is theirs.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711))?;
        Ok(Self(Some(folder)))
    }

    /// Tells a program that is about to start where its files go.
    pub fn dress(&self, command: &mut Command) {
        if let Some(folder) = &self.0 {
            command.env("TMPDIR", folder.path());
        }
    }

    pub fn path(&self) -> PathBuf {
        self.0.as_ref().map_or_else(std::env::temp_dir, |folder| folder.path().to_owned())
    }
}

/// KiB that are free there; none where that cannot be told.
fn room(folder: &str) -> u64 {
    let said = step::ask("df", &["--output=avail", "--block-size=1K", folder]).unwrap_or_default();
    said.lines().nth(1).and_then(|line| line.trim().parse().ok()).unwrap_or(0)
}

/// Takes away what runs left behind that were killed.
fn sweep(memory: &Path, lives: impl Fn(&str) -> bool) {
    for folder in fs::read_dir(memory).into_iter().flatten().flatten() {
        let name = folder.file_name();
        let of = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('.').next());
        if of.is_some_and(|process| !lives(process)) {
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_that_was_killed_left_behind_goes_and_what_is_in_use_or_anothers_stays() {
        let memory = tempfile::tempdir().unwrap();
        for name in ["airside-tests-1.aX", "airside-tests-2.bY", "somebody"] {
            fs::create_dir(memory.path().join(name)).unwrap();
        }
        sweep(memory.path(), |process| process == "2");
        let mut left: Vec<_> =
            fs::read_dir(memory.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["airside-tests-2.bY", "somebody"]);
    }
}
