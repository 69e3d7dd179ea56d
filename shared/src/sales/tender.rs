//! How a sale was paid: by card, in cash, by vouchers, with miles, or in parts. Whoever asks what was paid with what asks for the parts.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{ByMiles, ByVoucher, CashRate};
use crate::{
    Fault,
    entity::Ref,
    money::{Currency, Money},
    policies::{CASH_RATES, MILES, versions_of},
};

/// How it was paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Tender {
    Card(ByCard),
    Cash(InCash),
    /// By vouchers, with miles, by card and in cash; together they are the total.
    Split {
        parts: Vec<Part>,
    },
}

/// The terminal's token; never a card number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ByCard {
    pub token: String,
    pub brand: String,
    pub last4: String,
    /// By what the terminal knows a card again: its payment account reference (EMV), or a digest of it, in letters alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub par: Option<String>,
}

/// What was handed over and given back. Change is in the sale's currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct InCash {
    pub given: Money,
    pub change: Money,
    /// Of notes in another currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<CashRate>,
}

/// What pays for a part of a sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Part {
    /// In the sale's currency.
    pub amount: Money,
    #[serde(flatten)]
    pub paid: Paid,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Paid {
    Card(ByCard),
    Cash(InCash),
    Voucher(ByVoucher),
    Miles(ByMiles),
}

impl Tender {
    /// What paid for `total`, at least one part.
    pub fn parts(&self, total: Money) -> Vec<Part> {
        let whole = |paid| vec![Part { amount: total, paid }];
        match self {
            Self::Card(card) => whole(Paid::Card(card.clone())),
            Self::Cash(cash) => whole(Paid::Cash(cash.clone())),
            Self::Split { parts } => parts.clone(),
        }
    }

    /// What a card was charged, and which; one at most.
    pub fn by_card(&self, total: Money) -> Option<(Money, ByCard)> {
        self.parts(total).into_iter().find_map(|part| match part.paid {
            Paid::Card(card) => Some((part.amount, card)),
            Paid::Cash(_) | Paid::Voucher(_) | Paid::Miles(_) => None,
        })
    }

    /// Where the airline says what notes and miles are worth, if it was paid with such.
    pub(super) fn price_reads(&self) -> Vec<Ref> {
        let table = |part: Part| match part.paid {
            Paid::Cash(InCash { rate: Some(_), .. }) => Some(versions_of(CASH_RATES)),
            Paid::Miles(_) => Some(versions_of(MILES)),
            Paid::Cash(_) | Paid::Card(_) | Paid::Voucher(_) => None,
        };
        // Which means they are does not depend on the sum.
        self.parts(Money::zero(Currency::USD)).into_iter().filter_map(table).collect()
    }

    /// What of the total was paid in cash; zero if nothing was.
    pub fn in_cash(&self, total: Money) -> Money {
        let parts = self.parts(total).into_iter().filter(|part| matches!(part.paid, Paid::Cash(_)));
        let minor = parts.fold(0_i64, |sum, part| sum.saturating_add(part.amount.minor));
        Money::new(minor, total.currency)
    }

    /// By how much each currency of the cash bag grew, in minor units.
    ///
    /// # Errors
    /// `amount_too_large` where a sum does not fit.
    pub fn in_bag(&self, total: Money) -> Result<BTreeMap<Currency, i64>, Fault> {
        let mut bag = BTreeMap::new();
        let mut put = |money: Money| {
            let sum: &mut i64 = bag.entry(money.currency).or_default();
            *sum = Money::new(*sum, money.currency).plus(money)?.minor;
            Ok::<_, Fault>(())
        };
        for part in self.parts(total) {
            if let Paid::Cash(cash) = part.paid {
                put(cash.given)?;
                put(cash.change.times(-1)?)?;
            }
        }
        Ok(bag)
    }

