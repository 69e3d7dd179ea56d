//! Montreal Convention of 1999: limits of liability in SDR on the day of the event.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::case::Case;
use super::clauses::{Arg, Says};
use super::decision::Figure;
use super::event::Event;
use super::facts::missing;
use super::policy::Checked;
use super::ruling::{Reach, Ruling};
use crate::{Fault, airports, money::Currency};

#[derive(Debug, Deserialize)]
pub struct Law {
    /// Up to here no fault is needed.
    injury: Decimal,
    passenger_delay: Decimal,
    /// Per passenger, not per bag.
    baggage: Decimal,
    damage_complaint_days: i64,
    delay_complaint_days: i64,
    /// After more days than this a bag counts as lost.
    lost_after_days: i64,
    action_years: i16,
}

pub(super) fn judge(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    use Event::*;
    let baggage = matches!(case.event, BaggageDelay | BaggageDamage | BaggageLoss | BaggageMissing);
    let claims = matches!(
        case.event,
        PassengerDelay | DeathOrInjury | Action | EmployerClaim | ComplaintRecordedByAgent
    );
    if !baggage && !claims {
        ruling.no_subject(case.event_name);
        return Ok(());
    }
    if !international(case, ruling) {
        return Ok(());
    }
    if case.event == ComplaintRecordedByAgent {
        complaint(case, ruling);
        return Ok(());
    }
    let Some(law) = case.policies.mc99.in_force(case, ruling)? else {
        ruling.outcome.applies = false;
        return Ok(());
    };
    match case.event {
        BaggageMissing => missing_bag(case, law, ruling),
        Action => action(case, law, ruling),
        DeathOrInjury => payable(case, law.injury, ruling),
        PassengerDelay => payable(case, law.passenger_delay, ruling),
        EmployerClaim => employer(case, law, ruling),
        _ => bag(case, law, ruling),
    }
}

/// Carriage between two states. All states with scheduled service are taken for parties but for the few that
/// a person has to know.
fn international(case: &Case<'_>, ruling: &mut Ruling<'_>) -> bool {
    if case.facts.domestic == Some(true) {
        ruling.passed("scope.international", Says::DomesticJourney {});
        return false;
    }
    if case.journey.is_empty() {
        return case.presume(ruling);
    }
    let countries: Vec<_> =
        case.journey.iter().filter_map(|code| airports::find(code)).map(|a| a.country).collect();
    let crosses = countries.windows(2).any(|pair| pair[0] != pair[1]);
    if ruling.test("scope.international", crosses, Says::BetweenStates {}) {
        ruling.enter(Reach::Inside);
    }
    crosses
}

fn bag(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    let days = facts.complaint_days_after_delivery.or(facts.complaint_days);
    let limit = match case.event {
        Event::BaggageDamage => Some(law.damage_complaint_days),
        Event::BaggageDelay => Some(law.delay_complaint_days),
        _ => None,
    };
    if let Some((days, limit)) = days.zip(limit) {
        let in_time = ruling.test(
            "complaint",
            days <= limit,
            Says::Complaint { days: Arg::Days(days), limit: Arg::Days(limit) },
        );
        ruling.outcome.in_time = Some(in_time);
        if !in_time {
            ruling.outcome.payable_sdr = Some(Figure(Decimal::ZERO));
            return Ok(());
        }
    }
    payable(case, law.baggage, ruling)
}

/// The Convention counts in special drawing rights.
fn sdr(amount: Decimal) -> Arg {
    Arg::money(amount, Currency::XDR)
}

/// The proven loss of each passenger up to the limit. What one bag held of several passengers counts for each.
fn payable(case: &Case<'_>, limit: Decimal, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    let proven = &facts.proven_sdr.as_ref().ok_or_else(|| missing("proven_sdr"))?.0;
    let sharing = Decimal::from(facts.one_bag_items_of_passengers.unwrap_or(1).max(1));
    let ceiling = match proven.len() {
        1 => limit * sharing,
        _ => limit,
    };
    let sum: Decimal = proven.iter().map(|loss| (*loss).min(ceiling)).sum();
    let capped = proven.iter().any(|loss| *loss > ceiling);
    ruling.test("limit", capped, Says::Limit { limit: sdr(limit), amount: sdr(sum) });
    if case.event == Event::DeathOrInjury && capped {
        ruling.fired("injury.above", Says::AboveLimit {});
    }
    if case.event == Event::PassengerDelay {
        ruling.passed("defence", Says::Defence {});
    }
    ruling.outcome.payable_sdr = Some(Figure(sum));
    Ok(())
}

fn missing_bag(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let days = case.facts.days_since_due.or(case.facts.days).ok_or_else(|| missing("days_since_due"))?;
    let limit = law.lost_after_days;
    if ruling.test("lost", days > limit, Says::BagOverdue { days: Arg::Days(days), limit: Arg::Days(limit) })
    {
        ruling.flag("BAG_LOST");
    }
    Ok(())
}

fn action(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let filed: Date = case.facts.action_date.ok_or_else(|| missing("action_date"))?;
    let far = |_| Fault::of("date", "out_of_range", "Check the date.");
    let last = case.date()?.checked_add(jiff::Span::new().years(law.action_years)).map_err(far)?;
    let in_time = ruling.test(
        "action",
        filed <= last,
        Says::ActionBy { last: Arg::Date(last), filed: Arg::Date(filed) },
    );
    ruling.outcome.in_time = Some(in_time);
    Ok(())
}

fn employer(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let heads = case.facts.employees.ok_or_else(|| missing("employees"))?.max(1);
    let ceiling = law.passenger_delay * Decimal::from(heads);
    ruling.fired("employer", Says::Employer { ceiling: sdr(ceiling), staff: Arg::Passengers(heads) });
    if let Some(proven) = &case.facts.proven_sdr {
        let sum: Decimal = proven.0.iter().copied().sum();
        ruling.outcome.payable_sdr = Some(Figure(sum.min(ceiling)));
    }
    Ok(())
}

fn complaint(case: &Case<'_>, ruling: &mut Ruling<'_>) {
    let facts = case.facts;
    let written = facts.passenger_can_check_text == Some(true);
    ruling.test("complaint.written", written, Says::ComplaintTyped {});
    ruling.outcome.in_time = facts.within_time.map(|in_time| in_time && written);
}

impl Checked for Law {
    fn check(&self) -> Result<(), String> {
        let limits = [self.injury, self.passenger_delay, self.baggage];
        match limits.iter().all(|limit| *limit > Decimal::ZERO) {
            true => Ok(()),
            false => Err("a limit has to be more than nothing".to_owned()),
        }
    }
}
