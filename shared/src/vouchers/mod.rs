//! Vouchers: what was promised, to whom, and the signed code that a till can verify without a network.

pub mod code;
mod expire;
mod issue;
mod issuer;
mod offers;
mod redeem;
mod reissue;
pub(crate) mod revoke;
mod signed;
mod standing;
mod statement;
mod terms;
#[cfg(test)]
mod tests;
mod verify;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use expire::{GRACE, NEVER, expires, written_off};
pub use issue::{Agreement, IssueVoucher, claim_id};
pub use issuer::{Issuer, issuer_id};
pub use offers::{AIRLINE_CARE, Grounds, VoucherOffer, voucher_offers};
pub use redeem::RedeemVoucher;
pub use reissue::ReissueVoucher;
pub(crate) use revoke::reads;
pub use revoke::{ReviewLoss, RevokeVoucher};
pub use standing::{
    Loss, LossReason, Redemption, Review, Revocation, VoucherStanding, day, settlement_id, standing_id,
};
pub use statement::{Statement, StatementLine};
pub use terms::{GivenTo, KindTerms, Suggested, Supplier, Valid, VoucherTerms};
pub use verify::{Known, Till, Verdict, check_amount, genuine, verify};

use crate::{
    Fault, Language,
    compensation::Said,
    entity::{Kind, Ref, Rest},
    ids::{
        AllowanceId, ClaimFileId, ClaimId, DeviceId, FlightId, PassengerId, TimelineId, TripId, VoucherId,
    },
    intents::Context,
    money::Money,
    timeline::{TimelineEntry, TimelineKind},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Voucher {
    pub id: VoucherId,
    /// What is printed and read out: `MV-7Q2M9-4T`.
    pub number: String,
    pub kind: VoucherKind,
    pub amount: Money,
    pub passenger: PassengerId,
    pub trip: TripId,
    pub flight: FlightId,
    pub claim: ClaimId,
    pub allowance: AllowanceId,
    pub issued_at: Timestamp,
    pub issued_by: String,
    pub device: DeviceId,
    pub station: String,
    /// [`NEVER`] where it is good for ever.
    pub expires_at: Timestamp,
    /// `AV1:` and base45; see [`code`].
    pub code: String,
    /// Which paper it is that is good: 0 is the first.
    #[serde(default, skip_serializing_if = "is_first")]
    pub copy: u32,
    pub status: VoucherStatus,
    /// That the passenger took it in the place of money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    pub basis: Basis,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

fn is_first(copy: &u32) -> bool {
    *copy == 0
}

/// Why it was due, so that it can be explained for ever.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Basis {
    /// `EU261`, `AIRLINE_CARE`.
    pub law: String,
    /// Version of the policy table that decided.
    pub policy: String,
    /// The sentences of the explanation in English, as they were when it was issued.
    pub because: Vec<String>,
    /// The same as data, to be said in any language; older vouchers have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<Said>,
}

impl Voucher {
    /// The money that it stands for: what was due where it was taken in the place of money, which is less than what it
    /// is worth; otherwise its worth.
    pub fn in_money(&self) -> Money {
        self.agreement.as_ref().map_or(self.amount, |agreed| agreed.instead_of)
    }

    /// What its holder's history says of it.
    pub(crate) fn told(
        &self,
        line: TimelineId,
        at: Timestamp,
        summary: String,
        ctx: &Context,
    ) -> TimelineEntry {
        TimelineEntry {
            id: line,
            passenger: self.passenger,
            at,
            kind: TimelineKind::Compensation,
            summary,
            place: ctx.actor.station.clone(),
            by: ctx.actor.label(),
            link: Some(Ref::new(Kind::Voucher, self.id)),
            rest: Rest::default(),
        }
    }
}

impl Basis {
    /// Why it was due, in a language where that is known as data, and as it was written where not.
    pub fn in_words(&self, language: Language) -> Vec<String> {
        match self.said.is_empty() {
            true => self.because.clone(),
            false => self.said.iter().map(|said| said.in_words(language)).collect(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VoucherKind {
    Meal,
    Hotel,
    Transport,
    TravelCredit,
    Lounge,
    Goodwill,
}

impl VoucherKind {
    pub const ALL: [Self; 6] =
        [Self::Meal, Self::Hotel, Self::Transport, Self::TravelCredit, Self::Lounge, Self::Goodwill];

    /// The kind of that name.
    pub fn of(name: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
            Fault::of("code", "unknown_kind", "This kind of voucher is newer than this program: update it.")
        })
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Meal => "meal",
            Self::Hotel => "hotel",
            Self::Transport => "transport",
            Self::TravelCredit => "travel_credit",
            Self::Lounge => "lounge",
            Self::Goodwill => "goodwill",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VoucherStatus {
    Issued,
    Redeemed,
    Revoked,
    /// Its time is over, and what was left of it is written off.
    Expired,
}

/// What makes a payment unique. Its id follows from passenger, flight, kind and law, so two desks that
/// never met make the same one, and the second to arrive is refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Claim {
    pub id: ClaimId,
    pub passenger: PassengerId,
    pub flight: FlightId,
    pub kind: VoucherKind,
    pub law: String,
    /// None's id where money or miles were given.
    pub voucher: VoucherId,
    /// Where it is told how it came about, if it was not a desk's own act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<ClaimFileId>,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}
