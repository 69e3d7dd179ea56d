//! United States: denied boarding, 14 CFR 250.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::case::Case;
use super::event::Event;
use super::facts::missing;
use super::policy::{Checked, total};
use super::reading::{Known, Minutes};
use super::ruling::{Ruling, share};
use crate::{Fault, money::Currency};

#[derive(Debug, Deserialize)]
pub struct Law {
    area: String,
    currency: Currency,
    /// Smaller aircraft are not covered.
    least_seats: i64,
    /// Up to so many seats, weight and balance excuse.
    weight_balance_max_seats: i64,
    domestic: Vec<Step>,
    international: Vec<Step>,
}

/// A share of the one-way fare, with a cap, for planned arrivals up to a limit.
#[derive(Debug, Deserialize)]
struct Step {
    /// Limit that is still in this step.
    le_min: Option<i64>,
    /// Limit that is not in this step any more.
    lt_min: Option<i64>,
    pct: u32,
    cap: Decimal,
}

impl Step {
    /// First minute that is not in this step.
    fn end(&self) -> Option<i64> {
        self.lt_min.or(self.le_min.map(|min| min + 1))
    }
}

pub(super) fn judge(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    if case.event != Event::DeniedBoarding {
        ruling.no_subject(case.event_name);
        return Ok(());
    }
    let Some(law) = case.policies.us_250.in_force(case, ruling)? else {
        return Ok(());
    };
    if !case.within(&law.area, true, ruling)? {
        return Ok(());
    }
    if let Some(seats) = case.facts.seats.filter(|seats| *seats < law.least_seats) {
        ruling.exclude(
            "scope.seats",
            format!("An aircraft of {seats} seats is below the {} that are covered.", law.least_seats),
        );
        return Ok(());
    }
    if excepted(case, law, ruling)? {
        return Ok(());
    }
    owed(case, law, ruling)
}

/// The exceptions of 250.6.
fn excepted(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<bool, Fault> {
    let facts = case.facts;
    if facts.volunteer == Some(true) {
        ruling.passed("volunteer", "A volunteer has what was agreed.");
        return Ok(true);
    }
    if case.cause_terms.justifies_refusal
        || case.cause_terms.passengers_own
        || facts.presented_for_checkin == Some(false)
    {
        ruling.passed("exception.noncompliance", "The passenger did not meet the conditions of carriage.");
        return Ok(true);
    }
    let because = match facts.exception.as_deref() {
        None => return Ok(false),
        Some("equipment_substitution") => {
            "A smaller aircraft had to be used for operational or safety reasons.".to_owned()
        }
        Some("passenger_noncompliance") => {
            "The passenger did not meet the rules for tickets, check-in or carriage.".to_owned()
        }
        Some("seated_other_section") => {
            "A seat in another section was given at no extra charge; a lower fare is refunded.".to_owned()
        }
        Some("weight_balance") => {
            let seats = facts.seats.ok_or_else(|| missing("seats"))?;
            let limit = law.weight_balance_max_seats;
            let because =
                format!("Weight and balance excuse on up to {limit} seats; this aircraft has {seats}.");
            if seats > limit {
                ruling.passed("exception", because);
                return Ok(false);
            }
            because
        }
        Some(_) => return Err(Fault::of("exception", "wrong_value", "Choose an exception from the list.")),
    };
    ruling.fired("exception", because);
    Ok(true)
}

fn owed(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    let domestic = case.domestic(&law.area)?.ok_or_else(|| missing("domestic"))?;
    let late = match facts.planned_arrival_late_min {
        Known::Is(Minutes(late)) => Some(late),
        Known::Nothing => None,
        Known::Unsaid => Some(facts.arrival_delay_min.ok_or_else(|| missing("planned_arrival_late_min"))?.0),
    };
    let (steps, kind) =
        if domestic { (&law.domestic, "domestic") } else { (&law.international, "international") };
    let step = match late {
        Some(late) => steps.iter().find(|s| s.end().is_none_or(|end| late < end)),
        None => steps.last(),
    };
    let Some(step) = step else {
        return Ok(());
    };
    let when = late.map_or("No other flight was arranged".to_owned(), |late| {
        format!("The other flight arrives {late} min late")
    });
    let because = format!("{when} ({kind}): {} % of the one-way fare, at most {}.", step.pct, step.cap);
    if !ruling.test("arrival", step.pct > 0, because) {
        return Ok(());
    }
    let fare = facts.one_way_fare_usd.ok_or_else(|| missing("one_way_fare_usd"))?;
    let amount = share(fare, step.pct);
    ruling.test(
        "cap",
        amount > step.cap,
        format!("{} % of {fare} are {amount}; the cap is {}.", step.pct, step.cap),
    );
    ruling.award(amount.min(step.cap), law.currency);
    Ok(())
}

impl Checked for Law {
    fn check(&self) -> Result<(), String> {
        for (name, steps) in [("domestic", &self.domestic), ("international", &self.international)] {
            if steps.iter().any(|s| s.le_min.is_some() && s.lt_min.is_some()) {
                return Err(format!("a step of {name} ends twice"));
            }
            total(name, steps.iter().map(Step::end))?;
        }
        Ok(())
    }
}
