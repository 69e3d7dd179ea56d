//! How far a refund may go, as a table. Each limit is looked for by itself, from the most specific part of the table
//! to the least: tier, product, station, carrier, and what holds everywhere.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Limits, Origin, Set};
use crate::{
    Fault,
    access::Role,
    money::{Currency, Money},
    passengers::Tier,
    policies::{AirlineTable, REFUNDS, built_in},
};

/// Minor units by currency.
type Amounts = BTreeMap<Currency, i64>;

/// What one part of the table sets; what it leaves out comes from the next part.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    #[serde(default)]
    most: Amounts,
    #[serde(default)]
    two_above: Amounts,
    within_days: Option<u32>,
    to_voucher: Option<bool>,
}

/// How much one person may grant.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Approver {
    most: Amounts,
}

/// The table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundPolicy {
    default: Part,
    #[serde(default)]
    carrier: BTreeMap<String, Part>,
    #[serde(default)]
    station: BTreeMap<String, Part>,
    #[serde(default)]
    product: BTreeMap<String, Part>,
    #[serde(default)]
    tier: BTreeMap<Tier, Part>,
    approver: BTreeMap<Role, Approver>,
}

/// Whose limits are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    pub carrier: String,
    pub station: String,
    /// Categories of what was sold.
    pub products: Vec<String>,
    pub tier: Option<Tier>,
}

impl AirlineTable for RefundPolicy {
    built_in!(RefundPolicy, REFUNDS, "refunds.toml");

    fn check(&self) -> Result<(), String> {
        let named = [&self.carrier, &self.station, &self.product];
        let parts = named.into_iter().flat_map(BTreeMap::values).chain(self.tier.values());
        let amounts = parts.chain([&self.default]).flat_map(|part| [&part.most, &part.two_above]);
        let approvers = self.approver.values().map(|it| &it.most);
        if amounts.chain(approvers).flat_map(BTreeMap::values).any(|minor| *minor < 0) {
            return Err("a limit is below zero".into());
        }
        if self.default.within_days.is_none() || self.default.to_voucher.is_none() {
            return Err("[default] sets within_days and to_voucher".into());
        }
        if self.default.most.keys().ne(self.default.two_above.keys()) {
            return Err("[default] sets most and two_above for the same currencies".into());
        }
        Ok(())
    }
}

impl RefundPolicy {
    /// The limits that hold, each with the part that set it.
    pub fn limits(&self, whose: &Whose, currency: Currency) -> Result<Limits, Fault> {
        let money = |set: Set<i64>| Set { value: Money::new(set.value, currency), from: set.from };
        let amount = |of: fn(&Part) -> &Amounts| {
            let least = self.find(whose, |part| of(part).get(&currency).copied());
            least.map(money).ok_or_else(|| {
                let message = format!("Nothing is refunded in {currency}: ask finance.");
                Fault::of("amount", "currency_not_refunded", message)
            })
        };
        let missing = || Fault::new("bad_policy", "refunds.toml: [default] is not whole");
        Ok(Limits {
            most: amount(|part| &part.most)?,
            two_above: amount(|part| &part.two_above)?,
            within_days: self.find(whose, |part| part.within_days).ok_or_else(missing)?,
            to_voucher: self.find(whose, |part| part.to_voucher).ok_or_else(missing)?,
        })
    }

    /// The most specific value. Of several products the one that allows least counts.
    fn find<T: Ord>(&self, whose: &Whose, of: impl Fn(&Part) -> Option<T>) -> Option<Set<T>> {
        let tier = whose.tier.and_then(|tier| {
            let value = of(self.tier.get(&tier)?)?;
            Some(Set { value, from: Origin::Tier(tier) })
        });
        let product = || {
            let set = |name: &String| Some((of(self.product.get(name)?)?, name.clone()));
            let (value, name) = whose.products.iter().filter_map(set).min()?;
            Some(Set { value, from: Origin::Product(name) })
        };
        let station = || {
            let value = of(self.station.get(&whose.station)?)?;
            Some(Set { value, from: Origin::Station(whose.station.clone()) })
        };
        let carrier = || {
            let value = of(self.carrier.get(&whose.carrier)?)?;
            Some(Set { value, from: Origin::Carrier(whose.carrier.clone()) })
        };
        let default = || of(&self.default).map(|value| Set { value, from: Origin::Default });
        tier.or_else(product).or_else(station).or_else(carrier).or_else(default)
    }

    /// The most that a role may grant; none where it may grant nothing in that currency.
    pub fn approver(&self, role: Role, currency: Currency) -> Option<Money> {
        let most = self.approver.get(&role)?.most.get(&currency)?;
        Some(Money::new(*most, currency))
    }
}
