//! Storage behind one trait, on two engines. Everything above speaks [`Tx`]; the SQL is here and nowhere
//! else, written once in the dialect that both engines share (`$1`, `ON CONFLICT`, `RETURNING`).

pub mod accounts;
pub mod attachments;
pub mod audit;
pub mod backup;
pub mod entities;
pub mod entries;
pub mod fleet;
pub mod flight_events;
pub mod inspect;
pub mod jobs;
pub mod ledger;
pub mod notices;
pub mod payments;
mod postgres;
pub mod reconcile;
pub mod refused;
pub mod scopes;
mod sqlite;
mod value;

use std::{future::Future, path::Path, pin::Pin};

pub use sqlite::Memory;
pub use value::{Line, Value};

use crate::refusal::Result;

/// What a query or a piece of work gives in the end.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// One statement that only looks, and what is put into it.
pub type Question = (&'static str, Vec<Value>);

/// One transaction. On SQLite every future is ready at once, on the thread of the database.
pub trait Tx: Send {
    /// Runs one statement; the lines that it returns.
    fn query<'a>(&'a mut self, sql: &'static str, values: Vec<Value>) -> Answer<'a, Vec<Line>>;

    /// Asks several things at once, which is one trip where the database is another program; the lines of each, in
    /// their order.
    fn query_all<'a>(&'a mut self, questions: Vec<Question>) -> Answer<'a, Vec<Vec<Line>>> {
        Box::pin(async move {
            let mut all = Vec::with_capacity(questions.len());
            for (sql, values) in questions {
                all.push(self.query(sql, values).await?);
            }
            Ok(all)
        })
    }

    /// Runs one statement whose lines nobody needs. It has happened when the next query looks, and at the end; why
    /// it cannot happen may be told as late.
    fn run<'a>(&'a mut self, sql: &'static str, values: Vec<Value>) -> Answer<'a, ()> {
        Box::pin(async move { self.query(sql, values).await.map(drop) })
    }

    /// Whether others may be in the middle of a row, which is then passed over; where they never are, nobody is.
    fn skips_locked(&self) -> bool {
        false
    }

    /// Inserts many lines of the same shape. `insert` ends before the word `VALUES`.
    fn insert_all<'a>(&'a mut self, insert: &'static str, lines: Vec<Vec<Value>>) -> Answer<'a, ()>;
}

/// An engine.
pub trait Store: Clone + Send + Sync + 'static {
    /// Runs `work` in one transaction that is durable when this returns; an error undoes all of it.
    /// Writing transactions run one after the other, also across processes, so that the order of the
    /// change sequence is the order of commits and no reader can skip a change still in flight.
    fn write<R, W>(&self, work: W) -> impl Future<Output = Result<R>> + Send
    where
        R: Send + 'static,
        W: for<'a> FnOnce(&'a mut dyn Tx) -> Answer<'a, R> + Send + 'static;

    /// Runs `work` on one snapshot.
    fn read<R, W>(&self, work: W) -> impl Future<Output = Result<R>> + Send
    where
        R: Send + 'static,
        W: for<'a> FnOnce(&'a mut dyn Tx) -> Answer<'a, R> + Send + 'static;

    /// For `/health`.
    fn name(&self) -> &'static str;
}

/// The engine that the configuration chose.
#[derive(Clone)]
pub enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
    Memory(Memory),
}

impl Engine {
    /// Opens the database, creating and migrating it as needed: PostgreSQL when there is a URL.
    pub async fn open(data: &Path, database: Option<&str>) -> anyhow::Result<Self> {
        match database {
            Some(url) => Ok(Self::Postgres(postgres::Postgres::open(url).await?)),
            None => Ok(Self::Sqlite(sqlite::Sqlite::open(&data.join("airside.db"))?)),
        }
    }
}

impl Store for Engine {
    async fn write<R, W>(&self, work: W) -> Result<R>
    where
        R: Send + 'static,
        W: for<'a> FnOnce(&'a mut dyn Tx) -> Answer<'a, R> + Send + 'static,
    {
        match self {
            Self::Sqlite(it) => it.write(work).await,
            Self::Postgres(it) => it.write(work).await,
            Self::Memory(it) => it.write(work).await,
        }
    }

    async fn read<R, W>(&self, work: W) -> Result<R>
    where
        R: Send + 'static,
        W: for<'a> FnOnce(&'a mut dyn Tx) -> Answer<'a, R> + Send + 'static,
    {
        match self {
            Self::Sqlite(it) => it.read(work).await,
            Self::Postgres(it) => it.read(work).await,
            Self::Memory(it) => it.read(work).await,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(it) => it.name(),
            Self::Postgres(it) => it.name(),
            Self::Memory(it) => it.name(),
        }
    }
}

/// Seconds since 1970, as they are stored.
fn time(seconds: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(seconds).unwrap_or_default()
}

/// The last number of the change sequence.
pub async fn change_seq(tx: &mut dyn Tx) -> Result<i64> {
    let (sql, values) = asks_change_seq();
    Ok(read_change_seq(&tx.query(sql, values).await?))
}

pub fn asks_change_seq() -> Question {
    ("SELECT number FROM meta WHERE name = 'change_seq'", vec![])
}

pub fn read_change_seq(lines: &[Line]) -> i64 {
    lines.first().map_or(0, |line| line.int(0))
}

pub async fn set_change_seq(tx: &mut dyn Tx, seq: i64) -> Result<()> {
    tx.run("UPDATE meta SET number = $1 WHERE name = 'change_seq'", vec![seq.into()]).await
}

/// A text of the backend's own: its recovery key, the day of the demo world.
pub async fn meta(tx: &mut dyn Tx, name: &str) -> Result<Option<String>> {
    let lines = tx.query("SELECT content FROM meta WHERE name = $1", vec![name.into()]).await?;
    Ok(lines.into_iter().next().map(|mut line| line.text(0)))
}

pub async fn forget_meta(tx: &mut dyn Tx, name: &str) -> Result<()> {
    tx.run("DELETE FROM meta WHERE name = $1", vec![name.into()]).await
}

pub async fn set_meta(tx: &mut dyn Tx, name: &str, content: &str) -> Result<()> {
    let sql = "INSERT INTO meta (name, number, content) VALUES ($1, 0, $2)
        ON CONFLICT (name) DO UPDATE SET content = excluded.content";
    tx.run(sql, vec![name.into(), content.into()]).await
}
