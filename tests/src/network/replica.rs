//! Backends as their own processes, any of which can be killed at any moment.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

use airside_backend::Config;
use anyhow::Context;
use serde_json::Value;

/// One backend of several on a database. It ends with its owner.
pub struct Replica {
    program: PathBuf,
    config: Config,
    pub addr: SocketAddr,
    process: Child,
}

/// The backend's program: told by whoever built it, or beside the tests' own.
pub fn program() -> Option<PathBuf> {
    if let Some(told) = env::var_os("AIRSIDE_BACKEND_PROGRAM") {
        return Some(told.into());
    }
    let own = env::current_exe().ok()?;
    own.ancestors().skip(1).take(2).map(|folder| folder.join("airside-backend")).find(|it| it.exists())
}

impl Replica {
    /// Starts it, and returns when it listens. The address is new each time: an old port may be taken.
    pub fn start(program: &Path, config: &Config) -> anyhow::Result<Self> {
        let (process, addr) = spawn(program, config)?;
        Ok(Self { program: program.to_owned(), config: config.clone(), addr, process })
    }

    /// kill -9, and start again.
    pub fn kill_and_restart(&mut self) -> anyhow::Result<()> {
        self.end();
        (self.process, self.addr) = spawn(&self.program, &self.config)?;
        Ok(())
    }

    fn end(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.end();
    }
}

fn spawn(program: &Path, config: &Config) -> anyhow::Result<(Child, SocketAddr)> {
    fs::create_dir_all(&config.data)?;
    let mut serve = Command::new(program);
    serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&config.data);
    serve.args(config.database.iter().flat_map(|url| ["--database", url.as_str()]));
    serve.envs(config.storage_key.iter().map(|key| ("AIRSIDE_BACKEND_STORAGE_KEY", key)));
    serve.env("RUST_LOG", "info").current_dir(&config.data).stdin(Stdio::null()).stdout(Stdio::null());
    let mut process = serve.stderr(Stdio::piped()).spawn().context("the backend does not start")?;
    let mut lines = BufReader::new(process.stderr.take().context("its log was asked for")?).lines();
    let mut said = String::new();
    let addr = loop {
        let Some(Ok(line)) = lines.next() else {
            process.wait()?;
            anyhow::bail!("the backend ended before it listened: {said}");
        };
        if let Some(addr) = listening(&line) {
            break addr;
        }
        said = line;
    };
    let mut log = fs::File::options().create(true).append(true).open(config.data.join("log"))?;
    // Until the end of the process: a full pipe would stop it.
    thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| writeln!(log, "{line}")));
    Ok((process, addr))
}

fn listening(line: &str) -> Option<SocketAddr> {
    let said: Value = serde_json::from_str(line).ok()?;
    let fields = said.get("fields").filter(|fields| fields["message"] == "listening")?;
    fields["addr"].as_str()?.parse().ok()
}
