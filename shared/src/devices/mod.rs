//! Devices: what kind they are, and what they may spend without asking.

mod concerns;

pub use concerns::{Concern, Weight, newest};

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Fault,
    entity::Rest,
    ids::{AllowanceId, DeviceId},
    money::Money,
    vouchers::VoucherKind,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    Desk,
    Tablet,
    Kiosk,
}

impl DeviceKind {
    /// Seconds without a touch until the screen locks.
    pub const fn idle_seconds(self) -> u32 {
        match self {
            Self::Desk => 120,
            Self::Tablet => 300,
            Self::Kiosk => 60,
        }
    }

    /// Hours that a device may work without the backend.
    pub const fn offline_hours(self) -> i64 {
        match self {
            Self::Desk => 12,
            Self::Tablet => 72,
            Self::Kiosk => 4,
        }
    }
}

/// What people call a device, on its screen and over the telephone: `F9C-41A`. The end of its id, which is chance.
pub fn called(device: DeviceId) -> String {
    let text = device.0.simple().to_string().to_uppercase();
    let end = &text[text.len() - 6..];
    format!("{}-{}", &end[..3], &end[3..])
}

/// What a device may issue before it must ask again; spent in the issuing transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Allowance {
    pub id: AllowanceId,
    pub device: DeviceId,
    /// The Ed25519 public key, in hexadecimal, that the device signs vouchers with.
    pub device_key: String,
    /// All vouchers together.
    pub total: Money,
    /// The largest single voucher.
    pub each: Money,
    /// The same of kinds that are worth more than others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub each_of: BTreeMap<VoucherKind, Money>,
    pub count: u32,
    pub spent: Money,
    pub spent_count: u32,
    pub expires_at: Timestamp,
    /// The airline's, in hexadecimal, over all of this but what is spent. Older ones have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signature: String,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

impl Allowance {
    /// The largest single voucher of a kind.
    pub fn most(&self, kind: VoucherKind) -> Money {
        self.each_of.get(&kind).copied().unwrap_or(self.each)
    }

    /// The allowance after `amount` was issued at `at`, or why it may not be.
    pub fn spend(mut self, kind: VoucherKind, amount: Money, at: Timestamp) -> Result<Self, Fault> {
        if amount.minor <= 0 {
            return Err(Fault::of("amount", "amount_not_positive", "Give an amount above zero."));
        }
        if at > self.expires_at {
            return Err(Fault::new(
                "allowance_expired",
                "The device must meet the network before it issues more.",
            ));
        }
        if amount.currency != self.total.currency {
            return Err(Fault::of("amount", "currency_mismatch", "This device issues another currency."));
        }
        let spent = self.spent.plus(amount)?;
        let most = self.most(kind);
        if most.currency != amount.currency
            || amount.minor > most.minor
            || spent.minor > self.total.minor
            || self.spent_count >= self.count
        {
            return Err(Fault::of(
                "amount",
                "over_limit",
                "Above what this device may issue: ask a supervisor.",
            ));
        }
        self.spent = spent;
        self.spent_count += 1;
        Ok(self)
    }
}
