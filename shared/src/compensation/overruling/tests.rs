//! A person overrules a decision, and cannot overrule something else than what holds.

use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::{
    claims::ClaimReason,
    compensation::{Policies, known_facts},
    flights::{Disruption, Flight, FlightStatus},
    ids::{DeviceId, Uuid},
    intents::{Actor, Context, Rejection, Rule, State},
    money::Currency,
    trips::{Cabin, Journey, Segment, SegmentStatus, Trip},
};

fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

fn at() -> Timestamp {
    "2026-11-21T13:00:00Z".parse().unwrap()
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// Frankfurt to Madrid, cancelled on the day because of `cause`: 250 euro if that does not excuse.
fn flight(cause: &str) -> Flight {
    Flight {
        id: id(1),
        carrier: "LH".into(),
        number: "1120".into(),
        date: "2026-11-21".parse().unwrap(),
        from: "FRA".into(),
        to: "MAD".into(),
        scheduled_departure: at(),
        scheduled_arrival: at(),
        departure: None,
        arrival: None,
        status: FlightStatus::Cancelled,
        disruption: Some(Disruption { cause: cause.into(), announced: at(), text: String::new() }),
        gate: None,
        aircraft: "A320".into(),
        registration: None,
        seats: 180,
        booked: 180,
        licence: "EU".into(),
        international: true,
        rest: Rest::new(),
    }
}

fn trip() -> Trip {
    let segment = Segment {
        flight: id(1),
        designator: "LH 1120".into(),
        date: "2026-11-21".parse().unwrap(),
        from: "FRA".into(),
        to: "MAD".into(),
        ticket: "2201234567890".into(),
        coupon: 1,
        cabin: Cabin::Economy,
        seat: None,
        sequence: None,
        status: SegmentStatus::Rebooked,
        bags: Vec::new(),
    };
    Trip {
        id: id(2),
        passenger: id(3),
        pnr: "ABC123".into(),
        party: 1,
        segments: vec![segment],
        requests: Vec::new(),
        fare: None,
        rest: Rest::new(),
    }
}

fn context(role: Role) -> Context {
    let actor = Actor { user: id(8), name: "Agent One".into(), role, role_epoch: 1, station: "FRA".into() };
    Context { now: at(), actor, device: DeviceId(Uuid::nil()), op: id(9) }
}

fn intent(flight: &Flight, outcome: Outcome) -> OverruleDecision {
    let facts = known_facts(ClaimReason::Disruption, &Journey::alone(&trip(), flight));
    let decided = Decided::on(facts.clone(), Policies::embedded().unwrap()).unwrap();
    OverruleDecision {
        passenger: id(3),
        trip: id(2),
        flight: id(1),
        facts,
        tables: decided.tables,
        saw: decided.decision.sum(),
        after: 0,
        outcome,
        reason: "The crew told her that it was the engine.".into(),
        beside: Vec::new(),
        timeline: id(4),
        at: at(),
    }
}

fn decide(
    it: &OverruleDecision,
    flight: &Flight,
    role: Role,
    before: Option<&Overruling>,
) -> Result<Overruling, Rejection> {
    let mut state: State = [flight.clone().into(), trip().into()].into_iter().collect();
    if let Some(before) = before {
        state.put(before.clone().into());
    }
    let made = it.decide(&state, &context(role))?;
    let told = made
        .iter()
        .any(|e| matches!(e, crate::entity::Entity::Timeline(t) if t.summary.contains(&it.reason)));
    assert!(told, "the timeline says why");
    Ok(made
        .into_iter()
        .find_map(|e| match e {
            crate::entity::Entity::Overruling(o) => Some(o),
            _ => None,
        })
        .unwrap())
}

fn refusal(it: &OverruleDecision, flight: &Flight, role: Role) -> String {
    decide(it, flight, role, None).unwrap_err().fault.code.into_owned()
}

#[test]
fn a_person_decides_otherwise_and_what_the_rules_said_stays_beside_it() {
    let weather = flight("weather");
    let it = intent(&weather, Outcome::Amount { amount: eur(20_000) });
    assert_eq!(it.saw.amount, None, "weather excuses");
    let overruling = decide(&it, &weather, Role::CheckIn, None).unwrap();
    let verdict = overruling.standing().unwrap();
    assert_eq!(
        (verdict.amount, verdict.by.as_str(), verdict.role),
        (Some(eur(20_000)), "Agent One", Role::CheckIn)
    );
    assert_eq!(verdict.decided.facts["cause"], "weather");
    assert!(verdict.decided.decision.regimes.iter().any(|r| r.applies && !r.trace.is_empty()));
    assert_eq!(
        verdict.decided.versions[&Regime::Eu261],
        Policies::embedded().unwrap().in_force_on(weather.date)[&Regime::Eu261]
    );
}

#[test]
fn what_was_overruled_is_decided_again_from_what_is_stored_and_comes_out_the_same() {
    let weather = flight("weather");
    let stored = decide(&intent(&weather, Outcome::Due), &weather, Role::CheckIn, None).unwrap();
    let read: Overruling = serde_json::from_str(&serde_json::to_string(&stored).unwrap()).unwrap();
    let decided = &read.standing().unwrap().decided;
    assert_eq!(decided.replayed(Policies::embedded().unwrap()).unwrap(), decided.decision);
}

#[test]
fn another_cause_and_a_waived_excuse_are_put_to_the_rules() {
    let weather = flight("weather");
    for outcome in [Outcome::Cause { cause: "technical".into() }, Outcome::Due] {
        let overruling = decide(&intent(&weather, outcome), &weather, Role::CheckIn, None).unwrap();
        let verdict = overruling.standing().unwrap();
        assert_eq!(verdict.amount, Some(eur(25_000)));
        assert!(verdict.instead.is_some(), "with the explanation");
    }
    let unknown = intent(&weather, Outcome::Cause { cause: "gremlins".into() });
    assert_eq!(refusal(&unknown, &weather, Role::CheckIn), "unknown_cause");
}

#[test]
fn each_role_decides_within_its_limits() {
    let (weather, technical) = (flight("weather"), flight("technical"));
    let much = intent(&weather, Outcome::Amount { amount: eur(60_000) });
    assert_eq!(refusal(&much, &weather, Role::CheckIn), "over_limit");
    assert!(decide(&much, &weather, Role::Supervisor, None).is_ok());
    let nothing = intent(&technical, Outcome::NotDue);
    assert_eq!(refusal(&nothing, &technical, Role::CheckIn), "may_not_lower");
    assert_eq!(
        decide(&nothing, &technical, Role::Supervisor, None).unwrap().standing().unwrap().amount,
        None
    );
    assert_eq!(refusal(&much, &weather, Role::CabinCrew), "not_permitted");
    let yen = intent(&weather, Outcome::Amount { amount: Money::new(100, "JPY".parse().unwrap()) });
    assert_eq!(refusal(&yen, &weather, Role::CheckIn), "over_limit");
}

#[test]
fn what_is_not_said_or_changes_nothing_is_refused() {
    let technical = flight("technical");
    let silent = OverruleDecision { reason: "  no  ".into(), ..intent(&technical, Outcome::NotDue) };
    assert_eq!(refusal(&silent, &technical, Role::Supervisor), "reason_missing");
    let long = OverruleDecision { reason: "a ".repeat(400), ..intent(&technical, Outcome::NotDue) };
    assert_eq!(refusal(&long, &technical, Role::Supervisor), "too_long");
    for (outcome, code) in [
        (Outcome::Amount { amount: eur(0) }, "amount_not_positive"),
        (Outcome::Amount { amount: eur(25_000) }, "nothing_changes"),
        (Outcome::Cause { cause: "technical".into() }, "nothing_changes"),
        (Outcome::Due, "nothing_changes"),
        (Outcome::AsDecided, "nothing_changes"),
        (Outcome::Amount { amount: Money::new(30_000, Currency::USD) }, "currency_mismatch"),
    ] {
        assert_eq!(
            refusal(&intent(&technical, outcome.clone()), &technical, Role::Supervisor),
            code,
            "{outcome:?}"
        );
    }
}

#[test]
fn whoever_overrules_something_else_than_what_holds_is_told() {
    let (weather, technical) = (flight("weather"), flight("technical"));
    let it = intent(&weather, Outcome::Amount { amount: eur(20_000) });
    let moved = decide(&it, &technical, Role::CheckIn, None).unwrap_err();
    assert_eq!(moved.fault.code, "decision_moved");
    assert_eq!(moved.server_state.unwrap()["kind"], "flight");
    let forged = OverruleDecision { saw: Sum { regime: None, amount: Some(eur(5)) }, ..it.clone() };
    assert_eq!(refusal(&forged, &weather, Role::CheckIn), "decision_altered");
    let stranger = OverruleDecision { passenger: id(77), ..it };
    assert_eq!(refusal(&stranger, &weather, Role::CheckIn), "not_on_flight");
}

#[test]
fn the_second_of_two_who_decide_at_once_is_shown_what_the_first_decided() {
    let weather = flight("weather");
    let it = intent(&weather, Outcome::Amount { amount: eur(20_000) });
    let first = decide(&it, &weather, Role::CheckIn, None).unwrap();
    let second = decide(&it, &weather, Role::CheckIn, Some(&first)).unwrap_err();
    assert_eq!(second.fault.code, "overruled_already");
    assert_eq!(second.server_state.unwrap()["kind"], "overruling");
    let knowing =
        OverruleDecision { after: 1, outcome: Outcome::Amount { amount: eur(10_000) }, ..it.clone() };
    let lower = decide(&knowing, &weather, Role::CheckIn, Some(&first)).unwrap_err();
    assert_eq!(lower.fault.code, "may_not_lower", "not below what a colleague has given");
    let back = OverruleDecision { after: 1, outcome: Outcome::AsDecided, ..it };
    let restored = decide(&back, &weather, Role::Supervisor, Some(&first)).unwrap();
    assert_eq!((restored.verdicts.len(), restored.standing()), (2, None));
    assert_eq!(json!(restored.verdicts[0]), json!(first.verdicts[0]), "none is taken out");
}

#[test]
fn the_letter_says_first_what_the_person_decided_and_why_and_then_what_the_rules_had_said() {
    use crate::{
        Language,
        compensation::letter::{letter, overruled_letter},
    };
    let weather = flight("weather");
    let outcome = Outcome::Cause { cause: "technical".into() };
    let overruling = decide(&intent(&weather, outcome), &weather, Role::CheckIn, None).unwrap();
    let verdict = overruling.standing().unwrap();
    for (language, cause) in [(Language::En, "a technical problem"), (Language::Ar, "عطل فني")] {
        let told = overruled_letter(verdict, "2026-11-21 14:00 CET", language);
        let lead = told.sections[0].lines.join("\n");
        for said in ["250", "Agent One", "14:00", cause, &verdict.reason] {
            assert!(lead.contains(said), "{language:?}: {said} in {lead}");
        }
        assert_eq!(told.sections[1].lines, letter(&verdict.decided.decision, language).sections[0].lines);
        let steps: Vec<&String> = told.sections.iter().flat_map(|section| &section.lines).collect();
        assert!(
            steps.iter().any(|line| line.contains("[") && line.contains(cause)),
            "the laws are on the new cause"
        );
    }
}
