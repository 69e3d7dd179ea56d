//! PostgreSQL's own load generator, for what a server does without us.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};

/// Connections at once; the best of them counts.
const CLIENTS: [usize; 3] = [1, 8, 32];

pub struct Pgbench {
    programs: PathBuf,
    database: String,
}

impl Pgbench {
    pub fn new(programs: &Path, database: &str) -> Self {
        Self { programs: programs.to_owned(), database: database.to_owned() }
    }

    pub fn execute(&self, sql: &str) -> Result<()> {
        let mut psql = Command::new(self.programs.join("psql"));
        run(psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-d", &self.database, "-c", sql])).map(drop)
    }

    /// Transactions a second of a script.
    pub fn best(&self, script: &Path, long: Duration) -> Result<f64> {
        CLIENTS.into_iter().try_fold(0.0, |best, clients| {
            let rate = self.rate(script, clients, long)?;
            eprintln!("  pgbench {}, {clients} at once: {rate:.0}/s", script.display());
            Ok(f64::max(best, rate))
        })
    }

    fn rate(&self, script: &Path, clients: usize, long: Duration) -> Result<f64> {
        let mut bench = Command::new(self.programs.join("pgbench"));
        bench.args(["-n", "-M", "prepared", "-c", &clients.to_string(), "-j", "2"]);
        bench.args(["-T", &long.as_secs().to_string(), "-f"]).arg(script).arg(&self.database);
        let said = run(&mut bench)?;
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        rate.with_context(|| format!("pgbench says no rate: {said}"))
    }
}

fn run(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
