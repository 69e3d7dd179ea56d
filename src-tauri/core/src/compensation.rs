//! What is due to a passenger of a disrupted flight: the facts that the desk knows, put to the rules.

use std::collections::BTreeSet;

use airside_shared::{
    Fault,
    access::{Permission, Role, grant},
    claims::{Asked, Given, Matter, SdrRates, expected, question},
    compensation::{Decided, MealRequest, Overruling, Policies, RegimeOutcome, TraceEntry, meal_entitlement},
    flights::Flight,
    ipc::{AssessWith, Assessment, MealOffer, RegimeView},
    money::Money,
    passengers::Passenger,
    trips::{Journey, Trip},
    vouchers::{AIRLINE_CARE, Claim, Voucher, VoucherKind, VoucherOffer},
};
use jiff::{Timestamp, tz::TimeZone};
use rusqlite::Connection;
use serde_json::Value;

use crate::{
    clock::clock,
    desk::Desk,
    offers::{Giver, settled},
    overrule, policies,
    store::rows,
    view,
};

impl Desk {
    /// What is due, law by law, clause by clause, and the meal that the airline's own policy gives. Where a
    /// law cannot do without a fact that nobody has given, the fact is asked for.
    pub fn assess(&self, args: impl Into<AssessWith>) -> Result<Assessment, Fault> {
        let (session, _) = self.authorise(Permission::PassengerOpen)?;
        let (args, now, station) = (args.into(), self.around.now(), self.config.station.clone());
        self.store()?.read(|db| {
            let of = subject(db, &args)?;
            let Subject { flight, passenger, .. } = &of;
            let journey = args.about.matter() == Matter::Journey;
            let tables = policies::tables(db)?;
            let rates = policies::table::<SdrRates>(db, now)?;
            let (given, questions) = match of.given(&args, &tables, &rates, now) {
                Ok(given) => (Some(given), Vec::new()),
                Err(fault) if fault.code == "missing_fact" => (None, fault.field.into_iter().collect()),
                Err(fault) => return Err(fault),
            };
            let expected = expected(args.about, &of.journey(), now);
            let vouchers: Vec<Voucher> = rows::children(db, passenger.id.0.as_bytes(), true, 50)?;
            let meal = match claimed(db, &of)? {
                _ if !journey => None,
                Some(_) => None,
                None => meal(&of, &station, now, &tables).map(|offer| MealOffer {
                    allowance_left: self.left(db).unwrap_or(offer.allowance_left),
                    ..offer
                }),
            };
            let mut assessment = Assessment {
                flight: view::flight(flight, now),
                passenger_name: passenger.name.full(),
                due: given.as_ref().and_then(|it| it.amount),
                arrives: expected.map(|at| clock(&flight.to, at)),
                best: None,
                together: Vec::new(),
                questions,
                regimes: Vec::new(),
                meal,
                offers: Vec::new(),
                issued: vouchers
                    .iter()
                    .filter(|v| v.flight == flight.id)
                    .map(|v| view::voucher(db, v))
                    .collect::<Result<_, _>>()?,
                verdicts: Vec::new(),
                overruling: None,
            };
            let overruling = overrule::of(db, passenger.id, flight.id)?.filter(|_| journey);
            let decided = given.as_ref().map(|given| &given.decided);
            let sum = decided.map(|decided| decided.decision.sum());
            assessment.verdicts = overrule::verdicts(db, overruling.as_ref(), sum)?;
            if journey && grant(session.actor.role, Permission::VoucherIssue).allowed {
                let held = overruling.as_ref().and_then(Overruling::standing).map(|verdict| verdict.amount);
                let by_law = || sum.and_then(|sum| sum.amount).filter(|_| expected.is_none());
                let due = held.unwrap_or_else(by_law);
                assessment.offers = self.offers(db, &of, decided, due, (session.actor.role, &tables))?;
            }
            if let Some(given) = given {
                let limits = tables.overruling_on(now.to_zoned(TimeZone::UTC).date());
                let may = |limits| {
                    overrule::may(
                        &session.actor,
                        limits,
                        &tables,
                        &given.decided,
                        overruling.as_ref(),
                        of.trip.fare,
                    )
                };
                assessment.overruling = limits.filter(|_| journey).and_then(may);
                assessment.best = given.law.map(|law| law.code().to_owned());
                assessment.questions = questions_of(&given);
                assessment.regimes = regimes(&given);
                assessment.together = given.decided.decision.together;
            }
            Ok(assessment)
        })
    }

    /// What may be issued beside the meal and was not yet.
    fn offers(
        &self,
        db: &Connection,
        of: &Subject,
        decided: Option<&Decided>,
        due: Option<Money>,
        (role, tables): (Role, &Policies),
    ) -> Result<Vec<VoucherOffer>, Fault> {
        let Some(allowance) = self.allowance(db).ok() else { return Ok(Vec::new()) };
        let (now, station) = (self.around.now(), &self.config.station);
        let terms = policies::table(db, now)?;
        let currency = Some(allowance.total.currency);
        let giver = Giver { station, now, role, tables, terms: &terms, currency };
        let mut open = Vec::new();
        for offer in giver.offers(of, decided, due)? {
            let before = settled(db, of, offer.kind, &offer.law)?;
            if before.is_none() && allowance.covers(offer.kind, offer.amount) {
                open.push(offer);
            }
        }
        Ok(open)
    }

