//! The tables that the program was built with, together with what people approved since: one that holds from a day
//! on, one that is only tried, and those that a stored decision names.

use std::{borrow::Cow, collections::BTreeMap};

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::decision::{Decision, Regime};
use super::evaluate::evaluate;
use super::facts::Facts;
use super::pack::{Pack, Version};
use super::policy::{Checked, Policies};
use crate::{
    Fault,
    intents::State,
    policies::{LAWS, Policy, policy_id},
};

/// Does something with the body of rules of that name.
macro_rules! with_pack {
    (@ $table:expr, $policies:ident, $pack:ident => $body:expr; $($name:ident)+) => {{
        $(if $table == stringify!($name) {
            let $pack = &mut $policies.$name;
            return $body;
        })+
        Err(Fault::of("table", "unknown_table", "Choose one of the tables that this program knows."))
    }};
    ($table:expr, $policies:ident, $pack:ident => $body:expr) => {
        with_pack!(@ $table, $policies, $pack => $body;
            eu261 uk261 appr us_250 us_254 us_260 mc99 in_dgca br_anac400 tr_shy il_tibi sa_gaca meals overruling)
    };
}

impl Policies {
    /// The tables with what people approved since the program was built.
    ///
    /// # Errors
    /// `bad_policy_table` if a version is newer than this program can read: it decides nothing by half of the rules.
    pub fn with<'a>(stored: impl IntoIterator<Item = &'a Policy>) -> Result<Cow<'static, Self>, Fault> {
        let embedded = Self::embedded()?;
        let mut own: Option<Self> = None;
        let mut seal = Sha256::new();
        seal.update(embedded.digest());
        // One that this program does not know decides nothing that it is asked about.
        let known = |policy: &&Policy| LAWS.contains(&&*policy.table);
        for policy in stored.into_iter().filter(known) {
            for version in policy.standing() {
                let (name, tables) = (policy.name_of(version), own.get_or_insert_with(|| embedded.clone()));
                seal.update(name.as_bytes());
                seal.update(version.terms.to_string().as_bytes());
                tables.add(&policy.table, name, version.from, &version.terms)?;
            }
        }
        Ok(match own {
            None => Cow::Borrowed(embedded),
            Some(tables) => Cow::Owned(Self { digest: hex::encode(seal.finalize()), ..tables }),
        })
    }

    /// The tables with the versions that a rule was given.
    pub fn of(state: &State) -> Result<Cow<'static, Self>, Fault> {
        let stored: Vec<Policy> = LAWS.iter().filter_map(|table| state.get(policy_id(table))).collect();
        Self::with(&stored)
    }

    fn add(&mut self, table: &str, name: String, from: Date, terms: &Value) -> Result<(), Fault> {
        with_pack!(table, self, pack => add(pack, table, name, from, terms))
    }

    /// The same tables, with edited terms in the place of one on every day.
    pub fn tried(&self, table: &str, terms: &Value) -> Result<Self, Fault> {
        let mut tables = self.clone();
        tables.try_out(table, terms)?;
        Ok(tables)
    }

    fn try_out(&mut self, table: &str, terms: &Value) -> Result<(), Fault> {
        with_pack!(table, self, pack => read(table, terms).map(|terms| pack.try_out(terms)))
    }

    /// A stored decision made again on its facts, under the versions that decided then, whatever holds by now.
    ///
    /// # Errors
    /// `versions_lost` if these tables do not have those versions any more.
    pub(crate) fn again(
        &self,
        facts: &Map<String, Value>,
        versions: &BTreeMap<Regime, String>,
    ) -> Result<Decision, Fault> {
        evaluate(&Facts::read(facts)?, &self.pinned(versions)?)
    }

    /// Only the versions that a stored decision names.
    fn pinned(&self, versions: &BTreeMap<Regime, String>) -> Result<Self, Fault> {
        let mut tables = self.clone();
        let mut known = true;
        for regime in Regime::ALL {
            known &= tables.pin(regime, versions.get(&regime).map(String::as_str));
        }
        match known {
            true => Ok(tables),
            false => Err(Fault::new(
                "versions_lost",
                "The tables lack the versions that decided: put them back to see the decision again.",
            )),
        }
    }

    fn pin(&mut self, regime: Regime, id: Option<&str>) -> bool {
        match regime {
            Regime::Eu261 => self.eu261.pin(id),
            Regime::Uk261 => self.uk261.pin(id),
            Regime::Appr => self.appr.pin(id),
            Regime::Us250 => self.us_250.pin(id),
            Regime::Us254 => self.us_254.pin(id),
            Regime::Us260 => self.us_260.pin(id),
            Regime::Mc99 => self.mc99.pin(id),
            Regime::InDgca => self.in_dgca.pin(id),
            Regime::BrAnac400 => self.br_anac400.pin(id),
            Regime::TrShy => self.tr_shy.pin(id),
            Regime::IlTibi => self.il_tibi.pin(id),
            Regime::SaGaca => self.sa_gaca.pin(id),
        }
    }
}

fn add<T: DeserializeOwned + Checked>(
    pack: &mut Pack<T>,
    table: &str,
    name: String,
    from: Date,
    terms: &Value,
) -> Result<(), Fault> {
    pack.add(Version::since(name, from, read(table, terms)?));
    Ok(())
}

/// Reads edited terms as those of the law, and has the law check them.
fn read<T: DeserializeOwned + Checked>(table: &str, terms: &Value) -> Result<T, Fault> {
    let wrong =
        |why: String| Fault::of("terms", "bad_policy_table", format!("Mend the table {table}: {why}"));
    let terms: T = serde_json::from_value(terms.clone()).map_err(|e| wrong(e.to_string()))?;
    terms.check().map_err(wrong)?;
    Ok(terms)
}
