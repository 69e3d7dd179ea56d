//! Pushing: one effect per entry, one answer, and rules that hold.

use airside_shared::{
    cases::{AddNote, Category, OpenCase, Priority},
    entity::{Kind, Ref},
    ids::{CaseId, NoteId, TimelineId, Uuid, VoucherId},
    intents::Rule,
    money::{Currency, Money},
    passengers::SetPreference,
    sync::{Base, Entry, EntryResult, Outcome, PushRequest},
    vouchers::{Basis, IssueVoucher, VoucherKind, code},
};
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;

use crate::{
    device::{Device, Rows},
    world::{OLD, World, flight_id, now, passenger_id, station, trip_id},
};

pub fn preference(value: &str) -> SetPreference {
    SetPreference {
        passenger: passenger_id(1),
        name: "drink".into(),
        value: value.into(),
        at: now(),
        timeline: TimelineId(Uuid::now_v7()),
    }
}

pub fn case() -> OpenCase {
    OpenCase {
        case: CaseId(Uuid::now_v7()),
        note: NoteId(Uuid::now_v7()),
        timeline: TimelineId(Uuid::now_v7()),
        passenger: Some(passenger_id(1)),
        trip: None,
        flight: None,
        category: Category::Meal,
        priority: Priority::Normal,
        text: "The meal was cold".into(),
        photos: Vec::new(),
        at: now(),
    }
}

pub fn note(case: &OpenCase) -> AddNote {
    AddNote { case: case.case, note: NoteId(Uuid::now_v7()), text: "Called back".into(), at: now() }
}

pub async fn voucher(world: &World, device: &Device) -> IssueVoucher {
    let allowance = device.allowance(world).await;
    let (at, amount) = (now(), Money::new(1_500, Currency::USD));
    let voucher = VoucherId(Uuid::now_v7());
    let expires_at = Timestamp::from_second(at.as_second()).unwrap() + SignedDuration::from_hours(24);
    let signed = code::Signed {
        voucher,
        allowance: allowance.id,
        kind: "meal".into(),
        amount,
        expires: expires_at,
        place: "JFK".into(),
        detail: None,
    };
    IssueVoucher {
        voucher,
        number: "MV-TEST1".into(),
        timeline: TimelineId(Uuid::now_v7()),
        kind: VoucherKind::Meal,
        amount,
        passenger: passenger_id(1),
        trip: trip_id(1),
        flight: flight_id(OLD),
        allowance: allowance.id,
        at,
        expires_at,
        code: code::sign(&signed, &device.key),
        basis: Basis {
            law: "AIRLINE_CARE".into(),
            policy: "1".into(),
            because: Vec::new(),
            said: Vec::new(),
        },
        agreement: None,
    }
}

fn refused_for(result: &EntryResult) -> &str {
    match &result.outcome {
        Outcome::Rejected(rejection) => &rejection.fault.code,
        other => panic!("not refused: {other:?}"),
    }
}

fn applied(result: &EntryResult) -> bool {
    matches!(result.outcome, Outcome::Applied { .. })
}

pub async fn the_same_entry_twice_has_one_effect_and_one_answer(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let entry = desk.entry(preference("tea"));
    let first = desk.push(&world, vec![entry.clone()]).await.unwrap();
    let again = desk.push(&world, vec![entry.clone(), entry]).await.unwrap();
    assert!(applied(&first.results[0]));
    assert_eq!(again.results, vec![first.results[0].clone(), first.results[0].clone()]);
    assert_eq!((first.processed_through, again.processed_through), (1, 1));
    let mut rows = Rows::new();
    desk.follow(&world, station(), &mut rows, 0).await;
    assert_eq!(rows.values().filter(|(_, body)| body.contains("drink: tea")).count(), 1);
}

pub async fn an_id_with_another_payload_is_refused(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let entry = desk.entry(preference("tea"));
    desk.push(&world, vec![entry.clone()]).await.unwrap();
    let mut other = desk.entry(preference("coffee"));
    other.op = entry.op;
    let (status, fault) = desk.push(&world, vec![other]).await.unwrap_err();
    assert_eq!((status, fault.code.as_ref()), (StatusCode::CONFLICT, "op_reused"));
}

pub async fn a_rejection_is_kept_and_told_again(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let lost = SetPreference { passenger: passenger_id(99), ..preference("tea") };
    let entry = desk.entry(lost);
    let first = desk.push(&world, vec![entry.clone()]).await.unwrap();
    assert_eq!(refused_for(&first.results[0]), "not_found");
    assert_eq!(first.processed_through, 1);
    let world = world.restarted().await;
    assert_eq!(desk.push(&world, vec![entry]).await.unwrap().results, first.results);
    let mut altered = desk.entry(preference("tea"));
    altered.payload["value"] = "milk".into();
    let reply = desk.push(&world, vec![altered]).await.unwrap();
    assert_eq!((refused_for(&reply.results[0]), reply.processed_through), ("payload_altered", 2));
}