    /// Whether it pays for `total` and nothing else.
    ///
    /// # Errors
    /// On `tender`: `card_number_refused`, `currency_mismatch`, `cash_short`, `bad_rate`, `parts_differ`, `one_card`,
    /// `one_member`, `miles_of_nobody`; on
    /// `voucher`: `voucher_twice`, `voucher_not_enough`, `currency_mismatch`.
    pub fn check(&self, total: Money) -> Result<(), Fault> {
        let parts = self.parts(total);
        let sum = parts.iter().try_fold(Money::zero(total.currency), |sum, part| sum.plus(part.amount));
        let in_parts = matches!(self, Self::Split { .. });
        if sum.ok() != Some(total) || in_parts && parts.iter().any(|part| part.amount.minor <= 0) {
            let message = "The parts do not add up to the sale: say again what is paid with what.";
            return Err(Fault::of("tender", "parts_differ", message));
        }
        if parts.iter().filter(|part| matches!(part.paid, Paid::Card(_))).count() > 1 {
            let message = "One card pays for an order: take the rest in cash, or make two orders.";
            return Err(Fault::of("tender", "one_card", message));
        }
        if parts.iter().filter(|part| matches!(part.paid, Paid::Miles(_))).count() > 1 {
            let message = "One member's miles pay for an order: take the rest otherwise.";
            return Err(Fault::of("tender", "one_member", message));
        }
        let vouchers: Vec<_> = self.vouchers().map(|(_, it)| it.voucher).collect();
        if vouchers.iter().collect::<BTreeSet<_>>().len() < vouchers.len() {
            let message = "This voucher pays for a part of the order already.";
            return Err(Fault::of("voucher", "voucher_twice", message));
        }
        parts.iter().try_for_each(|part| match &part.paid {
            Paid::Card(card) => card.check(),
            Paid::Cash(cash) => cash.check(part.amount),
            Paid::Voucher(voucher) => voucher.check(part.amount),
            Paid::Miles(miles) => miles.check(),
        })
    }
}

impl ByCard {
    fn check(&self) -> Result<(), Fault> {
        let digits = self.token.chars().filter(char::is_ascii_digit).count();
        let looks_like_a_card = self.token.len() == digits && (13..=19).contains(&digits);
        if looks_like_a_card || self.last4.len() != 4 {
            let message = "Use the terminal: card numbers are never typed.";
            return Err(Fault::of("tender", "card_number_refused", message));
        }
        Ok(())
    }
}

impl InCash {
    /// For an amount, with the change that is given back.
    ///
    /// # Errors
    /// `bad_rate`, `cash_short`.
    pub fn of(amount: Money, given: Money, rate: Option<CashRate>) -> Result<Self, Fault> {
        let zero = Money::zero(amount.currency);
        let mut cash = Self { given, change: zero, rate };
        cash.change = Money::new(cash.worth()?.minor.saturating_sub(amount.minor), amount.currency);
        cash.check(amount).map(|()| cash)
    }

    /// What was handed over, in the currency of the sale.
    pub fn worth(&self) -> Result<Money, Fault> {
        match &self.rate {
            Some(rate) if rate.notes == self.given.currency => rate.worth(self.given.minor),
            Some(_) => {
                Err(Fault::of("tender", "bad_rate", "The rate is another currency's: count the notes again."))
            }
            None => Ok(self.given),
        }
    }

