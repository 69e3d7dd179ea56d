//! India: DGCA, Civil Aviation Requirements Section 3 Series M Part IV.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::case::Case;
use super::clauses::{Arg, Says};
use super::event::Event;
use super::facts::missing;
use super::pack::total;
use super::policy::Checked;
use super::reading::{Hours, Known};
use super::ruling::{Ruling, share};
use crate::{Fault, money::Currency};

#[derive(Debug, Deserialize)]
pub struct Law {
    area: String,
    /// Indian carriers, who are bound on the way to the country as well.
    carriers: Vec<String>,
    currency: Currency,
    denied_boarding: Vec<Refusal>,
    exempt_notice_ge_min: i64,
    /// Told so early or earlier, an alternative close by excuses.
    alternate_notice_ge_min: i64,
    alternate_le_min: i64,
    cancellation: Vec<Block>,
    delay_care: Vec<BlockCare>,
    choice_gt_min: i64,
    hotel_gt_min: i64,
    hotel_night_gt_min: i64,
    night_from_min: i64,
    night_until_min: i64,
    care: Vec<String>,
    hotel: Vec<String>,
    downgrade: Option<Downgrade>,
}

/// By how soon the next flight is offered, included.
#[derive(Debug, Deserialize)]
struct Refusal {
    le_min: Option<i64>,
    pct: u32,
    cap: Decimal,
}

#[derive(Debug, Deserialize)]
struct Block {
    le_min: Option<i64>,
    cap: Decimal,
}

#[derive(Debug, Deserialize)]
struct BlockCare {
    le_min: Option<i64>,
    delay_ge_min: i64,
}

#[derive(Debug, Deserialize)]
struct Downgrade {
    domestic_pct: u32,
    international: Vec<DowngradeBand>,
}

#[derive(Debug, Deserialize)]
struct DowngradeBand {
    max_km: Option<f64>,
    pct: u32,
}

pub(super) fn judge(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    if !case.event.disrupts_the_journey() && case.event != Event::Downgrade {
        ruling.no_subject(case.event_name);
        return Ok(());
    }
    let Some(law) = case.policies.in_dgca.in_force(case, ruling)? else {
        return Ok(());
    };
    if !case.departs_or_own(&law.area, &law.carriers, ruling)? {
        return Ok(());
    }
    match case.event {
        Event::DeniedBoarding => denied_boarding(case, law, ruling),
        Event::Cancellation | Event::CancellationThenDelay | Event::ReturnToDeparture => {
            cancellation(case, law, ruling)
        }
        Event::Downgrade => downgrade(case, law, ruling),
        _ => delay(case, law, ruling),
    }
}

fn denied_boarding(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    if facts.volunteer == Some(true) || case.own_doing() {
        ruling.passed("denial", Says::VolunteerOrOwn {});
        return Ok(());
    }
    let declined = facts.alternate_declined == Some(true);
    let step = match facts.alternate_within_hours {
        _ if declined => law.denied_boarding.last(),
        Known::Is(Hours { minutes }) => {
            law.denied_boarding.iter().find(|s| s.le_min.is_none_or(|end| minutes <= end))
        }
        Known::Nothing => law.denied_boarding.last(),
        Known::Unsaid => return Err(missing("alternate_within_hours")),
    };
    let Some(step) = step else {
        return Ok(());
    };
    ruling.outcome.refund_option = Some(declined);
    let (percent, cap) = (Arg::Percent(step.pct.into()), Arg::money(step.cap, law.currency));
    let because = if declined {
        Says::AlternateDeclined { percent, cap }
    } else {
        Says::AlternateStep { percent, cap }
    };
    if !ruling.test("denial.step", step.pct > 0, because) {
        return Ok(());
    }
    let fare = facts.basic_fare_plus_fuel_inr.ok_or_else(|| missing("basic_fare_plus_fuel_inr"))?;
    ruling.award(share(fare, step.pct).min(step.cap), law.currency);
    Ok(())
}

