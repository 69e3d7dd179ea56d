//! What the airline lets a device issue without a network, as a table.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{Allowance, DeviceKind};
use crate::{
    Fault,
    ids::{AllowanceId, DeviceId},
    money::{Currency, Money},
    vouchers::VoucherKind,
};

static EMBEDDED: LazyLock<Result<AllowanceTerms, Fault>> =
    LazyLock::new(|| AllowanceTerms::read(include_str!("../../../assets/policies/allowances.toml")));

/// The table; amounts in the smallest unit of its currency.
#[derive(Debug, Deserialize)]
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
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reach {
    total: i64,
    count: u32,
}

impl AllowanceTerms {
    /// The table that the program was built with.
    ///
    /// # Errors
    /// `policy_broken`.
    pub fn embedded() -> Result<&'static Self, Fault> {
        EMBEDDED.as_ref().map_err(Clone::clone)
    }

    fn read(text: &str) -> Result<Self, Fault> {
        let wrong = |what: String| Fault::new("policy_broken", format!("allowances.toml: {what}"));
        let read: Self = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        let totals = read.device.values().map(|reach| &reach.total);
        let mut figures = read.each_of.values().chain(read.counts.values()).chain(totals);
        if read.hours <= 0 || read.each <= 0 || figures.any(|it| *it <= 0) {
            return Err(wrong("a figure is not above zero".into()));
        }
        match [DeviceKind::Desk, DeviceKind::Tablet, DeviceKind::Kiosk]
            .iter()
            .all(|kind| read.device.contains_key(kind))
        {
            true => Ok(read),
            false => Err(wrong("a kind of device is missing".into())),
        }
    }

    /// A new allowance, of which nothing is spent and for which nobody has vouched yet.
    ///
    /// # Errors
    /// `policy_broken` where it would last longer than time does.
    pub fn of(
        &self,
        id: AllowanceId,
        kind: DeviceKind,
        (device, device_key): (DeviceId, String),
        now: Timestamp,
    ) -> Result<Allowance, Fault> {
        let too_long = |_| Fault::new("policy_broken", "allowances.toml: the hours are too many");
        let money = |minor| Money::new(minor, self.currency);
        let reach = &self.device[&kind];
        Ok(Allowance {
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
            expires_at: now.checked_add(SignedDuration::from_hours(self.hours)).map_err(too_long)?,
            signature: String::new(),
            rest: Default::default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_device_has_an_allowance_and_a_figure_below_zero_is_no_table() {
        let text = include_str!("../../../assets/policies/allowances.toml");
        assert!(AllowanceTerms::read(text).is_ok());
        let broken = [
            text.replace("hours = 24", "hours = 0"),
            text.replace("EUR = 1_150_000", "EUR = -1"),
            text.replace("[device.kiosk]", "[device.desk2]"),
            text.replace("[device.kiosk]\ntotal = 50_000\ncount = 50\n", ""),
        ];
        for text in broken {
            assert_eq!(AllowanceTerms::read(&text).unwrap_err().code, "policy_broken");
        }
    }
}
