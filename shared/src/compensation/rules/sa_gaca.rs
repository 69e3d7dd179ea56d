//! Saudi Arabia: GACA, protection of passengers' rights, since November 2023.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::case::Case;
use super::clauses::{Arg, Says};
use super::event::Event;
use super::facts::missing;
use super::policy::Checked;
use super::ruling::{Ruling, share};
use crate::{Fault, money::Currency};

#[derive(Debug, Deserialize)]
pub struct Law {
    area: String,
    currency: Currency,
    terminate_gt_min: i64,
    long_gt_min: i64,
    long_delay: Decimal,
    care: Vec<String>,
    exempt_notice_ge_min: i64,
    /// At most; how much is due depends on the notice.
    cancellation_pct: u32,
    denied_boarding_pct: u32,
    downgrade_pct: u32,
    unscheduled_stop: Decimal,
    wheelchair: Decimal,
    /// At most.
    baggage_lost: Decimal,
    baggage_first_day: Decimal,
    baggage_further_day: Decimal,
    tarmac_gt_min: i64,
}

pub(super) fn judge(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    use Event::*;
    let others = [Downgrade, BaggageDelay, BaggageDamage, BaggageLoss, WheelchairMissing];
    if !case.event.disrupts_the_journey() && !others.contains(&case.event) {
        ruling.no_subject(case.event_name);
        return Ok(());
    }
    let Some(law) = case.policies.sa_gaca.in_force(case, ruling)? else {
        return Ok(());
    };
    if !case.within(&law.area, false, ruling)? {
        return Ok(());
    }
    match case.event {
        Cancellation | CancellationThenDelay | ReturnToDeparture => cancellation(case, law, ruling),
        DeniedBoarding => denied_boarding(case, law, ruling),
        Downgrade => up_to(case, law, ruling, "downgrade", law.downgrade_pct),
        UnscheduledStopover => fixed(law, ruling, "stopover", law.unscheduled_stop),
        WheelchairMissing => fixed(law, ruling, "wheelchair", law.wheelchair),
        BaggageLoss | BaggageDamage => {
            ruling.flag("UP_TO_AMOUNT");
            fixed(law, ruling, "baggage.lost", law.baggage_lost)
        }
        BaggageDelay => late_bag(case, law, ruling),
        _ => delay(case, law, ruling),
    }
}

fn delay(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let late = match case.departure_delay() {
        Some(late) => late,
        None => case.arrival().map_err(|_| missing("delay_min"))?.minutes,
    };
    if case.event == Event::TarmacDelay
        && ruling.test(
            "tarmac",
            late > law.tarmac_gt_min,
            Says::TarmacWait { wait: Arg::Minutes(late), limit: Arg::Minutes(law.tarmac_gt_min) },
        )
    {
        return cancellation(case, law, ruling);
    }
    let terminate = ruling.test(
        "delay.terminate",
        late > law.terminate_gt_min,
        Says::EndContract { delay: Arg::Minutes(late), limit: Arg::Minutes(law.terminate_gt_min) },
    );
    ruling.outcome.refund_option = Some(terminate);
    if ruling.test(
        "delay.long",
        late > law.long_gt_min,
        Says::LongDelay { delay: Arg::Minutes(late), limit: Arg::Minutes(law.long_gt_min) },
    ) {
        ruling.care(&law.care);
        if !excused(case, ruling) {
            ruling.award(law.long_delay, law.currency);
        }
    }
    Ok(())
}

fn cancellation(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    ruling.outcome.refund_option = Some(true);
    let limit = law.exempt_notice_ge_min;
    let early = case.notice_min().is_some_and(|notice| notice >= limit);
    if ruling.test("cancellation.notice", early, Says::NoticeLimit { limit: Arg::Minutes(limit) })
        || excused(case, ruling)
    {
        return Ok(());
    }
    up_to(case, law, ruling, "cancellation", law.cancellation_pct)
}

fn denied_boarding(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    if case.facts.volunteer == Some(true) || case.own_doing() {
        ruling.passed("denial", Says::VolunteerOrOwn {});
        return Ok(());
    }
    ruling.outcome.refund_option = Some(true);
    let price = case.facts.ticket_value_sar.ok_or_else(|| missing("ticket_value_sar"))?;
    ruling.fired(
        "denial",
        Says::DenialTicket {
            percent: Arg::Percent(law.denied_boarding_pct.into()),
            price: Arg::money(price, law.currency),
        },
    );
    ruling.award(share(price, law.denied_boarding_pct), law.currency);
    Ok(())
}

/// The most that the law gives; a person settles how much of it.
fn up_to(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>, rule: &str, pct: u32) -> Result<(), Fault> {
    let price = case.facts.ticket_value_sar.ok_or_else(|| missing("ticket_value_sar"))?;
    ruling.flag("UP_TO_AMOUNT");
    ruling.fired(
        rule,
        Says::UpTo { percent: Arg::Percent(pct.into()), price: Arg::money(price, law.currency) },
    );
    ruling.award(share(price, pct), law.currency);
    Ok(())
}

fn fixed(law: &Law, ruling: &mut Ruling<'_>, rule: &str, amount: Decimal) -> Result<(), Fault> {
    ruling.fired(rule, Says::Fixed { amount: Arg::money(amount, law.currency) });
    ruling.award(amount, law.currency);
    Ok(())
}

fn late_bag(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let days = case.facts.days.or(case.facts.days_since_due).ok_or_else(|| missing("days"))?;
    let further = Decimal::from((days - 1).max(0));
    let sum =
        if days > 0 { law.baggage_first_day + law.baggage_further_day * further } else { Decimal::ZERO };
    let amount = sum.min(law.baggage_lost);
    ruling.fired(
        "baggage.delay",
        Says::BagDays { days: Arg::Days(days), further: Arg::Days((days - 1).max(0)) },
    );
    ruling.award(amount, law.currency);
    Ok(())
}

fn excused(case: &Case<'_>, ruling: &mut Ruling<'_>) -> bool {
    let excuses = case.cause_terms.excuses(ruling.outcome.regime);
    ruling.test("cause", excuses, Says::CauseWeighed { cause: Arg::term("cause", case.cause) })
}

impl Checked for Law {
    fn check(&self) -> Result<(), String> {
        match self.terminate_gt_min < self.long_gt_min {
            true => Ok(()),
            false => Err("the steps of delay have to rise".to_owned()),
        }
    }
}
