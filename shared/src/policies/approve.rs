//! Approving a draft. Who drafted it never approves it, and no version begins on a day that is over: what was
//! decided on that day stays decided.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Policy, SignedOff, policy_id, today};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    intents::{Context, Lane, Rejection, Rule, State},
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ApprovePolicy {
    pub table: String,
    pub number: u32,
    pub at: Timestamp,
}

impl Rule for ApprovePolicy {
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
        let mut policy: Policy = state.need(policy_id(&self.table))?;
        let before = policy.clone();
        let version = policy.open(self.number)?;
        if version.drafted.user == ctx.actor.user {
            let message = "You drafted this: ask a colleague to look at it and approve it.";
            return Err(Fault::new("own_draft", message).into());
        }
        check_day(&before, version.from, today(ctx.now))?;
        version.approved = Some(SignedOff { user: ctx.actor.user, by: ctx.actor.label(), at: self.at });
        Ok(vec![policy.into()])
    }
}

/// Whether a version may begin on a day.
pub(super) fn check_day(policy: &Policy, from: Date, today: Date) -> Result<(), Fault> {
    if from < today {
        let message = format!("Choose a day from {today} on: what was decided before stays decided.");
        return Err(Fault::of("from", "date_past", message));
    }
    match policy.standing().last() {
        Some(last) if last.from >= from => {
            let message = format!(
                "Version {} begins on {}: withdraw it first, or choose a later day.",
                last.number, last.from
            );
            Err(Fault::of("from", "date_taken", message))
        }
        _ => Ok(()),
    }
}
