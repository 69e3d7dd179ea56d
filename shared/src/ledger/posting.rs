//! A posting: amounts on accounts that come to nothing in every currency.

use std::collections::BTreeMap;

use super::Account;
use crate::{
    Fault,
    money::{Currency, Money},
};

/// The largest amount of one leg, in minor units: above it a figure is a slip, and sums of millions of legs
/// still fit their type.
pub const LARGEST: i64 = 1_000_000_000_000;

/// One amount on one account: a debit is positive, a credit negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    pub account: Account,
    pub amount: Money,
}

impl Leg {
    pub fn debit(account: Account, amount: Money) -> Self {
        Self { account, amount }
    }

    /// The other side. An amount that has no opposite is far above what a posting takes.
    pub fn credit(account: Account, amount: Money) -> Self {
        Self { account, amount: Money::new(amount.minor.saturating_neg(), amount.currency) }
    }
}

/// What is booked together, or not at all. Whoever has one knows that it balances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    legs: Vec<Leg>,
}

impl Posting {
    /// A posting of these legs, one for each account and currency; those that come to nothing are left out.
    pub fn new(legs: impl IntoIterator<Item = Leg>) -> Result<Self, Fault> {
        let mut sums: BTreeMap<(Account, Currency), i64> = BTreeMap::new();
        for Leg { account, amount } in legs {
            let sum = sums.entry((account, amount.currency)).or_default();
            *sum = sum.checked_add(amount.minor).ok_or_else(too_large)?;
        }
        sums.retain(|_, sum| *sum != 0);
        let mut all: BTreeMap<Currency, i128> = BTreeMap::new();
        for ((_, currency), sum) in &sums {
            if sum.unsigned_abs() > LARGEST.unsigned_abs() {
                return Err(too_large());
            }
            *all.entry(*currency).or_default() += i128::from(*sum);
        }
        if let Some((currency, _)) = all.iter().find(|(_, sum)| **sum != 0) {
            let message =
                format!("Debits and credits in {currency} differ: nothing was booked, call support.");
            return Err(Fault::of("amount", "posting_unbalanced", message));
        }
        if sums.is_empty() {
            return Err(Fault::of(
                "amount",
                "posting_empty",
                "There is no amount to book: check the figures.",
            ));
        }
        let leg = |((account, currency), minor)| Leg { account, amount: Money::new(minor, currency) };
        Ok(Self { legs: sums.into_iter().map(leg).collect() })
    }

    /// One amount from one account to another.
    pub fn transfer(amount: Money, debit: Account, credit: Account) -> Result<Self, Fault> {
        Self::new([Leg::debit(debit, amount), Leg::credit(credit, amount)])
    }

    /// By account, then currency.
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }

    /// What undoes it.
    pub fn reversed(&self) -> Self {
        let back = |leg: &Leg| Leg::credit(leg.account, leg.amount);
        Self { legs: self.legs.iter().map(back).collect() }
    }
}

fn too_large() -> Fault {
    Fault::of("amount", "amount_too_large", "The amount is too large to be real: check the figures.")
}
