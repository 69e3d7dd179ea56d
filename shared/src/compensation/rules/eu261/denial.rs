//! Denied boarding. Extraordinary circumstances are no defence.

use super::{
    Bench, Withdrawal, cancellation,
    cancellation::{Due, award},
    care,
};
use crate::Fault;
use crate::compensation::rules::{facts::Reroute, reading::Minutes, ruling::Ruling};

pub(in crate::compensation::rules) fn denied_boarding(
    bench: &Bench<'_>,
    ruling: &mut Ruling<'_>,
) -> Result<(), Fault> {
    let facts = bench.case.facts;
    if facts.volunteer == Some(true) {
        ruling.outcome.refund_option = Some(true);
        ruling.passed(
            "denial.volunteer",
            "A volunteer has what was agreed, and the choice of refund or re-routing.",
        );
        return Ok(());
    }
    let cause = bench.case.cause;
    if bench.case.cause_terms.justifies_refusal || bench.case.cause_terms.passengers_own {
        ruling
            .passed("denial.grounds", format!("{cause} is a reasonable ground to refuse."))
            .with("cause", cause);
        return Ok(());
    }
    if facts.arrived_at_gate_in_time == Some(false) {
        ruling.passed("denial.presented", "The passenger was not at the gate in time.");
        return Ok(());
    }
    ruling.fired(
        "denial.involuntary",
        "Refused against the passenger's will, without a ground in health, safety, security or papers.",
    );
    if facts.anticipatory_notice_hours.is_some() {
        ruling.fired("denial.anticipatory", "Announced ahead; early notice does not excuse a refusal.");
    }
    ruling.outcome.refund_option = Some(true);
    care::while_waiting(bench, ruling);
    let refused = refusal(bench, ruling)?;
    let outbound = outbound(bench, ruling)?;
    award(
        bench,
        ruling,
        Due { amount: refused.amount + outbound.amount, full: refused.full + outbound.full },
    );
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
    let because = format!(
        "The re-routing arrives {arrival} min after schedule; up to {limit} the carrier may pay part."
    );
    let reduces = ruling.measure("reduction.reroute", arrival <= limit, (arrival, limit), because);
    Ok(if reduces { Due { amount: bench.terms.reduced(due.full), ..due } } else { due })
}

/// A cancelled outbound flight of the same booking is a right of its own.
fn outbound(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<Due, Fault> {
    let Some(outbound) = bench.case.facts.outbound.as_ref().filter(|o| o.cancelled == Some(true)) else {
        return Ok(Due::default());
    };
    let reroute = outbound
        .reroute_arr_offset_min
        .map(|arr| Reroute { dep_offset_min: outbound.reroute_dep_offset_min, arr_offset_min: Some(arr) });
    ruling.fired("denial.outbound", "The outbound flight was cancelled before: that is judged as well.");
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
