//! A transaction on PostgreSQL: prepared statements from the connection's cache.

use deadpool_postgres::Transaction;
use tokio_postgres::{
    Row,
    types::{ToSql, Type},
};

use crate::{
    refusal::{Refusal, Result},
    store::{Answer, Line, Tx, Value},
};

/// Lines of one `INSERT`; a statement takes 65,535 values at most.
const CHUNK: usize = 1_000;

pub struct PostgresTx<'c>(Transaction<'c>);

impl<'c> PostgresTx<'c> {
    pub fn new(transaction: Transaction<'c>) -> Self {
        Self(transaction)
    }

    pub async fn commit(self) -> Result<()> {
        self.0.commit().await.map_err(Refusal::from)
    }

    async fn run(&self, sql: &str, values: &[Value]) -> Result<Vec<Line>> {
        let statement = self.0.prepare_cached(sql).await?;
        let rows = self.0.query(&statement, &places(values.iter())).await?;
        rows.iter().map(read).collect()
    }

    async fn run_all(&self, insert: &str, lines: &[Vec<Value>]) -> Result<()> {
        for chunk in lines.chunks(CHUNK) {
            let mut at = 0;
            let tuples: Vec<String> = chunk.iter().map(|line| tuple(line.len(), &mut at)).collect();
            let sql = format!("{insert} VALUES {}", tuples.join(", "));
            let statement = self.0.prepare_cached(&sql).await?;
            self.0.execute(&statement, &places(chunk.iter().flatten())).await?;
        }
        Ok(())
    }
}

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

impl Tx for PostgresTx<'_> {
    fn query<'a>(&'a mut self, sql: &'static str, values: Vec<Value>) -> Answer<'a, Vec<Line>> {
        Box::pin(async move { self.run(sql, &values).await })
    }

    fn insert_all<'a>(&'a mut self, insert: &'static str, lines: Vec<Vec<Value>>) -> Answer<'a, ()> {
        Box::pin(async move { self.run_all(insert, &lines).await })
    }
}
