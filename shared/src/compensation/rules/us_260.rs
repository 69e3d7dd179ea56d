//! United States: refunds of fares, bag fees and services, 14 CFR 260.

use serde::Deserialize;

use super::case::Case;
use super::clauses::{Arg, Says};
use super::event::Event;
use super::facts::missing;
use super::policy::Checked;
use super::ruling::Ruling;
use crate::Fault;

#[derive(Debug, Deserialize)]
pub struct Law {
    area: String,
    domestic_change_ge_min: i64,
    international_change_ge_min: i64,
    bag_domestic_ge_min: i64,
    bag_short_ge_min: i64,
    bag_long_ge_min: i64,
    /// Flights longer than this have the long limit for bags.
    short_flight_le_min: i64,
    card_deadline: String,
    other_deadline: String,
}

pub(super) fn judge(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    // Who flew late has taken the flight as it was; only a flight that was not taken is refunded.
    let open = facts.accepted_alternative == Some(false) || facts.cancelled == Some(true);
    let asked = case.event == Event::Refund || case.event.withdraws_the_flight() || open;
    if !asked {
        ruling.passed("subject", Says::NotRefundable { event: Arg::term("event", case.event_name) });
        return Ok(());
    }
    let Some(law) = case.policies.us_260.in_force(case, ruling)? else {
        return Ok(());
    };
    if !case.within(&law.area, false, ruling)? {
        return Ok(());
    }
    if facts.bag_fee.is_some() || facts.bag_delay_hours.is_some() {
        return bag_fee(case, law, ruling);
    }
    if facts.provided.is_some() || facts.ancillary.is_some() {
        return ancillary(case, ruling);
    }
    fare(case, law, ruling)
}

fn fare(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    if facts.downgraded == Some(true) && facts.travelled == Some(true) {
        ruling.fired("downgrade", Says::FlewLower {});
        ruling.outcome.refund_option = Some(false);
        return Ok(());
    }
    let Some(ground) = ground(case, law)? else {
        ruling.passed("change", Says::NoChange {});
        ruling.outcome.refund_option = Some(false);
        return Ok(());
    };
    ruling.fired("change", ground);
    if facts.accepted_alternative == Some(true) || facts.travelled == Some(true) {
        ruling.passed("refund", Says::Accepted {});
        ruling.outcome.refund_option = Some(false);
        return Ok(());
    }
    let deadline = if facts.paid_by.as_deref().is_none_or(|by| by.contains("card")) {
        &law.card_deadline
    } else {
        &law.other_deadline
    };
    ruling.fired("refund", Says::RefundDue { deadline: Arg::term("deadline", deadline) });
    ruling.outcome.refund_option = Some(true);
    Ok(())
}

/// Why the flight counts as cancelled or significantly changed.
fn ground(case: &Case<'_>, law: &Law) -> Result<Option<Says>, Fault> {
    let facts = case.facts;
    if facts.cancelled == Some(true) || case.event.withdraws_the_flight() {
        return Ok(Some(Says::Cancelled {}));
    }
    let earlier = facts.departure_advanced_min.or(facts.advanced_by_min).map(|m| m.0);
    let later = facts.arrival_change_min.or(facts.arrival_delay_min).map(|m| m.0);
    if earlier.is_some() || later.is_some() {
        let domestic = case.domestic(&law.area)?.ok_or_else(|| missing("domestic"))?;
        let limit = if domestic { law.domestic_change_ge_min } else { law.international_change_ge_min };
        if let Some(min) = earlier.filter(|min| *min >= limit) {
            return Ok(Some(Says::ChangedEarlier { time: Arg::Minutes(min), limit: Arg::Minutes(limit) }));
        }
        if let Some(min) = later.filter(|min| *min >= limit) {
            return Ok(Some(Says::ChangedLater { time: Arg::Minutes(min), limit: Arg::Minutes(limit) }));
        }
    }
    let others = [
        (facts.extra_connections.is_some_and(|n| n > 0), Says::MoreConnections {}),
        (facts.different_airport == Some(true), Says::OtherAirport {}),
        (facts.downgraded == Some(true), Says::LowerClass {}),
        (facts.less_accessible == Some(true), Says::LessAccessible {}),
    ];
    Ok(others.into_iter().find(|(holds, _)| *holds).map(|(_, why)| why))
}

fn bag_fee(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    let late = facts.bag_delay_hours.ok_or_else(|| missing("bag_delay_hours"))?.minutes;
    let limit = if case.domestic(&law.area)?.ok_or_else(|| missing("domestic"))? {
        law.bag_domestic_ge_min
    } else if facts.flight_duration_h.ok_or_else(|| missing("flight_duration_h"))?.minutes
        <= law.short_flight_le_min
    {
        law.bag_short_ge_min
    } else {
        law.bag_long_ge_min
    };
    let delayed = ruling.test(
        "bag.delay",
        late >= limit,
        Says::BagLate { time: Arg::Minutes(late), limit: Arg::Minutes(limit) },
    );
    let reported = ruling.test("bag.report", facts.mbr_filed == Some(true), Says::BagReport {});
    if delayed && reported {
        ruling.reimburse(100, facts.bag_fee, None);
    }
    Ok(())
}

fn ancillary(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    let owed = facts.provided == Some(false);
    if ruling.test("ancillary", owed, Says::ServiceNotGiven {}) {
        ruling.reimburse(100, Some(facts.fee.ok_or_else(|| missing("fee"))?), None);
    }
    Ok(())
}

impl Checked for Law {
    fn check(&self) -> Result<(), String> {
        match self.bag_short_ge_min <= self.bag_long_ge_min {
            true => Ok(()),
            false => Err("the bag limit of long flights is shorter than that of short ones".to_owned()),
        }
    }
}
