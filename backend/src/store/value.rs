//! What goes into and comes out of both databases: whole numbers, texts, bytes.

use airside_shared::ids::Uuid;
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl From<i64> for Value {
    fn from(it: i64) -> Self {
        Self::Int(it)
    }
}

impl From<&str> for Value {
    fn from(it: &str) -> Self {
        Self::Text(it.to_owned())
    }
}

impl From<String> for Value {
    fn from(it: String) -> Self {
        Self::Text(it)
    }
}

impl From<Uuid> for Value {
    fn from(it: Uuid) -> Self {
        Self::Blob(it.as_bytes().to_vec())
    }
}

impl From<Vec<u8>> for Value {
    fn from(it: Vec<u8>) -> Self {
        Self::Blob(it)
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(it) => ValueRef::Integer(*it),
            Self::Text(it) => ValueRef::Text(it.as_bytes()),
            Self::Blob(it) => ValueRef::Blob(it),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(it) => it.to_sql(ty, out),
            Self::Text(it) => it.to_sql(ty, out),
            Self::Blob(it) => it.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::TEXT, Type::BYTEA].contains(ty)
    }

    to_sql_checked!();
}

/// One line of a result. Columns are read by their place and in the type that the query gives them:
/// another type reads as empty, which the tests on both engines would show.
#[derive(Debug, Default)]
pub struct Line(pub Vec<Value>);

impl Line {
    pub fn int(&self, column: usize) -> i64 {
        match self.0.get(column) {
            Some(Value::Int(it)) => *it,
            _ => 0,
        }
    }

    pub fn maybe_int(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Value::Int(it)) => Some(*it),
            _ => None,
        }
    }

    /// Takes the text out.
    pub fn text(&mut self, column: usize) -> String {
        self.maybe_text(column).unwrap_or_default()
    }

    pub fn maybe_text(&mut self, column: usize) -> Option<String> {
        match self.0.get_mut(column).map(|it| std::mem::replace(it, Value::Null)) {
            Some(Value::Text(it)) => Some(it),
            _ => None,
        }
    }

    /// Takes the bytes out.
    pub fn blob(&mut self, column: usize) -> Vec<u8> {
        match self.0.get_mut(column).map(|it| std::mem::replace(it, Value::Null)) {
            Some(Value::Blob(it)) => it,
            _ => Vec::new(),
        }
    }

    pub fn uuid(&self, column: usize) -> Uuid {
        match self.0.get(column) {
            Some(Value::Blob(it)) => Uuid::from_slice(it).unwrap_or_default(),
            _ => Uuid::nil(),
        }
    }
}