fn cancellation(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = case.facts;
    ruling.outcome.refund_option = Some(true);
    ruling.fired("choice", Says::ChoiceOfTwo {});
    let notice = case.notice_min().unwrap_or(0);
    let limit = law.exempt_notice_ge_min;
    if ruling.test(
        "cancellation.notice",
        notice >= limit,
        Says::Notice { notice: Arg::Minutes(notice), limit: Arg::Minutes(limit) },
    ) {
        return Ok(());
    }
    if let Known::Is(Hours { minutes }) = facts.alternate_within_hours {
        let close = notice >= law.alternate_notice_ge_min && minutes <= law.alternate_le_min;
        if ruling.test("cancellation.alternate", close, Says::AlternateTime { time: Arg::Minutes(minutes) }) {
            return Ok(());
        }
    }
    if excused(case, ruling) {
        return Ok(());
    }
    let block = facts.block_min.ok_or_else(|| missing("block_min"))?.0;
    let fare = facts.basic_fare_plus_fuel_inr.ok_or_else(|| missing("basic_fare_plus_fuel_inr"))?;
    let Some(step) = law.cancellation.iter().find(|s| s.le_min.is_none_or(|end| block <= end)) else {
        return Ok(());
    };
    ruling.fired(
        "cancellation.block",
        Says::BlockTime {
            block: Arg::Minutes(block),
            cap: Arg::money(step.cap, law.currency),
            fare: Arg::money(fare, law.currency),
        },
    );
    ruling.award(fare.min(step.cap), law.currency);
    Ok(())
}

fn delay(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let late = match case.departure_delay() {
        Some(late) => late,
        None => case.arrival().map_err(|_| missing("delay_min"))?.minutes,
    };
    let block = case.facts.block_min.ok_or_else(|| missing("block_min"))?.0;
    let least =
        law.delay_care.iter().find(|s| s.le_min.is_none_or(|end| block <= end)).map_or(0, |s| s.delay_ge_min);
    if ruling.test(
        "delay.care",
        late >= least,
        Says::CareBlock { delay: Arg::Minutes(late), block: Arg::Minutes(block), least: Arg::Minutes(least) },
    ) {
        ruling.care(&law.care);
    }
    let domestic = international(case, law)?.is_none_or(|abroad| !abroad);
    let choice = domestic && late > law.choice_gt_min;
    ruling.test("delay.choice", choice, Says::ChoiceDomestic { limit: Arg::Minutes(law.choice_gt_min) });
    ruling.outcome.refund_option = Some(choice);
    hotel(case, law, late, ruling);
    Ok(())
}

fn hotel(case: &Case<'_>, law: &Law, late: i64, ruling: &mut Ruling<'_>) {
    let std = case.facts.sched_dep.map(|time| time.minutes);
    // The night goes past midnight.
    let at_night = std.is_some_and(|std| std >= law.night_from_min || std <= law.night_until_min);
    let long = late > law.hotel_gt_min || (at_night && late > law.hotel_night_gt_min);
    if ruling.test("delay.hotel", long, Says::HotelLong {}) && !excused(case, ruling) {
        ruling.care(&law.hotel);
    }
}

fn excused(case: &Case<'_>, ruling: &mut Ruling<'_>) -> bool {
    let excuses = case.cause_terms.excuses(ruling.outcome.regime);
    ruling.test("cause", excuses, Says::CauseWeighed { cause: Arg::term("cause", case.cause) })
}

fn downgrade(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let Some(rule) = &law.downgrade else {
        ruling.passed("downgrade", Says::DowngradeNotYet {});
        return Ok(());
    };
    let pct = if international(case, law)?.ok_or_else(|| missing("sector"))? {
        let km = case.distance.sphere.or(case.distance.wgs84).ok_or_else(|| missing("route"))?;
        rule.international.iter().find(|b| b.max_km.is_none_or(|max| km <= max)).map_or(0, |b| b.pct)
    } else {
        rule.domestic_pct
    };
    ruling.fired("downgrade", Says::TicketShare { percent: Arg::Percent(pct.into()) });
    ruling.reimburse(pct, case.facts.ticket_incl_tax_inr, None);
    Ok(())
}

fn international(case: &Case<'_>, law: &Law) -> Result<Option<bool>, Fault> {
    match case.facts.sector.as_deref() {
        Some("domestic") => Ok(Some(false)),
        Some("international") => Ok(Some(true)),
        Some(_) => Err(Fault::of("sector", "wrong_value", "Write domestic or international.")),
        None => Ok(case.domestic(&law.area)?.map(|domestic| !domestic)),
    }
}

impl Checked for Law {
    fn check(&self) -> Result<(), String> {
        total("denied_boarding", self.denied_boarding.iter().map(|s| s.le_min))?;
        total("cancellation", self.cancellation.iter().map(|s| s.le_min))?;
        total("delay_care", self.delay_care.iter().map(|s| s.le_min))?;
        let bands = self.downgrade.iter().flat_map(|d| &d.international).map(|b| b.max_km);
        if self.downgrade.is_some() { total("downgrade", bands) } else { Ok(()) }
    }
}
