//! Which of several regimes gives a passenger most. Nobody is paid twice for the same loss.

use std::{cmp::Reverse, collections::BTreeMap};

use rust_decimal::Decimal;
use serde::Deserialize;

use super::clauses::Says;
use super::decision::{Best, RegimeOutcome};
use super::policy::Checked;
use crate::money::Currency;

/// Reference rates for comparing awards only; nothing is paid by them.
#[derive(Debug, Deserialize)]
pub struct Ranking {
    /// What one unit of a currency is worth in euro.
    in_eur: BTreeMap<String, Decimal>,
}

impl Ranking {
    fn value(&self, amount: Decimal, currency: &str) -> Decimal {
        let rate = self.in_eur.get(currency).copied().unwrap_or_default();
        amount.checked_mul(rate).unwrap_or(Decimal::MAX)
    }

    fn worth(&self, outcome: &RegimeOutcome) -> Decimal {
        let award = outcome.compensation.map_or(Decimal::ZERO, |a| self.value(a.amount.0, a.currency.code()));
        let sdr = outcome.payable_sdr.map_or(Decimal::ZERO, |f| self.value(f.0, "XDR"));
        award.max(sdr)
    }

    /// Puts the regimes that apply first, those that give most on top: money, then a refund or a
    /// reimbursement, then care. Between equals the law of the place of departure comes first.
    pub(super) fn order(&self, outcomes: &mut [RegimeOutcome], home: impl Fn(&RegimeOutcome) -> bool) {
        outcomes.sort_by_cached_key(|o| {
            let back = o.refund_option == Some(true) || o.reimbursement.is_some();
            let rank = (o.applies, self.worth(o), back, o.care.len(), home(o));
            (Reverse(rank), o.regime)
        });
    }
}

/// The first outcome, if it applies, with the reason.
pub(super) fn best(ordered: &[RegimeOutcome]) -> Option<Best> {
    let first = ordered.first().filter(|o| o.applies)?;
    let others = ordered.iter().skip(1).filter(|o| o.applies).count();
    let because = match (first.compensation, others) {
        (Some(_), 0) => Says::BestOnly {},
        (Some(_), _) => Says::BestMost {},
        (None, _) => Says::BestWithoutMoney {},
    };
    Some(Best { regime: first.regime, compensation: first.compensation, because: because.into() })
}

impl Checked for Ranking {
    fn check(&self) -> Result<(), String> {
        let unknown = |code: &&String| code.parse::<Currency>().is_err();
        match self.in_eur.keys().find(unknown) {
            Some(code) => Err(format!("{code} is no currency")),
            None => Ok(()),
        }
    }
}
