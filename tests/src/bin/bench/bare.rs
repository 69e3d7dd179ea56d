//! A database with the same cipher and the same durability as a desk's, and nothing else.

use std::path::Path;

use airside_core::store::PAGES_BY;
use anyhow::{Context, Result};
use rusqlite::{Connection, TransactionBehavior};

pub struct Bare {
    db: Connection,
}

impl Bare {
    pub fn open(path: &Path) -> Result<Self> {
        let db = Connection::open(path).context("the bare database cannot be made")?;
        db.execute_batch(&format!(
            "PRAGMA key = \"x'{}'\"; {PAGES_BY} PRAGMA cipher_memory_security = OFF; PRAGMA secure_delete = ON;
             PRAGMA cache_size = -65536;",
            "5a".repeat(32)
        ))?;
        db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        db.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000;
             CREATE TABLE bare (no INTEGER PRIMARY KEY, body TEXT NOT NULL);",
        )?;
        Ok(Self { db })
    }

    /// Rows of these bodies, in one durable transaction.
    pub fn insert<'a>(&mut self, bodies: impl IntoIterator<Item = &'a str>) -> rusqlite::Result<()> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for body in bodies {
            tx.prepare_cached("INSERT INTO bare (body) VALUES (?1)")?.execute([body])?;
        }
        tx.commit()
    }
}
