//! Deciding about compensation otherwise than the rules, and what was so decided.

use airside_shared::{
    Fault,
    access::{Permission, grant},
    claims::SdrRates,
    compensation::{
        Decided, OverruleDecision, Overruling, OverrulingLimits, Policies, Sum, Verdict, overruling_id,
    },
    entity::{Kind, Ref},
    ids::{FlightId, PassengerId},
    intents::Actor,
    ipc::{MayOverrule, OverruleArgs, Saved, VerdictView},
    money::Money,
};
use rusqlite::Connection;
use serde_json::Value;

use crate::{act::Act, clock::clock, compensation::subject, desk::Desk, policies, store::rows, view};

impl Desk {
    /// Decides otherwise than the rules. What the rules said is kept beside it.
    pub fn overrule(&self, args: OverruleArgs) -> Result<Saved, Fault> {
        self.authorise(Permission::Overrule)?;
        let now = self.around.now();
        let (of, before, decided) = self.store()?.read(|db| {
            let of = subject(db, &args.of)?;
            let before = self::of(db, of.passenger.id, of.flight.id)?;
            let (tables, rates) = (policies::tables(db)?, policies::table::<SdrRates>(db, now)?);
            let decided = of.given(&args.of, &tables, &rates, now)?.decided;
            Ok((of, before, decided))
        })?;
        let intent = OverruleDecision {
            passenger: of.passenger.id,
            trip: of.trip.id,
            flight: of.flight.id,
            saw: decided.decision.sum(),
            tables: decided.tables,
            facts: decided.facts,
            after: before.map_or(0, |before| before.verdicts.len() as u32),
            outcome: args.outcome,
            reason: args.reason,
            beside: of.trip.beside(of.flight.id),
            timeline: self.around.id(),
            at: now,
        };
        let id = intent.id();
        self.act(Act {
            intent: intent.into(),
            about: format!("{} · {}", of.passenger.name.full(), of.flight.designator()),
            passenger: Some(of.passenger.id),
            id: id.0,
            reference: None,
            replaces: None,
        })
    }
}

/// What people decided about a passenger on a flight.
pub(crate) fn of(
    db: &Connection,
    passenger: PassengerId,
    flight: FlightId,
) -> Result<Option<Overruling>, Fault> {
    rows::get(db, overruling_id(passenger, flight))
}

/// The verdicts, the newest first; `now` is what the rules give now.
pub(crate) fn verdicts(
    db: &Connection,
    overruling: Option<&Overruling>,
    now: Option<Sum>,
) -> Result<Vec<VerdictView>, Fault> {
    let Some(overruling) = overruling else { return Ok(Vec::new()) };
    let state = view::save_state(db, Ref::new(Kind::Overruling, overruling.id))?;
    let view = |verdict: &Verdict| {
        let saw = verdict.decided.decision.sum();
        VerdictView {
            outcome: verdict.outcome.clone(),
            amount: verdict.amount,
            before: saw.amount,
            law: saw.regime.map(|regime| regime.code().to_owned()),
            version: saw.regime.and_then(|regime| verdict.decided.versions.get(&regime).cloned()),
            reason: verdict.reason.clone(),
            by: verdict.by.clone(),
            role: verdict.role,
            at: clock(&verdict.station, verdict.at),
            moved: now.is_some_and(|now| now != saw),
            state,
        }
    };
    Ok(overruling.verdicts.iter().rev().map(view).collect())
}

/// What `actor` may decide instead.
pub(crate) fn may(
    actor: &Actor,
    limits: &OverrulingLimits,
    tables: &Policies,
    decided: &Decided,
    overruling: Option<&Overruling>,
    fare: Option<Money>,
) -> Option<MayOverrule> {
    let limit = limits.of(actor.role)?;
    if !grant(actor.role, Permission::Overrule).allowed {
        return None;
    }
    let gives = decided.decision.sum().amount;
    let standing = overruling.and_then(Overruling::standing);
    let own = |most: &Money| gives.is_none_or(|gives| gives.currency == most.currency);
    let mut most: Vec<Money> = limit.most().filter(own).collect();
    // What the passenger paid in comes first.
    most.sort_by_key(|most| fare.is_none_or(|fare| fare.currency != most.currency));
    Some(MayOverrule {
        lowers: limit.lowers,
        most,
        causes: tables.causes.codes().map(str::to_owned).collect(),
        cause: decided.facts.get("cause").and_then(Value::as_str).unwrap_or_default().to_owned(),
        holds: standing.map_or(gives, |verdict| verdict.amount),
    })
}
