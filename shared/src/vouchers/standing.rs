//! How much of a voucher is left. It is apart from the voucher, because a desk that takes one in may never have
//! heard of it: the code alone says enough, and the backend brings both together.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{VoucherKind, VoucherStatus};
use crate::{
    Fault,
    entity::Rest,
    ids::{DeviceId, PassengerId, RedemptionId, Uuid, VoucherId, VoucherStandingId, derived},
    money::Money,
};

/// What happened to a voucher since it was issued; one that was never touched has none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct VoucherStanding {
    pub id: VoucherStandingId,
    pub voucher: VoucherId,
    pub number: String,
    pub kind: VoucherKind,
    pub amount: Money,
    /// None while the voucher itself is not known here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    /// The paper that is good: earlier ones were replaced.
    #[serde(default)]
    pub copy: u32,
    /// In the order of arrival; every one happened, also those that should not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redemptions: Vec<Redemption>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revocation>,
    /// When what was left was written off, because its time was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expired: Option<Timestamp>,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

/// A voucher was taken in, for goods or a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Redemption {
    pub id: RedemptionId,
    /// What was given for it.
    pub amount: Money,
    /// Code of the supplier who gave it and is paid for it.
    pub supplier: String,
    pub at: Timestamp,
    pub by: String,
    pub device: DeviceId,
    pub station: String,
    #[serde(default)]
    pub copy: u32,
    /// The part that the voucher does not cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<Loss>,
    /// When what it paid for was voided: it takes nothing off any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_back: Option<Timestamp>,
}

impl Redemption {
    /// What no voucher covers of it.
    pub fn lost(&self) -> Money {
        self.loss.as_ref().map_or(Money::zero(self.amount.currency), |loss| loss.amount)
    }

    /// What the voucher covers of it, as long as it counts.
    pub fn covered(&self) -> Money {
        Money::new(self.amount.minor - self.lost().minor, self.amount.currency)
    }
}

/// What was given for a voucher that was worth less, or nothing. The supplier is paid; a supervisor looks at it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Loss {
    pub why: LossReason,
    pub amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<Review>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LossReason {
    /// It had been redeemed already, as a rule at another desk that could not be asked.
    UsedUp,
    Revoked,
    Expired,
    /// The paper had been replaced by a newer one.
    VoidCopy,
    /// The device that signed it had been withdrawn, and nobody else knows of it.
    IssuerWithdrawn,
}

impl LossReason {
    pub const fn name(self) -> &'static str {
        match self {
            Self::UsedUp => "used_up",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::VoidCopy => "void_copy",
            Self::IssuerWithdrawn => "issuer_withdrawn",
        }
    }
}

/// A supervisor has looked at a loss.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Review {
    pub at: Timestamp,
    pub by: String,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Revocation {
    pub at: Timestamp,
    pub by: String,
    pub reason: String,
}

/// The standing of a voucher.
pub fn standing_id(voucher: VoucherId) -> VoucherStandingId {
    derived("voucher_standing", &[voucher.0.as_bytes()])
}

/// Under what the redemptions of a supplier in a month are found. No thing has this id.
pub fn settlement_id(supplier: &str, year: i16, month: i8) -> Uuid {
    derived("settlement", &[supplier.as_bytes(), &year.to_be_bytes(), &month.to_be_bytes()])
}

impl VoucherStanding {
    pub fn untouched(voucher: VoucherId, number: &str, kind: VoucherKind, amount: Money) -> Self {
        Self {
            id: standing_id(voucher),
            voucher,
            number: number.to_owned(),
            kind,
            amount,
            passenger: None,
            copy: 0,
            redemptions: Vec::new(),
            revoked: None,
            expired: None,
            rest: Rest::default(),
        }
    }

    /// Those that were not given back.
    pub fn counted(&self) -> impl Iterator<Item = &Redemption> {
        self.redemptions.iter().filter(|it| it.given_back.is_none())
    }

    /// What was taken off by it is there again. A redemption that is not known was never taken off here.
    pub(crate) fn give_back(&mut self, redemption: RedemptionId, at: Timestamp) {
        let it = self.redemptions.iter_mut().find(|it| it.id == redemption);
        if let Some(it) = it.filter(|it| it.given_back.is_none()) {
            it.given_back = Some(at);
        }
    }

    /// What is covered of what was given for it: never more than it is worth.
    pub fn redeemed(&self) -> Result<Money, Fault> {
        let minor: i64 = self.counted().map(|it| it.covered().minor).sum();
        Money::zero(self.amount.currency).plus(Money::new(minor, self.amount.currency))
    }

    pub fn left(&self) -> Money {
        match (&self.revoked, self.redeemed()) {
            (None, Ok(redeemed)) => Money::new(self.amount.minor - redeemed.minor, self.amount.currency),
            _ => Money::zero(self.amount.currency),
        }
    }

    pub fn status(&self) -> VoucherStatus {
        match (&self.revoked, self.left().minor) {
            (Some(_), _) => VoucherStatus::Revoked,
            (None, ..=0) => VoucherStatus::Redeemed,
            (None, _) if self.expired.is_some() => VoucherStatus::Expired,
            (None, _) => VoucherStatus::Issued,
        }
    }

    /// Losses that nobody has looked at.
    pub fn open_losses(&self) -> impl Iterator<Item = &Redemption> {
        self.counted().filter(|it| it.loss.as_ref().is_some_and(|loss| loss.reviewed.is_none()))
    }

    /// Months in which suppliers took it in: where each statement finds it.
    pub fn settlements(&self) -> Vec<Uuid> {
        let of = |it: &Redemption| {
            let day = day(it.at);
            settlement_id(&it.supplier, day.year(), day.month())
        };
        let mut all: Vec<Uuid> = self.redemptions.iter().map(of).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// The day that a redemption is settled under: UTC's, so that it is the same wherever it is read.
pub fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}
