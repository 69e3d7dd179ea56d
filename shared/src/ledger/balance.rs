//! Balances of accounts: what the postings come to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Account, Posting, Side};
use crate::{
    Fault,
    money::{Currency, Money},
};

/// The balance of one account in one currency, on the side where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Line {
    pub account: Account,
    pub debit: Money,
    pub credit: Money,
}

impl Line {
    /// Whether it stands on the side where nobody expects it.
    pub fn unusual(&self) -> bool {
        match self.account.side() {
            Side::Debit => self.credit.minor > 0,
            Side::Credit => self.debit.minor > 0,
        }
    }
}

/// All balances. Debits and credits are equal in every currency, or something is broken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrialBalance(BTreeMap<(Currency, Account), i64>);

impl TrialBalance {
    /// Adds to an account: a debit is positive.
    pub fn add(&mut self, account: Account, amount: Money) -> Result<(), Fault> {
        let sum = self.0.entry((amount.currency, account)).or_default();
        *sum = sum.checked_add(amount.minor).ok_or_else(|| {
            Fault::of("amount", "amount_too_large", "The amount is too large to be real: check the figures.")
        })?;
        Ok(())
    }

    pub fn post(&mut self, posting: &Posting) -> Result<(), Fault> {
        posting.legs().iter().try_for_each(|leg| self.add(leg.account, leg.amount))
    }

    /// What an account holds: a debit is positive.
    pub fn of(&self, account: Account, currency: Currency) -> i64 {
        self.0.get(&(currency, account)).copied().unwrap_or_default()
    }

    /// By currency, then account; accounts without a balance are left out.
    pub fn lines(&self) -> Vec<Line> {
        let line = |((currency, account), minor): (&(Currency, Account), &i64)| {
            let (debit, credit) = ((*minor).max(0), (*minor).min(0).saturating_neg());
            let money = |minor| Money::new(minor, *currency);
            Line { account: *account, debit: money(debit), credit: money(credit) }
        };
        self.0.iter().filter(|(_, minor)| **minor != 0).map(line).collect()
    }

    /// The currencies in which debits and credits differ, and by how much.
    pub fn off(&self) -> Vec<(Currency, i128)> {
        let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
        for ((currency, _), minor) in &self.0 {
            *sums.entry(*currency).or_default() += i128::from(*minor);
        }
        sums.into_iter().filter(|(_, sum)| *sum != 0).collect()
    }
}
