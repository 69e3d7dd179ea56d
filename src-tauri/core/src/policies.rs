//! The tables of rules: which versions decide on this device, and drafting, approving and withdrawing them.

use std::borrow::Cow;

use airside_shared::{
    Fault,
    access::{Permission, grant},
    compensation::Policies,
    entity::{Kind, Ref},
    intents::{Actor, Intent},
    ipc::{
        ApprovePolicyArgs, DraftPolicyArgs, PoliciesPage, PolicyArgs, PolicyDraft, PolicyName, PolicyPage,
        PolicyRow, PolicyVersionRow, Saved, WithdrawPolicyArgs,
    },
    policies::{
        AirlineTable, ApprovePolicy, DraftPolicy, InForce, Policy, PolicyState, PolicyVersion, Table, Trial,
        TrialRequest, WithdrawPolicy, all_tables, in_force, instrument, policy_id,
    },
    vouchers::day,
};
use jiff::{Timestamp, civil::Date};
use rusqlite::Connection;

use crate::{
    act::Act,
    clock::clock,
    desk::{Desk, Session},
    store::rows,
    view,
};

/// What decides on this device, with every approved version that it holds.
pub(crate) fn tables(db: &Connection) -> Result<Cow<'static, Policies>, Fault> {
    let stored: Vec<Policy> = rows::all(db)?;
    Policies::with(&stored)
}

/// The version of a table of the airline's own that holds at a moment.
pub(crate) fn table<T: AirlineTable>(
    db: &Connection,
    at: Timestamp,
) -> Result<Cow<'static, Table<T>>, Fault> {
    Table::on(rows::get::<Policy>(db, policy_id(T::TABLE))?.as_ref(), day(at))
}

fn stored(db: &Connection, table: &str) -> Result<Policy, Fault> {
    Ok(rows::get(db, policy_id(table))?.unwrap_or_else(|| Policy::new(table)))
}

impl Desk {
    /// Every table, and what decides by it.
    pub fn policies(&self) -> Result<PoliciesPage, Fault> {
        self.may_look_at_rules()?;
        let today = self.day_of_rules();
        self.store()?.read(|db| {
            let row = |table| row(&stored(db, table)?, today);
            Ok(PoliciesPage { rows: all_tables().map(row).collect::<Result<_, _>>()? })
        })
    }

    /// One table, whole.
    pub fn policy(&self, args: &PolicyArgs) -> Result<PolicyPage, Fault> {
        let session = self.may_look_at_rules()?;
        let today = self.day_of_rules();
        let may_not = self.authorise(Permission::RulesAndLimits).err();
        self.store()?.read(|db| {
            let policy = stored(db, &args.table)?;
            let base = base(&policy, today)?;
            let now = in_force(&policy, today)?;
            let draft = policy.draft().map(|it| PolicyDraft {
                number: it.number,
                from: it.from,
                citation: it.citation.clone(),
                terms: it.terms.clone(),
                by: it.drafted.by.clone(),
                may_not_approve: may_not.clone().or_else(|| own(it, &session.actor)),
            });
            let version = |it: &PolicyVersion| version_row(&policy, it, today, &session.actor.station);
            Ok(PolicyPage {
                instrument: instrument(&policy.table)?,
                today,
                in_force: name(&now),
                base: name(&base),
                terms: base.terms,
                draft,
                versions: policy.versions.iter().rev().map(version).collect(),
                may_not,
                state: view::save_state(db, Ref::new(Kind::Policy, policy.id))?,
                table: policy.table,
            })
        })
    }

    pub fn draft_policy(&self, args: DraftPolicyArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::RulesAndLimits)?;
        let policy = self.store()?.read(|db| stored(db, &args.table))?;
        let intent = DraftPolicy {
            table: args.table.clone(),
            after: policy.versions.len() as u32,
            from: args.from,
            citation: args.citation,
            terms: args.terms,
            at: self.around.now(),
        };
        self.about_table(intent.into(), &args.table)
    }

    pub fn approve_policy(&self, args: ApprovePolicyArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::RulesAndLimits)?;
        let at = self.around.now();
        let intent = ApprovePolicy { table: args.table.clone(), number: args.number, at };
        self.about_table(intent.into(), &args.table)
    }

    pub fn withdraw_policy(&self, args: WithdrawPolicyArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::RulesAndLimits)?;
        let at = self.around.now();
        let intent =
            WithdrawPolicy { table: args.table.clone(), number: args.number, reason: args.reason, at };
        self.about_table(intent.into(), &args.table)
    }

    /// Has the backend try edited terms on the cases that it keeps.
    pub async fn try_policy(&self, args: TrialRequest) -> Result<Trial, Fault> {
        self.authorise(Permission::RulesAndLimits)?;
        Ok(self.signed().post("/v1/policies/trial", &args).await?.body)
    }

    fn about_table(&self, intent: Intent, table: &str) -> Result<Saved, Fault> {
        let id = policy_id(table);
        self.act(Act {
            intent,
            about: table.to_uppercase(),
            passenger: None,
            id: id.0,
            reference: None,
            replaces: None,
        })
    }

    /// Looking needs no network, unlike changing.
    fn may_look_at_rules(&self) -> Result<Session, Fault> {
        let session = self.session()?;
        match grant(session.actor.role, Permission::RulesAndLimits).allowed {
            true => Ok(session),
            false => Err(Fault::new("not_permitted", "Your role may not do this: ask a supervisor.")),
        }
    }

    /// Days of effect are the same everywhere in the world.
    fn day_of_rules(&self) -> Date {
        day(self.around.now())
    }
}

/// What a draft takes the place of: no draft can begin before the last approved version does.
fn base(policy: &Policy, today: Date) -> Result<InForce, Fault> {
    let last = policy.standing().last().map(|it| it.from);
    in_force(policy, last.map_or(today, |last| last.max(today)))
}

fn name(of: &InForce) -> PolicyName {
    PolicyName { name: of.name.clone(), from: of.from }
}

fn row(policy: &Policy, today: Date) -> Result<PolicyRow, Fault> {
    let coming = policy.standing().into_iter().find(|it| it.from > today);
    Ok(PolicyRow {
        table: policy.table.clone(),
        instrument: instrument(&policy.table)?,
        in_force: name(&in_force(policy, today)?),
        next: coming.map(|it| it.from),
        draft_by: policy.draft().map(|it| it.drafted.by.clone()),
    })
}

fn version_row(policy: &Policy, it: &PolicyVersion, today: Date, station: &str) -> PolicyVersionRow {
    let state = policy.state(it, today);
    PolicyVersionRow {
        number: it.number,
        state,
        from: it.from,
        citation: it.citation.clone(),
        drafted_by: it.drafted.by.clone(),
        drafted: clock(station, it.drafted.at),
        approved_by: it.approved.as_ref().map(|it| it.by.clone()),
        withdrawn_by: it.withdrawn.as_ref().map(|it| it.by.clone()),
        reason: it.withdrawn.as_ref().map(|it| it.reason.clone()),
        revocable: matches!(state, PolicyState::Draft | PolicyState::Approved),
    }
}

fn own(draft: &PolicyVersion, actor: &Actor) -> Option<Fault> {
    let message = "You drafted this: ask a colleague to look at it and approve it.";
    (draft.drafted.user == actor.user).then(|| Fault::new("own_draft", message))
}
