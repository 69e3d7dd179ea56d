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

    /// What was read from that file, once.
    fn embedded() -> &'static LazyLock<Result<Table<Self>, Fault>>;

    /// What is wrong with it, for who edits it.
    fn check(&self) -> Result<(), String>;
}

/// Says which table terms are and which file the program was built with, within their `impl AirlineTable`.
macro_rules! built_in {
    ($terms:ty, $table:expr, $file:literal) => {
        const TABLE: &'static str = $table;
        const TEXT: &'static str =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/policies/", $file));

        fn embedded() -> &'static std::sync::LazyLock<Result<crate::policies::Table<$terms>, crate::Fault>> {
            static EMBEDDED: std::sync::LazyLock<Result<crate::policies::Table<$terms>, crate::Fault>> =
                std::sync::LazyLock::new(|| crate::policies::Table::of_file(<$terms>::TEXT));
            &EMBEDDED
        }
    };
}

pub(crate) use built_in;

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
        Self::on(Self::stored(state).as_ref(), day)
    }

    /// The version of that name, if it was ever approved.
    pub fn named(state: &State, id: &str) -> Result<Option<Cow<'static, Self>>, Fault> {
        let embedded = Self::embedded()?;
        if embedded.id == id {
            return Ok(Some(Cow::Borrowed(embedded)));
        }
        Ok(Self::approved(state, |policy, it| policy.name_of(it) == id)?.pop().map(Cow::Owned))
    }

    /// Every version that has begun by a day, also those that another took the place of.
    pub fn begun(state: &State, day: Date) -> Result<Vec<Cow<'static, Self>>, Fault> {
        let later = Self::approved(state, |_, it| it.from <= day)?;
        Ok([Cow::Borrowed(Self::embedded()?)].into_iter().chain(later.into_iter().map(Cow::Owned)).collect())
    }

    fn approved(state: &State, which: impl Fn(&Policy, &PolicyVersion) -> bool) -> Result<Vec<Self>, Fault> {
        let Some(policy) = Self::stored(state) else { return Ok(Vec::new()) };
        let found = policy.versions.iter().filter(|it| it.approved.is_some() && which(&policy, it));
        found.map(|it| Self::of_version(&policy, it)).collect()
    }

    fn stored(state: &State) -> Option<Policy> {
        state.get(policy_id(T::TABLE))
    }

    fn of_version(policy: &Policy, version: &PolicyVersion) -> Result<Self, Fault> {
        Ok(Self { id: policy.name_of(version), terms: read(&version.terms)? })
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
    let read = T::deserialize(terms).map_err(|e| broken(T::TABLE, e))?;
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
