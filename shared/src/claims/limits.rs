//! How far compensation goes by itself and who grants the rest, as a table.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ClaimLimits;
use crate::{
    Fault,
    access::Role,
    money::{Currency, Money},
    passengers::Tier,
    policies::{AirlineTable, CLAIMS, built_in},
    refunds::{Origin, Set},
};

/// Minor units by currency.
type Amounts = BTreeMap<Currency, i64>;

/// What one part of the table sets; what it leaves out comes from the next part.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    #[serde(default)]
    automatic: Amounts,
    #[serde(default)]
    two_above: Amounts,
    escalates_after: Option<u32>,
    opens_from: Option<i64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Approver {
    most: Amounts,
}

/// The table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimPolicy {
    default: Part,
    #[serde(default)]
    station: BTreeMap<String, Part>,
    #[serde(default)]
    tier: BTreeMap<Tier, Part>,
    approver: BTreeMap<Role, Approver>,
    miles: Amounts,
}

/// Whose limits are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    pub station: String,
    pub tier: Option<Tier>,
}

impl AirlineTable for ClaimPolicy {
    built_in!(ClaimPolicy, CLAIMS, "claims.toml");

    fn check(&self) -> Result<(), String> {
        let parts = self.station.values().chain(self.tier.values()).chain([&self.default]);
        let amounts = parts.flat_map(|part| [&part.automatic, &part.two_above]);
        let others = self.approver.values().map(|it| &it.most).chain([&self.miles]);
        if amounts.chain(others).flat_map(BTreeMap::values).any(|minor| *minor < 0) {
            return Err("a limit is below zero".into());
        }
        if self.default.escalates_after.is_none_or(|hours| hours == 0) || self.default.opens_from.is_none() {
            return Err("[default] sets escalates_after, which is not zero, and opens_from".into());
        }
        Ok(())
    }
}

impl ClaimPolicy {
    /// The limits that hold, each with the part that set it.
    pub fn limits(&self, whose: &Whose, currency: Currency) -> Result<ClaimLimits, Fault> {
        let amount = |of: fn(&Part) -> &Amounts| {
            let found = self.find(whose, |part| of(part).get(&currency).copied());
            found.map(|set| Set { value: Money::new(set.value, currency), from: set.from })
        };
        let missing = || Fault::new("bad_policy", "claims.toml: [default] is not whole");
        Ok(ClaimLimits {
            automatic: amount(|part| &part.automatic),
            two_above: amount(|part| &part.two_above),
            hours: self.find(whose, |part| part.escalates_after).ok_or_else(missing)?,
        })
    }

    /// Minutes of delay from which claims are opened at a station.
    pub fn opens_from(&self, station: &str) -> i64 {
        let whose = Whose { station: station.to_owned(), tier: None };
        self.find(&whose, |part| part.opens_from).map_or(i64::MAX, |set| set.value)
    }

    fn find<T>(&self, whose: &Whose, of: impl Fn(&Part) -> Option<T>) -> Option<Set<T>> {
        let tier = whose.tier.and_then(|tier| {
            let value = of(self.tier.get(&tier)?)?;
            Some(Set { value, from: Origin::Tier(tier) })
        });
        let station = || {
            let value = of(self.station.get(&whose.station)?)?;
            Some(Set { value, from: Origin::Station(whose.station.clone()) })
        };
        let default = || of(&self.default).map(|value| Set { value, from: Origin::Default });
        tier.or_else(station).or_else(default)
    }

    /// Whether a role may grant so much.
    ///
    /// # Errors
    /// `over_limit` on `amount`, with the most that it may grant.
    pub fn may_grant(&self, role: Role, amount: Money) -> Result<(), Fault> {
        let most = self.approver.get(&role).and_then(|it| it.most.get(&amount.currency)).copied();
        if most.is_some_and(|most| amount.minor <= most) {
            return Ok(());
        }
        let most = Money::new(most.unwrap_or(0), amount.currency);
        let message = format!("Above {most}, which your role may grant: ask a supervisor.");
        Err(Fault::of("amount", "over_limit", message))
    }

    /// Miles in the place of money; none where the airline gives none for that currency.
    pub fn miles(&self, due: Money) -> Option<i64> {
        let each = self.miles.get(&due.currency)?;
        let one = 10_i64.checked_pow(due.currency.exponent())?;
        due.minor.checked_mul(*each).map(|all| all / one).filter(|miles| *miles > 0)
    }

    /// The same where somebody has chosen them.
    ///
    /// # Errors
    /// `no_miles_for_this` on `means`.
    pub fn need_miles(&self, due: Money) -> Result<i64, Fault> {
        self.miles(due).ok_or_else(|| {
            let message = format!("No miles are given for {}: choose money.", due.currency);
            Fault::of("means", "no_miles_for_this", message)
        })
    }
}