    fn check(&self, amount: Money) -> Result<(), Fault> {
        let worth = self.worth()?;
        if worth.currency != amount.currency || self.change.currency != amount.currency {
            let message = "Give cash in the currency of the sale.";
            return Err(Fault::of("tender", "currency_mismatch", message));
        }
        if worth.minor < amount.minor || worth.minor - amount.minor != self.change.minor {
            let message = "The cash does not cover the sale: count it again.";
            return Err(Fault::of("tender", "cash_short", message));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::payments::Through;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn rate() -> CashRate {
        let (notes, price) = (Currency::EUR, Currency::USD);
        CashRate { table: "cash-rates/v1".into(), notes, price, millionths: 1_050_000 }
    }

    fn card() -> Paid {
        Paid::Card(ByCard { token: "tok_1".into(), brand: "Visa".into(), last4: "4242".into(), par: None })
    }

    fn cash(amount: i64, given: i64) -> Part {
        let cash = InCash::of(usd(amount), usd(given), None).unwrap();
        Part { amount: usd(amount), paid: Paid::Cash(cash) }
    }

    fn miles(amount: i64, member: &str) -> Part {
        let miles = ByMiles { member: member.into(), miles: amount * 2, table: "miles/v1".into() };
        Part { amount: usd(amount), paid: Paid::Miles(miles) }
    }

    #[test]
    fn whoever_is_outside_is_asked_for_what_a_card_and_miles_pay_and_for_nothing_else() {
        let parts = vec![miles(500, "AS1"), cash(300, 300), Part { amount: usd(500), paid: card() }];
        let tender = split(parts);
        tender.check(usd(1_300)).unwrap();
        let asked: Vec<_> = tender
            .charges(usd(1_300))
            .into_iter()
            .map(|it| (it.through, it.amount.minor, it.token, it.miles))
            .collect();
        let of = |through, token: &str, miles| (through, 500, token.to_owned(), miles);
        assert_eq!(asked, [of(Through::Miles, "AS1", Some(1_000)), of(Through::Card, "tok_1", None)]);
        assert_eq!(Tender::Cash(InCash::of(usd(5), usd(5), None).unwrap()).charges(usd(5)), []);
    }

    fn split(parts: Vec<Part>) -> Tender {
        Tender::Split { parts }
    }

    #[test]
    fn notes_of_another_currency_are_taken_at_their_rate_and_change_is_the_sales() {
        let cash = InCash::of(usd(1_300), eur(2_000), Some(rate())).unwrap();
        assert_eq!(cash.change, usd(800));
        let tender = Tender::Cash(cash);
        tender.check(usd(1_300)).unwrap();
        let bag = tender.in_bag(usd(1_300)).unwrap();
        assert_eq!(bag, BTreeMap::from([(Currency::EUR, 2_000), (Currency::USD, -800)]));
    }

    #[test]
    fn a_part_in_cash_and_the_rest_by_card_pay_for_an_order_together() {
        let tender = split(vec![cash(500, 1_000), Part { amount: usd(800), paid: card() }]);
        tender.check(usd(1_300)).unwrap();
        assert_eq!(tender.by_card(usd(1_300)).unwrap().0, usd(800));
        assert_eq!(tender.in_cash(usd(1_300)), usd(500));
        assert_eq!(tender.in_bag(usd(1_300)).unwrap(), BTreeMap::from([(Currency::USD, 500)]));
    }

    #[test]
    fn what_does_not_pay_for_the_order_is_refused_with_what_to_do() {
        let code = |tender: Tender| tender.check(usd(1_300)).unwrap_err().code.into_owned();
        let by_card = |minor| Part { amount: usd(minor), paid: card() };
        assert_eq!(code(split(vec![])), "parts_differ");
        assert_eq!(code(split(vec![cash(500, 500), by_card(700)])), "parts_differ");
        assert_eq!(code(split(vec![cash(0, 0), by_card(1_300)])), "parts_differ");
        assert_eq!(code(split(vec![by_card(1_400), cash(-100, -100)])), "parts_differ");
        assert_eq!(code(split(vec![by_card(600), by_card(700)])), "one_card");
        assert_eq!(code(split(vec![miles(600, "AS1"), miles(700, "AS2")])), "one_member");
        assert_eq!(code(split(vec![miles(1_300, " ")])), "miles_of_nobody");
        let of = |given, change, rate| code(Tender::Cash(InCash { given, change, rate }));
        assert_eq!(of(eur(2_000), usd(800), None), "currency_mismatch");
        assert_eq!(of(eur(2_000), usd(801), Some(rate())), "cash_short");
        assert_eq!(of(usd(2_000), usd(700), Some(rate())), "bad_rate");
        assert_eq!(of(eur(2_000), usd(800), Some(CashRate { millionths: 0, ..rate() })), "bad_rate");
    }

    #[test]
    fn a_tender_in_parts_is_written_and_read_as_it_was() {
        let tender = split(vec![cash(500, 1_000), Part { amount: usd(800), paid: card() }]);
        let text = serde_json::to_string(&tender).unwrap();
        assert_eq!(serde_json::from_str::<Tender>(&text).unwrap(), tender);
        let old = r#"{"kind":"cash","given":{"minor":1000,"currency":"USD"},"change":{"minor":200,"currency":"USD"}}"#;
        let cash = InCash { given: usd(1_000), change: usd(200), rate: None };
        assert_eq!(serde_json::from_str::<Tender>(old).unwrap(), Tender::Cash(cash));
    }

    proptest! {
        #[test]
        fn whatever_is_handed_over_the_bag_gains_the_price_and_loses_nothing_on_the_way(
            amount in 0..1_000_000_i64, more in 0..1_000_000_i64, notes in 0..1_000_000_i64,
        ) {
            let same = InCash::of(usd(amount), usd(amount + more), None).unwrap();
            let bag = Tender::Cash(same).in_bag(usd(amount)).unwrap();
            prop_assert_eq!(bag[&Currency::USD], amount);
            let worth = rate().worth(notes).unwrap();
            let other = InCash::of(usd(amount), eur(notes), Some(rate()));
            prop_assert_eq!(other.is_ok(), worth.minor >= amount);
            if let Ok(cash) = other {
                let bag = Tender::Cash(cash).in_bag(usd(amount)).unwrap();
                prop_assert_eq!(bag[&Currency::USD], amount - worth.minor);
            }
        }
    }
}
