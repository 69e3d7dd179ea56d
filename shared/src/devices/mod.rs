//! Devices: what kind they are, and what they may spend without asking.

#[cfg(feature = "rules")]
mod allowances;
mod concerns;

#[cfg(feature = "rules")]
pub use allowances::AllowanceTerms;
pub use concerns::{Concern, Weight, newest};

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Fault,
    entity::Rest,
    ids::{AllowanceId, DeviceId},
    money::{Currency, Money},
    vouchers::VoucherKind,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// What one unit of another currency counts as in the allowance's own, in millionths.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<Currency, i64>,
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
    /// Whether one voucher of a kind may be as large as this.
    pub fn covers(&self, kind: VoucherKind, amount: Money) -> bool {
        let most = self.each_of.get(&kind).copied().unwrap_or(self.each);
        self.counted(amount).is_ok_and(|it| it.currency == most.currency && it.minor <= most.minor)
    }

    /// What an amount takes of the allowance, rounded up.
    ///
    /// # Errors
    /// `currency_mismatch` where the allowance says nothing of its currency, `amount_too_large`.
    pub fn counted(&self, amount: Money) -> Result<Money, Fault> {
        let own = self.total.currency;
        if amount.currency == own {
            return Ok(amount);
        }
        let rate = self.counts.get(&amount.currency).filter(|rate| **rate > 0).ok_or_else(|| {
            let message = format!("This device issues nothing in {}: ask a supervisor.", amount.currency);
            Fault::of("amount", "currency_mismatch", message)
        })?;
        let too_large = || Fault::of("amount", "amount_too_large", "Give a smaller amount.");
        let (down, cut) = amount.exchanged(*rate, own).ok_or_else(too_large)?;
        down.plus(Money::new(cut.into(), own))
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
        let spent = self.spent.plus(self.counted(amount)?)?;
        if !self.covers(kind, amount) || spent.minor > self.total.minor || self.spent_count >= self.count {
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
