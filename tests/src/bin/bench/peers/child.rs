//! A program of a peer: started, listened to line by line, ended by its own id, never waited for without end.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

pub struct Child {
    process: std::process::Child,
    lines: Receiver<String>,
    errors: PathBuf,
    until: Instant,
}

impl Child {
    /// Starts it; whatever it is asked for, it has `patience` for everything.
    pub fn start(mut command: Command, errors: &Path, patience: Duration) -> Result<Self> {
        let words = command.get_program().to_string_lossy().into_owned();
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(errors)?)
            .spawn()
            .with_context(|| format!("cannot start {words}"))?;
        let said = process.stdout.take().context("its output was asked for")?;
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(said).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self { process, lines, errors: errors.to_owned(), until: Instant::now() + patience })
    }

    /// The next line of JSON; nothing when it has ended as it should.
    pub fn next(&mut self) -> Result<Option<Value>> {
        match self.lines.recv_timeout(self.until.saturating_duration_since(Instant::now())) {
            // Other lines are what libraries print.
            Ok(line) if line.starts_with('{') => Ok(Some(serde_json::from_str(&line)?)),
            Ok(_) => self.next(),
            Err(RecvTimeoutError::Timeout) => bail!("not done in time"),
            Err(RecvTimeoutError::Disconnected) => {
                let status = self.process.wait()?;
                if status.success() { Ok(None) } else { bail!("{}", self.why(status.to_string())) }
            }
        }
    }

    /// The first line that has `field`, and what it says.
    pub fn hear(&mut self, field: &str) -> Result<Value> {
        while let Some(line) = self.next()? {
            if line.get(field).is_some() {
                return Ok(line);
            }
        }
        bail!("it ended without a word about `{field}`")
    }

    /// Lets it finish.
    pub fn finish(mut self) -> Result<()> {
        while self.next()?.is_some() {}
        Ok(())
    }

    /// kill -9 after `delay`, unless it ends before; what it had said by then, and whether it was struck.
    pub fn kill_after(mut self, delay: Duration) -> Result<(Vec<Value>, bool)> {
        let (mut said, strike) = (Vec::new(), Instant::now() + delay);
        loop {
            match self.lines.recv_timeout(strike.saturating_duration_since(Instant::now())) {
                Ok(line) if line.starts_with('{') => said.push(serde_json::from_str(&line)?),
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return self.finish().map(|()| (said, false)),
            }
        }
        self.process.kill()?;
        self.process.wait()?;
        // What it wrote before it died counts: somebody has read it.
        let rest = self.lines.iter().filter_map(|line| serde_json::from_str(&line).ok());
        said.extend(rest);
        Ok((said, true))
    }

    /// Fails, with what it complained of, if it has ended.
    pub fn still_runs(&mut self) -> Result<()> {
        match self.process.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("{}", self.why(status.to_string())),
        }
    }

    fn why(&self, status: String) -> String {
        let text = fs::read_to_string(&self.errors).unwrap_or_default();
        let telling = |l: &&str| ["error", "Error", "fault"].iter().any(|word| l.contains(word));
        let line = text.lines().find(telling).or(text.lines().last()).unwrap_or_default();
        format!("{status}: {}", line.chars().take(200).collect::<String>())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill().and_then(|()| self.process.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(words: &str) -> (tempfile::TempDir, Child) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = Command::new("sh");
        command.args(["-c", words]);
        let child = Child::start(command, &folder.path().join("errors"), Duration::from_secs(60));
        (folder, child.expect("there is a shell"))
    }

    #[test]
    fn what_libraries_print_is_passed_over() {
        let (_folder, mut child) = shell("echo loading; echo '{\"rows\":3}'");
        assert_eq!(child.hear("rows").expect("it says so")["rows"], 3);
        assert!(child.hear("sum").is_err(), "it ended without a sum");
    }

    #[test]
    fn a_program_that_fails_gives_its_own_reason() {
        let (_folder, child) = shell("echo 'error: the disk is full' >&2; exit 3");
        let why = child.finish().expect_err("it failed").to_string();
        assert!(why.contains("the disk is full"), "{why}");
    }

    #[test]
    fn what_a_killed_program_had_said_counts() {
        let lines = r#"printf '{"started":true}\n{"saved":7}\n'; exec sleep 60"#;
        let (_folder, mut child) = shell(lines);
        child.hear("started").expect("it says so");
        let (said, struck) = child.kill_after(Duration::from_millis(1)).expect("it can be killed");
        assert!(struck);
        assert_eq!(said, [serde_json::json!({ "saved": 7 })]);
    }
}
