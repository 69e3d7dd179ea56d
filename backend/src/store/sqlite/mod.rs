//! SQLite: one thread writes, a few connections read.

mod memory;
mod tx;

use std::{
    path::{Path, PathBuf},
    pin::pin,
    sync::{Arc, Mutex, mpsc},
    task::{Context, Poll, Waker},
    thread,
};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{Answer, Store, Tx};
use crate::refusal::{Refusal, Result};
pub use memory::Memory;
use tx::SqliteTx;

mod migrations {
    refinery::embed_migrations!("src/store/sqlite/migrations");
}

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

#[derive(Clone)]
pub struct Sqlite {
    writer: mpsc::Sender<Job>,
    readers: Arc<Mutex<Vec<Connection>>>,
    path: PathBuf,
}

impl Sqlite {
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut connection = connect(path)?;
        migrations::migrations::runner().run(&mut connection)?;
        let (writer, jobs) = mpsc::channel::<Job>();
        thread::Builder::new().name("sqlite-writer".into()).spawn(move || {
            for job in jobs {
                job(&mut connection);
            }
        })?;
        Ok(Self { writer, readers: Arc::default(), path: path.to_owned() })
    }

    fn reader(&self) -> Result<Connection> {
        let idle = self.readers.lock().expect("nobody panics holding it").pop();
        idle.map_or_else(|| connect(&self.path).map_err(Refusal::from), Ok)
    }
}

/// WAL, so that readers never wait; FULL, so that what was answered survives a power cut.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(include_str!("pragmas.sql"))?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

impl Store for Sqlite {
    async fn write<R, W>(&self, work: W) -> Result<R>
    where
        R: Send + 'static,
        W: for<'a> FnOnce(&'a mut dyn Tx) -> Answer<'a, R> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // A caller that went away has no use for the answer; the effect stands.
            let _ = reply.send(transact(connection, "BEGIN IMMEDIATE", work));
        });
        self.writer.send(job).map_err(|e| Refusal::store(&e))?;
        answer.await.map_err(|e| Refusal::store(&e))?
    }

    async fn read<R, W>(&self, work: W) -> Result<R>
    where
        R: Send + 'static,
        W: for<'a> FnOnce(&'a mut dyn Tx) -> Answer<'a, R> + Send + 'static,
    {
        let store = self.clone();
        let read = tokio::task::spawn_blocking(move || {
            let mut connection = store.reader()?;
            let answer = transact(&mut connection, "BEGIN DEFERRED", work);
            store.readers.lock().expect("nobody panics holding it").push(connection);
            answer
        });
        read.await.map_err(|e| Refusal::store(&e))?
    }

    fn name(&self) -> &'static str {
        "sqlite"
    }
}

fn transact<R, W>(connection: &mut Connection, begin: &str, work: W) -> Result<R>
where
    W: for<'a> FnOnce(&'a mut dyn Tx) -> Answer<'a, R>,
{
    let mut tx = SqliteTx::begin(connection, begin)?;
    let answer = {
        let mut future = pin!(work(&mut tx));
        // Statements run inside `query`, so nothing in here ever waits.
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => answer?,
            Poll::Pending => return Err(Refusal::store(&"work on SQLite waited for something else")),
        }
    };
    tx.commit()?;
    Ok(answer)
}
