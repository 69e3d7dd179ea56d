//! Denied boarding. Extraordinary circumstances are no defence.

use super::{
    Bench, Withdrawal, cancellation,
    cancellation::{Due, award},
    care,
};
use crate::Fault;
use crate::compensation::rules::{
    clauses::{Arg, Says},
    facts::Reroute,
    reading::Minutes,
    ruling::Ruling,
};

pub(in crate::compensation::rules) fn denied_boarding(
    bench: &Bench<'_>,
    ruling: &mut Ruling<'_>,
) -> Result<(), Fault> {
    let facts = bench.case.facts;
    if facts.volunteer == Some(true) {
        ruling.outcome.refund_option = Some(true);
        ruling.passed("denial.volunteer", Says::VolunteerChooses {});
        return Ok(());
    }
    let cause = bench.case.cause;
    if bench.case.cause_terms.justifies_refusal || bench.case.cause_terms.passengers_own {
        ruling.passed("denial.grounds", Says::DenialGround { cause: Arg::term("cause", cause) });
        return Ok(());
    }
    if facts.arrived_at_gate_in_time == Some(false)
        || facts.presented_for_checkin == Some(false) && facts.anticipatory_notice_hours.is_none()
    {
        ruling.passed("denial.presented", Says::GateLate {});
        return Ok(());
    }
    ruling.fired("denial.involuntary", Says::Denied {});
    if facts.anticipatory_notice_hours.is_some() {
        ruling.fired("denial.anticipatory", Says::DeniedAhead {});
    }
    ruling.outcome.refund_option = Some(true);
    care::while_waiting(bench, ruling);
    let refused = refusal(bench, ruling)?;
    let outbound = outbound(bench, ruling)?;
    bench.add_up(refused.amount, outbound.amount, "denial.outbound", ruling);
    let sum = Due { amount: refused.amount + outbound.amount, full: refused.full + outbound.full };
    award(bench, ruling, sum);
    Ok(())
}

fn refusal(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<Due, Fault> {
    let band = bench.band(ruling)?;
    let facts = bench.case.facts;
    let due = Due { amount: band.amount, full: band.amount };
    let Some(Minutes(arrival)) = facts.reroute.and_then(|r| r.arr_offset_min).or(facts.arrival_delay_min)
    else {
        return Ok(due);
    };
    let limit = band.reduce_max_min;
    let because = Says::RerouteArrival { arrival: Arg::Offset(arrival), limit: Arg::Minutes(limit) };
    let reduces = ruling.test("reduction.reroute", arrival <= limit, because);
    Ok(if reduces { Due { amount: bench.cut(due.full, ruling), ..due } } else { due })
}

/// A cancelled outbound flight of the same booking is a right of its own.
fn outbound(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<Due, Fault> {
    let Some(outbound) = bench.case.facts.outbound.as_ref().filter(|o| o.cancelled == Some(true)) else {
        return Ok(Due::default());
    };
    let reroute = outbound
        .reroute_arr_offset_min
        .map(|arr| Reroute { dep_offset_min: outbound.reroute_dep_offset_min, arr_offset_min: Some(arr) });
    ruling.fired("denial.outbound", Says::OutboundCancelled {});
    cancellation(
        bench,
        ruling,
        &Withdrawal {
            notice_min: outbound.notice_hours.map(|h| h.minutes),
            reroute,
            cause: outbound.cause.as_deref(),
            cause_field: "outbound",
            reducible: true,
        },
    )
}
