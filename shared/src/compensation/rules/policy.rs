//! Policies: versioned, effective-dated tables. They are checked when they are read, so a table with a hole
//! or an overlap never decides anything.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::super::overruling::OverrulingLimits;
use super::decision::Regime;
use super::pack::{Pack, Sources};
use super::{
    appr, area::Areas, br_anac400, carriers::Carriers, causes::Causes, eu261, il_tibi, in_dgca, mc99, meals,
    ranking, sa_gaca, tr_shy, us_250, us_254, us_260,
};
use crate::Fault;

/// Every table that the evaluator reads. Its parts are shared, so a copy costs little.
#[derive(Clone, Debug)]
pub struct Policies {
    pub areas: Arc<Areas>,
    pub causes: Arc<Causes>,
    pub carriers: Arc<Carriers>,
    pub ranking: Arc<ranking::Ranking>,
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
    /// How far people may decide otherwise than the rules.
    pub overruling: Pack<OverrulingLimits>,
    pub(super) digest: String,
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
    "overruling",
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
            areas: Arc::new(checked(files, "areas")?),
            causes: Arc::new(checked(files, "causes")?),
            carriers: Arc::new(checked(files, "carriers")?),
            ranking: Arc::new(checked(files, "ranking")?),
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
            overruling: Pack::always("AIRLINE-OVERRULING", checked(files, "overruling")?),
            digest: digest(files),
        })
    }

    /// SHA-256 over all tables, in hexadecimal: stored with every decision, so that it can be told which
    /// tables decided.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The version of each law that was in force on a day.
    pub fn in_force_on(&self, day: Date) -> BTreeMap<Regime, String> {
        let found = [
            (Regime::Eu261, self.eu261.id_on(day)),
            (Regime::Uk261, self.uk261.id_on(day)),
            (Regime::Appr, self.appr.id_on(day)),
            (Regime::Us250, self.us_250.id_on(day)),
            (Regime::Us254, self.us_254.id_on(day)),
            (Regime::Us260, self.us_260.id_on(day)),
            (Regime::Mc99, self.mc99.id_on(day)),
            (Regime::InDgca, self.in_dgca.id_on(day)),
            (Regime::BrAnac400, self.br_anac400.id_on(day)),
            (Regime::TrShy, self.tr_shy.id_on(day)),
            (Regime::IlTibi, self.il_tibi.id_on(day)),
            (Regime::SaGaca, self.sa_gaca.id_on(day)),
        ];
        found.into_iter().filter_map(|(regime, id)| Some((regime, id?.to_owned()))).collect()
    }

    /// How far people may decide otherwise than the rules on a day.
    pub fn overruling_on(&self, day: Date) -> Option<&OverrulingLimits> {
        self.overruling.on(day).map(|version| &version.terms)
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

impl Checked for OverrulingLimits {
    fn check(&self) -> Result<(), String> {
        self.check()
    }
}
