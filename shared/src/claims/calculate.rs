//! Working a claim out: what is known of flight and trip is put to the rules that held on the day of the flight, and
//! what a person decided instead counts.

use jiff::Timestamp;

use super::{Calculation, ClaimFile, ClaimReason};
use crate::{
    Fault,
    compensation::{Decided, Overruling, Policies, Regime, known_facts},
    flights::Flight,
    trips::Trip,
};

/// What is due. What the rules cannot decide is said, never guessed.
pub fn calculate(
    file: &ClaimFile,
    trip: &Trip,
    flight: &Flight,
    overruling: Option<&Overruling>,
    tables: &Policies,
    now: Timestamp,
) -> Result<Calculation, Fault> {
    let mut facts = known_facts(trip, flight);
    if file.reason == ClaimReason::DeniedBoarding {
        // How late the flight was is not how late they are who were not on it; that is not known.
        for of_flight in ["arrival_delay_min", "departure_delay_min", "arrival_change_min"] {
            facts.remove(of_flight);
        }
        facts.insert("event".into(), "denied_boarding".into());
        facts.insert("volunteer".into(), false.into());
        facts.insert("presented_for_checkin".into(), true.into());
    }
    let mut calculation = match Decided::on(facts, tables) {
        Ok(decided) => of(&decided, now),
        Err(fault) => Calculation { lacks: Some(lacking(fault)), ..nothing(now) },
    };
    if let Some(verdict) = overruling.and_then(Overruling::standing) {
        (calculation.amount, calculation.lacks) = (verdict.amount, None);
        (calculation.flag, calculation.verdict) = (None, Some(verdict.by.clone()));
    }
    Ok(calculation)
}

fn nothing(at: Timestamp) -> Calculation {
    Calculation {
        at,
        amount: None,
        law: None,
        policy: String::new(),
        because: Vec::new(),
        lacks: None,
        flag: None,
        verdict: None,
    }
}

fn lacking(fault: Fault) -> String {
    match fault.field {
        Some(field) if fault.code == "missing_fact" => field,
        _ => fault.code.into_owned(),
    }
}

fn of(decided: &Decided, at: Timestamp) -> Calculation {
    let decision = &decided.decision;
    let sum = decision.sum();
    let best = decision.regimes.iter().find(|it| Some(it.regime) == sum.regime);
    let fired = best.iter().flat_map(|it| &it.trace).filter(|it| it.fired).map(|it| it.because.clone());
    Calculation {
        at,
        amount: sum.amount,
        law: sum.regime.map(|it| it.code().to_owned()),
        policy: sum.regime.and_then(|it| decided.versions.get(&it)).cloned().unwrap_or_default(),
        because: fired.collect(),
        flag: best.and_then(|it| it.flag.clone()),
        lacks: undecided(decided).filter(|_| sum.amount.is_none()),
        verdict: None,
    }
}

/// What a law lacks that may give something, where no other gives anything: it is asked for, and never taken for a no.
/// A law for proven loss always lacks the proof: nothing waits for that.
fn undecided(decided: &Decided) -> Option<String> {
    let others = decided.decision.regimes.iter().filter(|it| it.regime != Regime::Mc99);
    others.filter_map(|it| it.missing.clone()).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_that_is_lacking_is_named_and_anything_else_by_its_code() {
        assert_eq!(lacking(Fault::of("route", "missing_fact", "")), "route");
        assert_eq!(lacking(Fault::new("missing_fact", "")), "missing_fact");
        assert_eq!(lacking(Fault::of("route", "contradiction", "")), "contradiction");
    }
}
