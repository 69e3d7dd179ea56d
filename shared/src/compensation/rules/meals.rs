//! The airline's own care: a meal voucher by time waited, cabin and tier. It is goodwill on top of the law and
//! never stands for what the law gives.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::clauses::{Arg, Said, Says};
use super::pack::total;
use super::policy::{Checked, Policies};
use crate::{
    flights::{Flight, FlightStatus},
    money::{Currency, Money},
    passengers::Tier,
    trips::Cabin,
};

/// Minutes that a cancelled flight's passengers are taken to wait at least.
const WAIT_AFTER_CANCELLATION: i64 = 240;

/// What a passenger may be given at a desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MealEntitlement {
    pub amount: Money,
    /// Version of the table that decided.
    pub policy_version: String,
    /// Why this much.
    pub because: Said,
    pub citation: String,
}

/// Who waits, where and how long.
#[derive(Clone, Copy, Debug)]
pub struct MealRequest<'a> {
    pub waited_min: i64,
    /// Cabin code: `F`, `J`, `W`, `Y`.
    pub cabin: &'a str,
    /// Loyalty tier in lower case: `gold`; empty for none.
    pub tier: &'a str,
    /// IATA code of the airport, which settles the currency.
    pub station: &'a str,
    /// Local date there.
    pub date: Date,
}

impl<'a> MealRequest<'a> {
    /// What is asked about somebody of a flight.
    pub fn of(flight: &Flight, cabin: Cabin, tier: Option<Tier>, station: &'a str, now: Timestamp) -> Self {
        let cabin = match cabin {
            Cabin::Economy => "Y",
            Cabin::PremiumEconomy => "W",
            Cabin::Business => "J",
            Cabin::First => "F",
        };
        let tier = match tier {
            None => "",
            Some(Tier::Blue) => "blue",
            Some(Tier::Silver) => "silver",
            Some(Tier::Gold) => "gold",
            Some(Tier::Platinum) => "platinum",
        };
        Self { waited_min: waited(flight, now), cabin, tier, station, date: flight.date }
    }
}

/// Minutes from the scheduled departure to the expected one; a cancelled flight has none, so its passengers
/// wait from then until now, and at least [`WAIT_AFTER_CANCELLATION`].
pub fn waited(flight: &Flight, now: Timestamp) -> i64 {
    match flight.status {
        FlightStatus::Cancelled => ((now.as_second() - flight.scheduled_departure.as_second()) / 60)
            .clamp(WAIT_AFTER_CANCELLATION, 1_440),
        _ => flight.departure_delay(),
    }
}

#[derive(Debug, Deserialize)]
pub struct MealPolicy {
    steps: Vec<Step>,
    /// Percent of the step's amount by cabin; others have 100.
    cabin_pct: BTreeMap<String, i64>,
    /// Percent points on top by tier; others have none.
    tier_extra_pct: BTreeMap<String, i64>,
    /// Currency by country of the station; others have `currency`.
    country_currency: BTreeMap<String, Currency>,
    currency: Currency,
}

/// An amount for waits below a limit, in minor units by currency.
#[derive(Debug, Deserialize)]
struct Step {
    under_min: Option<i64>,
    amounts: BTreeMap<String, i64>,
}

impl MealPolicy {
    fn currency_at(&self, station: &str) -> Currency {
        let country = crate::airports::find(station).map(|airport| airport.country);
        country.and_then(|it| self.country_currency.get(it)).copied().unwrap_or(self.currency)
    }
}

/// In which currency the airline cares for people at a station; none where no policy was in force.
pub fn currency_at(station: &str, date: Date, policies: &Policies) -> Option<Currency> {
    Some(policies.meals.on(date)?.terms.currency_at(station))
}

/// The meal voucher for a wait; none where the wait is too short or no policy was in force.
pub fn meal_entitlement(request: &MealRequest<'_>, policies: &Policies) -> Option<MealEntitlement> {
    let version = policies.meals.on(request.date)?;
    let policy = &version.terms;
    let currency = policy.currency_at(request.station);
    let step = policy.steps.iter().find(|s| s.under_min.is_none_or(|end| request.waited_min < end))?;
    let basic = step.amounts.get(currency.code()).copied().filter(|amount| *amount > 0)?;
    let cabin = policy.cabin_pct.get(request.cabin).copied().unwrap_or(100);
    let tier = policy.tier_extra_pct.get(request.tier).copied().unwrap_or(0);
    let amount = Money::new(basic * (cabin + tier) / 100, currency);
    let because = Says::Meal {
        wait: Arg::Minutes(request.waited_min),
        cabin: Arg::term("cabin", request.cabin),
        tier: Arg::term("tier", if request.tier.is_empty() { "none" } else { request.tier }),
        cabin_percent: Arg::Percent(cabin),
        tier_percent: Arg::Percent(tier),
        basic: Arg::money(Decimal::new(basic, currency.exponent()), currency),
    }
    .into();
    let citation = policies.meals.sources.of("meal").to_owned();
    Some(MealEntitlement { amount, policy_version: version.id.clone(), because, citation })
}

impl Checked for MealPolicy {
    fn check(&self) -> Result<(), String> {
        total("steps", self.steps.iter().map(|s| s.under_min))?;
        let currencies: Vec<&str> =
            self.country_currency.values().chain([&self.currency]).map(Currency::code).collect();
        for step in self.steps.iter().filter(|s| !s.amounts.is_empty()) {
            if let Some(code) = currencies.iter().find(|code| !step.amounts.contains_key(**code)) {
                return Err(format!("a step has no amount in {code}"));
            }
        }
        let percents = self.cabin_pct.values().chain(self.tier_extra_pct.values());
        let amounts = self.steps.iter().flat_map(|s| s.amounts.values());
        match percents.chain(amounts).all(|n| (0..=100_000).contains(n)) {
            true => Ok(()),
            false => Err("a percentage or an amount is out of range".to_owned()),
        }
    }
}
