//! Granting a refund. The last yes that it needs pays it out: cash is handed over, a voucher is issued, and to a
//! card the backend sends it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Subject;
use crate::{
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::{RefundId, RequestId, VoucherId},
    intents::{Context, Lane, Rejection, Rule, State},
    policies::{REFUNDS, versions_of},
    vouchers::{IssueVoucher, revoke},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ApproveRefund {
    pub refund: RefundId,
    pub subject: Subject,
    pub request: RequestId,
    /// The voucher of the claim, which the money takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<VoucherId>,
    /// The voucher that is given, signed on the desk where the last yes is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<Box<IssueVoucher>>,
    pub at: Timestamp,
}

impl Rule for ApproveRefund {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Refund, self.refund)
    }

    fn also(&self) -> Vec<Lane> {
        let issued = self.issue.iter().map(|issue| issue.lane());
        let taken_back = self.instead_of.into_iter();
        let taken_back =
            taken_back.flat_map(|id| revoke::reads(id).into_iter().map(|it| Lane::of(it.kind, it.id)));
        issued.chain(taken_back).collect()
    }

    fn permission(&self) -> Permission {
        Permission::RefundApprove
    }

    fn reads(&self) -> Vec<Ref> {
        let mut reads = vec![Ref::new(Kind::Refund, self.refund), versions_of(REFUNDS)];
        if let Subject::Sale { sale } = self.subject {
            reads.push(Ref::new(Kind::Sale, sale));
        }
        reads.extend(self.instead_of.into_iter().flat_map(revoke::reads));
        reads.extend(self.issue.iter().flat_map(|issue| issue.reads()));
        reads
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        self.weighed(state, ctx)
    }
}

#[cfg(not(feature = "rules"))]
impl ApproveRefund {
    fn weighed(&self, _: &State, _: &Context) -> Result<Vec<Entity>, Rejection> {
        Err(super::no_rules())
    }
}
