//! What the carrier looks after while the passenger waits. It is due whatever the cause.

use super::Bench;
use crate::Fault;
use crate::compensation::rules::{
    clauses::{Arg, Says},
    ruling::Ruling,
};

/// Care and the refund that a long wait opens, by the delay of the departure or else by `otherwise`.
pub(super) fn care(bench: &Bench<'_>, ruling: &mut Ruling<'_>, otherwise: Option<i64>) -> Result<(), Fault> {
    let rules = &bench.terms.care;
    let Some(minutes) = bench.case.departure_delay().or(otherwise) else {
        return Ok(());
    };
    let favoured = bench.case.facts.passenger.as_ref().is_some_and(|p| p.says(&rules.priority_words));
    if favoured {
        ruling.care(&rules.priority);
        ruling.fired("care.priority", Says::CarePriority {});
    }
    let least = bench.band(ruling)?.care_min;
    let due = ruling.test(
        "care.threshold",
        minutes >= least,
        Says::CareWait { wait: Arg::Minutes(minutes), least: Arg::Minutes(least) },
    );
    if due {
        ruling.care(&rules.waiting);
        overnight(bench, ruling);
    }
    if let Some(limit) = bench.terms.refund_option_dep_delay_min {
        let refund = ruling.test(
            "refund.threshold",
            minutes >= limit,
            Says::RefundWait { wait: Arg::Minutes(minutes), limit: Arg::Minutes(limit) },
        );
        ruling.outcome.refund_option = Some(refund);
    }
    Ok(())
}

/// Care of those whose flight was taken from them: at once.
pub(super) fn while_waiting(bench: &Bench<'_>, ruling: &mut Ruling<'_>) {
    ruling.care(&bench.terms.care.waiting);
    ruling.fired("care.waiting", Says::CareAtOnce {});
    overnight(bench, ruling);
}

fn overnight(bench: &Bench<'_>, ruling: &mut Ruling<'_>) {
    if bench.case.overnight() {
        ruling.care(&bench.terms.care.overnight);
        ruling.fired("care.overnight", Says::CareOvernight {});
    }
}