    /// What this device may still issue.
    pub(crate) fn left(&self, db: &Connection) -> Option<Money> {
        let allowance = self.allowance(db).ok()?;
        Some(Money::new(allowance.total.minor - allowance.spent.minor, allowance.total.currency))
    }
}

/// The meal that the airline's own policy gives to a passenger who waits at `station`.
pub(crate) fn meal(of: &Subject, station: &str, now: Timestamp, tables: &Policies) -> Option<MealOffer> {
    let segment = of.trip.segment_on(of.flight.id)?;
    let tier = of.passenger.loyalty.as_ref().map(|it| it.tier);
    let request = MealRequest::of(&of.flight, segment.cabin, tier, station, now);
    meal_entitlement(&request, tables).map(|entitled| MealOffer {
        amount: entitled.amount,
        policy: entitled.policy_version,
        because: vec![TraceEntry {
            rule: "airline_care.meal".into(),
            fired: true,
            because: entitled.because,
            citation: entitled.citation,
        }],
        allowance_left: Money::zero(entitled.amount.currency),
    })
}

/// Whom and what an assessment is about.
pub(crate) struct Subject {
    pub trip: Trip,
    pub flight: Flight,
    /// The other flights of the trip that this device holds.
    pub beside: Vec<Flight>,
    pub passenger: Passenger,
}

impl Subject {
    pub(crate) fn of(db: &Connection, trip: Trip, flight: Flight) -> Result<Self, Fault> {
        let held = trip.beside(flight.id).into_iter().filter_map(|id| rows::get(db, id).transpose());
        Ok(Self {
            beside: held.collect::<Result<_, _>>()?,
            passenger: rows::need(db, trip.passenger)?,
            flight,
            trip,
        })
    }

    pub(crate) fn journey(&self) -> Journey<'_> {
        Journey { trip: &self.trip, flight: &self.flight, others: &self.beside }
    }

    /// What the rules give on what the desk knows, with what a person added. What the desk knows is not overwritten.
    pub(crate) fn given(
        &self,
        asked: &AssessWith,
        tables: &Policies,
        rates: &SdrRates,
        now: Timestamp,
    ) -> Result<Given, Fault> {
        let (about, answers) = (asked.about, &asked.known);
        Asked { about, journey: self.journey(), answers, at: now, rates }.decide(tables)
    }
}

pub(crate) fn subject(db: &Connection, args: &AssessWith) -> Result<Subject, Fault> {
    Subject::of(db, rows::need(db, args.trip)?, rows::need(db, args.flight)?)
}

/// The claim that a meal voucher has settled for them on this flight.
pub(crate) fn claimed(db: &Connection, of: &Subject) -> Result<Option<Claim>, Fault> {
    settled(db, of, VoucherKind::Meal, AIRLINE_CARE)
}

/// Whether somebody has to wait over a night: it decides about the hotel.
pub(crate) const NIGHT: &str = "overnight";

/// Nobody knows yet with which flight they go on, and a law has the carrier look after them.
fn night_unknown(given: &Given) -> bool {
    let Decided { facts, decision, .. } = &given.decided;
    let stranded = facts.get("cancelled") == Some(&true.into()) && facts.get("reroute") == Some(&Value::Null);
    let cared_for = decision.regimes.iter().any(|it| it.applies && !it.care.is_empty());
    stranded && cared_for && !facts.contains_key(NIGHT)
}

/// Each missing fact once.
pub(crate) fn questions_of(given: &Given) -> Vec<String> {
    let applying = given.decided.decision.regimes.iter().filter(|outcome| outcome.applies);
    let missing = applying.filter_map(|outcome| outcome.missing.as_deref()).map(question);
    let night = night_unknown(given).then_some(NIGHT);
    let fields: BTreeSet<&str> = missing.chain(given.lacks.as_deref()).chain(night).collect();
    fields.into_iter().map(str::to_owned).collect()
}

fn regimes(given: &Given) -> Vec<RegimeView> {
    // A share of a price, or a loss: the money is worked out for the law by which it is due.
    let own = |outcome: &RegimeOutcome| given.amount.filter(|_| given.law == Some(outcome.regime));
    let view = |outcome: &RegimeOutcome| RegimeView {
        regime: outcome.regime.code().into(),
        applies: outcome.applies,
        amount: outcome.compensation.as_ref().map(|c| c.money()).or(own(outcome)).map(|it| it.to_string()),
        care: outcome.care.clone(),
        refund: outcome.refund_option.unwrap_or(false),
        clauses: outcome.trace.clone(),
    };
    let mut views: Vec<RegimeView> = given.decided.decision.regimes.iter().map(view).collect();
    views.sort_by_key(|v| (!v.applies, given.law.is_none_or(|law| law.code() != v.regime)));
    views
}
