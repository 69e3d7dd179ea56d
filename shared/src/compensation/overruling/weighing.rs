//! The rule of an overruling, where the rules are: the decision is made again, the person's verdict is weighed
//! against it, and both are kept.

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::{Decided, Outcome, OverruleDecision, Overruling, Verdict};
use crate::{
    Fault,
    claims::{ClaimReason, Matter},
    compensation::{Decision, Facts, Policies, evaluate, known_facts},
    entity::{Entity, Kind, Ref},
    flights::Flight,
    intents::{Context, Rejection, State},
    money::Money,
    timeline::{TimelineEntry, TimelineKind},
    trips::{Journey, Trip},
};

/// Letters of a reason, at least and at most.
const REASON: std::ops::RangeInclusive<usize> = 10..=500;

/// The cause that excuses nobody, because the carrier has to prove its cause and did not.
const UNPROVEN: &str = "unspecified";

impl Decided {
    /// Decides on facts, and keeps what is needed to do it again.
    pub fn on(facts: Map<String, Value>, policies: &Policies) -> Result<Self, Fault> {
        let read = Facts::read(&facts)?;
        let decision = evaluate(&read, policies)?;
        let versions = read.date.map(|day| policies.in_force_on(day)).unwrap_or_default();
        Ok(Self { facts, tables: policies.digest().to_owned(), versions, decision })
    }

    /// The same decision made again, under the versions that decided then, whatever holds on that day by now.
    ///
    /// # Errors
    /// `versions_lost` if these tables do not have those versions any more.
    pub fn replayed(&self, policies: &Policies) -> Result<Decision, Fault> {
        policies.again(&self.facts, &self.versions)
    }

    fn with_cause(&self, cause: &str, policies: &Policies) -> Result<Decision, Fault> {
        let mut facts = self.facts.clone();
        facts.insert("cause".into(), cause.into());
        // The category follows from the cause; one that was given was of the other cause.
        facts.remove("category");
        evaluate(&Facts::read(&facts)?, policies)
    }
}

impl OverruleDecision {
    pub(super) fn weighed(
        &self,
        state: &State,
        before: Option<Overruling>,
        trip: &Trip,
        flight: &Flight,
        ctx: &Context,
    ) -> Result<Vec<Entity>, Rejection> {
        let policies = Policies::of(state)?;
        let policies = policies.as_ref();
        let reason = self.checked_reason()?;
        let decided = Decided::on(self.facts.clone(), policies)?;
        if decided.decision.sum() != self.saw {
            if decided.tables != self.tables {
                let message = "The rules of that day are others meanwhile: look at it again and decide anew.";
                return Err(Fault::new("rules_moved", message).into());
            }
            let message =
                "What was overruled does not follow from its facts: look at it again and decide anew.";
            return Err(Fault::new("decision_altered", message).into());
        }
        let others: Vec<Flight> = self.beside.iter().filter_map(|flight| state.get(*flight)).collect();
        self.check_still_so(&Journey { trip, flight, others: &others }, policies)?;
        let stood = before.as_ref().and_then(Overruling::standing);
        let (amount, instead) = self.outcome_of(&decided, stood, policies)?;
        // How far a person may go is a matter of the day on which they do.
        let limits = policies.overruling_on(self.at.to_zoned(TimeZone::UTC).date());
        let limit = limits.and_then(|limits| limits.of(ctx.actor.role)).ok_or_else(|| {
            Fault::new("not_permitted", "Your role may not overrule a decision: ask a supervisor.")
        })?;
        let holds = stood.map_or(self.saw.amount, |verdict| verdict.amount);
        limit.permits(self.saw.amount, holds, amount)?;
        let verdict = Verdict {
            outcome: self.outcome.clone(),
            amount,
            reason,
            by: ctx.actor.label(),
            role: ctx.actor.role,
            station: ctx.actor.station.clone(),
            at: self.at,
            decided,
            instead,
        };
        let told = self.told(&verdict, ctx);
        let mut overruling = before.unwrap_or_else(|| Overruling {
            id: self.id(),
            passenger: self.passenger,
            trip: self.trip,
            flight: self.flight,
            verdicts: Vec::new(),
            rest: Default::default(),
        });
        overruling.verdicts.push(verdict);
        Ok(vec![overruling.into(), told.into()])
    }

