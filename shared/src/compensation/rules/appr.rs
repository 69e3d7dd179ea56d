//! Canada: Air Passenger Protection Regulations, SOR/2019-150.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::case::Case;
use super::causes::Category;
use super::clauses::{Arg, Says};
use super::event::Event;
use super::facts::missing;
use super::pack::total;
use super::policy::Checked;
use super::reading::Minutes;
use super::ruling::Ruling;
use crate::{Fault, money::Currency};

#[derive(Debug, Deserialize)]
pub struct Law {
    area: String,
    currency: Currency,
    /// False while only denied boarding was compensated.
    delay_and_cancellation: bool,
    /// Told so early or later: compensation is due.
    notice_le_min: i64,
    /// Days after which the request is late, counted in years.
    claim_years: i16,
    large: Inconvenience,
    small: Inconvenience,
    denied_boarding: Vec<Tier>,
    care: Care,
}

/// Compensation for inconvenience by the size of the carrier.
#[derive(Debug, Deserialize)]
struct Inconvenience {
    tiers: Vec<Tier>,
    refunded: Decimal,
}

/// An amount for delays below a limit; the last has none.
#[derive(Debug, Deserialize)]
struct Tier {
    under_min: Option<i64>,
    amount: Decimal,
}

#[derive(Debug, Deserialize)]
struct Care {
    told_lt_min: i64,
    waited_ge_min: i64,
    waiting: Vec<String>,
    overnight: Vec<String>,
}

pub(super) fn judge(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let asked = matches!(case.event, Event::Care | Event::VoucherInsteadOfMoney);
    if !case.event.disrupts_the_journey() && !asked {
        ruling.no_subject(case.event_name);
        return Ok(());
    }
    let Some(law) = case.policies.appr.in_force(case, ruling)? else {
        return Ok(());
    };
    if !case.within(&law.area, false, ruling)? {
        return Ok(());
    }
    match case.event {
        Event::VoucherInsteadOfMoney => return voucher(case, law, ruling),
        Event::Care => return care(case, law, ruling),
        _ => {}
    }
    care(case, law, ruling)?;
    if case.event == Event::DeniedBoarding {
        denied_boarding(case, law, ruling)
    } else {
        inconvenience(case, law, ruling)
    }
}

fn inconvenience(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    if case.event.withdraws_the_flight() {
        ruling.outcome.refund_option = Some(true);
        ruling.fired("travel", Says::OtherFlights {});
    }
    if !law.delay_and_cancellation {
        ruling.passed("inconvenience.date", Says::InconvenienceNotYet {});
        return Ok(());
    }
    if !within_control(case, ruling)? || !told_late(case, law, ruling) || !claimed_in_time(case, law, ruling)?
    {
        return Ok(());
    }
    let least = law.large.tiers[0].under_min.unwrap_or_default();
    let soon = case.arrival().ok().map(|it| it.minutes).filter(|late| *late < least);
    if facts.refund_chosen == Some(true) && soon.is_none() {
        let amounts = by_size(case, law, ruling)?;
        ruling.fired("inconvenience.refunded", Says::RefundChosen {});
        ruling.award(amounts.refunded, law.currency);
        return Ok(());
    }
    let late = case.arrival_as_moved()?.minutes;
    if !ruling.test(
        "inconvenience.threshold",
        late >= least,
        Says::Arrival { arrival: Arg::Offset(late), least: Arg::Minutes(least) },
    ) {
        return Ok(());
    }
    let amounts = by_size(case, law, ruling)?;
    let amount = tier(&amounts.tiers, late);
    let because =
        Says::TierByArrival { arrival: Arg::Offset(late), amount: Arg::money(amount, law.currency) };
    ruling.fired("inconvenience.amount", because);
    ruling.award(amount, law.currency);
    Ok(())
}

fn denied_boarding(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    if facts.volunteer == Some(true) {
        ruling.passed("denial.volunteer", Says::VolunteerWritten {});
        return Ok(());
    }
    if case.own_doing() {
        ruling.passed("denial.grounds", Says::DenialOwn {});
        return Ok(());
    }
    if !within_control(case, ruling)? {
        return Ok(());
    }
    let late = case.arrival_as_moved()?.minutes;
    ruling.fired("denial.tier", Says::DenialArrival { arrival: Arg::Offset(late) });
    ruling.award(tier(&law.denied_boarding, late), law.currency);
    Ok(())
}

