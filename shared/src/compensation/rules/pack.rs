//! A body of rules in versions, each with the days on which it decides.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use super::clauses::Says;
use super::policy::Checked;
use super::{case::Case, ruling::Ruling};
use crate::Fault;

/// The citations of a body of rules.
#[derive(Debug, Deserialize)]
pub struct Sources {
    /// The instrument itself, cited where no single article decides.
    instrument: String,
    #[serde(default)]
    citations: BTreeMap<String, String>,
}

impl Sources {
    /// The citation of a rule, or of the closest rule above it: `delay.threshold`, `delay`, the instrument.
    pub(super) fn of(&self, rule: &str) -> &str {
        let mut name = rule;
        loop {
            if let Some(citation) = self.citations.get(name) {
                return citation;
            }
            match name.rsplit_once('.') {
                Some((above, _)) => name = above,
                None => return &self.instrument,
            }
        }
    }
}

/// One body of rules with all its versions.
#[derive(Debug)]
pub struct Pack<T> {
    pub(super) sources: Arc<Sources>,
    version: Vec<Arc<Version<T>>>,
    /// What people approved since the program was built, in the order of their days: each takes over from what
    /// held before.
    later: Vec<Arc<Version<T>>>,
    /// A decision is made again: only this version decides, or none does.
    pinned: Option<Option<Arc<Version<T>>>>,
}

/// A body of rules as its file has it.
#[derive(Deserialize)]
struct PackFile<T> {
    #[serde(flatten)]
    sources: Sources,
    version: Vec<Version<T>>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pack<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let file = PackFile::deserialize(d)?;
        Ok(Self::of(file.sources, file.version))
    }
}

// Versions are shared, so a copy costs nothing and asks nothing of the terms.
impl<T> Clone for Pack<T> {
    fn clone(&self) -> Self {
        Self {
            sources: self.sources.clone(),
            version: self.version.clone(),
            later: self.later.clone(),
            pinned: self.pinned.clone(),
        }
    }
}

/// Rules as they stood from one day to another, both included.
#[derive(Debug, Deserialize)]
pub struct Version<T> {
    /// Name of the version, stored with what it decided.
    pub id: String,
    pub status: Status,
    applies_from: Option<Date>,
    applies_to: Option<Date>,
    pub terms: T,
}

impl<T> Version<T> {
    pub(super) fn since(id: String, from: Date, terms: T) -> Self {
        Self { id, status: Status::InForce, applies_from: Some(from), applies_to: None, terms }
    }

    /// Whether it decides what happened on a day.
    pub fn holds_on(&self, date: Date) -> bool {
        self.status == Status::InForce
            && self.applies_from.is_some_and(|from| from <= date)
            && self.applies_to.is_none_or(|to| date <= to)
    }
}

/// Whether a version may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    InForce,
    /// Not law yet, or not known to be: it is kept to be tried on past cases and never decides.
    Pending,
}

impl<T> Pack<T> {
    fn of(sources: Sources, version: Vec<Version<T>>) -> Self {
        let version = version.into_iter().map(Arc::new).collect();
        Self { sources: Arc::new(sources), version, later: Vec::new(), pinned: None }
    }

    /// A table that is no law: one version, which has held since these tables begin.
    pub(super) fn always(id: &str, terms: T) -> Self {
        let sources = Sources { instrument: id.to_owned(), citations: BTreeMap::new() };
        Self::of(sources, vec![Version::since(id.to_owned(), Date::constant(2010, 1, 1), terms)])
    }

    /// The version that was in force on a day.
    pub fn on(&self, date: Date) -> Option<&Version<T>> {
        if let Some(pinned) = &self.pinned {
            return pinned.as_deref();
        }
        let later = self.later.iter().rev().find(|version| version.holds_on(date));
        later.or_else(|| self.version.iter().find(|version| version.holds_on(date))).map(Arc::as_ref)
    }

    /// Has a version take over from its day on.
    pub(super) fn add(&mut self, version: Version<T>) {
        self.later.push(Arc::new(version));
        self.later.sort_by_key(|version| version.applies_from);
    }

    /// Has a version decide on every day, to see what it would.
    pub(super) fn try_out(&mut self, terms: T) {
        self.later = vec![Arc::new(Version::since("TRIAL".to_owned(), Date::MIN, terms))];
    }

    /// Has the version of that name decide on every day, or none. Whether there is such a version.
    pub(super) fn pin(&mut self, id: Option<&str>) -> bool {
        let found = id.map(|id| self.version.iter().chain(&self.later).find(|it| it.id == id).cloned());
        let known = !matches!(found, Some(None));
        self.pinned = Some(found.flatten());
        known
    }

    pub(super) fn id_on(&self, date: Date) -> Option<&str> {
        self.on(date).map(|version| version.id.as_str())
    }

    /// Every version, pending ones too.
    pub fn versions(&self) -> impl Iterator<Item = &Version<T>> {
        self.version.iter().map(Arc::as_ref)
    }
}

impl<T> Pack<T> {
    /// The terms of a day; notes it where there were none yet.
    pub(super) fn in_force(&self, case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<Option<&T>, Fault> {
        let version = self.on(case.date()?);
        if version.is_none() {
            ruling.passed("scope.date", Says::NotInForce {});
        }
        Ok(version.map(|v| &v.terms))
    }
}

impl<T: Checked> Checked for Pack<T> {
    fn check(&self) -> Result<(), String> {
        let mut spans = Vec::new();
        for version in &self.version {
            version.terms.check().map_err(|why| format!("{}: {why}", version.id))?;
            match (version.status, version.applies_from) {
                (Status::InForce, Some(from)) => {
                    spans.push((from, version.applies_to.unwrap_or(Date::MAX), &version.id));
                }
                (Status::InForce, None) => return Err(format!("{}: in force, but since when?", version.id)),
                (Status::Pending, _) => {}
            }
        }
        spans.sort();
        if let Some((_, _, id)) = spans.iter().find(|(from, to, _)| from > to) {
            return Err(format!("{id} ends before it begins"));
        }
        for pair in spans.windows(2) {
            let (_, last, one) = pair[0];
            let (first, _, other) = pair[1];
            if last >= first {
                return Err(format!("{one} and {other} apply on the same day"));
            }
            if last.tomorrow().is_ok_and(|next| next < first) {
                return Err(format!("nothing applies between {one} and {other}"));
            }
        }
        Ok(())
    }
}

/// Checks that steps that each end at a limit rise and that the last one has no end, so that every figure
/// falls into exactly one.
pub(super) fn total<N: PartialOrd>(
    name: &str,
    limits: impl IntoIterator<Item = Option<N>>,
) -> Result<(), String> {
    let limits: Vec<Option<N>> = limits.into_iter().collect();
    let Some((None, bounded)) = limits.split_last() else {
        return Err(format!("the last step of {name} has to be open at its end"));
    };
    if bounded.iter().any(Option::is_none) {
        return Err(format!("only the last step of {name} may be open at its end"));
    }
    if bounded.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(format!("the steps of {name} overlap"));
    }
    Ok(())
}
