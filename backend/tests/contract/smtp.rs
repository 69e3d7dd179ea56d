//! A real mail server: Debian's aiosmtpd, a process of its own on its own port, ended by the test.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// The system's own, which has the system's packages.
const PYTHON: &str = "/usr/bin/python3";

pub struct Mail {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl Mail {
    /// None where aiosmtpd is not installed, except in CI.
    pub fn open() -> Option<Self> {
        let there = Command::new(PYTHON).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        if !there.is_ok_and(|status| status.success()) {
            assert!(std::env::var("CI").is_err(), "python3-aiosmtpd is not installed, and in CI it must be");
            eprintln!("NOT TESTED with a mail server: python3-aiosmtpd is not installed");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let mut serve = Command::new(PYTHON);
        serve.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/smtp.py")).arg(folder.path());
        let mut process = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        Some(Self { process, port: port.trim().parse().expect("it says its port"), folder })
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Every letter that it took, in their order.
    pub fn letters(&self) -> Vec<String> {
        let files = fs::read_dir(self.folder.path()).unwrap().map(|file| file.unwrap().path());
        let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|it| it == "eml")).collect();
        files.sort();
        files.into_iter().map(|path| fs::read_to_string(path).unwrap()).collect()
    }
}

impl Drop for Mail {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
