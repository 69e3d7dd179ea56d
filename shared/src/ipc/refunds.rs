use serde::{Deserialize, Serialize};

use super::{Clock, SaveState};
use crate::{
    Fault,
    ids::{RefundId, RequestId, SaleId},
    money::Money,
    refunds::{Limits, Means, RefundReason, RefundRequest, Subject},
};

/// Refunds that this device holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefundsPage {
    /// What waits for a decision first, then the newest.
    pub rows: Vec<RefundRow>,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefundRow {
    pub refund: RefundId,
    pub request: RefundRequest,
    /// What is on the receipt or the voucher.
    pub number: String,
    pub designator: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger_name: Option<String>,
    pub paid: Money,
    pub at: Clock,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Clock>,
    /// How many people must still grant it.
    pub lacks: u32,
    /// Whether whoever is at work may decide it, and why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_not: Option<Fault>,
    pub state: SaveState,
}

/// A sale that money may be asked back of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefundOfferArgs {
    pub sale: SaleId,
}

/// What may be asked back of a sale, and by which limits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefundOffer {
    pub number: String,
    pub paid: Money,
    pub left: Money,
    /// How it can be given back, as it was paid first.
    pub means: Vec<Means>,
    pub limits: Limits,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestRefundArgs {
    pub subject: Subject,
    /// In the currency of what was paid.
    pub amount: Money,
    pub to: Means,
    pub reason: RefundReason,
    #[serde(default)]
    pub note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApproveRefundArgs {
    pub refund: RefundId,
    pub request: RequestId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefuseRefundArgs {
    pub refund: RefundId,
    pub request: RequestId,
    pub reason: String,
}
