//! The tax that is in the prices. A line says at which rate, because that is on the receipt; how much it is follows
//! from the price, and what parts and refunds have of it adds up to the cent.

use std::collections::BTreeMap;

use super::{Sale, SaleLine};
use crate::{Fault, money::Money};

/// The rate of the whole: 100 %.
const WHOLE: i128 = 10_000;

impl SaleLine {
    /// What of its price is tax, rounded half up.
    ///
    /// # Errors
    /// `amount_too_large`.
    pub fn tax(&self) -> Result<Money, Fault> {
        let price = self.unit.times(self.quantity)?;
        let (rate, minor) = (i128::from(self.tax_rate.max(0)), i128::from(price.minor));
        let whole = WHOLE + rate;
        let tax = (2 * minor * rate + whole).div_euclid(2 * whole);
        Ok(Money::new(i64::try_from(tax).unwrap_or(price.minor), price.currency))
    }
}

impl Sale {
    /// What of its total is tax.
    pub fn tax(&self) -> Result<Money, Fault> {
        let mut lines = self.lines.iter();
        lines.try_fold(Money::zero(self.total.currency), |sum, line| sum.plus(line.tax()?))
    }

    /// The same by rate, in hundredths of a percent; without what is free of it.
    pub fn taxes(&self) -> Result<BTreeMap<i64, Money>, Fault> {
        let mut taxes = BTreeMap::new();
        for line in self.lines.iter().filter(|line| line.tax_rate > 0) {
            let sum = taxes.entry(line.tax_rate).or_insert(Money::zero(self.total.currency));
            *sum = sum.plus(line.tax()?)?;
        }
        Ok(taxes)
    }

    /// What of the tax is in the next `part` of the total, after `before` of it.
    pub fn tax_in(&self, before: i64, part: Money) -> Result<Money, Fault> {
        let tax = i128::from(self.tax()?.minor);
        let up_to = |minor: i64| match self.total.minor {
            1.. => tax * i128::from(minor.clamp(0, self.total.minor)) / i128::from(self.total.minor),
            _ => 0,
        };
        let minor = up_to(before.saturating_add(part.minor)) - up_to(before);
        Ok(Money::new(i64::try_from(minor).unwrap_or_default(), part.currency))
    }
}

#[cfg(feature = "rules")]
pub use table::SalesTax;

#[cfg(feature = "rules")]
mod table {
    use std::{collections::BTreeMap, sync::LazyLock};

    use jiff::civil::Date;
    use serde::Deserialize;

    use crate::{Fault, airports, sales::SaleLine};

    static EMBEDDED: LazyLock<Result<SalesTax, Fault>> =
        LazyLock::new(|| SalesTax::read(include_str!("../../../assets/policies/sales_tax.toml")));

    type Rates = BTreeMap<String, i64>;

