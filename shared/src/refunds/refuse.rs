//! Refusing a refund, with a reason that the passenger can be told.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Refund, RefundState, Refused, open};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::{RefundId, RequestId},
    intents::{Context, Lane, Rejection, Rule, State},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RefuseRefund {
    pub refund: RefundId,
    pub request: RequestId,
    pub reason: String,
    pub at: Timestamp,
}

impl Rule for RefuseRefund {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Refund, self.refund)
    }

    fn permission(&self) -> Permission {
        Permission::RefundApprove
    }

    fn reads(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::Refund, self.refund)]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(Fault::of("reason", "reason_missing", "Say why the refund is refused.").into());
        }
        let mut refund: Refund = state.need(self.refund)?;
        let request = open(&mut refund, self.request)?;
        request.state = RefundState::Refused;
        request.refused = Some(Refused { by: ctx.actor.label(), at: self.at, reason: reason.to_owned() });
        Ok(vec![refund.into()])
    }
}
