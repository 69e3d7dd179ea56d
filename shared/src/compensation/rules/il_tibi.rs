//! Israel: Aviation Services Law of 2012.

use serde::Deserialize;

use super::case::Case;
use super::clauses::{Arg, Says};
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
        ruling.fired("amount.indexed", Says::Indexed {});
    }
    Ok(())
}

fn withdrawn(bench: &Bench<'_>, ruling: &mut Ruling<'_>, reroute: Option<Reroute>) -> Result<(), Fault> {
    ruling.outcome.refund_option = Some(true);
    ruling.fired("choice", Says::ChoiceOfTwo {});
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
    if ruling.test(
        "delay.care",
        late >= law.care_ge_min,
        Says::CareWait { wait: Arg::Minutes(late), least: Arg::Minutes(law.care_ge_min) },
    ) {
        ruling.care(&law.waiting);
    }
    let choice = ruling.test(
        "delay.choice",
        late >= law.choice_ge_min,
        Says::ChoiceDelay { delay: Arg::Minutes(late), least: Arg::Minutes(law.choice_ge_min) },
    );
    ruling.outcome.refund_option = Some(choice);
    let gone = late >= law.cancelled_ge_min;
    if ruling.test(
        "delay.cancelled",
        gone,
        Says::CancelledDelay { delay: Arg::Minutes(late), least: Arg::Minutes(law.cancelled_ge_min) },
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
    ruling.test(
        "advance.choice",
        choice,
        Says::AdvanceChoice { time: Arg::Minutes(early), least: Arg::Minutes(law.advance_choice_ge_min) },
    );
    let money = early > law.advance_money_gt_min;
    if ruling.test(
        "advance.money",
        money,
        Says::AdvanceMoney { limit: Arg::Minutes(law.advance_money_gt_min) },
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
