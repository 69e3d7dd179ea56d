use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AssessWith, Clock, SaveState};
use crate::{
    Fault,
    claims::ClaimReason,
    ids::{FlightId, PassengerId, RedemptionId, TripId, VoucherId},
    money::Money,
    vouchers::{LossReason, Review, VoucherKind},
};

/// Issues one of [`super::Assessment::offers`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssueOfferArgs {
    pub trip: TripId,
    pub flight: FlightId,
    #[serde(default)]
    pub about: ClaimReason,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub known: BTreeMap<String, Value>,
    pub kind: VoucherKind,
    /// Where whoever issues it chooses the sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The words that the passenger has agreed to, as [`super::GetAgreement`] gave them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<AgreementText>,
}

impl IssueOfferArgs {
    pub fn of(&self) -> AssessWith {
        AssessWith { trip: self.trip, flight: self.flight, about: self.about, known: self.known.clone() }
    }
}

/// Which words to show to the passenger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgreementArgs {
    pub instead_of: Money,
    pub given: Instead,
    /// BCP 47.
    pub language: String,
}

/// What a passenger takes in the place of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Instead {
    Credit(Money),
    Miles(i64),
}

/// What is shown to the passenger and kept word for word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgreementText {
    pub language: String,
    pub words: String,
}

/// A voucher that is shown: its code, or one that this device holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckVoucherArgs {
    #[serde(default)]
    pub code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<VoucherId>,
    /// Who would take it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// The PNR of whoever shows it, if they were asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<String>,
}

/// How a genuine voucher stands, as far as this device knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoucherCheck {
    pub voucher: VoucherId,
    pub code: String,
    /// None where this device has not heard of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    pub kind: VoucherKind,
    pub amount: Money,
    pub left: Money,
    pub place: String,
    /// None where it is good for ever.
    pub expires: Option<Clock>,
    pub copy: u32,
    /// It may be redeemed bit by bit.
    pub partial: bool,
    /// Why it may not be redeemed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Fault>,
    /// The most that may be taken in without having heard of it; no limit where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Money>,
    /// Whose it is, for those who may open passengers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    pub redemptions: Vec<RedemptionRow>,
    /// What whoever is at work may do with it besides.
    pub may_revoke: bool,
    pub may_reissue: bool,
    pub state: SaveState,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RedemptionRow {
    pub redemption: RedemptionId,
    pub voucher: VoucherId,
    pub number: String,
    pub kind: VoucherKind,
    pub amount: Money,
    pub supplier: String,
    pub at: Clock,
    pub by: String,
    /// The device that took it in, as people call it.
    pub device: String,
    /// What it paid for was voided.
    #[serde(default)]
    pub given_back: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<LossRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LossRow {
    pub why: LossReason,
    pub amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<Review>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RedeemArgs {
    pub code: String,
    pub amount: Money,
    pub supplier: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pnr: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RevokeVoucherArgs {
    pub voucher: VoucherId,
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoucherArgs {
    pub voucher: VoucherId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewLossArgs {
    pub voucher: VoucherId,
    pub redemption: RedemptionId,
    pub note: String,
}

/// Who can take vouchers in here, and what was given for some that they do not cover.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RedeemPage {
    pub suppliers: Vec<SupplierRow>,
    /// Those that nobody has looked at, for those who may; the newest first.
    pub losses: Vec<RedemptionRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupplierRow {
    pub code: String,
    pub name: String,
    pub kinds: Vec<VoucherKind>,
}
