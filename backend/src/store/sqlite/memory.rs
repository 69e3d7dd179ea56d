//! SQLite in memory, on the caller's thread: for the simulation. It outlives the backend that uses it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use rusqlite::Connection;

use super::{migrations, transact};
use crate::{
    refusal::{Refusal, Result},
    store::{Answer, Store, Tx},
};

#[derive(Clone)]
pub struct Memory {
    connection: Arc<Mutex<Connection>>,
    failing: Arc<AtomicBool>,
}

impl Memory {
    pub fn new() -> anyhow::Result<Self> {
        let mut connection = Connection::open_in_memory()?;
        connection.set_prepared_statement_cache_capacity(128);
        migrations::migrations::runner().run(&mut connection)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)), failing: Arc::default() })
    }

    /// The next transaction that writes will fail when it is all but done.
    pub fn fail_once(&self) {
        self.failing.store(true, Ordering::Relaxed);
    }
}

impl Store for Memory {
    async fn write<R, W>(&self, work: W) -> Result<R>
    where
        R: Send + 'static,
        W: for<'a> FnOnce(&'a mut dyn Tx) -> Answer<'a, R> + Send + 'static,
    {
        let mut connection = self.connection.lock().expect("nobody panics holding it");
        let failing = self.failing.clone();
        transact(&mut connection, "BEGIN IMMEDIATE", move |tx| {
            let done = work(tx);
            Box::pin(async move {
                let done = done.await?;
                match failing.swap(false, Ordering::Relaxed) {
                    true => Err(Refusal::store(&"the disk of the simulation failed")),
                    false => Ok(done),
                }
            })
        })
    }

    async fn read<R, W>(&self, work: W) -> Result<R>
    where
        R: Send + 'static,
        W: for<'a> FnOnce(&'a mut dyn Tx) -> Answer<'a, R> + Send + 'static,
    {
        let mut connection = self.connection.lock().expect("nobody panics holding it");
        transact(&mut connection, "BEGIN DEFERRED", work)
    }

    fn name(&self) -> &'static str {
        "memory"
    }
}