    /// The table.
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct SalesTax {
        #[serde(rename = "instrument")]
        _instrument: String,
        version: Vec<TaxVersion>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct TaxVersion {
        #[serde(rename = "id")]
        _id: String,
        applies_from: Date,
        area: Vec<Area>,
    }

    /// Countries between which a flight is taxed where it begins.
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Area {
        #[serde(rename = "name")]
        _name: String,
        /// Airports of its countries that do not belong to it.
        #[serde(default)]
        outside: Vec<String>,
        /// By country.
        rate: Rates,
        /// By country, then by category of the catalogue, where it is another.
        #[serde(default)]
        category: BTreeMap<String, Rates>,
    }

    impl SalesTax {
        pub(super) fn read(text: &str) -> Result<Self, Fault> {
            let wrong = |what: String| Fault::new("policy_broken", format!("sales_tax.toml: {what}"));
            let read: Self = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
            let areas = || read.version.iter().flat_map(|version| &version.area);
            if areas().flat_map(Area::rates).any(|rate| !(0..10_000).contains(&rate)) {
                return Err(wrong("a rate is not between nothing and the whole".into()));
            }
            if areas().any(|area| area.category.keys().any(|country| !area.rate.contains_key(country))) {
                return Err(wrong("a country has rates by category and none of its own".into()));
            }
            match read.version.is_sorted_by_key(|version| version.applies_from) {
                true => Ok(read),
                false => Err(wrong("versions are not in the order of their days".into())),
            }
        }

        /// The rate in hundredths of a percent for goods of a category on a flight between two airports.
        pub fn rate(day: Date, from: &str, to: &str, category: &str) -> Result<i64, Fault> {
            let version = EMBEDDED.as_ref().map_err(Clone::clone)?.on(day);
            let area = version.and_then(|it| it.area.iter().find(|area| area.has(from) && area.has(to)));
            Ok(area.and_then(|area| area.rate_of(from, category)).unwrap_or(0))
        }

        /// Whether the airline has set the rates of these lines, wherever.
        ///
        /// # Errors
        /// `bad_tax` on `lines`.
        pub fn check(day: Date, lines: &[SaleLine]) -> Result<(), Fault> {
            let table = EMBEDDED.as_ref().map_err(Clone::clone)?;
            match lines.iter().all(|line| line.tax_rate == 0 || table.has_set(line.tax_rate, day)) {
                true => Ok(()),
                false => {
                    let message = "The airline has set no such tax: update the program, then sell again.";
                    Err(Fault::of("lines", "bad_tax", message))
                }
            }
        }

        /// By that day, ever: an order of before a change may be sold after it.
        pub(super) fn has_set(&self, rate: i64, day: Date) -> bool {
            let begun = self.version.iter().filter(|version| version.applies_from <= day);
            begun.flat_map(|version| &version.area).flat_map(Area::rates).any(|it| it == rate)
        }

        fn on(&self, day: Date) -> Option<&TaxVersion> {
            self.version.iter().rfind(|version| version.applies_from <= day)
        }
    }

    impl Area {
        fn rates(&self) -> impl Iterator<Item = i64> {
            self.rate.values().chain(self.category.values().flat_map(BTreeMap::values)).copied()
        }

        fn has(&self, airport: &str) -> bool {
            let inside = !self.outside.iter().any(|it| it == airport);
            inside && airports::find(airport).is_some_and(|it| self.rate.contains_key(it.country))
        }

        fn rate_of(&self, airport: &str, category: &str) -> Option<i64> {
            let country = airports::find(airport)?.country;
            let other = self.category.get(country).and_then(|rates| rates.get(category));
            other.or_else(|| self.rate.get(country)).copied()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{money::Currency, sales::tests::sold};

    fn rate(from: &str, to: &str, category: &str) -> i64 {
        SalesTax::rate("2026-11-22".parse().unwrap(), from, to, category).unwrap()
    }

    #[test]
    fn tax_is_due_where_a_flight_within_an_area_begins() {
        assert_eq!((rate("FRA", "CDG", "comfort"), rate("CDG", "FRA", "comfort")), (1_900, 2_000));
        assert_eq!((rate("LHR", "EDI", "comfort"), rate("LHR", "CDG", "comfort")), (2_000, 0));
        assert_eq!((rate("CDG", "JFK", "comfort"), rate("JFK", "LAX", "comfort")), (0, 0));
        assert_eq!(rate("MAD", "LPA", "comfort"), 0, "the Canary Islands are outside");
        assert_eq!((rate("CDG", "FRA", "hot_drinks"), rate("FRA", "CDG", "hot_drinks")), (1_000, 1_900));
        let before = SalesTax::rate("2025-12-31".parse().unwrap(), "FRA", "CDG", "comfort").unwrap();
        assert_eq!(before, 0, "no table says what held then");
        assert_eq!(rate("FRA", "???", "comfort"), 0);
    }

    #[test]
    fn tax_is_what_is_in_the_price_and_each_rate_has_its_sum() {
        let sale = sold(&[(1_200, 2, 2_000), (550, 1, 1_000), (300, 1, 0)]);
        assert_eq!(sale.tax().unwrap().minor, 450);
        let taxes: Vec<_> = sale.taxes().unwrap().into_iter().map(|(rate, tax)| (rate, tax.minor)).collect();
        assert_eq!(taxes, [(1_000, 50), (2_000, 400)]);
        assert_eq!(sold(&[(3, 1, 2_000)]).tax().unwrap().minor, 1, "half is rounded up");
        assert_eq!(sold(&[(2, 1, 2_000)]).tax().unwrap().minor, 0);
    }

    #[test]
    fn nobody_makes_a_rate_of_their_own() {
        let day = "2026-11-22".parse().unwrap();
        let check = |rate| SalesTax::check(day, &sold(&[(1_200, 1, rate)]).lines).map_err(|it| it.code);
        assert_eq!((check(0), check(2_000), check(2_550)), (Ok(()), Ok(()), Ok(())));
        for rate in [1, -2_000, 1_999, i64::MAX] {
            assert_eq!(check(rate).unwrap_err(), "bad_tax");
        }
    }

    #[test]
    fn an_order_of_before_a_change_is_sold_at_the_rate_that_it_was_priced_at() {
        let version = |day: &str, rate: i64| {
            let head = format!("[[version]]\nid = \"{day}\"\napplies_from = \"{day}\"\n[[version.area]]\n");
            format!("{head}name = \"A\"\n[version.area.rate]\nFR = {rate}\n")
        };
        let text =
            format!("instrument = \"T\"\n{}{}", version("2026-01-01", 2_000), version("2026-07-01", 2_100));
        let table = SalesTax::read(&text).unwrap();
        let set = |rate, day: &str| table.has_set(rate, day.parse().unwrap());
        assert!(set(2_000, "2026-06-30") && set(2_000, "2026-07-01") && set(2_100, "2026-07-01"));
        assert!(!set(2_100, "2026-06-30") && !set(2_000, "2025-12-31"));
    }

    #[test]
    fn a_table_with_a_rate_that_is_none_is_refused() {
        let table = |rate: i64, country: &str| {
            let head = "instrument = \"T\"\n[[version]]\nid = \"T\"\napplies_from = \"2026-01-01\"\n[[version.area]]\n";
            let rates = format!("name = \"A\"\n[version.area.rate]\nFR = {rate}\n");
            SalesTax::read(&format!("{head}{rates}[version.area.category.{country}]\nmeals = 100\n"))
        };
        assert!(table(2_000, "FR").is_ok());
        for (rate, country) in [(-1, "FR"), (10_000, "FR"), (2_000, "DE")] {
            assert_eq!(table(rate, country).unwrap_err().code, "policy_broken");
        }
    }

    proptest! {
        #[test]
        fn parts_of_a_total_have_all_of_its_tax_and_none_twice(
            lines in prop::collection::vec((0..100_000_i64, 1..99_i64, 0..3_000_i64), 1..6),
            cuts in prop::collection::vec(1..100_000_i64, 0..6),
        ) {
            let sale = sold(&lines);
            let (mut before, mut taxed) = (0, 0);
            for part in cuts.into_iter().chain([i64::MAX]) {
                let part = part.min(sale.total.minor - before);
                let tax = sale.tax_in(before, Money::new(part, Currency::USD)).unwrap().minor;
                prop_assert!((0..=part).contains(&tax));
                (before, taxed) = (before + part, taxed + tax);
            }
            prop_assert_eq!(taxed, sale.tax().unwrap().minor);
            let by_rate: i64 = sale.taxes().unwrap().values().map(|tax| tax.minor).sum();
            prop_assert_eq!(by_rate, taxed);
        }
    }
}
