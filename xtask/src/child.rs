//! A program that xtask starts, and ends again by its own process id.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::place;

/// How long a program may take to end when asked, before it is made to.
const PATIENCE: Duration = Duration::from_secs(8);

/// Ends with its owner: when dropped, and also when xtask itself is killed.
pub struct Program {
    name: String,
    child: Child,
}

impl Program {
    /// Starts `command` so that the kernel ends it should xtask die without a chance to do so.
    pub fn start(command: &Command) -> Result<Program> {
        Program::spawn(command, |_| {})
    }

    /// As [`Program::start`], gives it `words` to read, and says nothing of what it prints.
    pub fn start_and_tell(command: &Command, words: &str) -> Result<Program> {
        let mut program = Program::spawn(command, |command| {
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        })?;
        let mut ear = program.child.stdin.take().context("its input was asked for")?;
        ear.write_all(words.as_bytes())?;
        Ok(program)
    }

    /// As [`Program::start`], and waits for the first line that it prints.
    pub fn start_and_hear(command: &Command) -> Result<(Program, String)> {
        let mut program = Program::spawn(command, |command| {
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        })?;
        let mut line = String::new();
        let said = program.child.stdout.take().context("its output was asked for")?;
        BufReader::new(said).read_line(&mut line)?;
        if line.trim().is_empty() {
            bail!("{} ended before it was ready", program.name);
        }
        Ok((program, line.trim().to_owned()))
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn spawn(command: &Command, talk: impl FnOnce(&mut Command)) -> Result<Program> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut command = tied(command);
        talk(&mut command);
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Program { name, child })
    }

    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    pub fn wait(&mut self) -> Result<ExitStatus> {
        Ok(self.child.wait()?)
    }

    /// Asks it to end, which lets it finish what it is writing, and insists when it does not.
    pub fn end(&mut self) {
        if self.ended().is_some() {
            return;
        }
        let pid = self.id().to_string();
        let _ =
            Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &pid]).stderr(Stdio::null()).status();
        if !wait_for(PATIENCE, || self.ended().is_some()) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.end();
    }
}

/// The same command, under `setpriv`, which then becomes it: the process id is the program's own.
fn tied(command: &Command) -> Command {
    let mut tied = if place::find("setpriv").is_some() {
        let mut setpriv = Command::new("setpriv");
        setpriv.args(["--pdeathsig", "TERM", "--"]).arg(command.get_program());
        setpriv
    } else {
        Command::new(command.get_program())
    };
    tied.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => tied.env(name, value),
            None => tied.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        tied.current_dir(folder);
    }
    tied
}

/// Asks again and again until it is so, or the time is over.
pub fn wait_for(longest: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if is_so() {
            return true;
        }
        if start.elapsed() > longest {
            return false;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
