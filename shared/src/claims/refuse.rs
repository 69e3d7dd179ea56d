//! Refusing a claim that somebody had to grant, with a reason that the passenger is told.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ClaimAct, ClaimFile, ClaimState};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::ClaimFileId,
    intents::{Context, Lane, Rejection, Rule, State},
    refunds::Refused,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RefuseClaim {
    pub file: ClaimFileId,
    pub reason: String,
    pub at: Timestamp,
}

impl Rule for RefuseClaim {
    fn lane(&self) -> Lane {
        Lane::of(Kind::ClaimFile, self.file)
    }

    fn permission(&self) -> Permission {
        Permission::ApproveOverLimit
    }

    fn reads(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::ClaimFile, self.file)]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(Fault::of("reason", "reason_missing", "Say why the claim is refused.").into());
        }
        let mut file: ClaimFile = state.need(self.file)?;
        file.may_be_decided_by(&ctx.actor).map_err(|fault| Rejection::beside(fault, &file.clone().into()))?;
        let by = ctx.actor.label();
        if let Some(approval) = &mut file.approval {
            approval.refused = Some(Refused { by: by.clone(), at: self.at, reason: reason.to_owned() });
        }
        file.state = ClaimState::Refused;
        file.did_by(ClaimAct::Refused, self.at, by, reason);
        Ok(vec![file.into()])
    }
}
