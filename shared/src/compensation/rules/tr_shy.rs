//! Türkiye: SHY-YOLCU. It follows the European text with amounts of its own; delay is compensated since the
//! amendment of December 2024.

use serde::Deserialize;

use super::case::Case;
use super::clauses::Says;
use super::eu261::{Bench, Terms, weigh};
use super::policy::Checked;
use super::ruling::Ruling;
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
    if !case.departs_or_own(&law.area, &law.carriers, ruling)? {
        return Ok(());
    }
    weigh(&Bench { case, terms: &law.rights, regime: ruling.outcome.regime }, ruling)?;
    if ruling.outcome.compensation.is_some() {
        ruling.fired("payment", Says::Lira {});
    }
    Ok(())
}

impl Checked for Law {
    fn check(&self) -> Result<(), String> {
        self.rights.check()
    }
}
