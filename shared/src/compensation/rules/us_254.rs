//! United States: domestic baggage, 14 CFR 254.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::case::Case;
use super::clauses::{Arg, Says};
use super::event::Event;
use super::facts::missing;
use super::policy::Checked;
use super::ruling::Ruling;
use crate::{Fault, money::Currency};

#[derive(Debug, Deserialize)]
pub struct Law {
    area: String,
    currency: Currency,
    /// No carrier may limit its liability below this.
    limit: Decimal,
}

pub(super) fn judge(case: &Case<'_>, ruling: &mut Ruling<'_>) -> Result<(), Fault> {
    if !matches!(case.event, Event::BaggageLoss | Event::BaggageDamage | Event::BaggageDelay) {
        ruling.no_subject(case.event_name);
        return Ok(());
    }
    let Some(law) = case.policies.us_254.in_force(case, ruling)? else {
        return Ok(());
    };
    if case.domestic(&law.area)? == Some(false) {
        ruling.passed("scope.domestic", Says::InsideUnitedStates {});
        return Ok(());
    }
    if !case.within(&law.area, false, ruling)? {
        return Ok(());
    }
    let loss = case.facts.proven_loss_usd.ok_or_else(|| missing("proven_loss_usd"))?;
    let limit = law.limit;
    ruling.test(
        "limit",
        loss > limit,
        Says::Loss { loss: Arg::money(loss, law.currency), limit: Arg::money(limit, law.currency) },
    );
    ruling.award(loss.min(limit), law.currency);
    Ok(())
}

impl Checked for Law {
    fn check(&self) -> Result<(), String> {
        if self.limit > Decimal::ZERO {
            Ok(())
        } else {
            Err("the limit has to be more than nothing".to_owned())
        }
    }
}
