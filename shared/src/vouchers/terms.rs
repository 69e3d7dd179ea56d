//! The airline's terms of its vouchers, as a table.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{NEVER, VoucherKind};
use crate::{
    Fault,
    access::Role,
    money::{Currency, Money},
    policies::{AirlineTable, VOUCHERS, built_in},
};

type Amounts = BTreeMap<Currency, i64>;

/// What holds from a day on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoucherTerms {
    kind: BTreeMap<VoucherKind, KindTerms>,
    /// Whoever gives one of these kinds chooses up to this much.
    #[serde(default)]
    most: BTreeMap<VoucherKind, BTreeMap<Role, Amounts>>,
    /// What is suggested to whoever gives goodwill; nothing where there is none.
    gesture: Option<Gesture>,
    #[serde(default)]
    supplier: Vec<Supplier>,
}

/// A sum, and percent of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gesture {
    amounts: Amounts,
    /// By the code of the cabin: `F`.
    #[serde(default)]
    cabin: BTreeMap<String, i64>,
    #[serde(default)]
    tier: BTreeMap<String, i64>,
    /// By the codes of causes.
    #[serde(default)]
    cause: BTreeMap<String, i64>,
}

/// Who is given something, and for what, in the codes of the tables.
#[derive(Clone, Copy, Debug, Default)]
pub struct GivenTo<'a> {
    pub cabin: &'a str,
    /// Empty without one.
    pub tier: &'a str,
    pub cause: &'a str,
}

/// What is suggested, and how it came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggested {
    pub amount: Money,
    pub basic: Money,
    /// Percent by cabin, tier and cause.
    pub percent: [i64; 3],
}

/// The terms of one kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindTerms {
    /// Of its number: `MV`.
    pub prefix: String,
    /// That it is good.
    pub hours: i64,
    pub valid: Valid,
    /// It is worth this much.
    #[serde(default)]
    amounts: Amounts,
    /// Minutes of waiting from which it is offered.
    pub from_min: Option<i64>,
    /// It may be redeemed bit by bit.
    #[serde(default)]
    pub partial: bool,
    /// It stands for money that is due: only where the passenger agreed.
    #[serde(default)]
    pub agreement: bool,
    /// Of the money that it stands for.
    pub percent: Option<i64>,
    /// Laws under which what stands for money is good for ever.
    #[serde(default)]
    never_expires: Vec<String>,
    /// The most that a desk which has not heard of it takes in without the network; no limit where there is none.
    #[serde(default)]
    unseen: Amounts,
}

/// Where it is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Valid {
    /// At the airport where it was issued.
    Station,
    Anywhere,
}

/// Who takes vouchers in and is paid for them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Supplier {
    pub code: String,
    pub name: String,
    /// None of one that is at no airport.
    pub station: Option<String>,
    pub kinds: Vec<VoucherKind>,
}

impl AirlineTable for VoucherTerms {
    built_in!(VoucherTerms, VOUCHERS, "vouchers.toml");

    fn check(&self) -> Result<(), String> {
        let mut most = self.most.values().flat_map(BTreeMap::values).flat_map(BTreeMap::values);
        if most.any(|minor| *minor <= 0) {
            return Err("the most that a role may give is not above zero".into());
        }
        // Whoever gives goodwill chooses the sum: without a table of limits it would have none.
        let chosen = VoucherKind::Goodwill;
        if self.kind.contains_key(&chosen) && !self.most.contains_key(&chosen) {
            return Err("goodwill has no limit".into());
        }
        if let Some(it) = &self.gesture {
            let percents = [&it.cabin, &it.tier, &it.cause].into_iter().flat_map(BTreeMap::values);
            if it.amounts.values().chain(percents).any(|figure| !(1..=1_000_000).contains(figure)) {
                return Err("a gesture has a sum or a percentage that is out of range".into());
            }
        }
        for (kind, terms) in &self.kind {
            let mut figures = terms.amounts.values().chain(terms.unseen.values());
            if terms.hours <= 0 || figures.any(|minor| *minor <= 0) {
                return Err(format!("{} has hours or an amount that is not above zero", kind.name()));
            }
            if terms.percent.is_some_and(|percent| percent < 100) {
                return Err(format!("{} would be less than the money that it stands for", kind.name()));
            }
        }
        let mut codes: Vec<&str> = self.supplier.iter().map(|it| it.code.as_str()).collect();
        codes.sort_unstable();
        match codes.windows(2).find(|two| two[0] == two[1]) {
            Some(two) => Err(format!("{} is there twice", two[0])),
            None => Ok(()),
        }
    }
}

impl VoucherTerms {
    pub fn of(&self, kind: VoucherKind) -> Result<&KindTerms, Fault> {
        self.kind.get(&kind).ok_or_else(|| {
            Fault::of(
                "kind",
                "kind_not_offered",
                "The airline gives no vouchers of this kind: choose another.",
            )
        })
    }

    pub fn supplier(&self, code: &str) -> Option<&Supplier> {
        self.supplier.iter().find(|it| it.code == code)
    }

    /// Those who can be chosen at a station: its own first.
    pub fn suppliers_at<'a>(&'a self, station: &'a str) -> impl Iterator<Item = &'a Supplier> {
        let own = |it: &&Supplier| it.station.as_deref() == Some(station);
        self.supplier.iter().filter(own).chain(self.supplier.iter().filter(|it| it.station.is_none()))
    }

    pub fn suppliers(&self) -> &[Supplier] {
        &self.supplier
    }

