//! What no honest device sends: a coded answer, no effect, and the next good batch is taken as if nothing had
//! been.

use airside_shared::{
    intents::Intent,
    passengers::SetPreference,
    sync::{Entry, Outcome, PushRequest},
};
use jiff::SignedDuration;
use reqwest::{StatusCode, header::CONTENT_ENCODING};
use serde_json::{Value, json};

use crate::{
    device::{Device, Rows, read},
    push::preference,
    world::{World, now, station},
};

type Answer = Result<Value, (StatusCode, String)>;

async fn send(world: &World, desk: &Device, body: Vec<u8>, encoding: Option<&str>) -> Answer {
    let mut request = desk.http.post(world.url("/v1/push")).bearer_auth(&desk.session.token).body(body);
    if let Some(encoding) = encoding {
        request = request.header(CONTENT_ENCODING, encoding);
    }
    let answer = read::<Value>(request.send().await.unwrap()).await;
    answer.map_err(|(status, fault)| (status, fault.code.into_owned()))
}

fn body(desk: &Device, entries: &[Entry]) -> Vec<u8> {
    let request =
        PushRequest { device: desk.id, entries: entries.to_vec(), resolved: Vec::new(), report: None };
    serde_json::to_vec(&request).unwrap()
}

async fn rows(world: &World, desk: &Device) -> Rows {
    let mut rows = Rows::new();
    desk.follow(world, station(), &mut rows, 0).await;
    rows
}

fn refused_for(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Rejected(rejection) => &rejection.fault.code,
        other => panic!("not refused: {other:?}"),
    }
}

fn sign(mut entry: Entry, kind: &str, version: u16, payload: Value) -> Entry {
    entry.payload_hash = Entry::hash_payload(kind, version, &payload);
    (entry.kind, entry.version, entry.payload) = (kind.into(), version, payload);
    entry
}

pub async fn a_batch_that_cannot_be_read_has_a_code_and_no_effect(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let before = rows(&world, &desk).await;
    let entry = desk.entry(preference("tea"));
    let good = body(&desk, &[entry]);
    let packed = zstd::encode_all(&good[..], 3).unwrap();
    let bomb = zstd::encode_all(&vec![b'['; 8 << 20][..], 19).unwrap();
    let cases: [(Vec<u8>, Option<&str>, &str); 9] = [
        (packed[..packed.len() / 2].to_vec(), Some("zstd"), "unreadable_body"),
        (packed[..4].to_vec(), Some("zstd"), "unreadable_body"),
        (good.clone(), Some("zstd"), "unreadable_body"),
        (packed.clone(), None, "unreadable_body"),
        (good[..good.len() / 2].to_vec(), None, "unreadable_body"),
        (good.clone(), Some("br"), "unknown_encoding"),
        (bomb, Some("zstd"), "body_unpacks_too_large"),
        (zstd::encode_all(&vec![b'['; 900][..], 3).unwrap(), Some("zstd"), "body_too_deep"),
        (vec![b' '; (1 << 20) + 1], None, "body_too_large"),
    ];
    for (bytes, encoding, code) in cases {
        let (status, answered) = send(&world, &desk, bytes, encoding).await.unwrap_err();
        assert_eq!(answered, code, "{encoding:?}");
        assert!(status.is_client_error(), "{status}");
    }
    assert_eq!(rows(&world, &desk).await, before);
    let taken = send(&world, &desk, packed, Some("zstd")).await.unwrap();
    assert_eq!(taken["results"][0]["outcome"], "applied");
}

pub async fn more_entries_than_a_batch_holds_are_refused_whole(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let entries: Vec<Entry> = (0..501).map(|_| desk.entry(preference("tea"))).collect();
    let answer = desk.push(&world, entries.clone()).await;
    let code = answer.map_err(|(_, fault)| fault.code.into_owned()).unwrap_err();
    assert!(["too_many_entries", "body_too_large"].contains(&code.as_str()), "{code}");
    assert_eq!(desk.push(&world, entries[..2].to_vec()).await.unwrap().processed_through, 2);
}

pub async fn an_act_of_another_program_is_refused_and_holds_up_its_lane_only(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let before = rows(&world, &desk).await;
    let payload = Intent::from(preference("tea")).payload();
    let lane = |entry: Entry, lane: &str| Entry { lane: airside_shared::intents::Lane(lane.into()), ..entry };
    let unknown = lane(sign(desk.entry(preference("tea")), "upgrade_seat", 1, payload.clone()), "x:1");
    let newer = lane(sign(desk.entry(preference("tea")), "set_preference", 9, payload.clone()), "x:2");
    let strange = lane(sign(desk.entry(preference("tea")), "set_preference", 1, json!({ "at": [] })), "x:3");
    let astray = lane(desk.entry(preference("tea")), "x:4");
    let good = desk.entry(preference("milk"));
    let reply = desk.push(&world, chained(vec![unknown, newer, strange, astray, good])).await.unwrap();
    let codes: Vec<&str> = reply.results[..4].iter().map(|result| refused_for(&result.outcome)).collect();
    assert_eq!(codes, ["unknown_kind", "unknown_kind", "unreadable_intent", "wrong_lane"]);
    assert!(matches!(reply.results[4].outcome, Outcome::Applied { .. }));
    assert_eq!(reply.processed_through, 5);
    let after = rows(&world, &desk).await;
    assert_eq!(after.len(), before.len() + 1, "one line of history, of the good one");
}

/// Each refers to the one before, as the other program would have made them.
fn chained(mut entries: Vec<Entry>) -> Vec<Entry> {
    for at in 1..entries.len() {
        entries[at].prev_hash = entries[at - 1].hash();
    }
    entries
}

pub async fn a_batch_that_is_out_of_step_has_no_effect_at_all(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let before = rows(&world, &desk).await;
    let (first, second, third) =
        (desk.entry(preference("tea")), desk.entry(preference("milk")), desk.entry(preference("water")));
    let copy = Entry { op: airside_shared::ids::OpId(airside_shared::ids::Uuid::now_v7()), ..first.clone() };
    let altered = Entry { payload_hash: second.payload_hash.clone(), ..first.clone() };
    let batches = [
        (vec![first.clone(), third.clone()], "sequence_gap"),
        (vec![first.clone(), copy], "sequence_reused"),
        (vec![first.clone(), altered], "op_reused"),
        (vec![second.clone(), first.clone()], "sequence_gap"),
    ];
    for (entries, code) in batches {
        let (status, fault) = desk.push(&world, entries).await.unwrap_err();
        assert_eq!((status, &*fault.code), (StatusCode::CONFLICT, code));
    }
    assert_eq!(rows(&world, &desk).await, before, "what stood before the fault is undone with it");
    assert_eq!(desk.push(&world, vec![first, second, third]).await.unwrap().processed_through, 3);
}

pub async fn a_clock_three_days_off_changes_neither_order_nor_result(world: World) {
    for days in [-3, 3] {
        let mut desk = Device::signed_in(&world, "CK1").await;
        let there = now() + SignedDuration::from_hours(24 * days);
        let mut early = desk.entry(SetPreference { at: there, ..preference("tea") });
        early.made_at = there;
        let late = desk.entry(preference("milk"));
        let reply = desk.push(&world, vec![early, late]).await.unwrap();
        assert!(reply.results.iter().all(|it| matches!(it.outcome, Outcome::Applied { .. })), "{reply:?}");
        let rows = rows(&world, &desk).await;
        let passenger = rows.values().find(|(_, body)| body.contains("\"preferences\":{\"drink\""));
        assert!(passenger.unwrap().1.contains("milk"), "the later entry counts, whatever its clock says");
    }
}
