//! Israel: Aviation Services Law of 2012.

use serde::Deserialize;

use super::case::Case;
use super::eu261::{Bench, Terms, Withdrawal, award, cancellation, denied_boarding};
use super::event::Event;
use super::facts::{Reroute, missing};
use super::policy::Checked;
use super::reading::Minutes;
use super::ruling::Ruling;
use crate::Fault;

#[derive(Debug, Deserialize)]
pub struct Law {
    area: String,
    care_ge_min: i64,
    choice_ge_min: i64,
    /// From so late on a flight counts as cancelled.
    cancelled_ge_min: i64,
    advance_choice_ge_min: i64,
    /// Money only beyond this, not at it.
    advance_money_gt_min: i64,
    /// Amounts are indexed every year and those of some years are not known.
    indexed: bool,
    waiting: Vec<String>,
    rights: Terms,
}

pub(super) fn judge(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    if !case.event.disrupts_the_journey() {
        ruling.no_subject(case.event_name);
        return Ok(());
    }
    let Some(law) = case.policies.il_tibi.in_force(case, ruling)? else {
        return Ok(());
    };
    if !case.within(&law.area, false, ruling)? {
        return Ok(());
    }
    let bench = Bench { case, terms: &law.rights, regime: ruling.outcome.regime };
    match case.event {
        Event::Cancellation | Event::CancellationThenDelay | Event::ReturnToDeparture => {
            ruling.care(&law.waiting);
            withdrawn(&bench, ruling, case.reroute())?;
        }
        Event::DeniedBoarding => denied_boarding(&bench, ruling)?,
        Event::AdvancedDeparture => advanced(&bench, law, ruling)?,
        _ => delayed(&bench, law, ruling)?,
    }
    if law.indexed && ruling.outcome.compensation.is_some() {
        ruling.flag("INDEXED_AMOUNT");
        ruling.fired(
            "amount.indexed",
            "The amounts of that year are indexed and not in the table; the basic ones are shown.",
        );
    }
    Ok(())
}

fn withdrawn(bench: &Bench<'_>, ruling: &mut Ruling<'_>, reroute: Option<Reroute>) -> Result<(), Fault> {
    ruling.outcome.refund_option = Some(true);
    ruling.fired("choice", "The passenger chooses the price back or another ticket.");
    let due = cancellation(
        bench,
        ruling,
        &Withdrawal {
            notice_min: bench.case.notice_min(),
            reroute,
            cause: bench.case.facts.cause.as_deref(),
            cause_field: "cause",
            reducible: true,
        },
    )?;
    award(bench, ruling, due);
    Ok(())
}

fn delayed(bench: &Bench<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let late = match bench.case.departure_delay() {
        Some(late) => late,
        None => bench.case.arrival().map_err(|_| missing("departure_delay_min"))?.minutes,
    };
    if ruling.measure(
        "delay.care",
        late >= law.care_ge_min,
        (late, law.care_ge_min),
        format!("The delay is {late} min; care is due from {}.", law.care_ge_min),
    ) {
        ruling.care(&law.waiting);
    }
    let choice = ruling.measure(
        "delay.choice",
        late >= law.choice_ge_min,
        (late, law.choice_ge_min),
        format!(
            "The delay is {late} min; from {} the passenger may have the price back or another ticket.",
            law.choice_ge_min
        ),
    );
    ruling.outcome.refund_option = Some(choice);
    let gone = late >= law.cancelled_ge_min;
    if ruling.measure(
        "delay.cancelled",
        gone,
        (late, law.cancelled_ge_min),
        format!("The delay is {late} min; from {} the flight counts as cancelled.", law.cancelled_ge_min),
    ) {
        withdrawn(bench, ruling, bench.case.reroute())?;
    }
    Ok(())
}

fn advanced(bench: &Bench<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let Minutes(early) = bench.case.facts.advanced_by_min.ok_or_else(|| missing("advanced_by_min"))?;
    let told = bench.case.notice_min().is_some_and(|notice| notice >= law.rights.exempt_notice_min());
    let choice = early >= law.advance_choice_ge_min && !told;
    ruling.outcome.refund_option = Some(choice);
    ruling.measure("advance.choice", choice, (early, law.advance_choice_ge_min), format!("The flight left {early} min early; from {} the passenger may have the price back or another ticket, unless told two weeks ahead.", law.advance_choice_ge_min));
    let money = early > law.advance_money_gt_min;
    if ruling.measure(
        "advance.money",
        money,
        (early, law.advance_money_gt_min),
        format!("More than {} min early are compensated.", law.advance_money_gt_min),
    ) {
        withdrawn(bench, ruling, bench.case.reroute())?;
        ruling.outcome.refund_option = Some(choice);
    }
    Ok(())
}

impl Checked for Law {
    fn check(&self) -> Result<(), String> {
        self.rights.check()?;
        match self.care_ge_min <= self.choice_ge_min && self.choice_ge_min <= self.cancelled_ge_min {
            true => Ok(()),
            false => Err("the steps of delay have to rise".to_owned()),
        }
    }
}
