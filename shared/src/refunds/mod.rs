//! Giving money back: who asked for it, who granted it, what became of it. All requests about one sale or one
//! claim are kept together, so that nobody gives back more than was paid, on however many desks they are made.

mod approve;
#[cfg(feature = "rules")]
mod limits;
mod refuse;
pub mod report;
mod request;
#[cfg(feature = "rules")]
mod weighing;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use approve::ApproveRefund;
#[cfg(feature = "rules")]
pub use limits::{RefundPolicy, Whose};
pub use refuse::RefuseRefund;
pub use request::RequestRefund;

use crate::{
    Fault,
    access::Role,
    entity::Rest,
    ids::{ClaimId, FlightId, PassengerId, RefundId, RequestId, SaleId, UserId, VoucherId, derived},
    intents::Rejection,
    money::Money,
    passengers::Tier,
    payments::Through,
    sales::Sale,
};

/// What is given back for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    Sale {
        sale: SaleId,
    },
    /// A claim that was settled by a voucher, whose holder wants the money.
    Claim {
        claim: ClaimId,
    },
}

/// Where the requests about one sale or claim are kept. The id follows from what they are about, so that two desks
/// that never met collide where they must.
pub fn refund_id(subject: Subject) -> RefundId {
    match subject {
        Subject::Sale { sale } => derived("refund", &[b"sale", sale.0.as_bytes()]),
        Subject::Claim { claim } => derived("refund", &[b"claim", claim.0.as_bytes()]),
    }
}

/// How money is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// To the card that paid, through the processor.
    Card,
    /// To the member whose miles paid, through the programme.
    Miles,
    /// From the bag, by hand.
    Cash,
    /// As a voucher to the passenger.
    Voucher,
}

impl Means {
    /// Whom it is sent back through; none where it is handed over.
    pub const fn through(self) -> Option<Through> {
        match self {
            Self::Card => Some(Through::Card),
            Self::Miles => Some(Through::Miles),
            Self::Cash | Self::Voucher => None,
        }
    }

    pub const ALL: [Self; 4] = [Self::Card, Self::Miles, Self::Cash, Self::Voucher];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Miles => "miles",
            Self::Cash => "cash",
            Self::Voucher => "voucher",
        }
    }

    /// How a sale can be given back and how much at most so: to what it was paid with first, then as a voucher.
    pub fn of_sale(sale: &Sale) -> Vec<(Self, Money)> {
        let by_card = sale.tender.by_card(sale.total).map(|(amount, _)| (Self::Card, amount));
        let miles = sale.tender.by_miles(sale.total).map(|(amount, _)| (Self::Miles, amount));
        let in_cash = sale.tender.in_cash(sale.total);
        let in_cash = (in_cash.minor > 0).then_some((Self::Cash, in_cash));
        by_card.into_iter().chain(miles).chain(in_cash).chain([(Self::Voucher, sale.total)]).collect()
    }
}

/// Why somebody wants it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    NotReceived,
    Faulty,
    WrongItem,
    ChargedTwice,
    /// Money instead of a voucher.
    MoneyInstead,
    Goodwill,
    /// Said in the note.
    Other,
}

impl RefundReason {
    pub const ALL: [Self; 7] = [
        Self::NotReceived,
        Self::Faulty,
        Self::WrongItem,
        Self::ChargedTwice,
        Self::MoneyInstead,
        Self::Goodwill,
        Self::Other,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::NotReceived => "not_received",
            Self::Faulty => "faulty",
            Self::WrongItem => "wrong_item",
            Self::ChargedTwice => "charged_twice",
            Self::MoneyInstead => "money_instead",
            Self::Goodwill => "goodwill",
            Self::Other => "other",
        }
    }
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// Waits for somebody to grant it.
    Requested,
    /// Granted; on its way to the card or to the member.
    Approved,
    Refused,
    Paid,
    /// Granted, and the processor would not do it.
    Failed,
}

impl RefundState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Paid => "paid",
            Self::Failed => "failed",
        }
    }
}

/// Which part of the policy set a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "level", content = "name", rename_all = "snake_case")]
pub enum Origin {
    Default,
    /// IATA designator.
    Carrier(String),
    /// IATA code.
    Station(String),
    /// A category of the catalogue.
    Product(String),
    Tier(Tier),
}

/// A limit and where it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Set<T> {
    pub value: T,
    pub from: Origin,
}

