//! Brazil: ANAC Resolution 400 of 2016. Care is due whatever the cause.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::case::Case;
use super::clauses::{Arg, Says};
use super::event::Event;
use super::facts::missing;
use super::policy::Checked;
use super::ruling::Ruling;
use crate::{Fault, money::Currency};

#[derive(Debug, Deserialize)]
pub struct Law {
    area: String,
    currency: Currency,
    care: Vec<Step>,
    overnight: Vec<String>,
    /// Beyond this the passenger chooses; lodging is due beyond it too.
    choice_gt_min: i64,
    denied_domestic: Decimal,
    denied_international: Decimal,
}

/// Care beyond a wait.
#[derive(Debug, Deserialize)]
struct Step {
    gt_min: i64,
    what: Vec<String>,
}

pub(super) fn judge(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    if !case.event.disrupts_the_journey() {
        ruling.no_subject(case.event_name);
        return Ok(());
    }
    let Some(law) = case.policies.br_anac400.in_force(case, ruling)? else {
        return Ok(());
    };
    if !case.within(&law.area, false, ruling)? {
        return Ok(());
    }
    let waited = case.departure_delay().or(case.arrival().ok().map(|a| a.minutes));
    let taken = case.event.withdraws_the_flight() || case.event == Event::DeniedBoarding;
    if !taken && waited.is_none() {
        return Err(missing("delay_min"));
    }
    let choice = taken || waited.is_some_and(|min| min > law.choice_gt_min);
    ruling.test("choice", choice, Says::ChoiceLong { limit: Arg::Minutes(law.choice_gt_min) });
    ruling.outcome.refund_option = Some(choice);
    care(case, law, waited.unwrap_or(0), ruling);
    if case.event == Event::DeniedBoarding { denied_boarding(case, law, ruling) } else { Ok(()) }
}

fn care(case: &Case<'_>, law: &Law, waited: i64, ruling: &mut Ruling<'_>) {
    for step in &law.care {
        if ruling.test(
            "care",
            waited > step.gt_min,
            Says::CareStep {
                wait: Arg::Minutes(waited),
                limit: Arg::Minutes(step.gt_min),
                care: Arg::Care(step.what.clone()),
            },
        ) {
            ruling.care(&step.what);
        }
    }
    let lodged = waited > law.choice_gt_min && case.overnight();
    if ruling.test("care.overnight", lodged, Says::Lodging {}) {
        ruling.care(&law.overnight);
    }
}

fn denied_boarding(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    if case.facts.volunteer == Some(true) || case.own_doing() {
        ruling.passed("denial", Says::VolunteerOrOwn {});
        return Ok(());
    }
    let domestic = case.domestic(&law.area)?.ok_or_else(|| missing("domestic"))?;
    let amount = if domestic { law.denied_domestic } else { law.denied_international };
    ruling.fired("denial", Says::DenialFixed { amount: Arg::money(amount, law.currency) });
    ruling.award(amount, law.currency);
    Ok(())
}

impl Checked for Law {
    fn check(&self) -> Result<(), String> {
        match self.care.windows(2).all(|pair| pair[0].gt_min < pair[1].gt_min) {
            true => Ok(()),
            false => Err("the steps of care have to rise".to_owned()),
        }
    }
}
