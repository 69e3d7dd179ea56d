//! What is put to the rules about a claim, and what comes of it.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn answers(said: Value) -> Answers {
    serde_json::from_value(said).unwrap()
}

fn about(reason: ClaimReason, said: Value) -> ClaimFile {
    let opened = ClaimOpened { at: at(2_000), event: None, user: Some(id(7)), by: "Agent 7".into() };
    ClaimFile::begin(id(2), id(3), &flight(), reason, answers(said), opened)
}

fn landed(late: i64) -> Flight {
    Flight { departure: Some(at(180 + late)), arrival: Some(at(600 + late)), ..flight() }
}

fn due(reason: ClaimReason, said: Value) -> (Option<Money>, Option<String>, Option<String>) {
    let due = due_of(&about(reason, said), &landed(0), None).unwrap();
    (due.amount, due.law, due.lacks)
}

#[test]
fn a_lower_class_gives_back_part_of_the_price_once_the_price_is_said() {
    let asked = due(ClaimReason::Downgrade, json!({}));
    assert_eq!((asked.0, asked.2.as_deref()), (None, Some(PRICE)));
    let due = due(ClaimReason::Downgrade, json!({ "flight_price": "480.00 EUR" }));
    // JFK to CDG: 75 percent.
    assert_eq!(due, (Some(eur(36_000)), Some("EU261".into()), None));
}

#[test]
fn a_bag_is_worth_what_was_lost_up_to_the_limit_of_the_convention() {
    let asked = due(ClaimReason::BaggageLoss, json!({}));
    assert_eq!((asked.0, asked.2.as_deref()), (None, Some(LOSS)));
    let given = due(ClaimReason::BaggageLoss, json!({ "proven_loss": "300.00 EUR", "loss_admitted": true }));
    assert_eq!(given, (Some(eur(30_000)), Some("MC99".into()), None));
    let (capped, ..) =
        due(ClaimReason::BaggageLoss, json!({ "proven_loss": "9000.00 EUR", "loss_admitted": true }));
    // 1,519 special drawing rights at 1.20.
    assert_eq!(capped, Some(eur(182_280)));
}

#[test]
fn who_complains_of_damage_after_a_week_gets_nothing_and_a_late_bag_has_three() {
    let loss = json!({ "proven_loss": "80.00 EUR" });
    let after = |reason, days: i64| {
        let mut file = about(reason, loss.clone());
        file.opened.at = at(600 + days * 1_440);
        due_of(&file, &landed(0), None).unwrap().amount
    };
    assert_eq!(after(ClaimReason::BaggageDamage, 7), Some(eur(8_000)));
    assert_eq!(after(ClaimReason::BaggageDamage, 8), None);
    assert_eq!(after(ClaimReason::BaggageDelay, 9), Some(eur(8_000)));
    let late = json!({ "proven_loss": "80.00 EUR", "complaint_days_after_delivery": 22 });
    assert_eq!(due(ClaimReason::BaggageDelay, late).0, None);
}

#[test]
fn a_bag_is_lost_when_the_airline_says_so_or_after_three_weeks_and_not_before() {
    let loss = json!({ "proven_loss": "300.00 EUR" });
    let after = |days: i64, said: Value| {
        let mut file = about(ClaimReason::BaggageLoss, said);
        file.opened.at = at(600 + days * 1_440);
        let due = due_of(&file, &landed(0), None).unwrap();
        (due.amount, due.lacks)
    };
    assert_eq!(after(2, loss.clone()), (None, Some(ADMITTED.to_owned())));
    assert_eq!(after(2, json!({ "proven_loss": "300.00 EUR", "loss_admitted": false })), (None, None));
    assert_eq!(after(21, loss.clone()).0, None);
    assert_eq!(after(22, loss), (Some(eur(30_000)), None));
}

#[test]
fn of_a_late_bag_it_is_asked_when_it_came_once_the_time_to_complain_may_be_over() {
    let after = |days: i64, said: Value| {
        let mut file = about(ClaimReason::BaggageDelay, said);
        file.opened.at = at(600 + days * 1_440);
        let due = due_of(&file, &landed(0), None).unwrap();
        (due.amount, due.lacks)
    };
    let loss = json!({ "proven_loss": "80.00 EUR" });
    assert_eq!(after(21, loss.clone()), (Some(eur(8_000)), None));
    assert_eq!(after(25, loss), (None, Some("complaint_days_after_delivery".into())));
    let came = json!({ "proven_loss": "80.00 EUR", "complaint_days_after_delivery": 5 });
    assert_eq!(after(25, came), (Some(eur(8_000)), None));
}

