//! What would have come out of past cases by a draft, beside what holds.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{compensation::Sum, flights::Flight, money::Money, passengers::Tier, trips::Cabin};

/// Terms to try.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TrialRequest {
    pub table: String,
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub terms: Value,
}

/// Something that was decided, or could have been: its facts, and what it is called without anybody's name.
#[derive(Clone, Debug, PartialEq)]
pub struct PastCase {
    /// `LH 1120 FRA–MAD`.
    pub about: String,
    pub date: Date,
    /// What the evaluator is given.
    pub facts: Map<String, Value>,
    /// Who waited there, for the airline's own meals.
    pub waited: Option<Waited>,
}

/// Somebody who waited for a flight.
#[derive(Clone, Debug, PartialEq)]
pub struct Waited {
    pub flight: Flight,
    pub cabin: Cabin,
    pub tier: Option<Tier>,
}

/// A case that would come out otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Changed {
    pub about: String,
    pub date: Date,
    pub before: Sum,
    pub after: Sum,
}

/// What a draft would do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Trial {
    /// Cases that could be decided both ways.
    pub tried: u32,
    /// How many would come out otherwise.
    pub changed: u32,
    /// What it would cost more, or less, in each currency that moves.
    pub more: Vec<Money>,
    /// Those that would come out otherwise, the newest first; not all of very many.
    pub cases: Vec<Changed>,
}

#[cfg(feature = "rules")]
mod trying {
    use std::collections::BTreeMap;

    use super::{Changed, PastCase, Trial, Waited};
    use crate::{
        Fault,
        compensation::{Facts, MealRequest, Policies, Sum, evaluate, meal_entitlement},
        money::{Currency, Money},
        policies::decides_cases,
    };
    use serde_json::Value;

    /// Cases that are told one by one.
    const TOLD: usize = 200;

    /// Decides past cases by what held on their day and by edited terms. Those that lack a fact either way are left
    /// out: nobody was told anything about them.
    ///
    /// # Errors
    /// `bad_policy_table` if the terms are no table of this law; `no_trial` for a table that decides no case.
    pub fn trial(past: &[PastCase], policies: &Policies, table: &str, terms: &Value) -> Result<Trial, Fault> {
        if !decides_cases(table) {
            let message = "This table decides no case of its own: compare it row by row.";
            return Err(Fault::of("table", "no_trial", message));
        }
        let tried = policies.tried(table, terms)?;
        let mut found = Trial::default();
        let mut more: BTreeMap<Currency, i64> = BTreeMap::new();
        for case in past {
            let given = |tables: &Policies| match table {
                "meals" => case.waited.as_ref().map(|waited| meal(waited, tables)),
                _ => by_law(case, tables),
            };
            let (Some(before), Some(after)) = (given(policies), given(&tried)) else { continue };
            found.tried += 1;
            if before == after {
                continue;
            }
            found.changed += 1;
            add(&mut more, &before, -1);
            add(&mut more, &after, 1);
            if found.cases.len() < TOLD {
                found.cases.push(Changed { about: case.about.clone(), date: case.date, before, after });
            }
        }
        let moved = more.into_iter().filter(|(_, minor)| *minor != 0);
        found.more = moved.map(|(currency, minor)| Money::new(minor, currency)).collect();
        Ok(found)
    }

    /// None where a fact is lacking.
    fn by_law(case: &PastCase, tables: &Policies) -> Option<Sum> {
        let facts = Facts::read(&case.facts).ok()?;
        evaluate(&facts, tables).ok().map(|decision| decision.sum())
    }

    /// Whoever was on a flight that did not go is taken to have waited no longer than they had to.
    fn meal(waited: &Waited, tables: &Policies) -> Sum {
        let Waited { flight, cabin, tier } = waited;
        let request = MealRequest::of(flight, *cabin, *tier, &flight.from, flight.scheduled_departure);
        Sum { regime: None, amount: meal_entitlement(&request, tables).map(|meal| meal.amount) }
    }

    fn add(sums: &mut BTreeMap<Currency, i64>, sum: &Sum, sign: i64) {
        if let Some(amount) = sum.amount {
            let held = sums.entry(amount.currency).or_default();
            *held = held.saturating_add(amount.minor.saturating_mul(sign));
        }
    }
}

#[cfg(feature = "rules")]
pub use trying::trial;
