//! What the sales from a trolley should have brought in: beside the stock, and moved by the same acts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{SaleLine, Tender, Trolley, record::quantities};
use crate::{
    Fault,
    ids::ProductId,
    money::{Currency, Money},
};

/// By currency; nothing is kept of a currency in which nothing was sold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Takings {
    /// Minor units that should be in the cash bag, without the float that it began with: below zero where change for
    /// notes of another currency came out of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = BTreeMap<String, i64>))]
    pub cash: BTreeMap<Currency, i64>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = BTreeMap<String, CardSum>))]
    pub cards: BTreeMap<Currency, CardSum>,
}

/// What the terminal's own total should say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CardSum {
    pub sales: i64,
    pub minor: i64,
}

impl Takings {
    pub fn is_empty(&self) -> bool {
        self.cash.is_empty() && self.cards.is_empty()
    }

    /// What should be in the bag.
    pub fn in_cash(&self, currency: Currency) -> i64 {
        self.cash.get(&currency).copied().unwrap_or(0)
    }

    fn count(&mut self, it: &Movement) -> Result<(), Fault> {
        for (currency, grown) in it.in_bag()? {
            let sum = self.cash.entry(currency).or_default();
            *sum = grown.plus(Money::new(*sum, currency))?.minor;
        }
        if let Some(grown) = it.by_card()? {
            let sum = self.cards.entry(grown.currency).or_default();
            sum.sales += it.sales;
            sum.minor = grown.plus(Money::new(sum.minor, grown.currency))?.minor;
        }
        Ok(())
    }
}

/// A sale, or a void of one, as stock and bag see it.
pub(super) struct Movement<'a> {
    pub at: Timestamp,
    pub lines: &'a [SaleLine],
    pub tender: &'a Tender,
    pub total: Money,
    /// 1, or -1 for a void.
    pub sales: i64,
}

impl Movement<'_> {
    /// By how much the bag grows, by currency.
    pub(super) fn in_bag(&self) -> Result<Vec<(Currency, Money)>, Fault> {
        let bag = self.tender.in_bag(self.total)?;
        bag.into_iter().map(|(of, minor)| Ok((of, Money::new(minor, of).times(self.sales)?))).collect()
    }

    /// By how much the terminal's total grows; none where no card was charged.
    pub(super) fn by_card(&self) -> Result<Option<Money>, Fault> {
        self.tender.by_card(self.total).map(|(amount, _)| amount.times(self.sales)).transpose()
    }

    /// By how much the stock grows.
    pub(super) fn units(&self) -> BTreeMap<ProductId, i64> {
        let sold = quantities(self.lines).into_iter();
        sold.map(|(product, quantity)| (product, -self.sales * quantity)).collect()
    }
}

impl Trolley {
    /// Takes a movement in. What had happened when somebody counted, and is heard of only now, was in that count: it
    /// changes what the count should have found, and nothing that is there now.
    ///
    /// # Errors
    /// `amount_too_large` where a sum does not fit.
    pub(super) fn moved(&mut self, it: &Movement) -> Result<(), Fault> {
        let counted = self.closings.iter_mut().filter(|closing| closing.at >= it.at);
        if let Some(closing) = counted.min_by_key(|closing| closing.at) {
            return closing.should_have_found(it);
        }
        for (product, units) in it.units() {
            *self.on_hand.entry(product).or_default() += units;
        }
        self.takings.count(it)
    }
}
