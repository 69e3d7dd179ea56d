//! A transaction on SQLite: prepared statements from the connection's cache.

use rusqlite::{Connection, types::ValueRef};

use crate::{
    refusal::{Refusal, Result},
    store::{Answer, Line, Tx, Value},
};

/// Rusqlite's own transaction borrows the connection shared, which may not cross threads; this borrows it
/// alone. What is not committed is rolled back.
pub struct SqliteTx<'c> {
    connection: &'c mut Connection,
    open: bool,
}

impl<'c> SqliteTx<'c> {
    /// `begin` is `BEGIN IMMEDIATE` or `BEGIN DEFERRED`.
    pub fn begin(connection: &'c mut Connection, begin: &str) -> Result<Self> {
        connection.execute_batch(begin)?;
        Ok(Self { connection, open: true })
    }

    pub fn commit(mut self) -> Result<()> {
        self.connection.execute_batch("COMMIT")?;
        self.open = false;
        Ok(())
    }

    fn ask(&self, sql: &str, values: &[Value]) -> Result<Vec<Line>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        for (at, value) in values.iter().enumerate() {
            // By name: SQLite numbers `$1`, `$2` in the order in which they appear in the text.
            let mut buffer = [b'$', 0, 0];
            let digits = if at < 9 { 1 } else { 2 };
            let number = at + 1;
            buffer[1] = b'0' + (if digits == 1 { number } else { number / 10 }) as u8;
            buffer[2] = b'0' + (number % 10) as u8;
            let name = std::str::from_utf8(&buffer[..=digits]).unwrap_or_default();
            let index =
                statement.parameter_index(name)?.ok_or_else(|| Refusal::store(&"a value has no place"))?;
            statement.raw_bind_parameter(index, value)?;
        }
        let columns = statement.column_count();
        let (mut rows, mut lines) = (statement.raw_query(), Vec::new());
        while let Some(row) = rows.next()? {
            let line: rusqlite::Result<Vec<Value>> =
                (0..columns).map(|at| row.get_ref(at).map(read)).collect();
            lines.push(Line(line?));
        }
        Ok(lines)
    }

    fn ask_all(&self, insert: &str, lines: &[Vec<Value>]) -> Result<()> {
        let Some(first) = lines.first() else { return Ok(()) };
        let places = vec!["?"; first.len()].join(", ");
        let mut statement = self.connection.prepare(&format!("{insert} VALUES ({places})"))?;
        for line in lines {
            statement.execute(rusqlite::params_from_iter(line))?;
        }
        Ok(())
    }
}

impl Drop for SqliteTx<'_> {
    fn drop(&mut self) {
        if self.open
            && let Err(cause) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%cause, "a transaction could not be rolled back");
        }
    }
}

fn read(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null | ValueRef::Real(_) => Value::Null,
        ValueRef::Integer(it) => Value::Int(it),
        ValueRef::Text(it) => Value::Text(String::from_utf8_lossy(it).into_owned()),
        ValueRef::Blob(it) => Value::Blob(it.to_vec()),
    }
}

impl Tx for SqliteTx<'_> {
    fn query<'a>(&'a mut self, sql: &'static str, values: Vec<Value>) -> Answer<'a, Vec<Line>> {
        Box::pin(std::future::ready(self.ask(sql, &values)))
    }

    fn insert_all<'a>(&'a mut self, insert: &'static str, lines: Vec<Vec<Value>>) -> Answer<'a, ()> {
        Box::pin(std::future::ready(self.ask_all(insert, &lines)))
    }
}
