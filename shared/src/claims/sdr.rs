//! What a special drawing right is worth: the Montreal Convention limits what is paid in it (Art 22 and 23).

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::{
    compensation::Figure,
    money::{Currency, Money},
    policies::{AirlineTable, SDR_RATES, built_in},
};

/// The table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SdrRates {
    /// Millionths of a unit of each currency for one.
    worth: BTreeMap<Currency, i64>,
}

impl AirlineTable for SdrRates {
    built_in!(SdrRates, SDR_RATES, "sdr_rates.toml");

    fn check(&self) -> Result<(), String> {
        match self.worth.values().any(|rate| *rate <= 0) || self.worth.contains_key(&Currency::XDR) {
            true => Err("a special drawing right is worth more than nothing, in another currency".into()),
            false => Ok(()),
        }
    }
}

impl SdrRates {
    /// How many special drawing rights some money is; none where the currency has no rate.
    pub fn rights(&self, money: Money) -> Option<Decimal> {
        let amount = Decimal::new(money.minor, money.currency.exponent());
        Some((amount / self.one(money.currency)?).round_dp(6))
    }

    /// What special drawing rights are worth, in the currency's smallest unit and for the passenger where it is cut.
    pub fn worth(&self, rights: Figure, currency: Currency) -> Option<Money> {
        let amount = rights.0.checked_mul(self.one(currency)?)?;
        let step = Decimal::new(1, currency.exponent());
        let up = (amount / step).ceil() * step;
        Some(Money::new(Figure(up).minor(currency), currency))
    }

    fn one(&self, currency: Currency) -> Option<Decimal> {
        self.worth.get(&currency).map(|millionths| Decimal::new(*millionths, 6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::Table;

    #[test]
    fn rights_are_worth_what_the_table_says_and_a_cut_is_never_at_the_passengers_cost() {
        let rates = Table::<SdrRates>::embedded().unwrap();
        let worth = |rights: &str, code: &str| {
            rates.worth(Figure(rights.parse().unwrap()), code.parse().unwrap()).map(|it| it.to_string())
        };
        assert_eq!(worth("1519", "EUR").as_deref(), Some("1822.80 EUR"));
        assert_eq!(worth("0.001", "EUR").as_deref(), Some("0.01 EUR"));
        assert_eq!(worth("1", "CHF"), None);
        let loss: Money = "300.00 USD".parse().unwrap();
        assert_eq!(rates.rights(loss).unwrap().to_string(), "217.391304");
    }
}
