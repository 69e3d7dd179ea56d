//! Miles that pay for an order or a part of it, at the airline's own price. The desk trusts a member up to a limit; the
//! programme is asked by the backend, as the processor is for a card.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Paid, Part, Tender};
use crate::{
    Fault,
    intents::State,
    money::{Currency, Money},
    payments::Through,
    policies::{AirlineTable, MILES, Table, built_in},
};

/// Whose miles, and how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ByMiles {
    /// The member's number in the airline's programme.
    pub member: String,
    pub miles: i64,
    /// The version of the table by which they were counted.
    pub table: String,
}

/// What prices in a currency cost in miles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilesPrice {
    /// The version of the table.
    pub table: String,
    pub currency: Currency,
    /// Miles for one unit of the currency.
    pub unit: i64,
    /// The most miles of one order.
    pub most: i64,
}

impl MilesPrice {
    /// The miles for an amount, rounded up.
    ///
    /// # Errors
    /// `amount_too_large` on `amount` where they do not fit.
    pub fn of(&self, amount: Money) -> Result<i64, Fault> {
        let one = self.currency.one();
        let miles = (i128::from(amount.minor) * i128::from(self.unit) + one - 1).div_euclid(one);
        let too_large = |_| Fault::of("amount", "amount_too_large", "Give a smaller amount.");
        i64::try_from(miles).map_err(too_large)
    }

    /// As much of what is due as one member may pay with miles, and how many they are.
    ///
    /// # Errors
    /// As [`MilesPrice::of`].
    pub fn pays(&self, due: Money) -> Result<(Money, i64), Fault> {
        let within = i128::from(self.most) * self.currency.one() / i128::from(self.unit.max(1));
        let minor = i64::try_from(within).unwrap_or(i64::MAX).min(due.minor);
        let pays = Money::new(minor, due.currency);
        Ok((pays, self.of(pays)?))
    }
}

impl ByMiles {
    pub(super) fn check(&self) -> Result<(), Fault> {
        if self.miles <= 0 || self.member.trim().is_empty() {
            let message = "Miles are a member's, and more than none: choose the passenger again.";
            return Err(Fault::of("tender", "miles_of_nobody", message));
        }
        Ok(())
    }

    /// Of the miles that paid for `part`, those that go back with `back` of it when `before` of it went back already.
    pub fn back(&self, part: Money, before: i64, back: Money) -> i64 {
        let up_to = |minor: i64| match part.minor {
            1.. => i128::from(self.miles) * i128::from(minor.clamp(0, part.minor)) / i128::from(part.minor),
            _ => 0,
        };
        let miles = up_to(before.saturating_add(back.minor)) - up_to(before);
        i64::try_from(miles).unwrap_or_default()
    }
}

/// What somebody outside is to pay for a part of a sale: the card's processor, or the programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub through: Through,
    pub amount: Money,
    /// The terminal's for the card, or the member's number.
    pub token: String,
    /// None for a card.
    pub miles: Option<i64>,
}

impl Tender {
    /// What miles pay for, and whose; one member at most.
    pub fn by_miles(&self, total: Money) -> Option<(Money, ByMiles)> {
        self.parts(total).into_iter().find_map(|part| match part.paid {
            Paid::Miles(miles) => Some((part.amount, miles)),
            Paid::Card(_) | Paid::Cash(_) | Paid::Voucher(_) => None,
        })
    }

    /// Everything that somebody outside is to pay, each above zero.
    pub fn charges(&self, total: Money) -> Vec<Charge> {
        let charge = |Part { amount, paid }| match paid {
            Paid::Card(card) => {
                Some(Charge { through: Through::Card, amount, token: card.token, miles: None })
            }
            Paid::Miles(it) => {
                Some(Charge { through: Through::Miles, amount, token: it.member, miles: Some(it.miles) })
            }
            Paid::Cash(_) | Paid::Voucher(_) => None,
        };
        self.parts(total).into_iter().filter_map(charge).filter(|it| it.amount.minor > 0).collect()
    }
}

/// The table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MilesPrices {
    /// Of one order.
    most_miles: i64,
    /// Miles for one unit of each currency.
    price: BTreeMap<Currency, i64>,
}

impl AirlineTable for MilesPrices {
    built_in!(MilesPrices, MILES, "miles.toml");

    fn check(&self) -> Result<(), String> {
        match self.price.values().chain([&self.most_miles]).any(|miles| *miles <= 0) {
            true => Err("a price or a limit is not above zero".into()),
            false => Ok(()),
        }
    }
}

