//! Tables that are no law: the airline's own terms, of which one version holds at a time, as a whole. What people
//! approved for a day comes before what the program was built with.

use std::{borrow::Cow, ops::Deref, sync::LazyLock};

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Policy, PolicyVersion, policy_id};
use crate::{Fault, intents::State};

/// What such a table says, read.
pub trait AirlineTable: DeserializeOwned + Clone + Send + Sync + 'static {
    /// Its name, which is that of its file too.
    const TABLE: &'static str;
    /// The file that the program was built with.
    const TEXT: &'static str;

    /// What was read from that file, once: see [`Table::built_in`].
    fn embedded() -> &'static LazyLock<Result<Table<Self>, Fault>>;

    /// What is wrong with it, for who edits it.
    fn check(&self) -> Result<(), String>;
}

/// A version of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<T> {
    /// What those who relied on it call it.
    pub id: String,
    terms: T,
}

impl<T> Deref for Table<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.terms
    }
}

impl<T: AirlineTable> Table<T> {
    /// The version that the program was built with. The fault can only be met by who edits the file: a test reads it.
    pub fn embedded() -> Result<&'static Self, Fault> {
        T::embedded().as_ref().map_err(Clone::clone)
    }

    /// What holds on a day.
    pub fn on(stored: Option<&Policy>, day: Date) -> Result<Cow<'static, Self>, Fault> {
        match stored.and_then(|policy| Some((policy, policy.on(day)?))) {
            Some((policy, version)) => Self::of_version(policy, version).map(Cow::Owned),
            None => Self::embedded().map(Cow::Borrowed),
        }
    }

    /// The same for a rule, which was given the versions.
    pub fn of(state: &State, day: Date) -> Result<Cow<'static, Self>, Fault> {
        Self::on(state.get::<Policy>(policy_id(T::TABLE)).as_ref(), day)
    }

    /// The version of that name, if it was ever approved.
    pub fn named(state: &State, id: &str) -> Result<Option<Cow<'static, Self>>, Fault> {
        let embedded = Self::embedded()?;
        if embedded.id == id {
            return Ok(Some(Cow::Borrowed(embedded)));
        }
        let Some(policy) = state.get::<Policy>(policy_id(T::TABLE)) else { return Ok(None) };
        let version = policy.versions.iter().find(|it| it.approved.is_some() && policy.name_of(it) == id);
        version.map(|it| Self::of_version(&policy, it).map(Cow::Owned)).transpose()
    }

    fn of_version(policy: &Policy, version: &PolicyVersion) -> Result<Self, Fault> {
        Ok(Self { id: policy.name_of(version), terms: read(&version.terms)? })
    }

    /// Reads the file that the program was built with.
    pub fn built_in() -> Result<Self, Fault> {
        Self::of_file(T::TEXT)
    }

    /// Reads a file.
    pub fn of_file(text: &str) -> Result<Self, Fault> {
        let (id, terms) = whole(T::TABLE, toml::from_str(text).map_err(|e| broken(T::TABLE, e))?);
        Ok(Self { id, terms: read(&terms)? })
    }
}

/// Reads and checks terms.
///
/// # Errors
/// `bad_policy_table` on `terms`.
pub fn read<T: AirlineTable>(terms: &Value) -> Result<T, Fault> {
    let read: T = serde_json::from_value(terms.clone()).map_err(|e| broken(T::TABLE, e))?;
    read.check().map_err(|why| broken(T::TABLE, why))?;
    Ok(read)
}

/// What a file is called and says, without what it says of itself.
pub(super) fn whole(table: &str, mut file: Value) -> (String, Value) {
    let mut id = format!("AIRLINE-{}", table.to_uppercase());
    if let Value::Object(fields) = &mut file {
        fields.remove("instrument");
        if let Some(Value::String(own)) = fields.remove("id") {
            id = own;
        }
    }
    (id, file)
}

fn broken(table: &str, why: impl std::fmt::Display) -> Fault {
    Fault::of("terms", "bad_policy_table", format!("Mend the table {table}: {why}"))
}
