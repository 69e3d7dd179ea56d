//! Delay at the final destination.

use super::{Bench, care, excused, terms::Band};
use crate::Fault;
use crate::compensation::rules::{
    case::Arrival,
    clauses::{Arg, Says},
    reading::Minutes,
    ruling::Ruling,
};

/// Care and compensation for a late arrival.
pub(super) fn delay(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    // Who has arrived has waited about as long before departure, unless that is known better.
    let waited = bench.case.arrival().ok().map(|a| a.minutes);
    care(bench, ruling, waited)?;
    delay_of(bench, ruling)
}

/// Compensation alone.
pub(super) fn delay_of(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    if !bench.terms.delay.compensates {
        ruling.passed("delay.compensates", Says::DelayNotCompensated {});
        return Ok(());
    }
    let arrival = bench.case.arrival()?;
    if bench.case.cause_terms.passengers_own {
        ruling
            .passed("delay.carrier", Says::DelayNotCarriers { cause: Arg::term("cause", bench.case.cause) });
        return Ok(());
    }
    let least = bench.terms.delay.min_arrival_min;
    let minutes = arrival.minutes;
    let because = Says::Arrival { arrival: Arg::Offset(minutes), least: Arg::Minutes(least) };
    if !ruling.test("delay.threshold", minutes >= least, because) {
        near_miss(bench, arrival, ruling);
        return Ok(());
    }
    if forgiven(bench, minutes, ruling)? {
        return Ok(());
    }
    let band = bench.band(ruling)?;
    let amount = reduced_for(bench, band, minutes, ruling);
    let full = (amount != band.amount).then_some(band.amount);
    ruling.award_reduced(amount, bench.terms.currency, full);
    Ok(())
}

/// A touchdown shortly before the threshold says that nobody knows yet.
fn near_miss(bench: &Bench<'_>, arrival: Arrival, ruling: &mut Ruling<'_>) {
    let delay = &bench.terms.delay;
    if arrival.provisional && arrival.minutes + delay.doors_after_touchdown_min >= delay.min_arrival_min {
        ruling.flag("PROVISIONAL_TOUCHDOWN");
        ruling.fired("delay.doors_open", Says::DoorsUnknown {});
    }
}

/// Whether the extraordinary part of the delay, taken off, leaves less than the threshold.
fn forgiven(bench: &Bench<'_>, minutes: i64, ruling: &mut Ruling<'_>) -> Result<bool, Fault> {
    let facts = bench.case.facts;
    let first = excused(bench, facts.cause.as_deref(), "cause", ruling)?;
    if let Some(Minutes(part)) = facts.delay_extraordinary_min {
        if !first && bench.case.cause_terms.excuses(bench.regime) {
            return Ok(false);
        }
        let rest = minutes - part.max(0);
        let least = bench.terms.delay.min_arrival_min;
        let because = Says::PartExtraordinary {
            part: Arg::Minutes(part),
            whole: Arg::Minutes(minutes),
            rest: Arg::Minutes(rest),
            least: Arg::Minutes(least),
        };
        return Ok(!ruling.test("delay.attributable", rest >= least, because));
    }
    if !first {
        return Ok(false);
    }
    if facts.second_cause.is_some() && !excused(bench, facts.second_cause.as_deref(), "second_cause", ruling)?
    {
        ruling.fired("delay.attributable", Says::PartUnknown {});
        return Ok(false);
    }
    Ok(true)
}

/// The amount after the reduction that short delays of the longest flights allow.
pub(super) fn reduced_for(
    bench: &Bench<'_>,
    band: &Band,
    minutes: i64,
    ruling: &mut Ruling<'_>,
) -> rust_decimal::Decimal {
    let delay = &bench.terms.delay;
    let limit = band.reduce_max_min;
    if !delay.reduces || limit <= delay.min_arrival_min {
        return band.amount;
    }
    if minutes == limit
        && let Some(flag) = &delay.edge_flag
    {
        ruling.flag(flag);
    }
    let fires = minutes < limit;
    ruling.test(
        "reduction.delay",
        fires,
        Says::ReductionDelay { arrival: Arg::Offset(minutes), limit: Arg::Minutes(limit) },
    );
    if fires { bench.cut(band.amount, ruling) } else { band.amount }
}
