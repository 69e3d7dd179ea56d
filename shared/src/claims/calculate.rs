//! Working a claim out: what is known of flight and trip, and what people said, is put to the rules that held on the
//! day of the flight; and what a person decided instead counts.

use jiff::Timestamp;

use super::{Asked, Calculation, ClaimFile, ClaimReason, Given, Matter, SdrRates};
use crate::{
    Fault,
    compensation::{Decision, Overruling, Policies},
    flights::FlightStatus,
    trips::Journey,
};

/// What is due. What the rules cannot decide is said, never guessed.
pub fn calculate(
    file: &ClaimFile,
    journey: &Journey<'_>,
    overruling: Option<&Overruling>,
    tables: &Policies,
    rates: &SdrRates,
    now: Timestamp,
) -> Result<Calculation, Fault> {
    let asked =
        Asked { about: file.reason, journey: *journey, answers: &file.answers, at: file.opened.at, rates };
    let mut calculation = match asked.decide(tables) {
        Ok(given) => of(&given, now),
        Err(fault) => Calculation { lacks: Some(lacking(fault)), ..nothing(now) },
    };
    calculation.arrives = expected(file.reason, journey, now);
    if let Some(verdict) =
        overruling.and_then(Overruling::standing).filter(|_| file.reason.matter() == Matter::Journey)
    {
        (calculation.amount, calculation.lacks) = (verdict.amount, None);
        (calculation.flag, calculation.verdict) = (None, Some(verdict.by.clone()));
        calculation.arrives = None;
    }
    Ok(calculation)
}

/// When they arrive, where what is due depends on that and it has not come about: an expected time is no arrival.
pub fn expected(about: ClaimReason, journey: &Journey<'_>, now: Timestamp) -> Option<Timestamp> {
    let late = about == ClaimReason::Disruption && journey.flight.status != FlightStatus::Cancelled;
    journey.arrival().map(|it| it.at).filter(|at| late && *at > now)
}

impl Calculation {
    /// The rules' decision made again, under the versions that decided then, whatever holds on that day by now.
    ///
    /// # Errors
    /// `versions_lost` if these tables do not have those versions any more.
    pub fn replayed(&self, policies: &Policies) -> Result<Decision, Fault> {
        policies.again(&self.facts, &self.versions)
    }
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
        arrives: None,
        facts: Default::default(),
        versions: Default::default(),
    }
}

fn lacking(fault: Fault) -> String {
    match fault.field {
        // An answer that is of no use is asked for again.
        Some(field)
            if ["missing_fact", "wrong_amount", "amount_not_positive", "no_rate"].contains(&&*fault.code) =>
        {
            field
        }
        _ => fault.code.into_owned(),
    }
}

fn of(given: &Given, at: Timestamp) -> Calculation {
    let decided = &given.decided;
    let best = decided.decision.regimes.iter().find(|it| Some(it.regime) == given.law);
    let fired = best.iter().flat_map(|it| &it.trace).filter(|it| it.fired).map(|it| it.because.clone());
    Calculation {
        at,
        amount: given.amount,
        law: given.law.map(|it| it.code().to_owned()),
        policy: given.law.and_then(|it| decided.versions.get(&it)).cloned().unwrap_or_default(),
        because: fired.collect(),
        flag: best.and_then(|it| it.flag.clone()),
        lacks: given.lacks.clone(),
        facts: decided.facts.clone(),
        versions: decided.versions.clone(),
        ..nothing(at)
    }
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