#[test]
fn inside_the_united_states_a_loss_in_another_currency_is_paid_in_dollars() {
    let home = Flight {
        to: "LAX".into(),
        international: false,
        carrier: "DL".into(),
        licence: "OTHER".into(),
        ..landed(0)
    };
    let said = json!({ "proven_loss": "120.00 EUR", "loss_admitted": true });
    let file = about(ClaimReason::BaggageLoss, said);
    let mut trip = trip();
    trip.segments[0].to = "LAX".into();
    let rates = Table::<SdrRates>::embedded().unwrap();
    let due = calculate(&file, &Journey::alone(&trip, &home), None, tables(), rates, at(2_000)).unwrap();
    assert_eq!((due.amount, due.law.as_deref()), (Some("138.00 USD".parse().unwrap()), Some("US_254")));
}

#[test]
fn money_that_cannot_be_read_or_has_no_rate_is_asked_for_again() {
    let lacks = |said| due(ClaimReason::BaggageLoss, said).2;
    assert_eq!(lacks(json!({ "proven_loss": "a lot" })).as_deref(), Some(LOSS));
    assert_eq!(lacks(json!({ "proven_loss": "0.00 EUR" })).as_deref(), Some(LOSS));
    assert_eq!(lacks(json!({ "proven_loss": "100.00 CHF" })).as_deref(), Some(LOSS));
}

#[test]
fn an_answer_never_goes_before_what_is_known() {
    let file = about(ClaimReason::Disruption, json!({ "arrival_delay_min": 900, "cause": "technical" }));
    let due = due_of(&file, &landed(10), None).unwrap();
    assert_eq!((due.amount, due.facts["arrival_delay_min"].clone()), (None, json!(10)));
}

#[test]
fn nothing_is_offered_on_a_time_that_is_only_expected() {
    let late = landed(240);
    let rates = Table::<SdrRates>::embedded().unwrap();
    let journey = trip();
    let on = |minute| {
        calculate(&opened(None), &Journey::alone(&journey, &late), None, tables(), rates, at(minute)).unwrap()
    };
    let waits = opened(None).calculated(on(300));
    assert_eq!((waits.due(), next(&waits, at(300))), (Some(eur(60_000)), Step::Wait(Some(at(840)))));
    assert_eq!(next(&waits, at(840)), Step::Calculate, "it has arrived: worked out again");
    assert_eq!(next(&opened(None).calculated(on(840)), at(840)), Step::Route);
}

#[test]
fn a_missed_connection_waits_for_a_flight_or_an_answer_and_counts_to_the_last_destination() {
    let (mut trip, mut on) = (trip(), flight());
    (on.id, on.from, on.to) = (id(21), "CDG".into(), "NCE".into());
    (on.scheduled_departure, on.scheduled_arrival) = (at(660), at(750));
    let mut second = trip.segments[0].clone();
    (second.flight, second.from, second.to, second.coupon) = (on.id, "CDG".into(), "NCE".into(), 2);
    trip.segments.push(second);
    let (late, others) = (landed(60), [on]);
    let journey = Journey { trip: &trip, flight: &late, others: &others };
    let rates = Table::<SdrRates>::embedded().unwrap();
    let file = about(ClaimReason::Disruption, json!({}));
    let due = calculate(&file, &journey, None, tables(), rates, at(2_000)).unwrap();
    assert_eq!((due.amount, due.lacks.as_deref()), (None, Some("arrival_delay_min")));
    let ctx = by(7, Role::CheckIn);
    let said = answers(json!({ "arrival_delay_min": 245 }));
    let file =
        after(vec![file.into()], &AnswerClaim { file: due_file(), answers: said, at: at(5) }, &ctx).unwrap();
    let due = calculate(&file, &journey, None, tables(), rates, at(2_000)).unwrap();
    assert_eq!((due.amount, due.facts["route"].clone()), (Some(eur(60_000)), json!(["JFK", "CDG", "NCE"])));
    assert!(file.said_by.contains(&id(7)) && file.steps.last().unwrap().act == ClaimAct::Answered);
}

fn due_file() -> ClaimFileId {
    claim_file_id(id(2), id(1), Matter::Journey)
}

#[test]
fn who_said_what_happened_does_not_grant_it() {
    let file = ClaimFile { said_by: vec![id(9)], ..waiting(60_000) };
    let refused = file.may_be_decided_by(&actor(9, Role::Supervisor)).unwrap_err();
    assert_eq!(refused.code, "own_claim");
    assert!(file.may_be_decided_by(&actor(8, Role::Supervisor)).is_ok());
}