/// The limits that held when somebody asked, each with where it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Limits {
    /// The most that may be given back by one request.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub most: Set<Money>,
    /// Above this two people must grant it.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub two_above: Set<Money>,
    /// Days after the payment in which it may be asked for.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub within_days: Set<u32>,
    /// Whether a voucher may be given instead.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub to_voucher: Set<bool>,
}

impl Limits {
    /// How many people must grant an amount.
    pub fn approvers(&self, amount: Money) -> usize {
        if amount.minor > self.two_above.value.minor { 2 } else { 1 }
    }
}

/// Somebody's yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Approval {
    pub user: UserId,
    pub by: String,
    pub role: Role,
    pub at: Timestamp,
}

/// Somebody's no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Refused {
    pub by: String,
    pub at: Timestamp,
    pub reason: String,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RefundRequest {
    pub id: RequestId,
    pub amount: Money,
    /// What of it was tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Money>,
    pub to: Means,
    /// How many miles go back, where it is to a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub miles: Option<i64>,
    pub reason: RefundReason,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who asked: never the one who grants it.
    pub user: UserId,
    pub by: String,
    pub station: String,
    pub at: Timestamp,
    pub limits: Limits,
    pub state: RefundState,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approval>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
    /// When it was paid, or could not be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// The voucher that was given instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<VoucherId>,
    /// Why the processor would not do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

impl RefundRequest {
    /// Whether its amount counts against what was paid.
    pub fn counts(&self) -> bool {
        !matches!(self.state, RefundState::Refused | RefundState::Failed)
    }

    /// How many people must still grant it.
    pub fn lacks(&self) -> usize {
        match self.state {
            RefundState::Requested => self.limits.approvers(self.amount).saturating_sub(self.approvals.len()),
            _ => 0,
        }
    }

    /// When somebody decided: the last yes, or the no.
    pub fn decided_at(&self) -> Option<Timestamp> {
        match self.state {
            RefundState::Requested => None,
            RefundState::Refused => self.refused.as_ref().map(|it| it.at),
            _ => self.approvals.last().map(|it| it.at),
        }
    }
}

/// Everything that was asked back about one sale or claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Refund {
    pub id: RefundId,
    pub subject: Subject,
    /// What is on the receipt or the voucher.
    pub number: String,
    pub flight: FlightId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    /// What was paid, or what the voucher was worth.
    pub paid: Money,
    /// In the order in which they were made; none is ever taken out.
    pub requests: Vec<RefundRequest>,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

impl Refund {
    /// What is asked back, granted or paid back so far.
    pub fn counted(&self) -> Result<Money, Fault> {
        let live = self.requests.iter().filter(|request| request.counts());
        live.map(|request| request.amount).try_fold(Money::zero(self.paid.currency), Money::plus)
    }

    /// What may still be asked back.
    pub fn left(&self) -> Result<Money, Fault> {
        self.paid.plus(self.counted()?.times(-1)?)
    }

    pub fn request(&self, id: RequestId) -> Option<&RefundRequest> {
        self.requests.iter().find(|request| request.id == id)
    }

    /// What the processor made of a granted request: nothing if it was known already.
    pub fn ended(mut self, id: RequestId, at: Timestamp, failure: Option<String>) -> Option<Self> {
        let request = self.requests.iter_mut().find(|request| request.id == id)?;
        if request.state != RefundState::Approved {
            return None;
        }
        request.state = if failure.is_some() { RefundState::Failed } else { RefundState::Paid };
        (request.ended_at, request.failure) = (Some(at), failure);
        Some(self)
    }
}

/// The request, as long as nobody has decided about it.
fn open(refund: &mut Refund, id: RequestId) -> Result<&mut RefundRequest, Rejection> {
    let waits = match refund.request(id) {
        None => {
            let message = "There is no such request: open the refund again.";
            return Err(Fault::of("request", "not_found", message).into());
        }
        Some(request) => request.state == RefundState::Requested,
    };
    if !waits {
        let message = "Somebody decided about this meanwhile: look at what they decided.";
        return Err(Rejection::beside(Fault::new("refund_decided", message), &refund.clone().into()));
    }
    let found = refund.requests.iter_mut().find(|request| request.id == id);
    found.ok_or_else(|| Fault::of("request", "not_found", "Open the refund again.").into())
}

#[cfg(not(feature = "rules"))]
fn no_rules() -> Rejection {
    Fault::new("no_rules", "This program shows refunds and decides none: do it at the desk.").into()
}

#[cfg(all(test, feature = "rules"))]
mod tests;
