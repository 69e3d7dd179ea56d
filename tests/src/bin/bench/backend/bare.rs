//! PostgreSQL's own load generator on the same server, with the writes of a push and without everything else.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};

/// Connections at once; the best of them counts.
const CLIENTS: [usize; 3] = [1, 8, 32];

pub struct Pgbench {
    program: PathBuf,
    database: String,
    /// Scripts: with the rows that everybody shares, and without.
    in_order: PathBuf,
    apart: PathBuf,
}

/// Transactions a second.
pub struct Rates {
    pub in_order: f64,
    pub apart: f64,
}

impl Pgbench {
    /// Fills a database that has the backend's tables and nothing in them.
    pub fn fill(programs: &Path, database: &str, folder: &Path) -> Result<Self> {
        let script = |name: &str, end: &str| -> Result<PathBuf> {
            let file = folder.join(name);
            fs::write(&file, format!("{}{end}COMMIT;\n", include_str!("push.sql")))?;
            Ok(file)
        };
        let (in_order, apart) =
            (script("in_order.sql", include_str!("in_order.sql"))?, script("apart.sql", "")?);
        let mut psql = Command::new(programs.join("psql"));
        run(psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", include_str!("fill.sql")]))?;
        Ok(Self { program: programs.join("pgbench"), database: database.to_owned(), in_order, apart })
    }

    pub fn measure(&self, long: Duration) -> Result<Rates> {
        let best = |script: &Path| {
            CLIENTS.into_iter().try_fold(0.0, |best, clients| {
                let rate = self.rate(script, clients, long)?;
                eprintln!("  pgbench {}, {clients} at once: {rate:.0}/s", script.display());
                anyhow::Ok(f64::max(best, rate))
            })
        };
        Ok(Rates { in_order: best(&self.in_order)?, apart: best(&self.apart)? })
    }

    fn rate(&self, script: &Path, clients: usize, long: Duration) -> Result<f64> {
        let mut bench = Command::new(&self.program);
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
