//! The end of a flight: stock, cash bag and terminal are counted beside what the sales say. A count is a fact, as a
//! sale is, so the backend takes every one that can be true. From then on what was counted is what is there. A count
//! that arrives after sales that were made since takes them for missing, until somebody counts again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CardSum, Takings, Trolley, takings::Movement, trolley_id};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::{ClosingId, DeviceId, FlightId, ProductId},
    intents::{Context, Lane, Rejection, Rule, State},
    money::{Currency, Money},
};

/// More of one product than this is a slip of the finger.
const MOST: i64 = 9_999;

/// Counts what is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CloseTrolley {
    pub closing: ClosingId,
    pub flight: FlightId,
    /// Units on the trolley, of every product that was loaded.
    pub stock: BTreeMap<ProductId, i64>,
    /// The bag without its float, one amount a currency; below zero where change came out of the float.
    pub cash: Vec<Money>,
    /// What the terminal says it took, one amount a currency.
    pub cards: Vec<Money>,
    /// Why something differs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    pub at: Timestamp,
}

/// What was counted, beside what the sales said then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Closing {
    pub id: ClosingId,
    pub at: Timestamp,
    pub by: String,
    pub device: DeviceId,
    pub stock: Vec<StockCount>,
    pub cash: Vec<CashCount>,
    pub cards: Vec<CardCount>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Units, or minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Count {
    pub expected: i64,
    pub counted: i64,
}