    /// The largest that a role may choose.
    pub fn most(&self, kind: VoucherKind, role: Role, currency: Currency) -> Option<Money> {
        self.most.get(&kind)?.get(&role)?.get(&currency).map(|minor| Money::new(*minor, currency))
    }

    /// What is suggested as goodwill, whatever whoever gives it may give.
    pub fn suggested(&self, to: &GivenTo<'_>, currency: Currency) -> Option<Suggested> {
        let gesture = self.gesture.as_ref()?;
        let basic = gesture.amounts.get(&currency).copied()?;
        let of = |table: &BTreeMap<String, i64>, code: &str| table.get(code).copied().unwrap_or(100);
        let percent =
            [of(&gesture.cabin, to.cabin), of(&gesture.tier, to.tier), of(&gesture.cause, to.cause)];
        let minor = percent.iter().fold(i128::from(basic), |sum, percent| sum * i128::from(*percent) / 100);
        let money = |minor| Money::new(minor, currency);
        Some(Suggested { amount: money(i64::try_from(minor).ok()?), basic: money(basic), percent })
    }

    /// Whether one may be issued for `amount` by `role`.
    pub fn permits(&self, kind: VoucherKind, role: Role, amount: Money) -> Result<(), Fault> {
        let of = self.of(kind)?;
        let limit = match (of.amounts.is_empty(), self.most.contains_key(&kind)) {
            (true, false) => return Ok(()),
            (false, _) => of.amount(amount.currency),
            (true, true) => self.most(kind, role, amount.currency),
        };
        match limit {
            Some(limit) if amount.minor <= limit.minor => Ok(()),
            Some(limit) => {
                let message = format!("Above {limit}, which your role may give: ask a supervisor.");
                Err(Fault::of("amount", "over_limit", message))
            }
            None => {
                let message = format!("Your role may give none of these in {}.", amount.currency);
                Err(Fault::of("amount", "over_limit", message))
            }
        }
    }
}

impl KindTerms {
    /// What one is worth.
    pub fn amount(&self, currency: Currency) -> Option<Money> {
        self.amounts.get(&currency).map(|minor| Money::new(*minor, currency))
    }

    /// The most that is taken in by a desk that has not heard of it.
    pub fn unseen(&self, currency: Currency) -> Option<Money> {
        match self.unseen.is_empty() {
            true => None,
            false => Some(Money::new(self.unseen.get(&currency).copied().unwrap_or_default(), currency)),
        }
    }

    /// The last moment, in whole seconds, at which one is good that is given at that moment for that law.
    pub fn until(&self, law: &str, at: Timestamp) -> Timestamp {
        if self.never_expires.iter().any(|it| it == law) {
            return NEVER;
        }
        let until = at.saturating_add(SignedDuration::from_hours(self.hours)).unwrap_or(at);
        Timestamp::from_second(until.as_second()).unwrap_or(until)
    }

    /// What stands for `due` money.
    pub fn instead_of(&self, due: Money) -> Result<Money, Fault> {
        let times = due.times(self.percent.unwrap_or(100))?;
        Ok(Money::new(times.minor / 100, due.currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::Table;

    fn terms() -> &'static VoucherTerms {
        Table::embedded().unwrap()
    }

    #[test]
    fn every_kind_has_terms_and_somebody_who_takes_it_in_at_each_hub() {
        let terms = terms();
        use VoucherKind::{Goodwill, Hotel, Lounge, Meal, Transport, TravelCredit};
        for kind in [Meal, Hotel, Transport, TravelCredit, Lounge, Goodwill] {
            terms.of(kind).unwrap();
            for station in ["JFK", "EWR", "LGA"] {
                assert!(terms.suppliers_at(station).any(|it| it.kinds.contains(&kind)), "{kind:?} {station}");
            }
        }
    }

    #[test]
    fn credit_is_more_than_the_money_that_it_stands_for_and_needs_an_agreement() {
        let credit = terms().of(VoucherKind::TravelCredit).unwrap();
        assert_eq!(credit.instead_of(Money::new(25_000, Currency::EUR)).unwrap().minor, 31_250);
        assert!(credit.agreement && credit.partial);
    }

    #[test]
    fn goodwill_ends_at_the_limit_of_the_role() {
        let goodwill = |role, amount| terms().permits(VoucherKind::Goodwill, role, amount);
        let may = |role, minor| goodwill(role, Money::new(minor, Currency::USD)).is_ok();
        assert!(may(Role::CheckIn, 2_500) && !may(Role::CheckIn, 2_501));
        assert!(may(Role::Supervisor, 5_000) && !may(Role::Kiosk, 1));
    }

    #[test]
    fn a_table_with_an_amount_below_zero_or_credit_below_the_money_is_refused() {
        let read = |line: &str| {
            let text = format!("[kind.hotel]\nprefix = \"HV\"\nhours = 1\nvalid = \"station\"\n{line}\n");
            Table::<VoucherTerms>::of_file(&text).map_err(|fault| fault.code)
        };
        assert!(read("amounts = { USD = 1 }\n[most.goodwill]\nsupervisor = { USD = 1 }").is_ok());
        for wrong in ["amounts = { USD = -1 }", "percent = 99", "[most.goodwill]\nsupervisor = { USD = 0 }"] {
            assert_eq!(read(wrong).unwrap_err(), "bad_policy_table", "{wrong}");
        }
        let goodwill = "[kind.goodwill]\nprefix = \"GV\"\nhours = 1\nvalid = \"anywhere\"";
        assert_eq!(read(goodwill).unwrap_err(), "bad_policy_table", "goodwill without a limit");
        assert!(read(&format!("{goodwill}\n[most.goodwill]\nsupervisor = {{ USD = 1 }}")).is_ok());
    }
}