impl Table<MilesPrices> {
    /// What prices in a currency cost; none where miles pay for none.
    pub fn price(&self, currency: Currency) -> Option<MilesPrice> {
        let unit = *self.price.get(&currency)?;
        Some(MilesPrice { table: self.id.clone(), currency, unit, most: self.most_miles })
    }
}

/// Whether so many miles are what the airline takes for the amount, by the version that they name.
///
/// # Errors
/// `miles_differ` on `tender`, also of a version that has not come here yet.
pub(super) fn check(paid: &ByMiles, amount: Money, state: &State) -> Result<(), Fault> {
    let version = Table::<MilesPrices>::named(state, &paid.table)?;
    let price = version.and_then(|it| it.price(amount.currency));
    if price.as_ref().is_some_and(|it| it.of(amount) == Ok(paid.miles) && paid.miles <= it.most) {
        return Ok(());
    }
    let message = "The airline takes other miles for this: show the passenger the order again.";
    Err(Fault::of("tender", "miles_differ", message))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    fn price() -> MilesPrice {
        MilesPrice { table: "miles/v1".into(), currency: Currency::USD, unit: 180, most: 25_000 }
    }

    fn paid(miles: i64) -> ByMiles {
        ByMiles { member: "AS1".into(), miles, table: "miles/v1".into() }
    }

    #[test]
    fn a_price_in_miles_is_rounded_up_and_goes_as_far_as_a_member_is_trusted() {
        assert_eq!(price().of(usd(1_300)).unwrap(), 2_340);
        assert_eq!(price().of(usd(1)).unwrap(), 2);
        assert_eq!(price().pays(usd(1_300)).unwrap(), (usd(1_300), 2_340));
        assert_eq!(price().pays(usd(20_000)).unwrap(), (usd(13_888), 24_999));
        let yen = MilesPrice { currency: "JPY".parse().unwrap(), unit: 2, ..price() };
        assert_eq!(yen.of(Money::new(700, yen.currency)).unwrap(), 1_400);
        assert_eq!(price().of(usd(i64::MAX)).unwrap_err().code, "amount_too_large");
    }

    #[test]
    fn only_what_the_airline_takes_for_an_amount_pays_for_it() {
        let (set, nothing) =
            (Table::<MilesPrices>::embedded().unwrap().price(Currency::USD).unwrap(), State::default());
        check(&paid(set.of(usd(1_300)).unwrap()), usd(1_300), &nothing).unwrap();
        let code = |paid: ByMiles, amount| check(&paid, amount, &nothing).unwrap_err().code;
        assert_eq!(code(paid(2_339), usd(1_300)), "miles_differ");
        assert_eq!(code(paid(2_341), usd(1_300)), "miles_differ");
        assert_eq!(code(ByMiles { table: "miles/v9".into(), ..paid(2_340) }, usd(1_300)), "miles_differ");
        assert_eq!(code(paid(set.of(usd(20_000)).unwrap()), usd(20_000)), "miles_differ", "above the limit");
        assert_eq!(code(paid(2_340), Money::new(1_300, "CHF".parse().unwrap())), "miles_differ");
        for broken in ["most_miles = 0\n[price]\nUSD = 1", "most_miles = 5\n[price]\nUSD = -1"] {
            assert_eq!(Table::<MilesPrices>::of_file(broken).unwrap_err().code, "bad_policy_table");
        }
    }

    proptest! {
        #[test]
        fn what_goes_back_in_parts_is_in_the_end_what_was_paid(
            minor in 1..1_000_000_i64, miles in 1..1_000_000_i64, cuts in prop::collection::vec(0..1_000_000_i64, 0..5),
        ) {
            let (paid, mut cuts) = (paid(miles), cuts);
            cuts.extend([0, minor]);
            cuts.iter_mut().for_each(|cut| *cut = (*cut).min(minor));
            cuts.sort_unstable();
            let back: i64 = cuts.windows(2).map(|two| paid.back(usd(minor), two[0], usd(two[1] - two[0]))).sum();
            prop_assert_eq!(back, miles);
        }

        #[test]
        fn no_member_pays_more_than_is_due_or_more_miles_than_the_limit(
            due in 1..10_000_000_i64, unit in 1..10_000_i64, most in 1..1_000_000_i64,
        ) {
            let price = MilesPrice { unit, most, ..price() };
            let (pays, miles) = price.pays(usd(due)).unwrap();
            prop_assert!(pays.minor <= due && miles <= most);
            prop_assert!(pays.minor == due || price.of(usd(pays.minor + 1)).unwrap() > most);
        }
    }
}