    fn checked_reason(&self) -> Result<String, Fault> {
        let reason = self.reason.trim();
        let length = reason.chars().count();
        if length < *REASON.start() {
            let message = "Say why, in a sentence that the passenger may read.";
            return Err(Fault::of("reason", "reason_missing", message));
        }
        if length > *REASON.end() {
            return Err(Fault::of("reason", "too_long", "Say it in at most 500 letters."));
        }
        Ok(reason.to_owned())
    }

    /// What the desk knows may have moved since; what a person added has not.
    fn check_still_so(&self, journey: &Journey<'_>, policies: &Policies) -> Result<(), Rejection> {
        let event = self.facts.get("event").and_then(Value::as_str).unwrap_or_default();
        let about = ClaimReason::of_event(event);
        if about.matter() != Matter::Journey {
            let message = "This is decided by who grants its claim: open one.";
            return Err(Fault::of("event", "not_overruled", message).into());
        }
        let mut facts = known_facts(about, journey);
        for (name, value) in &self.facts {
            facts.entry(name.clone()).or_insert_with(|| value.clone());
        }
        let now = evaluate(&Facts::read(&facts)?, policies)?.sum();
        if now == self.saw {
            return Ok(());
        }
        let message =
            "The flight has moved since, and the rules give something else now: look at it and decide anew.";
        Err(Rejection::beside(Fault::new("decision_moved", message), &journey.flight.clone().into()))
    }

    /// The money that is due by the verdict, and what the rules say where they were asked again.
    fn outcome_of(
        &self,
        decided: &Decided,
        stood: Option<&Verdict>,
        policies: &Policies,
    ) -> Result<(Option<Money>, Option<Decision>), Fault> {
        let (amount, instead) = match &self.outcome {
            Outcome::Amount { amount } if amount.minor <= 0 => {
                let message = "Give an amount above zero, or decide that nothing is due.";
                return Err(Fault::of("amount", "amount_not_positive", message));
            }
            Outcome::Amount { amount } => (Some(*amount), None),
            Outcome::NotDue => (None, None),
            Outcome::Due => {
                let instead = decided.with_cause(UNPROVEN, policies)?;
                if instead.sum().amount.is_none() {
                    let message = "No law gives a sum here, excuse or not: give the amount.";
                    return Err(Fault::of("outcome", "due_needs_amount", message));
                }
                (instead.sum().amount, Some(instead))
            }
            Outcome::Cause { cause } => {
                let instead = decided.with_cause(cause, policies)?;
                (instead.sum().amount, Some(instead))
            }
            Outcome::AsDecided if stood.is_none() => {
                return Err(Fault::of(
                    "outcome",
                    "nothing_changes",
                    "The rules' own decision holds already.",
                ));
            }
            Outcome::AsDecided => return Ok((self.saw.amount, None)),
        };
        let holds = stood.map_or(self.saw.amount, |verdict| verdict.amount);
        let other_cause = matches!(&self.outcome, Outcome::Cause { cause }
            if decided.facts.get("cause").and_then(Value::as_str) != Some(cause));
        if amount == holds && !other_cause {
            return Err(Fault::of(
                "outcome",
                "nothing_changes",
                "That is what holds already: choose another outcome.",
            ));
        }
        Ok((amount, instead))
    }

    fn told(&self, verdict: &Verdict, ctx: &Context) -> TimelineEntry {
        let money = |amount: Option<Money>| amount.map_or_else(|| "nothing".to_owned(), |a| a.to_string());
        let summary = match self.outcome {
            Outcome::AsDecided => {
                format!("decision restored: {} is due. {}", money(verdict.amount), verdict.reason)
            }
            _ => format!(
                "decision overruled: {} is due instead of {}. {}",
                money(verdict.amount),
                money(self.saw.amount),
                verdict.reason
            ),
        };
        TimelineEntry {
            id: self.timeline,
            passenger: self.passenger,
            at: self.at,
            kind: TimelineKind::Compensation,
            summary,
            place: ctx.actor.station.clone(),
            by: ctx.actor.label(),
            link: Some(Ref::new(Kind::Overruling, self.id())),
            rest: Default::default(),
        }
    }
}
