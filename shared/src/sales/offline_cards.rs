//! How far cards are taken that nobody outside has heard of yet.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    Fault,
    money::{Currency, Money},
    policies::{AirlineTable, OFFLINE_CARDS, built_in},
};

/// The table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfflineCards {
    /// Minor units of one order.
    sale: BTreeMap<Currency, i64>,
    /// Minor units of all of them on a device.
    device: BTreeMap<Currency, i64>,
    sales: u32,
    /// Hours.
    forwarded_within: u32,
    alarm_after: u32,
}

/// Card payments of a device that have not reached the airline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsent {
    pub sales: u32,
    pub taken: BTreeMap<Currency, i64>,
    pub oldest: Option<Timestamp>,
}

impl Unsent {
    pub fn add(&mut self, amount: Money, at: Timestamp) {
        self.sales += 1;
        let taken = self.taken.entry(amount.currency).or_default();
        *taken = taken.saturating_add(amount.minor);
        self.oldest = Some(self.oldest.map_or(at, |oldest| oldest.min(at)));
    }

    fn hours(&self, now: Timestamp) -> i64 {
        self.oldest.map_or(0, |oldest| now.duration_since(oldest).as_hours())
    }
}

impl AirlineTable for OfflineCards {
    built_in!(OfflineCards, OFFLINE_CARDS, "offline_cards.toml");

    fn check(&self) -> Result<(), String> {
        if self.sale.values().chain(self.device.values()).any(|most| *most < 0) {
            return Err("a limit is below zero".into());
        }
        match self.alarm_after <= self.forwarded_within {
            true => Ok(()),
            false => Err("the alarm comes after no card is taken any more".into()),
        }
    }
}

impl OfflineCards {
    /// Whether a card may pay so much; `one_sale` says whether what it pays of one order is limited too.
    ///
    /// # Errors
    /// `over_limit` with what may be taken, `cards_not_forwarded` where the airline has to hear of the others first.
    pub fn permits(
        &self,
        amount: Money,
        one_sale: bool,
        unsent: &Unsent,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let most = |of: &BTreeMap<Currency, i64>| of.get(&amount.currency).copied().unwrap_or(0);
        let sale = most(&self.sale);
        if one_sale && amount.minor > sale {
            let limit = Money::new(sale, amount.currency);
            let message = format!("Cards are taken up to {limit} offline: take the rest in cash.");
            return Err(Fault::of("tender", "over_limit", message));
        }
        let within = i64::from(self.forwarded_within);
        let taken = unsent.taken.get(&amount.currency).copied().unwrap_or(0);
        let full = unsent.sales >= self.sales || taken.saturating_add(amount.minor) > most(&self.device);
        if full || unsent.hours(now) >= within {
            let message = "The airline has not heard of the cards taken so far: take cash, or sync first.";
            return Err(Fault::of("tender", "cards_not_forwarded", message));
        }
        Ok(())
    }

    /// Whether whoever sells has to be told that the airline has not heard of a card for long.
    pub fn alarms(&self, unsent: &Unsent, now: Timestamp) -> bool {
        unsent.oldest.is_some() && unsent.hours(now) >= i64::from(self.alarm_after)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::policies::Table;

    fn at(hours: i64) -> Timestamp {
        let morning: Timestamp = "2026-02-08T08:00:00Z".parse().unwrap();
        morning + SignedDuration::from_hours(hours)
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn unsent(sales: u32, each: i64) -> Unsent {
        let mut unsent = Unsent::default();
        (0..sales).for_each(|_| unsent.add(eur(each), at(0)));
        unsent
    }

    fn code(amount: Money, one_sale: bool, unsent: &Unsent, hour: i64) -> Option<String> {
        let table = Table::<OfflineCards>::embedded().unwrap();
        table.permits(amount, one_sale, unsent, at(hour)).err().map(|fault| fault.code.into_owned())
    }

    #[test]
    fn one_order_a_device_and_a_day_are_as_far_as_cards_go_without_a_network() {
        let none = Unsent::default();
        assert_eq!(code(eur(10_000), true, &none, 0), None);
        assert_eq!(code(eur(10_001), true, &none, 0).as_deref(), Some("over_limit"));
        assert_eq!(code(eur(10_001), false, &none, 0), None);
        assert_eq!(code(eur(10_000), true, &unsent(29, 10_000), 2), None);
        assert_eq!(code(eur(10_000), true, &unsent(30, 10_000), 2).as_deref(), Some("cards_not_forwarded"));
        assert_eq!(code(eur(1), true, &unsent(500, 1), 2).as_deref(), Some("cards_not_forwarded"));
        assert_eq!(code(eur(1), true, &unsent(1, 1), 23), None);
        assert_eq!(code(eur(1), true, &unsent(1, 1), 24).as_deref(), Some("cards_not_forwarded"));
    }

    #[test]
    fn another_currency_s_takings_hold_nobody_up_and_one_without_a_limit_is_not_taken() {
        let dollars = Money::new(10_000, Currency::USD);
        assert_eq!(code(dollars, true, &unsent(30, 10_000), 2), None);
        let francs = Money::new(100, "CHF".parse().unwrap());
        assert_eq!(code(francs, false, &unsent(1, 1), 2).as_deref(), Some("cards_not_forwarded"));
    }

    #[test]
    fn whoever_sells_is_told_after_half_a_day() {
        let table = Table::<OfflineCards>::embedded().unwrap();
        assert!(!table.alarms(&unsent(1, 1), at(11)) && table.alarms(&unsent(1, 1), at(12)));
        assert!(!table.alarms(&Unsent::default(), at(100)));
    }
}
