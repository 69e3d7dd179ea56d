//! A transaction on PostgreSQL: prepared statements from the connection's cache.

use deadpool_postgres::GenericClient;
use futures_util::future::{try_join, try_join_all};
use tokio_postgres::{
    Row, Statement,
    types::{ToSql, Type},
};

use crate::{
    refusal::Result,
    store::{Answer, Line, Question, Tx, Value},
};

/// Lines of one `INSERT`; a statement takes 65,535 values at most.
const CHUNK: usize = 1_000;

/// Statements that go to the server in one trip.
const PIPED: usize = 16;

/// Whoever made it begins and ends the transaction.
pub struct PostgresTx<'c, C> {
    within: &'c C,
    /// What nobody needs the lines of: it goes with the next query, in the same trip to the server.
    waiting: Vec<Question>,
}

impl<'c, C: GenericClient> PostgresTx<'c, C> {
    pub fn new(within: &'c C) -> Self {
        Self { within, waiting: Vec::new() }
    }

    /// Sends what waits; before a commit.
    pub async fn flush(&mut self) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        for some in waiting.chunks(PIPED) {
            let ready = self.ready(some).await?;
            try_join_all(ready.iter().map(|(it, places)| self.within.execute(it, places))).await?;
        }
        Ok(())
    }

    /// Forgets what waits: it is undone anyway.
    pub fn forget(&mut self) {
        self.waiting.clear();
    }

    /// Statements that are known to the server, so that what is sent then is sent in this order.
    async fn ready<'v>(&self, some: &'v [Question]) -> Result<Vec<Ready<'v>>> {
        let mut ready = Vec::with_capacity(some.len());
        for (sql, values) in some {
            ready.push((self.within.prepare_cached(sql).await?, places(values.iter())));
        }
        Ok(ready)
    }

    /// What waits and these go in one trip, as many at once as are piped.
    async fn ask(&mut self, questions: &[Question]) -> Result<Vec<Vec<Line>>> {
        if self.waiting.len() > PIPED {
            self.flush().await?;
        }
        let mut answers = Vec::with_capacity(questions.len());
        for some in questions.chunks(PIPED) {
            let waiting = std::mem::take(&mut self.waiting);
            let (before, asked) = (self.ready(&waiting).await?, self.ready(some).await?);
            let before = try_join_all(before.iter().map(|(it, places)| self.within.execute(it, places)));
            let asked = try_join_all(asked.iter().map(|(it, places)| self.within.query(it, places)));
            let (_, found) = try_join(before, asked).await?;
            for rows in found {
                answers.push(rows.iter().map(read).collect::<Result<_>>()?);
            }
        }
        Ok(answers)
    }

    async fn ask_all(&mut self, insert: &str, lines: &[Vec<Value>]) -> Result<()> {
        self.flush().await?;
        for chunk in lines.chunks(CHUNK) {
            let mut at = 0;
            let tuples: Vec<String> = chunk.iter().map(|line| tuple(line.len(), &mut at)).collect();
            let sql = format!("{insert} VALUES {}", tuples.join(", "));
            let statement = self.within.prepare_cached(&sql).await?;
            self.within.execute(&statement, &places(chunk.iter().flatten())).await?;
        }
        Ok(())
    }
}

/// A statement and what is put into it.
type Ready<'v> = (Statement, Vec<&'v (dyn ToSql + Sync)>);

fn places<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<&'v (dyn ToSql + Sync)> {
    values.map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// `($4, $5, $6)`.
fn tuple(width: usize, at: &mut usize) -> String {
    let places: Vec<String> = (*at + 1..=*at + width).map(|n| format!("${n}")).collect();
    *at += width;
    format!("({})", places.join(", "))
}

fn read(row: &Row) -> Result<Line> {
    let value = |(at, column): (usize, &tokio_postgres::Column)| -> Result<Value> {
        Ok(match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(at)?.map_or(Value::Null, Value::Int),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at)?.map_or(Value::Null, Value::Blob),
            _ => row.try_get::<_, Option<String>>(at)?.map_or(Value::Null, Value::Text),
        })
    };
    row.columns().iter().enumerate().map(value).collect::<Result<Vec<_>>>().map(Line)
}

impl<C: GenericClient> Tx for PostgresTx<'_, C> {
    fn query<'a>(&'a mut self, sql: &'static str, values: Vec<Value>) -> Answer<'a, Vec<Line>> {
        Box::pin(async move { Ok(self.ask(&[(sql, values)]).await?.pop().unwrap_or_default()) })
    }

    fn query_all<'a>(&'a mut self, questions: Vec<Question>) -> Answer<'a, Vec<Vec<Line>>> {
        Box::pin(async move { self.ask(&questions).await })
    }

    fn run<'a>(&'a mut self, sql: &'static str, values: Vec<Value>) -> Answer<'a, ()> {
        self.waiting.push((sql, values));
        Box::pin(std::future::ready(Ok(())))
    }

    fn skips_locked(&self) -> bool {
        true
    }

    fn insert_all<'a>(&'a mut self, insert: &'static str, lines: Vec<Vec<Value>>) -> Answer<'a, ()> {
        Box::pin(async move { self.ask_all(insert, &lines).await })
    }
}
