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
    use std::collections::BTreeMap;

    use jiff::civil::Date;
    use serde::Deserialize;

    use crate::{
        Fault, airports,
        intents::State,
        policies::{AirlineTable, SALES_TAX, Table, built_in},
        sales::SaleLine,
    };

    /// The table; rates in hundredths of a percent.
    #[derive(Clone, Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct SalesTax {
        area: Vec<Area>,
        country: Vec<Country>,
    }

    /// Countries between which a flight is taxed where it begins.
    #[derive(Clone, Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Area {
        code: String,
        #[serde(rename = "name")]
        _name: String,
        /// Airports of its countries that do not belong to it.
        outside: Vec<String>,
    }

    #[derive(Clone, Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Country {
        /// Of ISO 3166-1, two letters.
        code: String,
        area: String,
        standard: i64,
        /// By category of the catalogue, where it is another.
        #[serde(default)]
        category: BTreeMap<String, i64>,
    }

    impl AirlineTable for SalesTax {
        built_in!(SalesTax, SALES_TAX, "sales_tax.toml");

        fn check(&self) -> Result<(), String> {
            if self.rates().any(|rate| !(0..10_000).contains(&rate)) {
                return Err("a rate is not between nothing and the whole".into());
            }
            let areas: Vec<&str> = self.area.iter().map(|it| it.code.as_str()).collect();
            if let Some(lost) = self.country.iter().find(|it| !areas.contains(&it.area.as_str())) {
                return Err(format!("{} is in an area that is not there, {}", lost.code, lost.area));
            }
            let countries = self.country.iter().map(|it| it.code.as_str()).collect();
            match twice(areas).or_else(|| twice(countries)) {
                Some(code) => Err(format!("{code} is there twice")),
                None => Ok(()),
            }
        }
    }

    fn twice(mut codes: Vec<&str>) -> Option<&str> {
        codes.sort_unstable();
        codes.windows(2).find(|two| two[0] == two[1]).map(|two| two[0])
    }

    impl SalesTax {
        /// The rate for goods of a category on a flight between two airports.
        pub fn rate(&self, from: &str, to: &str, category: &str) -> i64 {
            let of = |country: &Country| country.category.get(category).copied().unwrap_or(country.standard);
            let taxed = self.country_of(from).zip(self.country_of(to)).filter(|(a, b)| a.area == b.area);
            taxed.map_or(0, |(begins, _)| of(begins))
        }

        /// None for an airport at which the tax of no area is due.
        fn country_of(&self, airport: &str) -> Option<&Country> {
            let code = airports::find(airport)?.country;
            let country = self.country.iter().find(|it| it.code == code)?;
            let area = self.area.iter().find(|it| it.code == country.area)?;
            (!area.outside.iter().any(|it| it == airport)).then_some(country)
        }

        fn rates(&self) -> impl Iterator<Item = i64> {
            self.country.iter().flat_map(|it| it.category.values().copied().chain([it.standard]))
        }

        /// Whether the airline has set the rates of these lines, wherever and by that day ever: an order of before a
        /// change may be sold after it.
        ///
        /// # Errors
        /// `bad_tax` on `lines`.
        pub fn check_lines(state: &State, day: Date, lines: &[SaleLine]) -> Result<(), Fault> {
            let known = Table::<Self>::begun(state, day)?;
            let set = |rate: i64| rate == 0 || known.iter().any(|table| table.rates().any(|it| it == rate));
            if lines.iter().all(|line| set(line.tax_rate)) {
                return Ok(());
            }
            let message = "The airline has set no such tax: update the program, then sell again.";
            Err(Fault::of("lines", "bad_tax", message))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{intents::State, money::Currency, policies::Table, sales::tests::sold};

    fn rate(from: &str, to: &str, category: &str) -> i64 {
        Table::<SalesTax>::embedded().unwrap().rate(from, to, category)
    }

    #[test]
    fn tax_is_due_where_a_flight_within_an_area_begins() {
        assert_eq!((rate("FRA", "CDG", "comfort"), rate("CDG", "FRA", "comfort")), (1_900, 2_000));
        assert_eq!((rate("LHR", "EDI", "comfort"), rate("LHR", "CDG", "comfort")), (2_000, 0));
        assert_eq!((rate("CDG", "JFK", "comfort"), rate("JFK", "LAX", "comfort")), (0, 0));
        assert_eq!(rate("MAD", "LPA", "comfort"), 0, "the Canary Islands are outside");
        assert_eq!((rate("CDG", "FRA", "hot_drinks"), rate("FRA", "CDG", "hot_drinks")), (1_000, 1_900));
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
        let check = |rate| {
            let lines = sold(&[(1_200, 1, rate)]).lines;
            SalesTax::check_lines(&State::default(), "2026-11-22".parse().unwrap(), &lines)
                .map_err(|it| it.code)
        };
        assert_eq!((check(0), check(2_000), check(2_550)), (Ok(()), Ok(()), Ok(())));
        for rate in [1, -2_000, 1_999, i64::MAX] {
            assert_eq!(check(rate).unwrap_err(), "bad_tax");
        }
    }

    #[test]
    fn a_table_with_a_rate_that_is_none_or_a_country_in_no_area_is_refused() {
        let table = |rate: i64, area: &str, more: &str| {
            let head = "area = [{ code = \"A\", name = \"A\", outside = [] }]\n[[country]]\ncode = \"FR\"\n";
            let text = format!("{head}area = \"{area}\"\nstandard = {rate}\n{more}");
            Table::<SalesTax>::of_file(&text).map_err(|fault| fault.code)
        };
        assert!(table(2_000, "A", "category = { meals = 100 }").is_ok());
        let again = "[[country]]\ncode = \"FR\"\narea = \"A\"\nstandard = 1";
        for (rate, area, more) in [
            (-1, "A", ""),
            (10_000, "A", ""),
            (1, "B", ""),
            (1, "A", again),
            (1, "A", "category = { meals = -1 }"),
        ] {
            assert_eq!(table(rate, area, more).unwrap_err(), "bad_policy_table", "{rate} {area} {more}");
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
