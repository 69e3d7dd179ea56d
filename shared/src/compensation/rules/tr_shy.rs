//! Türkiye: SHY-YOLCU. It follows the European text with amounts of its own; delay is compensated since the
//! amendment of December 2024.

use serde::Deserialize;

use super::case::Case;
use super::eu261::{Bench, Terms, weigh};
use super::policy::Checked;
use super::ruling::{Reach, Ruling};
use crate::Fault;

#[derive(Debug, Deserialize)]
pub struct Law {
    area: String,
    /// Turkish carriers, who are bound on the way to the country as well.
    carriers: Vec<String>,
    rights: Terms,
}

pub(super) fn judge(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    if !case.event.disrupts_the_journey() {
        ruling.no_subject(case.event_name);
        return Ok(());
    }
    let Some(law) = case.policies.tr_shy.in_force(case, ruling)? else {
        return Ok(());
    };
    if !reaches(case, law, ruling)? {
        return Ok(());
    }
    weigh(&Bench { case, terms: &law.rights, regime: ruling.outcome.regime }, ruling)?;
    if ruling.outcome.compensation.is_some() {
        ruling.fired(
            "payment",
            "Paid in lira at the selling rate that the central bank gives on the day of payment.",
        );
    }
    Ok(())
}

/// Foreign carriers are bound on departures from the country, its own on every flight that touches it.
fn reaches(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> Result<bool, Fault> {
    if case.journey.is_empty() || case.departs(&law.area)? {
        return case.within(&law.area, true, ruling);
    }
    let own = case.designator().is_some_and(|code| law.carriers.iter().any(|c| c.eq_ignore_ascii_case(code)));
    let reached = own && case.touches(&law.area)?;
    let because =
        "The journey does not start in the country; only its own carriers are bound on the way there.";
    if ruling.test("scope", reached, because) {
        ruling.enter(Reach::Inside);
    }
    Ok(reached)
}

impl Checked for Law {
    fn check(&self) -> Result<(), String> {
        self.rights.check()
    }
}
