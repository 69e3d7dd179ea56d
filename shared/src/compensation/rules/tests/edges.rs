//! Facts at the edge of a law, written as people write them.

use serde_json::{Value, json};

use crate::compensation::{Facts, Policies, Regime, RegimeOutcome, evaluate};

fn outcome(regime: Regime, facts: &Value) -> RegimeOutcome {
    let facts = Facts::read(facts.as_object().unwrap()).unwrap();
    let decision = evaluate(&facts, Policies::embedded().unwrap()).unwrap();
    decision.regimes.into_iter().find(|it| it.regime == regime).unwrap()
}

/// Whole units that are due.
fn due(regime: Regime, facts: &Value) -> Option<i64> {
    outcome(regime, facts).compensation.map(|award| award.money().minor / 100)
}

fn with(facts: Value, more: Value) -> Value {
    let Value::Object(mut facts) = facts else { panic!("{facts}") };
    facts.extend(more.as_object().unwrap().clone());
    facts.into()
}

fn european() -> Value {
    json!({ "event": "delay", "date": "2026-05-10", "route": ["AMS", "BCN"], "single_booking": true,
        "carrier": "VY", "carrier_licence": "EU", "arrival_delay_min": 240, "cause": "technical" })
}

fn canadian(event: &str, more: Value) -> Value {
    let facts = json!({ "event": event, "date": "2026-05-10", "route": ["YVR", "YYZ"], "carrier_size": "large",
        "category": "within_control", "notice_hours": 0 });
    with(facts, more)
}

fn refused_in_america(more: Value) -> Value {
    let facts = json!({ "event": "denied_boarding", "date": "2026-05-10", "route": ["ORD", "LAX"],
        "domestic": true, "one_way_fare_usd": 200 });
    with(facts, more)
}

#[test]
fn an_infant_without_a_seat_of_its_own_is_left_out_however_that_is_said() {
    let applies =
        |passenger| outcome(Regime::Eu261, &with(european(), json!({ "passenger": passenger }))).applies;
    for seatless in ["infant, no own seat", "infant without own seat", "infant, no seat", "infant on lap"] {
        assert!(!applies(seatless), "{seatless}");
    }
    for seated in ["infant with own seat", "infant, paid seat", "infant", "adult, no own seat"] {
        assert!(applies(seated), "{seated}");
    }
}

#[test]
fn every_flight_in_a_lower_class_gives_its_own_share_back() {
    let legs = |first: Value, second: Value| {
        json!({ "event": "downgrade", "date": "2026-05-10", "ticket_price_net": 1000, "currency": "EUR",
            "legs": [first, second] })
    };
    let leg = |km: i64, intra: bool| json!({ "km": km, "downgraded": true, "intra_eu": intra });
    let back = |facts| {
        let share = outcome(Regime::Eu261, &facts).reimbursement.unwrap();
        (share.pct, share.amount.unwrap().to_string())
    };
    assert_eq!(back(legs(leg(4_000, false), leg(6_000, false))), (75, "750".to_owned()));
    assert_eq!(back(legs(leg(1_000, true), leg(4_000, false))).1, "660");
    assert_eq!(back(legs(leg(4_000, false), json!({ "km": 6_000, "intra_eu": false }))).1, "300");
}

#[test]
fn canada_and_america_go_by_the_flight_that_somebody_was_moved_to() {
    let moved = |late: i64| json!({ "reroute": { "dep_offset_min": 0, "arr_offset_min": late } });
    assert_eq!(due(Regime::Appr, &canadian("cancellation", moved(400))), Some(700));
    assert_eq!(due(Regime::Appr, &canadian("denied_boarding", moved(400))), Some(1_800));
    assert_eq!(due(Regime::Us250, &refused_in_america(moved(90))), Some(400));
    assert_eq!(
        due(Regime::Us250, &refused_in_america(json!({ "planned_arrival_late_min": null }))),
        Some(800)
    );
}