impl Count {
    /// Below zero is what is missing.
    pub fn difference(self) -> i64 {
        self.counted.saturating_sub(self.expected)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StockCount {
    pub product: ProductId,
    #[serde(flatten)]
    pub units: Count,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CashCount {
    pub currency: Currency,
    #[serde(flatten)]
    pub minor: Count,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CardCount {
    pub currency: Currency,
    pub sales: i64,
    #[serde(flatten)]
    pub minor: Count,
}

impl Closing {
    /// Whether anything is missing or too much.
    pub fn differs(&self) -> bool {
        let stock = self.stock.iter().map(|it| it.units);
        let cash = self.cash.iter().map(|it| it.minor);
        let cards = self.cards.iter().map(|it| it.minor);
        stock.chain(cash).chain(cards).any(|it| it.difference() != 0)
    }

    /// By how much the bag differs in a currency.
    pub fn cash_difference(&self, currency: Currency) -> i64 {
        self.cash.iter().filter(|it| it.currency == currency).map(|it| it.minor.difference()).sum()
    }

    /// A sale or void from before the count that was not known then.
    pub(super) fn should_have_found(&mut self, it: &Movement) -> Result<(), Fault> {
        for (product, units) in it.units() {
            if let Some(line) = self.stock.iter_mut().find(|line| line.product == product) {
                line.units.expected += units;
            }
        }
        for (currency, grown) in it.in_bag()? {
            if !self.cash.iter().any(|line| line.currency == currency) {
                self.cash.push(CashCount { currency, minor: Count::default() });
            }
            for line in self.cash.iter_mut().filter(|line| line.currency == currency) {
                line.minor.expected = grown.plus(Money::new(line.minor.expected, currency))?.minor;
            }
        }
        if let Some(grown) = it.by_card()? {
            let currency = grown.currency;
            if !self.cards.iter().any(|line| line.currency == currency) {
                self.cards.push(CardCount { currency, sales: 0, minor: Count::default() });
            }
            for line in self.cards.iter_mut().filter(|line| line.currency == currency) {
                line.sales += it.sales;
                line.minor.expected = grown.plus(Money::new(line.minor.expected, currency))?.minor;
            }
        }
        Ok(())
    }

    /// What is there from the count on.
    fn takings(&self) -> Takings {
        let cash = self.cash.iter().map(|it| (it.currency, it.minor.counted));
        let card = |it: &CardCount| (it.currency, CardSum { sales: it.sales, minor: it.minor.counted });
        Takings { cash: cash.collect(), cards: self.cards.iter().map(card).collect() }
    }
}

impl CloseTrolley {
    /// What the desk asks before it closes: whoever counts a difference says why. The backend does not ask, because
    /// there the difference may be a sale that the person could not have heard of.
    ///
    /// # Errors
    /// `difference_unexplained`, and whatever [`Rule::decide`] refuses.
    pub fn check_explained(&self, trolley: &Trolley, by: &str, device: DeviceId) -> Result<(), Fault> {
        if self.note.trim().is_empty() && self.counted(trolley, by, device)?.differs() {
            let message = "Something is missing or too much: count again, or say what you know of it.";
            return Err(Fault::of("note", "difference_unexplained", message));
        }
        Ok(())
    }

    fn counted(&self, trolley: &Trolley, by: &str, device: DeviceId) -> Result<Closing, Fault> {
        // The bag without its float is below zero where more change was given out of it than was taken in.
        let (cash, cards) = (once(&self.cash, "cash", i64::MIN)?, once(&self.cards, "cards", 0)?);
        let takings = &trolley.takings;
        let in_cash: BTreeSet<_> = cash.keys().chain(takings.cash.keys()).copied().collect();
        let by_card: BTreeSet<_> = cards.keys().chain(takings.cards.keys()).copied().collect();
        let counted = |amounts: &BTreeMap<Currency, i64>, of| amounts.get(&of).copied().unwrap_or(0);
        Ok(Closing {
            id: self.closing,
            at: self.at,
            by: by.to_owned(),
            device,
            stock: self.stock(trolley)?,
            cash: in_cash
                .into_iter()
                .map(|currency| {
                    let (expected, counted) = (takings.in_cash(currency), counted(&cash, currency));
                    CashCount { currency, minor: Count { expected, counted } }
                })
                .collect(),
            cards: by_card
                .into_iter()
                .map(|currency| {
                    let sum = takings.cards.get(&currency).copied().unwrap_or_default();
                    let (expected, counted) = (sum.minor, counted(&cards, currency));
                    CardCount { currency, sales: sum.sales, minor: Count { expected, counted } }
                })
                .collect(),
            note: self.note.trim().to_owned(),
        })
    }

    /// Every product that was loaded, and no other.
    fn stock(&self, trolley: &Trolley) -> Result<Vec<StockCount>, Fault> {
        if self.stock.keys().any(|product| !trolley.loaded.contains_key(product)) {
            let message = "A product was counted that this trolley never had: open the trolley again.";
            return Err(Fault::of("stock", "product_not_loaded", message));
        }
        let count = |(product, loaded): (&ProductId, &i64)| {
            let counted = *self.stock.get(product).ok_or_else(|| {
                Fault::of("stock", "count_missing", "A product was not counted: zero is a count too.")
            })?;
            if !(0..=MOST).contains(&counted) {
                return Err(Fault::of("stock", "bad_count", "Count from 0 to 9,999 of each product."));
            }
            let expected = trolley.on_hand.get(product).copied().unwrap_or(*loaded);
            Ok(StockCount { product: *product, units: Count { expected, counted } })
        };
        trolley.loaded.iter().map(count).collect()
    }
}

/// Each currency once, none below `least`.
fn once(amounts: &[Money], field: &str, least: i64) -> Result<BTreeMap<Currency, i64>, Fault> {
    let mut sums = BTreeMap::new();
    for amount in amounts {
        if amount.minor < least {
            return Err(Fault::of(field, "amount_negative", "Give an amount that is not below zero."));
        }
        if sums.insert(amount.currency, amount.minor).is_some() {
            return Err(Fault::of(field, "currency_twice", "Give one amount for each currency."));
        }
    }
    Ok(sums)
}

impl Rule for CloseTrolley {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Trolley, trolley_id(self.flight))
    }

    fn permission(&self) -> Permission {
        Permission::Sale
    }

    fn reads(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::Trolley, trolley_id(self.flight))]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let mut trolley: Trolley = state.need(trolley_id(self.flight))?;
        if trolley.closings.iter().any(|it| it.id == self.closing) {
            return Err(Fault::new("closed_already", "This count is recorded already.").into());
        }
        let closing = self.counted(&trolley, &ctx.actor.label(), ctx.device)?;
        for line in &closing.stock {
            trolley.on_hand.insert(line.product, line.units.counted);
        }
        trolley.takings = closing.takings();
        trolley.closings.push(closing);
        Ok(vec![trolley.into()])
    }
}