#[test]
fn answers_that_are_many_long_nested_or_unreadable_are_refused_and_nothing_moves() {
    let code = |said: Value, state: ClaimFile| {
        let intent = AnswerClaim { file: due_file(), answers: answers(said), at: at(5) };
        after(vec![state.into()], &intent, &by(7, Role::CheckIn)).unwrap_err().fault.code.into_owned()
    };
    let open = || about(ClaimReason::Disruption, json!({ "domestic": true }));
    assert_eq!(code(json!({ "domestic": true }), open()), "nothing_new");
    assert_eq!(code(json!({ "arrival_delay_min": "late" }), open()), "wrong_value");
    assert_eq!(code(json!({ "reroute": { "arr_offset_min": 1 } }), open()), "wrong_value");
    assert_eq!(code(json!({ "fare": "x".repeat(81) }), open()), "wrong_value");
    let many: Answers = (0..25).map(|n| (format!("fact_{n}"), Value::from(n))).collect();
    assert_eq!(code(json!(many), open()), "too_many");
    let chosen = ClaimFile { state: ClaimState::Chosen, ..open() };
    assert_eq!(code(json!({ "overnight": true }), chosen), "claim_chosen_already");
}

#[test]
fn the_seat_the_bags_and_the_journey_are_three_claims_and_are_paid_once_each() {
    let files = [ClaimReason::Disruption, ClaimReason::Downgrade, ClaimReason::BaggageLoss].map(|reason| {
        let file = about(
            reason,
            json!({ "flight_price": "480.00 EUR", "proven_loss": "80.00 EUR", "loss_admitted": true }),
        );
        let flight = if reason == ClaimReason::Disruption { cancelled() } else { landed(0) };
        let due = due_of(&file, &flight, None).unwrap();
        file.calculated(due)
    });
    let mut ids: Vec<_> = files.iter().map(|it| (it.id.0, it.claim().unwrap().0)).collect();
    ids.dedup();
    ids.sort_by_key(|it| it.1);
    ids.dedup_by_key(|it| it.1);
    assert_eq!(ids.len(), 3);
    let late = claim_file_id(id(2), id(1), ClaimReason::BaggageDelay.matter());
    assert_eq!(late, files[2].id, "a late bag that is lost in the end is one claim");
}

#[test]
fn a_claim_keeps_what_makes_its_decision_again() {
    let due = due_of(&opened(None), &cancelled(), None).unwrap();
    assert!(due.versions.values().any(|it| *it == due.policy));
    assert_eq!(due.replayed(tables()).unwrap().sum().amount, due.amount);
    let again = Decided::on(due.facts, tables()).unwrap();
    assert_eq!((again.decision.sum().amount, again.versions), (due.amount, due.versions));
}

#[test]
fn a_journey_has_one_claim_whichever_of_its_flights_it_is_opened_for() {
    let mut trip = trip();
    let mut on = flight();
    (on.id, on.from, on.to, on.scheduled_departure) = (id(21), "CDG".into(), "NCE".into(), at(660));
    let mut second = trip.segments[0].clone();
    (second.flight, second.from, second.to, second.coupon) = (on.id, "CDG".into(), "NCE".into(), 2);
    trip.segments.push(second);
    let open = |reason| OpenClaim {
        passenger: id(2),
        trip: id(3),
        flight: id(21),
        reason,
        answers: Answers::new(),
        beside: vec![id(1)],
        at: at(5),
    };
    let late = Flight { departure: Some(at(720)), ..on };
    let state = || vec![trip.clone().into(), late.clone().into(), landed(60).into(), opened(None).into()];
    let refused = after(state(), &open(ClaimReason::Disruption), &by(7, Role::CheckIn)).unwrap_err();
    assert_eq!(refused.fault.code, "claim_open_already");
    let bags = after(state(), &open(ClaimReason::BaggageLoss), &by(7, Role::CheckIn)).unwrap();
    assert_eq!(bags.reason, ClaimReason::BaggageLoss);
}

proptest! {
    #[test]
    fn a_proven_loss_is_never_paid_twice_over_nor_above_the_limit(minor in 1..2_000_000_i64, code in 0..4_usize) {
        let code = ["EUR", "USD", "GBP", "INR"][code];
        let loss = Money::new(minor, code.parse().unwrap());
        let (given, ..) = due(ClaimReason::BaggageLoss, json!({ "proven_loss": loss.to_string(), "loss_admitted": true }));
        let given = given.unwrap();
        let rates = Table::<SdrRates>::embedded().unwrap();
        let limit = rates.worth(crate::compensation::Figure(1_519.into()), loss.currency).unwrap();
        prop_assert_eq!(given.minor, loss.minor.min(limit.minor));
    }
}
