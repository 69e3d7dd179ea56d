//! Regulation (EC) 261/2004 and the same text as retained by the United Kingdom: one code, two tables.
//! The Turkish and the Israeli rules borrow their windows and bands from it and use the parts below.

mod cancellation;
mod care;
mod delay;
mod denial;
mod downgrade;
mod exclusions;
mod scope;
mod terms;

pub(super) use cancellation::{Withdrawal, award, cancellation};
use care::care;
use delay::{delay, delay_of};
pub(super) use denial::denied_boarding;
pub use terms::Law;
pub(super) use terms::{Bench, Terms};

use super::case::Case;
use super::clauses::{Arg, Says};
use super::event::Event;
use super::facts::missing;
use super::pack::Pack;
use super::ruling::Ruling;
use crate::Fault;

pub(super) fn judge_eu(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    judge(case, &case.policies.eu261, ruling)
}

pub(super) fn judge_uk(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    judge(case, &case.policies.uk261, ruling)
}

fn judge(case: &Case<'_>, pack: &Pack<Law>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    if !deals_with(case.event) {
        ruling.no_subject(case.event_name);
        return Ok(());
    }
    let Some(law) = pack.in_force(case, ruling)? else {
        return Ok(());
    };
    if !scope::reaches(case, law, ruling)? || exclusions::excluded(case, law, ruling) {
        return Ok(());
    }
    weigh(&Bench { case, terms: &law.rights, regime: ruling.outcome.regime }, ruling)
}

fn deals_with(event: Event) -> bool {
    event.disrupts_the_journey()
        || matches!(event, Event::Downgrade | Event::ClaimCurrency | Event::VoucherOffer)
}

/// What the passenger is due once the rules reach the journey.
pub(super) fn weigh(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    match bench.case.event {
        Event::Cancellation | Event::ReturnToDeparture => cancellation::judge(bench, ruling),
        Event::CancellationThenDelay => cancellation::judge_twice(bench, ruling),
        Event::AdvancedDeparture => cancellation::judge_advance(bench, ruling),
        Event::RetimedLater => cancellation::judge_postponement(bench, ruling),
        Event::Diversion => diversion(bench, ruling),
        Event::DeniedBoarding => denied_boarding(bench, ruling),
        Event::Downgrade => downgrade::judge(bench, ruling),
        Event::DepartureDelay => departure_delay(bench, ruling),
        Event::ClaimCurrency => {
            ruling.fired("payment.currency", Says::OwnCurrency {});
            Ok(())
        }
        Event::VoucherOffer => {
            voucher_offer(bench, ruling);
            Ok(())
        }
        _ => delay(bench, ruling),
    }
}

/// What is due while the passenger waits, before anybody knows the arrival.
fn departure_delay(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    care(bench, ruling, None)?;
    if bench.case.arrival().is_ok() { delay_of(bench, ruling) } else { Ok(()) }
}

/// A landing elsewhere is a delay if the passenger still reached the region, and a cancellation if not.
fn diversion(bench: &Bench<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    if bench.case.facts.same_region.ok_or_else(|| missing("same_region"))? {
        ruling.passed("diversion.elsewhere", Says::DivertedNear {});
        return delay(bench, ruling);
    }
    ruling.fired("diversion.elsewhere", Says::DivertedFar {});
    cancellation::judge(bench, ruling)
}

fn voucher_offer(bench: &Bench<'_>, ruling: &mut Ruling<'_>) {
    let agreed = bench.case.facts.signed_agreement == Some(true);
    let because = if agreed { Says::VoucherAgreed {} } else { Says::VoucherNotAgreed {} };
    ruling.test("payment.voucher", agreed, because);
}

/// Whether a regime excuses the carrier for its cause and the carrier did what it could. Asked for delays and
/// cancellations only.
fn excused(
    bench: &Bench<'_>,
    code: Option<&str>,
    field: &str,
    ruling: &mut Ruling<'_>,
) -> Result<bool, Fault> {
    let (code, cause) = bench.case.policies.causes.find(code, field)?;
    let (named, source) = (Arg::term("cause", code), Arg::code(&cause.citation));
    if !cause.excuses(bench.regime) {
        ruling.passed("cause.extraordinary", Says::CauseOrdinary { cause: named, source });
        return Ok(false);
    }
    ruling.fired("cause.extraordinary", Says::CauseExtraordinary { cause: named, source });
    let idle = bench.case.facts.reroute_all_carriers_checked == Some(false);
    let because = if idle { Says::MeasuresNotTaken {} } else { Says::MeasuresNotRefuted {} };
    Ok(ruling.test("cause.measures", !idle, because))
}
