//! Taking a version back before it decides. One that has decided stays: what follows it is another version.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Policy, TakenBack, policy_id, today};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    intents::{Context, Lane, Rejection, Rule, State},
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WithdrawPolicy {
    pub table: String,
    pub number: u32,
    pub reason: String,
    pub at: Timestamp,
}

impl Rule for WithdrawPolicy {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Policy, policy_id(&self.table))
    }

    fn permission(&self) -> Permission {
        Permission::RulesAndLimits
    }

    fn reads(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::Policy, policy_id(&self.table))]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        let reason = self.reason.trim();
        if reason.is_empty() || reason.chars().count() > 200 {
            let message = "Say why it is withdrawn, in at most 200 letters.";
            return Err(Fault::of("reason", "reason_missing", message).into());
        }
        let mut policy: Policy = state.need(policy_id(&self.table))?;
        let beside: Entity = policy.clone().into();
        let Some(version) = policy.versions.iter_mut().find(|it| it.number == self.number) else {
            return Err(Fault::of("number", "not_found", "Open the table again.").into());
        };
        if version.withdrawn.is_some() {
            let message = "Somebody withdrew this meanwhile: nothing is left to do.";
            return Err(Rejection::beside(Fault::new("policy_decided", message), &beside));
        }
        if version.approved.is_some() && version.from <= today(ctx.now) {
            let message = "This version decides already: draft another that takes its place.";
            return Err(Fault::new("policy_in_force", message).into());
        }
        version.withdrawn = Some(TakenBack { by: ctx.actor.label(), at: self.at, reason: reason.to_owned() });
        Ok(vec![policy.into()])
    }
}
