//! Policies: versioned, effective-dated tables. They are checked when they are read, so a table with a hole
//! or an overlap never decides anything.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::civil::Date;
use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::clauses::Says;
use super::{
    appr, area::Areas, br_anac400, carriers::Carriers, causes::Causes, eu261, il_tibi, in_dgca, mc99, meals,
    ranking, sa_gaca, tr_shy, us_250, us_254, us_260,
};
use super::{case::Case, decision::Regime, ruling::Ruling};
use crate::Fault;

/// Every table that the evaluator reads.
#[derive(Debug)]
pub struct Policies {
    pub areas: Areas,
    pub causes: Causes,
    pub carriers: Carriers,
    pub ranking: ranking::Ranking,
    pub eu261: Pack<eu261::Law>,
    pub uk261: Pack<eu261::Law>,
    pub appr: Pack<appr::Law>,
    pub us_250: Pack<us_250::Law>,
    pub us_254: Pack<us_254::Law>,
    pub us_260: Pack<us_260::Law>,
    pub mc99: Pack<mc99::Law>,
    pub in_dgca: Pack<in_dgca::Law>,
    pub br_anac400: Pack<br_anac400::Law>,
    pub tr_shy: Pack<tr_shy::Law>,
    pub il_tibi: Pack<il_tibi::Law>,
    pub sa_gaca: Pack<sa_gaca::Law>,
    pub meals: Pack<meals::MealPolicy>,
    digest: String,
}

/// The text of one table file, found by its name without ending.
type Files<'a> = BTreeMap<&'a str, &'a str>;

macro_rules! tables {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../../assets/policies/", $name, ".toml")))),+]
    };
}

static FILES: &[(&str, &str)] = &tables![
    "appr",
    "areas",
    "br_anac400",
    "carriers",
    "causes",
    "eu261",
    "il_tibi",
    "in_dgca",
    "mc99",
    "meals",
    "ranking",
    "sa_gaca",
    "tr_shy",
    "uk261",
    "us_250",
    "us_254",
    "us_260",
];

static EMBEDDED: LazyLock<Result<Policies, Fault>> =
    LazyLock::new(|| Policies::read(&FILES.iter().copied().collect()));

impl Policies {
    /// The tables that the program was built with. The fault can only be met by who edits them: a test reads
    /// them too.
    pub fn embedded() -> Result<&'static Self, Fault> {
        EMBEDDED.as_ref().map_err(Clone::clone)
    }

    /// Reads and checks tables. `files` maps names (`eu261`, `causes`, …) to TOML.
    pub fn read(files: &Files<'_>) -> Result<Self, Fault> {
        Ok(Self {
            areas: checked(files, "areas")?,
            causes: checked(files, "causes")?,
            carriers: checked(files, "carriers")?,
            ranking: checked(files, "ranking")?,
            eu261: checked(files, "eu261")?,
            uk261: checked(files, "uk261")?,
            appr: checked(files, "appr")?,
            us_250: checked(files, "us_250")?,
            us_254: checked(files, "us_254")?,
            us_260: checked(files, "us_260")?,
            mc99: checked(files, "mc99")?,
            in_dgca: checked(files, "in_dgca")?,
            br_anac400: checked(files, "br_anac400")?,
            tr_shy: checked(files, "tr_shy")?,
            il_tibi: checked(files, "il_tibi")?,
            sa_gaca: checked(files, "sa_gaca")?,
            meals: checked(files, "meals")?,
            digest: digest(files),
        })
    }

    /// SHA-256 over all tables, in hexadecimal: stored with every decision, so that it can be told which
    /// tables decided.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The citations of a regime.
    pub(super) fn sources(&self, regime: Regime) -> &Sources {
        match regime {
            Regime::Eu261 => &self.eu261.sources,
            Regime::Uk261 => &self.uk261.sources,
            Regime::Appr => &self.appr.sources,
            Regime::Us250 => &self.us_250.sources,
            Regime::Us254 => &self.us_254.sources,
            Regime::Us260 => &self.us_260.sources,
            Regime::Mc99 => &self.mc99.sources,
            Regime::InDgca => &self.in_dgca.sources,
            Regime::BrAnac400 => &self.br_anac400.sources,
            Regime::TrShy => &self.tr_shy.sources,
            Regime::IlTibi => &self.il_tibi.sources,
            Regime::SaGaca => &self.sa_gaca.sources,
        }
    }

    /// The files that the program was built with, by name.
    pub fn embedded_files() -> Files<'static> {
        FILES.iter().copied().collect()
    }
}

fn digest(files: &Files<'_>) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    hex::encode(hash.finalize())
}

fn checked<T: DeserializeOwned + Checked>(files: &Files<'_>, name: &str) -> Result<T, Fault> {
    let text = files.get(name).copied().unwrap_or_default();
    let wrong = |why: String| Fault::of(name, "bad_policy_table", format!("Mend the table {name}: {why}"));
    let table: T = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
    table.check().map_err(wrong)?;
    Ok(table)
}

/// A table that can tell whether it makes sense.
pub(super) trait Checked {
    /// Says what is wrong, to the person who edits the table.
    fn check(&self) -> Result<(), String>;
}

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
#[derive(Debug, Deserialize)]
pub struct Pack<T> {
    #[serde(flatten)]
    pub(super) sources: Sources,
    version: Vec<Version<T>>,
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

/// Whether a version may decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    InForce,
    /// Not law yet, or not known to be: it is kept to be tried on past cases and never decides.
    Pending,
}

impl<T> Pack<T> {
    /// The version that was in force on a day.
    pub fn on(&self, date: Date) -> Option<&Version<T>> {
        let holds = |v: &&Version<T>| {
            v.status == Status::InForce
                && v.applies_from.is_some_and(|from| from <= date)
                && v.applies_to.is_none_or(|to| date <= to)
        };
        self.version.iter().find(holds)
    }

    /// Every version, pending ones too.
    pub fn versions(&self) -> impl Iterator<Item = &Version<T>> {
        self.version.iter()
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
        match spans.windows(2).find(|pair| pair[0].1 >= pair[1].0) {
            Some(pair) => Err(format!("{} and {} apply on the same day", pair[0].2, pair[1].2)),
            None => Ok(()),
        }
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
