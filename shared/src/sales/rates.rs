//! What notes of another currency are worth on board, as a table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Fault,
    intents::State,
    money::{Currency, Money},
    policies::{AirlineTable, CASH_RATES, Table, built_in},
};

/// At what rate notes were taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CashRate {
    /// The version of the table.
    pub table: String,
    pub notes: Currency,
    pub price: Currency,
    /// What one unit of the notes buys of the currency of the prices, in millionths.
    pub millionths: i64,
}

impl CashRate {
    /// What notes are worth, rounded down to the smallest unit of the prices' currency.
    ///
    /// # Errors
    /// `bad_rate` where it is not above zero, `amount_too_large` where the worth does not fit.
    pub fn worth(&self, notes: i64) -> Result<Money, Fault> {
        if self.millionths <= 0 || self.notes == self.price {
            let message = "These notes have no rate: take notes of the sale's currency.";
            return Err(Fault::of("tender", "bad_rate", message));
        }
        let too_large = || Fault::of("amount", "amount_too_large", "Give a smaller amount.");
        let worth = Money::new(notes, self.notes).exchanged(self.millionths, self.price);
        worth.map(|(worth, _)| worth).ok_or_else(too_large)
    }

    /// The fewest notes that are worth `price`.
    ///
    /// # Errors
    /// As [`CashRate::worth`].
    pub fn needed(&self, price: Money) -> Result<Money, Fault> {
        self.worth(0)?;
        let units = i128::from(price.minor) * 1_000_000 * self.notes.one();
        let worth = i128::from(self.millionths) * self.price.one();
        let fewest = (units + worth - 1) / worth;
        let too_large = |_| Fault::of("amount", "amount_too_large", "Give a smaller amount.");
        Ok(Money::new(i64::try_from(fewest).map_err(too_large)?, self.notes))
    }
}

/// The table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CashRates {
    /// By the notes' currency and the currency of the prices.
    notes: BTreeMap<Currency, BTreeMap<Currency, i64>>,
}

impl AirlineTable for CashRates {
    built_in!(CashRates, CASH_RATES, "cash_rates.toml");

    fn check(&self) -> Result<(), String> {
        match self.notes.values().flat_map(BTreeMap::values).any(|rate| *rate <= 0) {
            true => Err("a rate is not above zero".into()),
            false => Ok(()),
        }
    }
}

impl Table<CashRates> {
    /// The rates for prices in a currency; none where only its own notes are taken.
    pub fn rates(&self, price: Currency) -> Vec<CashRate> {
        let rate = |(notes, worth): (&Currency, &BTreeMap<Currency, i64>)| {
            let (table, notes) = (self.id.clone(), *notes);
            Some(CashRate { table, notes, price, millionths: *worth.get(&price)? })
        };
        self.notes.iter().filter_map(rate).collect()
    }
}

/// Whether the airline has set a rate, in the version that it names.
///
/// # Errors
/// `bad_rate` on `tender`, also of a version that has not come here yet.
pub(super) fn check(rate: &CashRate, state: &State) -> Result<(), Fault> {
    let version = Table::<CashRates>::named(state, &rate.table)?;
    if version.is_some_and(|it| it.rates(rate.price).contains(rate)) {
        return Ok(());
    }
    let message = "The airline has set no such rate: update the program, then count the notes again.";
    Err(Fault::of("tender", "bad_rate", message))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rate(notes: &str, price: &str, millionths: i64) -> CashRate {
        let of = |code: &str| code.parse().unwrap();
        CashRate { table: "t".into(), notes: of(notes), price: of(price), millionths }
    }

    #[test]
    fn notes_are_worth_what_the_table_says_in_units_of_the_price() {
        assert_eq!(rate("EUR", "USD", 1_050_000).worth(2_000).unwrap(), Money::new(2_100, Currency::USD));
        assert_eq!(rate("EUR", "USD", 1_055_555).worth(1_001).unwrap(), Money::new(1_056, Currency::USD));
        // The yen has no smaller unit, the dinar of Kuwait a thousand.
        assert_eq!(rate("USD", "JPY", 150_000_000).worth(1_000).unwrap().minor, 1_500);
        assert_eq!(rate("JPY", "KWD", 2_000).worth(1_000).unwrap().minor, 2_000);
    }

    #[test]
    fn notes_that_are_worth_exactly_the_price_are_enough() {
        let price = Money::new(1_000, Currency::USD);
        assert_eq!(rate("EUR", "USD", 1_000_000).needed(price).unwrap(), Money::new(1_000, Currency::EUR));
        assert_eq!(rate("EUR", "USD", 1_250_000).needed(price).unwrap(), Money::new(800, Currency::EUR));
    }

    proptest! {
        #[test]
        fn the_fewest_notes_that_are_needed_are_enough_and_one_less_is_not(
            minor in 1..10_000_000_i64, millionths in 1..500_000_000_i64, yen in any::<bool>(),
        ) {
            let rate = rate(if yen { "JPY" } else { "EUR" }, "USD", millionths);
            let price = Money::new(minor, Currency::USD);
            let needed = rate.needed(price).unwrap();
            prop_assert!(rate.worth(needed.minor).unwrap().minor >= minor);
            prop_assert!(rate.worth(needed.minor - 1).unwrap().minor < minor);
        }
    }

    #[test]
    fn a_rate_that_is_none_and_a_worth_that_fits_nowhere_are_refused() {
        let code = |rate: CashRate, notes| rate.worth(notes).unwrap_err().code;
        assert_eq!(code(rate("EUR", "USD", 0), 1), "bad_rate");
        assert_eq!(code(rate("EUR", "USD", -5), 1), "bad_rate");
        assert_eq!(code(rate("USD", "USD", 1_000_000), 1), "bad_rate");
        assert_eq!(code(rate("EUR", "USD", i64::MAX), i64::MAX), "amount_too_large");
    }

    #[test]
    fn the_table_has_rates_for_every_currency_of_the_catalogue_and_no_other_counts() {
        let table = Table::<CashRates>::embedded().unwrap();
        for price in [Currency::USD, Currency::EUR, Currency::GBP] {
            let rates = table.rates(price);
            assert!(rates.len() == 2 && rates.iter().all(|it| it.notes != price), "{rates:?}");
        }
        let set = &table.rates(Currency::USD)[0];
        check(set, &State::default()).unwrap();
        for other in [
            CashRate { millionths: set.millionths + 1, ..set.clone() },
            CashRate { table: "cash-rates/v9".into(), ..set.clone() },
            CashRate { notes: "CHF".parse().unwrap(), ..set.clone() },
        ] {
            assert_eq!(check(&other, &State::default()).unwrap_err().code, "bad_rate");
        }
    }
}