#[test]
fn nobody_is_paid_for_a_refusal_who_was_not_there_in_time() {
    for absent in [json!({ "arrived_at_gate_in_time": false }), json!({ "presented_for_checkin": false })] {
        let america = refused_in_america(with(json!({ "planned_arrival_late_min": 150 }), absent.clone()));
        assert_eq!(due(Regime::Us250, &america), None, "{absent}");
        let canada = with(json!({ "arrival_delay_min": 400 }), absent.clone());
        assert_eq!(due(Regime::Appr, &canadian("denied_boarding", canada)), None, "{absent}");
        let turkey = json!({ "event": "denied_boarding", "date": "2025-03-01", "route": ["IST", "ESB"], "domestic": true });
        assert_eq!(due(Regime::TrShy, &with(turkey.clone(), absent)), None);
        assert!(due(Regime::TrShy, &turkey).is_some());
        let israel = json!({ "event": "denied_boarding", "date": "2026-02-01", "route": ["TLV", "ATH"],
            "presented_for_checkin": false });
        assert_eq!(due(Regime::IlTibi, &israel), None);
    }
    for (regime, route, law) in [
        (
            Regime::InDgca,
            ["DEL", "BOM"],
            json!({ "basic_fare_plus_fuel_inr": 6_000, "alternate_within_hours": 10 }),
        ),
        (Regime::BrAnac400, ["GRU", "GIG"], json!({})),
        (Regime::SaGaca, ["RUH", "JED"], json!({ "ticket_value_sar": 300 })),
    ] {
        let refused = json!({ "event": "denied_boarding", "date": "2026-05-10", "route": route });
        let refused = with(refused, law);
        assert!(due(regime, &refused).is_some(), "{regime}");
        assert_eq!(due(regime, &with(refused, json!({ "presented_for_checkin": false }))), None, "{regime}");
    }
}

#[test]
fn a_whole_number_may_be_written_with_a_point() {
    let bag = |days: Value| {
        let facts = json!({ "event": "baggage_delay", "date": "2025-06-01", "proven_sdr": 300, "complaint_days": days });
        outcome(Regime::Mc99, &facts).in_time
    };
    assert_eq!((bag(json!(21.0)), bag(json!(22.0)), bag(json!(21))), (Some(true), Some(false), Some(true)));
    let half =
        json!({ "event": "baggage_delay", "date": "2025-06-01", "proven_sdr": 300, "complaint_days": 21.5 });
    assert_eq!(Facts::read(half.as_object().unwrap()).unwrap_err().field.as_deref(), Some("complaint_days"));
}

#[test]
fn a_smaller_aircraft_for_safety_is_an_exception_also_where_it_is_said_as_the_cause() {
    let late = json!({ "planned_arrival_late_min": 150 });
    assert_eq!(due(Regime::Us250, &refused_in_america(late.clone())), Some(800));
    let smaller = with(late, json!({ "cause": "aircraft_substitution_for_safety" }));
    assert_eq!(due(Regime::Us250, &refused_in_america(smaller)), None);
}

#[test]
fn a_refund_in_canada_brings_money_beside_it_only_after_three_hours() {
    let refunded = |late: i64| {
        due(Regime::Appr, &canadian("delay", json!({ "refund_chosen": true, "arrival_delay_min": late })))
    };
    assert_eq!((refunded(179), refunded(180)), (None, Some(400)));
}

#[test]
fn codes_are_read_in_small_and_in_large_letters() {
    let shouted = json!({ "carrier_licence": "eu", "cause": "Technical", "route": ["JFK", "FRA"], "carrier": "LH",
        "arrival_delay_min": 300 });
    assert_eq!(due(Regime::Eu261, &with(european(), shouted)), Some(600));
    let twice =
        json!({ "category_appr": "within_control", "carrier_size": "Large", "arrival_delay_min": 600 });
    assert_eq!(due(Regime::Appr, &canadian("delay", twice)), Some(1_000));
}
