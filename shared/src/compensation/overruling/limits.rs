//! How far a role may go beyond the rules, as a table.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{
    Fault,
    access::Role,
    money::{Currency, Money},
};

/// By role; one that is not here overrules nothing.
#[derive(Debug, Deserialize)]
pub struct OverrulingLimits {
    role: BTreeMap<Role, OverrulingLimit>,
}

/// What one role may decide.
#[derive(Debug, Deserialize)]
pub struct OverrulingLimit {
    /// May give less than the rules do, or nothing.
    pub lowers: bool,
    /// The largest sum by currency, in minor units; none in others.
    most: BTreeMap<Currency, i64>,
}

impl OverrulingLimits {
    /// What `role` may decide.
    pub fn of(&self, role: Role) -> Option<&OverrulingLimit> {
        self.role.get(&role)
    }

    /// Says what is wrong, to the person who edits the table.
    pub(crate) fn check(&self) -> Result<(), String> {
        match self.role.iter().find(|(_, limit)| limit.most.values().any(|most| *most <= 0)) {
            Some((role, _)) => Err(format!("{role:?} has a limit that is not above zero")),
            None => Ok(()),
        }
    }
}

impl OverrulingLimit {
    /// The largest sums, a currency each.
    pub fn most(&self) -> impl Iterator<Item = Money> {
        self.most.iter().map(|(currency, minor)| Money::new(*minor, *currency))
    }

    /// Whether a person of this role may decide `amount` where the rules give `rules` and `holds` is due so far.
    pub fn permits(
        &self,
        rules: Option<Money>,
        holds: Option<Money>,
        amount: Option<Money>,
    ) -> Result<(), Fault> {
        if let (Some(rules), Some(amount)) = (rules, amount)
            && rules.currency != amount.currency
        {
            let message = format!("The law gives {}: decide in the same currency.", rules.currency);
            return Err(Fault::of("amount", "currency_mismatch", message));
        }
        let less = |than: Option<Money>| {
            than.is_some_and(|than| {
                amount.is_none_or(|amount| amount.currency != than.currency || amount.minor < than.minor)
            })
        };
        if !self.lowers && (less(rules) || less(holds)) {
            let message = "Your role may not give less than what is due now: ask a supervisor.";
            return Err(Fault::of("outcome", "may_not_lower", message));
        }
        // What the law gives needs no limit.
        let Some(amount) = amount.filter(|amount| Some(*amount) != rules) else { return Ok(()) };
        match self.most.get(&amount.currency) {
            Some(most) if amount.minor <= *most => Ok(()),
            Some(most) => {
                let most = Money::new(*most, amount.currency);
                let message = format!("Above {most}, which your role may decide: ask a supervisor.");
                Err(Fault::of("amount", "over_limit", message))
            }
            None => {
                let message =
                    format!("Your role may decide nothing in {}: ask a supervisor.", amount.currency);
                Err(Fault::of("amount", "over_limit", message))
            }
        }
    }
}
