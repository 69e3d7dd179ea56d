//! Granting a claim that goes beyond what goes by itself.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::ClaimFileId,
    intents::{Context, Lane, Rejection, Rule, State},
    money::Money,
    policies::{CLAIMS, versions_of},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ApproveClaim {
    pub file: ClaimFileId,
    /// What the person saw that they grant.
    pub amount: Money,
    pub at: Timestamp,
}

impl Rule for ApproveClaim {
    fn lane(&self) -> Lane {
        Lane::of(Kind::ClaimFile, self.file)
    }

    fn permission(&self) -> Permission {
        Permission::ApproveOverLimit
    }

    fn reads(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::ClaimFile, self.file), versions_of(CLAIMS)]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        self.weighed(state, ctx)
    }
}

#[cfg(not(feature = "rules"))]
impl ApproveClaim {
    fn weighed(&self, _: &State, _: &Context) -> Result<Vec<Entity>, Rejection> {
        Err(super::no_rules())
    }
}

#[cfg(feature = "rules")]
impl ApproveClaim {
    fn weighed(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        use super::{ClaimAct, ClaimFile, ClaimPolicy, ClaimState};
        use crate::{Fault, policies::Table, refunds::Approval, vouchers::day};
        let mut file: ClaimFile = state.need(self.file)?;
        let shown: Entity = file.clone().into();
        let beside = |fault| Rejection::beside(fault, &shown);
        file.may_be_decided_by(&ctx.actor).map_err(beside)?;
        if file.due() != Some(self.amount) {
            let message = "Something else is due by now: look at the claim again.";
            return Err(beside(Fault::of("amount", "claim_changed", message)));
        }
        let limits = Table::<ClaimPolicy>::of(state, day(self.at))?;
        limits.may_grant(ctx.actor.role, self.amount).map_err(beside)?;
        let Some(approval) = &mut file.approval else { return Ok(Vec::new()) };
        let (user, by, role) = (ctx.actor.user, ctx.actor.label(), ctx.actor.role);
        approval.said_yes.push(Approval { user, by: by.clone(), role, at: self.at });
        if approval.lacks() == 0 {
            file.state = ClaimState::Approved;
        }
        file.did_by(ClaimAct::Approved, self.at, by, self.amount.to_string());
        Ok(vec![file.into()])
    }
}
