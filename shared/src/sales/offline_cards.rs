//! How far cards are taken that nobody outside has heard of yet.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    Fault,
    money::{Currency, Money},
    policies::{AirlineTable, OFFLINE_CARDS, built_in},
    sales::DeniedCard,
};

/// The table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfflineCards {
    /// Minor units of one order.
    sale: BTreeMap<Currency, i64>,
    /// Minor units of all that one card pays on one flight.
    #[serde(default)]
    card_and_flight: BTreeMap<Currency, i64>,
    /// Minor units of all of them on a device.
    device: BTreeMap<Currency, i64>,
    sales: u32,
    /// Hours.
    forwarded_within: u32,
    alarm_after: u32,
    /// Hours in which a device must have heard which cards are denied.
    #[serde(default = "a_day")]
    denied_heard_within: u32,
    /// Days for which a card is denied whose bank did not pay.
    #[serde(default = "half_a_year")]
    denied_for: u32,
}

fn a_day() -> u32 {
    24
}

fn half_a_year() -> u32 {
    180
}

/// The card that a terminal has read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadCard {
    /// What it paid on this flight until now, in minor units of the order's currency.
    pub paid: i64,
    pub denied: Option<DeniedCard>,
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
        let limits = self.sale.values().chain(self.card_and_flight.values()).chain(self.device.values());
        if limits.into_iter().any(|most| *most < 0) {
            return Err("a limit is below zero".into());
        }
        match self.alarm_after <= self.forwarded_within {
            true => Ok(()),
            false => Err("the alarm comes after no card is taken any more".into()),
        }
    }
}

impl OfflineCards {
    /// Whether some card may pay so much, before a terminal is asked; `limited` says whether what it pays of one order is
    /// limited too, and whether an old list of denied cards will not do.
    ///
    /// # Errors
    /// `over_limit` with what may be taken, `cards_not_forwarded` where the airline has to hear of the others first,
    /// `denied_cards_unheard` where the device has to hear of the airline.
    pub fn permits(
        &self,
        amount: Money,
        limited: bool,
        unsent: &Unsent,
        heard: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let most = |of: &BTreeMap<Currency, i64>| of.get(&amount.currency).copied().unwrap_or(0);
        let sale = most(&self.sale);
        if limited && amount.minor > sale {
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
        let old = |at: Timestamp| now.duration_since(at).as_hours() >= i64::from(self.denied_heard_within);
        if limited && heard.is_none_or(old) {
            let message =
                "This device has not heard for long which cards are denied: take cash, or sync first.";
            return Err(Fault::of("tender", "denied_cards_unheard", message));
        }
        Ok(())
    }

    /// Whether this card may pay so much, before it is charged; `limited` says whether what it pays on the flight is.
    ///
    /// # Errors
    /// `card_denied`, `card_over_flight` with what it may still pay.
    pub fn takes(&self, amount: Money, card: &ReadCard, limited: bool, now: Timestamp) -> Result<(), Fault> {
        let hours = |since: Timestamp| now.duration_since(since).as_hours();
        if card.denied.as_ref().is_some_and(|it| hours(it.since) < 24 * i64::from(self.denied_for)) {
            let message = "This card's bank did not pay before: ask for another card, or take cash.";
            return Err(Fault::of("tender", "card_denied", message));
        }
        let Some(most) = self.card_and_flight.get(&amount.currency).filter(|_| limited) else {
            return Ok(());
        };
        if card.paid.saturating_add(amount.minor) > *most {
            let left = Money::new(most.saturating_sub(card.paid).max(0), amount.currency);
            let message = format!("This card may pay {left} more on this flight: take the rest in cash.");
            return Err(Fault::of("tender", "card_over_flight", message));
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

    fn code(amount: Money, limited: bool, unsent: &Unsent, hour: i64) -> Option<String> {
        permitted(amount, limited, unsent, Some(at(hour)), hour)
    }

    fn permitted(
        amount: Money,
        limited: bool,
        unsent: &Unsent,
        heard: Option<Timestamp>,
        hour: i64,
    ) -> Option<String> {
        let table = Table::<OfflineCards>::embedded().unwrap();
        let permitted = table.permits(amount, limited, unsent, heard, at(hour));
        permitted.err().map(|fault| fault.code.into_owned())
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

    fn takes(minor: i64, card: ReadCard, limited: bool, hour: i64) -> Option<String> {
        let table = Table::<OfflineCards>::embedded().unwrap();
        table.takes(eur(minor), &card, limited, at(hour)).err().map(|fault| fault.code.into_owned())
    }

    #[test]
    fn one_card_pays_so_much_on_a_flight_and_no_more() {
        let paid = |paid| ReadCard { paid, denied: None };
        assert_eq!(takes(10_000, paid(5_000), true, 1), None);
        assert_eq!(takes(10_000, paid(5_001), true, 1).as_deref(), Some("card_over_flight"));
        assert_eq!(takes(10_000, paid(i64::MAX), true, 1).as_deref(), Some("card_over_flight"));
        assert_eq!(takes(10_000, paid(90_000), false, 1), None);
    }

    #[test]
    fn a_card_whose_bank_did_not_pay_is_denied_for_half_a_year_also_with_a_network() {
        let id = crate::sales::denied_card_id("abc");
        let (since, code) = (at(0), "insufficient_funds".to_owned());
        let denied = Some(DeniedCard { id, since, code, rest: Default::default() });
        let card = ReadCard { paid: 0, denied };
        assert_eq!(takes(1, card.clone(), false, 1).as_deref(), Some("card_denied"));
        assert_eq!(takes(1, card.clone(), true, 24 * 180 - 1).as_deref(), Some("card_denied"));
        assert_eq!(takes(1, card, true, 24 * 180), None);
    }

    #[test]
    fn who_has_not_heard_for_a_day_which_cards_are_denied_takes_none() {
        let heard = |limited, at, hour| permitted(eur(1), limited, &Unsent::default(), at, hour);
        assert_eq!(heard(true, Some(at(0)), 23), None);
        assert_eq!(heard(true, Some(at(0)), 24).as_deref(), Some("denied_cards_unheard"));
        assert_eq!(heard(true, None, 0).as_deref(), Some("denied_cards_unheard"));
        assert_eq!(heard(false, None, 0), None);
    }

    #[test]
    fn a_version_of_before_one_card_had_a_limit_can_still_be_read() {
        let old = "sales = 1\nforwarded_within = 24\nalarm_after = 12\nsale = {}\ndevice = {}";
        let old: OfflineCards = toml::from_str(old).unwrap();
        assert_eq!((old.denied_for, old.card_and_flight.len()), (180, 0));
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