pub async fn a_claim_is_paid_once_from_two_devices(world: World) {
    let mut one = Device::signed_in(&world, "CK1").await;
    let mut other = Device::signed_in(&world, "CB1").await;
    let (first, second) = (voucher(&world, &one).await, voucher(&world, &other).await);
    let (first, second) = (one.entry(first), other.entry(second));
    let (first, second) = tokio::join!(one.push(&world, vec![first]), other.push(&world, vec![second]));
    let results = [first.unwrap().results.remove(0), second.unwrap().results.remove(0)];
    assert_eq!(results.iter().filter(|result| applied(result)).count(), 1, "{results:?}");
    let refused = results.iter().find(|result| !applied(result)).unwrap();
    assert_eq!(refused_for(refused), "already_issued");
    let spent = [one.allowance(&world).await.spent.minor, other.allowance(&world).await.spent.minor];
    assert_eq!(spent.iter().sum::<i64>(), 1_500);
    assert!(world.sums_agree().await);
}

pub async fn an_id_that_is_taken_overwrites_nothing(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let first = case();
    assert!(applied(&desk.act(&world, first.clone()).await));
    let second = OpenCase { timeline: first.timeline, text: "Something else".into(), ..case() };
    let result = desk.act(&world, second).await;
    assert_eq!(refused_for(&result), "id_taken");
    let mut rows = Rows::new();
    desk.follow(&world, station(), &mut rows, 0).await;
    assert!(!rows.values().any(|(_, body)| body.contains("Something else")));
}

pub async fn a_refused_entry_blocks_what_depends_on_it_and_nothing_else(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let bad = OpenCase { text: " ".into(), ..case() };
    let opened = desk.entry(bad.clone());
    let noted = desk.entry(note(&bad));
    let free = desk.entry(preference("tea"));
    let reply = desk.push(&world, vec![opened.clone(), noted.clone(), free]).await.unwrap();
    assert_eq!(refused_for(&reply.results[0]), "text_missing");
    assert_eq!(reply.results[1].outcome, Outcome::Blocked { by: opened.op });
    assert!(applied(&reply.results[2]));
    let mut later = desk.entry(preference("coffee"));
    later.depends_on = vec![opened.op];
    let reply = desk.push(&world, vec![later.clone()]).await.unwrap();
    assert_eq!(reply.results[0].outcome, Outcome::Blocked { by: opened.op });
    let mended = desk.entry(OpenCase { text: "The meal was cold".into(), ..bad });
    let still = desk.push(&world, vec![mended.clone()]).await.unwrap();
    assert_eq!(still.results[0].outcome, Outcome::Blocked { by: opened.op });
    let entries = vec![mended, noted, later];
    let request = PushRequest { device: desk.id, entries, resolved: vec![opened.op], report: None };
    let reply: airside_shared::sync::PushReply = desk.post(&world, "/v1/push", &request).await.unwrap();
    assert!(reply.results.iter().all(applied), "{reply:?}");
    let told = desk.push(&world, vec![opened]).await.unwrap();
    assert_eq!(refused_for(&told.results[0]), "text_missing", "what was settled keeps its answer");
}

pub async fn a_refused_entry_holds_up_its_further_lanes_too(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let drink = preference("tea");
    let mut bad = desk.entry(OpenCase { text: " ".into(), ..case() });
    bad.also = vec![drink.lane()];
    let behind = desk.entry(drink);
    let reply = desk.push(&world, vec![bad.clone(), behind.clone()]).await.unwrap();
    assert_eq!(refused_for(&reply.results[0]), "text_missing");
    assert_eq!(reply.results[1].outcome, Outcome::Blocked { by: bad.op });
    let world = world.restarted().await;
    let later = desk.entry(preference("coffee"));
    let reply = desk.push(&world, vec![later.clone()]).await.unwrap();
    assert_eq!(reply.results[0].outcome, Outcome::Blocked { by: bad.op });
    let entries = vec![behind, later];
    let request = PushRequest { device: desk.id, entries, resolved: vec![bad.op], report: None };
    let reply: airside_shared::sync::PushReply = desk.post(&world, "/v1/push", &request).await.unwrap();
    assert!(reply.results.iter().all(applied), "{reply:?}");
}

