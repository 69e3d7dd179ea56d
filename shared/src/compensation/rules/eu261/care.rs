//! What the carrier looks after while the passenger waits. It is due whatever the cause.

use super::Bench;
use crate::Fault;
use crate::compensation::rules::ruling::Ruling;

/// Care and the refund that a long wait opens, by the delay of the departure or else by `otherwise`.
pub(super) fn care(bench: &Bench<'_>, ruling: &mut Ruling<'_>, otherwise: Option<i64>) -> Result<(), Fault> {
    let rules = &bench.terms.care;
    let Some(minutes) = bench.case.departure_delay().or(otherwise) else {
        return Ok(());
    };
    let favoured = bench.case.facts.passenger.as_ref().is_some_and(|p| p.says(&rules.priority_words));
    if favoured {
        ruling.care(&rules.priority);
        ruling.fired(
            "care.priority",
            "Reduced mobility or an unaccompanied child: care at any length of delay.",
        );
    }
    let least = bench.band(ruling)?.care_min;
    let due = ruling.measure(
        "care.threshold",
        minutes >= least,
        (minutes, least),
        format!("The wait is {minutes} min; care is due from {least}."),
    );
    if due {
        ruling.care(&rules.waiting);
        overnight(bench, ruling);
    }
    if let Some(limit) = bench.terms.refund_option_dep_delay_min {
        let refund = ruling.measure(
            "refund.threshold",
            minutes >= limit,
            (minutes, limit),
            format!("The wait is {minutes} min; from {limit} the passenger may have the price back."),
        );
        ruling.outcome.refund_option = Some(refund);
    }
    Ok(())
}

/// Care of those whose flight was taken from them: at once.
pub(super) fn while_waiting(bench: &Bench<'_>, ruling: &mut Ruling<'_>) {
    ruling.care(&bench.terms.care.waiting);
    ruling.fired("care.waiting", "Meals and messages while the passenger waits for the next flight.");
    overnight(bench, ruling);
}

fn overnight(bench: &Bench<'_>, ruling: &mut Ruling<'_>) {
    if bench.case.overnight() {
        ruling.care(&bench.terms.care.overnight);
        ruling.fired("care.overnight", "The next flight leaves on another day.");
    }
}
