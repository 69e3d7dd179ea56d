//! Cancellation, and what the courts treat as one: return to the start, landing elsewhere, leaving early.

use rust_decimal::Decimal;

use super::{Bench, care, delay, delay::reduced_for, excused, terms::Window};
use crate::Fault;
use crate::compensation::rules::{
    clauses::{Arg, Says},
    facts::{Reroute, missing},
    reading::Minutes,
    ruling::Ruling,
};

/// A flight that was taken from the passenger.
#[derive(Clone, Copy, Debug)]
pub(in crate::compensation::rules) struct Withdrawal<'a> {
    /// None where nothing shows that the passenger was told.
    pub notice_min: Option<i64>,
    pub reroute: Option<Reroute>,
    pub cause: Option<&'a str>,
    pub cause_field: &'static str,
    /// Whether an early arrival lets the carrier reduce the amount.
    pub reducible: bool,
}

/// What is due, and what would be without reduction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::compensation::rules) struct Due {
    pub amount: Decimal,
    pub full: Decimal,
}

pub(super) fn judge(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = bench.case.facts;
    settle(
        bench,
        ruling,
        &Withdrawal {
            notice_min: bench.case.notice_min(),
            reroute: bench.case.reroute(),
            cause: facts.cause.as_deref(),
            cause_field: "cause",
            reducible: true,
        },
    )
}

/// Leaving early by more than the limit is a cancellation; the early flight is the re-routing that was offered.
pub(super) fn judge_advance(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = bench.case.facts;
    let Minutes(early) = facts.advanced_by_min.ok_or_else(|| missing("advanced_by_min"))?;
    let limit = bench.terms.cancellation.advance_gt_min;
    if !ruling.test(
        "advance.threshold",
        early > limit,
        Says::Advanced { time: Arg::Minutes(early), limit: Arg::Minutes(limit) },
    ) {
        return Ok(());
    }
    let arrival = bench.case.arrival().map_or(-early, |a| a.minutes);
    let early_flight =
        Reroute { dep_offset_min: Some(Minutes(-early)), arr_offset_min: Some(Minutes(arrival)) };
    settle(
        bench,
        ruling,
        &Withdrawal {
            notice_min: bench.case.notice_min(),
            reroute: Some(bench.case.reroute().unwrap_or(early_flight)),
            cause: facts.cause.as_deref(),
            cause_field: "cause",
            reducible: false,
        },
    )
}

/// A departure put off by a few hours is a delay; by more, it is a cancellation with a later flight offered.
pub(super) fn judge_postponement(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = bench.case.facts;
    let Minutes(later) = facts.postponed_by_min.ok_or_else(|| missing("postponed_by_min"))?;
    let limit = bench.terms.cancellation.postponed_ge_min;
    if !ruling.test(
        "postponement.threshold",
        later >= limit,
        Says::Postponed { time: Arg::Minutes(later), limit: Arg::Minutes(limit) },
    ) {
        return delay(bench, ruling);
    }
    let arrival = bench.case.arrival().map_or(later, |a| a.minutes);
    let later_flight =
        Reroute { dep_offset_min: Some(Minutes(later)), arr_offset_min: Some(Minutes(arrival)) };
    settle(
        bench,
        ruling,
        &Withdrawal {
            notice_min: bench.case.notice_min(),
            reroute: Some(bench.case.reroute().unwrap_or(later_flight)),
            cause: facts.cause.as_deref(),
            cause_field: "cause",
            reducible: true,
        },
    )
}

/// A cancelled flight, and the flight offered instead cancelled or late as well: two rights.
pub(super) fn judge_twice(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    let facts = bench.case.facts;
    let first = facts.first.as_ref().ok_or_else(|| missing("first"))?;
    let Minutes(late) = facts
        .rerouted_flight_arrival_delay_min
        .ok_or_else(|| missing("rerouted_flight_arrival_delay_min"))?;
    let arrived = Reroute { dep_offset_min: None, arr_offset_min: first.arrival_delay_min };
    let one = cancellation(
        bench,
        ruling,
        &Withdrawal {
            notice_min: first.notice_hours.map(|h| h.minutes),
            reroute: first.reroute.or(Some(arrived)),
            cause: first.cause.as_deref(),
            cause_field: "first",
            reducible: true,
        },
    )?;
    let two = late_replacement(bench, ruling, late)?;
    withdrawn_care(bench, ruling);
    let sum = Due { amount: one.amount + two.amount, full: one.full + two.full };
    bench.add_up(one.amount, two.amount, "second", ruling);
    award(bench, ruling, sum);
    Ok(())
}

