//! Drafting a version of a table. A draft that still waits is replaced by it, and stays among the versions.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::policy_id;
use crate::{
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::PolicyId,
    intents::{Context, Lane, Rejection, Rule, State},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DraftPolicy {
    /// The table's name: `eu261`.
    pub table: String,
    /// How many versions there were before.
    pub after: u32,
    /// The first day on which it is to decide.
    pub from: Date,
    /// The law, or the airline's own decision, that it follows.
    pub citation: String,
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub terms: Value,
    pub at: Timestamp,
}

impl DraftPolicy {
    pub fn id(&self) -> PolicyId {
        policy_id(&self.table)
    }
}

impl Rule for DraftPolicy {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Policy, self.id())
    }

    fn permission(&self) -> Permission {
        Permission::RulesAndLimits
    }

    fn reads(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::Policy, self.id())]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        self.weighed(state, ctx)
    }
}

#[cfg(not(feature = "rules"))]
impl DraftPolicy {
    fn weighed(&self, _: &State, _: &Context) -> Result<Vec<Entity>, Rejection> {
        let message = "This program shows tables and keeps none: do it at the desk.";
        Err(crate::Fault::new("no_rules", message).into())
    }
}

#[cfg(feature = "rules")]
mod weighing {
    use super::DraftPolicy;
    use crate::{
        Fault,
        entity::Entity,
        intents::{Context, Rejection, State},
        policies::{Policy, PolicyVersion, SignedOff, TakenBack, check, in_force, in_force::readable, today},
    };

    /// Letters of a citation, at least and at most.
    const CITATION: std::ops::RangeInclusive<usize> = 5..=300;
    /// Letters of the terms, at most: the longest file has a tenth.
    const TERMS: usize = 64 * 1024;

    impl DraftPolicy {
        pub(super) fn weighed(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
            let mut policy: Policy = state.get(self.id()).unwrap_or_else(|| Policy::new(&self.table));
            if policy.versions.len() != self.after as usize {
                let message = "Somebody drafted this table meanwhile: look at their draft, then make yours.";
                return Err(Rejection::beside(Fault::new("policy_moved", message), &policy.into()));
            }
            self.check(&policy, ctx)?;
            let number = self.after + 1;
            for version in policy.versions.iter_mut().filter(|it| it.is_draft()) {
                let reason = format!("Replaced by version {number}");
                version.withdrawn = Some(TakenBack { by: ctx.actor.label(), at: self.at, reason });
            }
            policy.versions.push(PolicyVersion {
                number,
                from: self.from,
                citation: self.citation.trim().to_owned(),
                terms: self.terms.clone(),
                drafted: SignedOff { user: ctx.actor.user, by: ctx.actor.label(), at: self.at },
                approved: None,
                withdrawn: None,
            });
            Ok(vec![policy.into()])
        }

        fn check(&self, policy: &Policy, ctx: &Context) -> Result<(), Fault> {
            if !CITATION.contains(&self.citation.trim().chars().count()) {
                let message = "Name the law or the decision that this follows, in at most 300 letters.";
                return Err(Fault::of("citation", "citation_missing", message));
            }
            if self.terms.to_string().len() > TERMS {
                return Err(Fault::of("terms", "too_long", "Leave rows out: no table is that long."));
            }
            super::super::approve::check_day(policy, self.from, today(ctx.now))?;
            let now = in_force(policy, self.from)?;
            if let Some(fault) = check(&self.terms, &now.terms).into_iter().next() {
                return Err(fault);
            }
            readable(&self.table, &self.terms)?;
            if self.terms == now.terms {
                let message = "This is what is in force already: change a cell first.";
                return Err(Fault::of("terms", "nothing_changes", message));
            }
            Ok(())
        }
    }
}
