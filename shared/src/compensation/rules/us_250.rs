//! United States: denied boarding, 14 CFR 250.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::case::Case;
use super::clauses::{Arg, Says};
use super::event::Event;
use super::facts::missing;
use super::pack::total;
use super::policy::Checked;
use super::reading::{Known, Minutes};
use super::ruling::{Ruling, share};
use crate::{Fault, money::Currency};

/// The cause that is an exception of its own, 14 CFR 250.6(b).
const SMALLER_FOR_SAFETY: &str = "aircraft_substitution_for_safety";

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
            Says::SeatsFew { seats: Arg::Seats(seats), least: Arg::Seats(law.least_seats) },
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
        ruling.passed("volunteer", Says::VolunteerAgreed {});
        return Ok(true);
    }
    if case.own_doing() {
        ruling.passed("exception.noncompliance", Says::Conditions {});
        return Ok(true);
    }
    let smaller = (case.cause == SMALLER_FOR_SAFETY).then_some("equipment_substitution");
    let because = match facts.exception.as_deref().or(smaller) {
        None => return Ok(false),
        Some("equipment_substitution") => Says::SmallerAircraft {},
        Some("passenger_noncompliance") => Says::Conditions {},
        Some("seated_other_section") => Says::OtherSection {},
        Some("weight_balance") => {
            let seats = facts.seats.ok_or_else(|| missing("seats"))?;
            let limit = law.weight_balance_max_seats;
            let because = Says::WeightBalance { seats: Arg::Seats(seats), limit: Arg::Seats(limit) };
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
        Known::Unsaid => {
            Some(case.arrival_as_moved().map_err(|_| missing("planned_arrival_late_min"))?.minutes)
        }
    };
    let steps = if domestic { &law.domestic } else { &law.international };
    let step = match late {
        Some(late) => steps.iter().find(|s| s.end().is_none_or(|end| late < end)),
        None => steps.last(),
    };
    let Some(step) = step else {
        return Ok(());
    };
    let (percent, cap) = (Arg::Percent(step.pct.into()), Arg::money(step.cap, law.currency));
    let because = match (late.map(Arg::Offset), domestic) {
        (Some(arrival), true) => Says::PlannedDomestic { arrival, percent, cap },
        (Some(arrival), false) => Says::PlannedInternational { arrival, percent, cap },
        (None, true) => Says::NonePlannedDomestic { percent, cap },
        (None, false) => Says::NonePlannedInternational { percent, cap },
    };
    if !ruling.test("arrival", step.pct > 0, because) {
        return Ok(());
    }
    let fare = facts.one_way_fare_usd.ok_or_else(|| missing("one_way_fare_usd"))?;
    let amount = share(fare, step.pct);
    ruling.test(
        "cap",
        amount > step.cap,
        Says::FareShare {
            percent: Arg::Percent(step.pct.into()),
            fare: Arg::money(fare, law.currency),
            amount: Arg::money(amount, law.currency),
            cap: Arg::money(step.cap, law.currency),
        },
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
