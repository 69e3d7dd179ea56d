//! Asking for a refund. The rule resolves the limits from what is true now and keeps them with the request: whoever
//! grants it sees by which it was asked.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Means, RefundReason, Subject, refund_id};
use crate::{
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::{FlightId, PassengerId, ProductId, RefundId, RequestId, VoucherId},
    intents::{Context, Lane, Rejection, Rule, State},
    money::Money,
    policies::{REFUNDS, versions_of},
    vouchers::revoke,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RequestRefund {
    pub subject: Subject,
    pub request: RequestId,
    /// Whose policy holds: what the rule looks at beside the sale or claim, and compares with it.
    pub flight: FlightId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<ProductId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<VoucherId>,
    pub amount: Money,
    pub to: Means,
    pub reason: RefundReason,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// How many requests the person saw.
    pub after: u32,
    pub at: Timestamp,
}

impl RequestRefund {
    /// Where it is kept.
    pub fn id(&self) -> RefundId {
        refund_id(self.subject)
    }
}

impl Rule for RequestRefund {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Refund, self.id())
    }

    fn also(&self) -> Vec<Lane> {
        match self.subject {
            Subject::Sale { sale } => vec![Lane::of(Kind::Sale, sale)],
            Subject::Claim { .. } => Vec::new(),
        }
    }

    fn permission(&self) -> Permission {
        Permission::RefundRequest
    }

    fn reads(&self) -> Vec<Ref> {
        let subject = match self.subject {
            Subject::Sale { sale } => Ref::new(Kind::Sale, sale),
            Subject::Claim { claim } => Ref::new(Kind::Claim, claim),
        };
        let mut reads = vec![Ref::new(Kind::Refund, self.id()), subject, Ref::new(Kind::Flight, self.flight)];
        reads.extend(self.passenger.map(|id| Ref::new(Kind::Passenger, id)));
        reads.extend(self.products.iter().map(|id| Ref::new(Kind::Product, *id)));
        reads.extend(self.voucher.into_iter().flat_map(revoke::reads));
        reads.push(versions_of(REFUNDS));
        reads
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        self.weighed(state, ctx)
    }
}

#[cfg(not(feature = "rules"))]
impl RequestRefund {
    fn weighed(&self, _: &State, _: &Context) -> Result<Vec<Entity>, Rejection> {
        Err(super::no_rules())
    }
}