fn late_replacement(bench: &Bench<'_>, ruling: &mut Ruling<'_>, late: i64) -> Result<Due, Fault> {
    let least = bench.terms.delay.min_arrival_min;
    if !ruling.test(
        "second.threshold",
        late >= least,
        Says::SecondLate { arrival: Arg::Offset(late), least: Arg::Minutes(least) },
    ) {
        return Ok(Due::default());
    }
    if excused(bench, bench.case.facts.second_cause.as_deref(), "second_cause", ruling)? {
        return Ok(Due::default());
    }
    let band = bench.band(ruling)?;
    Ok(Due { amount: reduced_for(bench, band, late, ruling), full: band.amount })
}

fn settle(bench: &Bench<'_>, ruling: &mut Ruling<'_>, withdrawal: &Withdrawal<'_>) -> Result<(), Fault> {
    withdrawn_care(bench, ruling);
    let due = cancellation(bench, ruling, withdrawal)?;
    award(bench, ruling, due);
    Ok(())
}

fn withdrawn_care(bench: &Bench<'_>, ruling: &mut Ruling<'_>) {
    ruling.outcome.refund_option = Some(true);
    ruling.fired("choice", Says::Choice {});
    care::while_waiting(bench, ruling);
}

pub(in crate::compensation::rules) fn award(bench: &Bench<'_>, ruling: &mut Ruling<'_>, due: Due) {
    let full = (due.amount != due.full).then_some(due.full);
    ruling.award_reduced(due.amount, bench.terms.currency, full);
}

/// What is due for one flight that was taken from the passenger.
pub(in crate::compensation::rules) fn cancellation(
    bench: &Bench<'_>,
    ruling: &mut Ruling<'_>,
    withdrawal: &Withdrawal<'_>,
) -> Result<Due, Fault> {
    if told_in_time(bench, ruling, withdrawal)
        || excused(bench, withdrawal.cause, withdrawal.cause_field, ruling)?
    {
        return Ok(Due::default());
    }
    let band = bench.band(ruling)?;
    let due = Due { amount: band.amount, full: band.amount };
    let arrival = withdrawal.reroute.and_then(|r| r.arr_offset_min);
    let Some(Minutes(arrival)) = arrival.filter(|_| withdrawal.reducible) else {
        return Ok(due);
    };
    let limit = band.reduce_max_min;
    let because = Says::RerouteArrival { arrival: Arg::Offset(arrival), limit: Arg::Minutes(limit) };
    let reduces = ruling.test("reduction.reroute", arrival <= limit, because);
    Ok(if reduces { Due { amount: bench.cut(due.full, ruling), ..due } } else { due })
}

fn told_in_time(bench: &Bench<'_>, ruling: &mut Ruling<'_>, withdrawal: &Withdrawal<'_>) -> bool {
    let rules = &bench.terms.cancellation;
    let Some(notice) = withdrawal.notice_min else {
        ruling.passed("cancellation.notice", Says::NoticeUnknown {});
        return false;
    };
    let limit = rules.exempt_notice_min;
    let because = Says::Notice { notice: Arg::Minutes(notice), limit: Arg::Minutes(limit) };
    let early = ruling.test("cancellation.notice", notice >= limit, because);
    early
        || rules
            .windows
            .iter()
            .find(|w| w.notice_lt_min.is_none_or(|end| notice < end))
            .is_some_and(|w| close_enough(w, ruling, withdrawal))
}

/// Whether the re-routing is so close to the schedule that nothing is due. Unknown times do not help the
/// carrier, who has to prove them.
fn close_enough(window: &Window, ruling: &mut Ruling<'_>, withdrawal: &Withdrawal<'_>) -> bool {
    let (early, late) = (window.max_early_dep_min, window.arr_lt_min);
    let Some(Reroute { dep_offset_min: Some(Minutes(dep)), arr_offset_min: Some(Minutes(arr)) }) =
        withdrawal.reroute
    else {
        ruling.passed(
            "cancellation.window",
            Says::NoCloseReroute { early: Arg::Minutes(early), late: Arg::Minutes(late) },
        );
        return false;
    };
    let because = Says::RerouteTimes {
        departure: Arg::Offset(dep),
        arrival: Arg::Offset(arr),
        early: Arg::Minutes(early),
        late: Arg::Minutes(late),
    };
    ruling.test("cancellation.window", dep >= -early && arr < late, because)
}
