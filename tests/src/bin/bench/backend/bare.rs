//! The writes of a push in pgbench, without everything else.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Result;

use crate::pgbench::Pgbench;

pub struct Bare {
    server: Pgbench,
    /// Scripts: with the rows that everybody shares, and without.
    in_order: PathBuf,
    apart: PathBuf,
}

/// Transactions a second.
pub struct Rates {
    pub in_order: f64,
    pub apart: f64,
}

impl Bare {
    /// Fills a database that has the backend's tables and nothing in them.
    pub fn fill(server: Pgbench, folder: &Path) -> Result<Self> {
        let script = |name: &str, end: &str| -> Result<PathBuf> {
            let file = folder.join(name);
            fs::write(&file, format!("{}{end}COMMIT;\n", include_str!("push.sql")))?;
            Ok(file)
        };
        let (in_order, apart) =
            (script("in_order.sql", include_str!("in_order.sql"))?, script("apart.sql", "")?);
        server.execute(include_str!("fill.sql"))?;
        Ok(Self { server, in_order, apart })
    }

    pub fn measure(&self, long: Duration) -> Result<Rates> {
        let best = |script| self.server.best(script, long);
        Ok(Rates { in_order: best(&self.in_order)?, apart: best(&self.apart)? })
    }
}