pub async fn what_was_queued_in_the_first_form_is_taken_and_since_then_nothing_is_altered_unseen(
    world: World,
) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    assert_eq!(desk.session.limits.hash_form, Entry::HASH_FORM);
    let old = desk.entry(preference("tea"));
    desk.hash_form = Entry::HASH_FORM;
    let new = desk.entry(preference("coffee"));
    let reply = desk.push(&world, vec![old, new]).await.unwrap();
    assert!(reply.results.iter().all(applied), "{reply:?}");

    let (whole, next) = (desk.entry(preference("milk")), desk.entry(preference("water")));
    let mut altered = vec![whole.clone(), whole.clone(), whole.clone(), whole.clone()];
    altered[0].actor.station = "LAX".into();
    altered[1].base = vec![Base { row: Ref::new(Kind::Passenger, passenger_id(1)), version: 99 }];
    altered[2].also = vec![case().lane()];
    altered[3].hash_form = 0;
    for entry in altered {
        let (status, fault) = desk.push(&world, vec![entry, next.clone()]).await.unwrap_err();
        assert_eq!((status, &*fault.code), (StatusCode::CONFLICT, "chain_broken"));
    }
    let reply = desk.push(&world, vec![whole, next]).await.unwrap();
    assert!(reply.results.iter().all(applied), "{reply:?}");
}

pub async fn a_card_number_is_refused_whatever_the_device_let_through(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let told = OpenCase { text: "He gave 4111-1111-1111-1111 as his card".into(), ..case() };
    let result = desk.act(&world, told).await;
    assert_eq!(refused_for(&result), "card_number_refused");
    assert!(!serde_json::to_string(&result).unwrap().contains("1111-"));
    assert_eq!(refused_for(&desk.act(&world, preference("4111111111111111")).await), "card_number_refused");
    desk.actor.station = "4111111111111111".into();
    assert_eq!(refused_for(&desk.act(&world, case()).await), "card_number_refused");
}

pub async fn a_role_without_the_right_is_refused(world: World) {
    let mut desk = Device::signed_in(&world, "MK1").await;
    desk.actor.role = airside_shared::access::Role::Supervisor;
    let claimed = desk.act(&world, preference("tea")).await;
    assert_eq!(refused_for(&claimed), "not_permitted");
    desk.actor.user = Uuid::now_v7().into();
    let unknown = desk.act(&world, case()).await;
    assert_eq!(refused_for(&unknown), "unknown_actor");
}

pub async fn entries_of_another_device_are_refused(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let other = Device::signed_in(&world, "CK1").await;
    let entry = desk.entry(preference("tea"));
    let (status, fault) = other.push(&world, vec![entry.clone()]).await.unwrap_err();
    assert_eq!((status, fault.code.as_ref()), (StatusCode::FORBIDDEN, "forged_device"));
    let request = PushRequest { device: desk.id, entries: vec![entry], resolved: Vec::new(), report: None };
    let answer = other.post::<serde_json::Value>(&world, "/v1/push", &request).await;
    assert_eq!(answer.unwrap_err().1.code, "forged_device");
}

pub async fn a_gap_in_the_sequence_is_refused_with_the_expected_number(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let first = desk.entry(preference("tea"));
    desk.seq += 1;
    let third = desk.entry(preference("coffee"));
    let (status, fault) = desk.push(&world, vec![first.clone(), third]).await.unwrap_err();
    assert_eq!((status, fault.code.as_ref()), (StatusCode::CONFLICT, "sequence_gap"));
    assert!(fault.message.contains("number 2"), "{fault}");
    assert_eq!(desk.push(&world, vec![first]).await.unwrap().processed_through, 1);
    desk.seq = 0;
    let reused = desk.entry(preference("milk"));
    assert_eq!(desk.push(&world, vec![reused]).await.unwrap_err().1.code, "sequence_reused");
}

pub async fn an_entry_that_does_not_follow_from_the_one_before_is_refused(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let first = desk.entry(preference("tea"));
    desk.push(&world, vec![first.clone()]).await.unwrap();
    let mut cut = desk.entry(preference("coffee"));
    let whole = cut.clone();
    cut.prev_hash = airside_shared::sync::HEAD_OF_CHAIN.into();
    let (status, fault) = desk.push(&world, vec![cut]).await.unwrap_err();
    assert_eq!((status, fault.code.as_ref()), (StatusCode::CONFLICT, "chain_broken"));
    let world = world.restarted().await;
    let reply = desk.push(&world, vec![first, whole]).await.unwrap();
    assert!(reply.results.iter().all(applied), "a resend is no break: {reply:?}");
}

pub async fn everything_is_there_after_a_restart(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let entry = desk.entry(preference("tea"));
    let reply = desk.push(&world, vec![entry.clone()]).await.unwrap();
    let (mut before, mut after) = (Rows::new(), Rows::new());
    desk.follow(&world, station(), &mut before, 0).await;
    let world = world.restarted().await;
    desk.follow(&world, station(), &mut after, 0).await;
    assert_eq!(before, after);
    assert_eq!(desk.push(&world, vec![entry]).await.unwrap().results, reply.results);
    assert!(applied(&desk.act(&world, preference("water")).await));
}
