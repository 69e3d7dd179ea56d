//! What the airline lets a device issue without a network, as a table.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{Allowance, DeviceKind};
use crate::{
    ids::{AllowanceId, DeviceId},
    money::{Currency, Money},
    policies::{ALLOWANCES, AirlineTable, built_in},
    vouchers::VoucherKind,
};

/// A device that was stolen can issue for so long at most: a month.
const MOST_HOURS: i64 = 31 * 24;

/// The table; amounts in the smallest unit of its currency.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowanceTerms {
    currency: Currency,
    /// How long an allowance is good.
    hours: i64,
    each: i64,
    each_of: BTreeMap<VoucherKind, i64>,
    /// What one unit of another currency counts as, in millionths.
    counts: BTreeMap<Currency, i64>,
    device: BTreeMap<DeviceKind, Reach>,
}

/// How far a kind of device reaches.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reach {
    total: i64,
    count: u32,
}

impl AirlineTable for AllowanceTerms {
    built_in!(AllowanceTerms, ALLOWANCES, "allowances.toml");

    fn check(&self) -> Result<(), String> {
        let totals = self.device.values().map(|reach| &reach.total);
        let mut figures = self.each_of.values().chain(self.counts.values()).chain(totals);
        if self.each <= 0 || figures.any(|it| *it <= 0) {
            return Err("a figure is not above zero".into());
        }
        if !(1..=MOST_HOURS).contains(&self.hours) {
            return Err(format!("hours are from 1 to {MOST_HOURS}"));
        }
        let kinds = [DeviceKind::Desk, DeviceKind::Tablet, DeviceKind::Kiosk];
        match kinds.iter().all(|kind| self.device.contains_key(kind)) {
            true => Ok(()),
            false => Err("a kind of device is missing".into()),
        }
    }
}

impl AllowanceTerms {
    /// A new allowance, of which nothing is spent and for which nobody has vouched yet.
    pub fn of(
        &self,
        id: AllowanceId,
        kind: DeviceKind,
        (device, device_key): (DeviceId, String),
        now: Timestamp,
    ) -> Allowance {
        let money = |minor| Money::new(minor, self.currency);
        let reach = &self.device[&kind];
        Allowance {
            id,
            device,
            device_key,
            total: money(reach.total),
            each: money(self.each),
            each_of: self.each_of.iter().map(|(kind, minor)| (*kind, money(*minor))).collect(),
            counts: self.counts.clone(),
            count: reach.count,
            spent: money(0),
            spent_count: 0,
            expires_at: now.saturating_add(SignedDuration::from_hours(self.hours)).unwrap_or(now),
            signature: String::new(),
            rest: Default::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::Table;

    #[test]
    fn every_kind_of_device_has_an_allowance_and_a_figure_below_zero_is_no_table() {
        let text = AllowanceTerms::TEXT;
        assert!(Table::<AllowanceTerms>::of_file(text).is_ok());
        let broken = [
            text.replace("hours = 24", "hours = 0"),
            text.replace("hours = 24", "hours = 745"),
            text.replace("EUR = 1_150_000", "EUR = -1"),
            text.replace("[device.kiosk]", "[device.desk2]"),
            text.replace("[device.kiosk]\ntotal = 50_000\ncount = 50\n", ""),
        ];
        for text in broken {
            assert_eq!(Table::<AllowanceTerms>::of_file(&text).unwrap_err().code, "bad_policy_table");
        }
    }
}