fn within_control(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<bool, Fault> {
    let (within, because) = match case.category()? {
        Category::WithinControl => (true, Says::ControlWithin {}),
        Category::WithinControlRequiredForSafety => (false, Says::ControlSafety {}),
        Category::OutsideControl => (false, Says::ControlOutside {}),
    };
    Ok(ruling.test("control", within, because))
}

fn told_late(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> bool {
    let Some(notice) = case.notice_min() else {
        return ruling.test("notice", true, Says::NoticeNone {});
    };
    let limit = law.notice_le_min;
    let because = Says::NoticeShort { notice: Arg::Minutes(notice), limit: Arg::Minutes(limit) };
    ruling.test("notice", notice <= limit, because)
}

/// The request has to come before the first anniversary.
fn claimed_in_time(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<bool, Fault> {
    let Some(days) = case.facts.claim_filed_after_days else {
        return Ok(true);
    };
    let date = case.date()?;
    let far = |_| Fault::of("date", "out_of_range", "Check the date.");
    let filed = date.checked_add(jiff::Span::new().days(days)).map_err(far)?;
    let anniversary = date.checked_add(jiff::Span::new().years(law.claim_years)).map_err(far)?;
    let in_time = filed < anniversary;
    ruling.outcome.in_time = Some(in_time);
    Ok(ruling.test("claim.anniversary", in_time, Says::ClaimedAfter { days: Arg::Days(days) }))
}

fn by_size<'a>(case: &Case<'_>, law: &'a Law, ruling: &mut Ruling<'_>) -> Result<&'a Inconvenience, Fault> {
    let large = match case.facts.carrier_size.as_deref() {
        Some("large") => true,
        Some("small") => false,
        Some(_) => return Err(Fault::of("carrier_size", "wrong_value", "Write large or small.")),
        None if case.designator().is_some_and(|code| case.policies.carriers.is_large(code)) => true,
        None => return Err(missing("carrier_size")),
    };
    let (amounts, size) = if large { (&law.large, "large") } else { (&law.small, "small") };
    ruling.fired("carrier.size", Says::CarrierSize { size: Arg::term("size", size) });
    Ok(amounts)
}

fn tier(tiers: &[Tier], late: i64) -> Decimal {
    tiers.iter().find(|t| t.under_min.is_none_or(|end| late < end)).map_or(Decimal::ZERO, |t| t.amount)
}

/// Food and messages for those who were told late and have waited.
fn care(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    if case.category()? == Category::OutsideControl {
        ruling.passed("care.control", Says::CareOutside {});
        return Ok(());
    }
    let told = facts.informed_hours_before_departure.or(facts.notice_hours).map(|h| h.minutes);
    let waited = facts.waited_after_original_departure_min.map(|Minutes(m)| m).or(case.departure_delay());
    let waited = waited.or(case.arrival().ok().map(|a| a.minutes));
    let Some(waited) = waited else {
        return if case.event == Event::Care {
            Err(missing("waited_after_original_departure_min"))
        } else {
            Ok(())
        };
    };
    let rules = &law.care;
    let due = told.is_none_or(|told| told < rules.told_lt_min) && waited >= rules.waited_ge_min;
    let because = Says::CareTold {
        told: Arg::Minutes(rules.told_lt_min),
        waited: Arg::Minutes(rules.waited_ge_min),
        wait: Arg::Minutes(waited),
    };
    if ruling.test("care", due, because) {
        ruling.care(&rules.waiting);
        if case.overnight() {
            ruling.care(&rules.overnight);
        }
    }
    Ok(())
}

fn voucher(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    let value = facts.voucher_value.ok_or_else(|| missing("voucher_value"))?;
    let cash = facts.cash_due.ok_or_else(|| missing("cash_due"))?;
    let greater = ruling.test(
        "voucher.value",
        value > cash,
        Says::VoucherValue { voucher: Arg::money(value, law.currency), cash: Arg::money(cash, law.currency) },
    );
    let lasting = ruling.test("voucher.expiry", facts.expires == Some(false), Says::VoucherExpiry {});
    let written =
        ruling.test("voucher.written", facts.written_confirmation == Some(true), Says::VoucherWritten {});
    ruling.test("voucher", greater && lasting && written, Says::VoucherAll {});
    Ok(())
}

impl Checked for Law {
    fn check(&self) -> Result<(), String> {
        for (name, tiers) in [
            ("large", &self.large.tiers),
            ("small", &self.small.tiers),
            ("denied_boarding", &self.denied_boarding),
        ] {
            total(name, tiers.iter().map(|t| t.under_min))?;
        }
        let least =
            |size: &Inconvenience| size.tiers[0].under_min.filter(|_| size.tiers[0].amount == Decimal::ZERO);
        match least(&self.large).is_some() && least(&self.large) == least(&self.small) {
            true => Ok(()),
            false => Err("both sizes begin with the same delay that is compensated with nothing".to_owned()),
        }
    }
}
