//! Refused entries that outlive their device, how the devices are, and devices that are withdrawn.

use airside_shared::{
    Fault,
    cases::OpenCase,
    ids::OpId,
    sync::{
        DiscardRequest, Entry, FleetDevice, FleetReply, FlushReply, Outcome, PROTOCOL, PullReply,
        PullRequest, PullScope, PushReply, PushRequest, RefusedEntry, RefusedReply, Report, RevokeRequest,
        Settlement, SignInReply, WipedRequest, Withdraw,
    },
};
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{
    device::{Device, Rows, read, request},
    push::{case, note, preference},
    world::{PIN, World, now, station},
};

type Answer<T> = Result<T, (StatusCode, Fault)>;

async fn get<T: DeserializeOwned>(device: &Device, world: &World, path: &str) -> Answer<T> {
    read(device.http.get(world.url(path)).bearer_auth(&device.session.token).send().await.unwrap()).await
}

async fn refused(device: &Device, world: &World) -> Vec<RefusedEntry> {
    get::<RefusedReply>(device, world, "/v1/refused?settled=true").await.unwrap().entries
}

async fn discard(device: &Device, world: &World, op: OpId) -> Answer<RefusedEntry> {
    let request = DiscardRequest { reason: "The passenger has left".into() };
    device.post(world, &format!("/v1/refused/{op}/discard"), &request).await
}

async fn pull(device: &Device, world: &World, report: Option<Report>) -> Answer<PullReply> {
    let scopes = vec![PullScope { id: station(), after: 0 }];
    device
        .post(
            world,
            "/v1/pull",
            &PullRequest { device: device.id, scopes, bytes: None, kinds: Vec::new(), report },
        )
        .await
}

/// A case without a text, which is refused, and a note that waits behind it.
async fn refusal(desk: &mut Device, world: &World) -> (OpenCase, Entry, Entry) {
    let bad = OpenCase { text: " ".into(), ..case() };
    let (opened, noted) = (desk.entry(bad.clone()), desk.entry(note(&bad)));
    let reply = desk.push(world, vec![opened.clone(), noted.clone()]).await.unwrap();
    assert!(matches!(reply.results[0].outcome, Outcome::Rejected(_)));
    assert_eq!(reply.results[1].outcome, Outcome::Blocked { by: opened.op });
    (bad, opened, noted)
}

pub async fn a_refused_entry_is_kept_whole_and_a_supervisor_sees_it(world: World) {
    let mut lost = Device::signed_in(&world, "CK1").await;
    let (_, opened, noted) = refusal(&mut lost, &world).await;
    let world = world.restarted().await;
    let supervisor = Device::signed_in(&world, "SV1").await;
    let kept = refused(&supervisor, &world).await;
    assert_eq!(kept.iter().map(|it| &it.entry).collect::<Vec<_>>(), [&opened, &noted]);
    assert!(kept.iter().all(|it| it.station == "JFK" && it.settled.is_none()));
    let denied = get::<Value>(&lost, &world, "/v1/refused").await.unwrap_err();
    assert_eq!((denied.0, &*denied.1.code), (StatusCode::FORBIDDEN, "not_permitted"));
    let elsewhere = get::<Value>(&supervisor, &world, "/v1/refused?station=LAX").await.unwrap_err();
    assert_eq!(elsewhere.1.code, "other_station");
    let applied = supervisor_of_lax(&world).await;
    assert_eq!(discard(&applied, &world, opened.op).await.unwrap_err().1.code, "not_found");
}

async fn supervisor_of_lax(world: &World) -> Device {
    let device = Device::signed_in(world, "SV1").await;
    let mut again = request("SV1", PIN, device.id, &device.key);
    again.station = "LAX".into();
    let response = device.http.post(world.url("/v1/sign-in")).json(&again).send().await.unwrap();
    let session: SignInReply = read(response).await.unwrap();
    Device { session, ..device }
}

pub async fn a_supervisor_does_a_refused_entry_again_and_what_waited_behind_it_goes_on_once(world: World) {
    let mut lost = Device::signed_in(&world, "CK1").await;
    let (bad, opened, noted) = refusal(&mut lost, &world).await;
    let mut supervisor = Device::signed_in(&world, "SV1").await;
    let mut mended = supervisor.entry(OpenCase { text: "The meal was cold".into(), ..bad });
    mended.replaces = Some(opened.op);
    let reply = supervisor.push(&world, vec![mended.clone()]).await.unwrap();
    assert!(matches!(reply.results[0].outcome, Outcome::Applied { .. }), "{reply:?}");
    let kept = refused(&supervisor, &world).await;
    let ends: Vec<_> = kept.iter().map(|it| it.settled.clone().unwrap()).collect();
    assert_eq!(
        (ends[0].how, ends[0].replaced_by, &*ends[0].by),
        (Settlement::Replaced, Some(mended.op), "Test SV1")
    );
    assert_eq!(ends[1].how, Settlement::WentOn, "the lost device's note took effect");

    // The device comes back: it is told, says so, and sends again what waited. Nothing happens twice.
    let told = pull(&lost, &world, None).await.unwrap().orders.settled;
    assert_eq!((told.len(), told[0].op, told[0].how), (1, opened.op, Settlement::Replaced));
    let entries = vec![noted.clone()];
    let again = PushRequest { device: lost.id, entries, resolved: vec![opened.op], report: None };
    let reply: PushReply = lost.post(&world, "/v1/push", &again).await.unwrap();
    assert!(matches!(reply.results[0].outcome, Outcome::Applied { .. }));
    assert!(pull(&lost, &world, None).await.unwrap().orders.is_empty());
    let mut rows = Rows::new();
    lost.follow(&world, station(), &mut rows, 0).await;
    let cases: Vec<_> = rows.values().filter(|(_, body)| body.contains("The meal was cold")).collect();
    assert_eq!(cases.iter().filter(|(_, body)| body.contains("Called back")).count(), 1);
    assert!(world.sums_agree().await);
}

pub async fn whoever_settles_a_refused_entry_second_is_told_who_was_first(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let (_, _, noted) = refusal(&mut desk, &world).await;
    let mut supervisor = Device::signed_in(&world, "SV1").await;
    assert_eq!(discard(&supervisor, &world, noted.op).await.unwrap_err().1.code, "not_refused");
    let bad = OpenCase { text: " ".into(), ..case() };
    let opened = desk.entry(bad.clone());
    desk.push(&world, vec![opened.clone()]).await.unwrap();
    let told = DiscardRequest { reason: "He gave 4111 1111 1111 1111".into() };
    let path = format!("/v1/refused/{}/discard", opened.op);
    let denied = supervisor.post::<Value>(&world, &path, &told).await.unwrap_err();
    assert_eq!((denied.0, &*denied.1.code), (StatusCode::BAD_REQUEST, "card_number_refused"));
    let settled = discard(&supervisor, &world, opened.op).await.unwrap().settled.unwrap();
    assert_eq!((settled.how, &*settled.by), (Settlement::Discarded, "Test SV1"));
    assert_eq!(settled.reason, "The passenger has left");
    assert_eq!(discard(&supervisor, &world, opened.op).await.unwrap_err().1.code, "settled_already");

    // Its own device, which has not heard of it, does it again.
    let mut again = desk.entry(OpenCase { text: "The meal was cold".into(), ..bad });
    again.replaces = Some(opened.op);
    let entries = vec![again];
    let push = PushRequest { device: desk.id, entries, resolved: vec![opened.op], report: None };
    let reply: PushReply = desk.post(&world, "/v1/push", &push).await.unwrap();
    let Outcome::Rejected(rejection) = &reply.results[0].outcome else { panic!("{reply:?}") };
    assert_eq!(rejection.fault.code, "settled_already");

    // And the other way round: somebody on the device was first.
    let (bad, opened, _) = refusal(&mut desk, &world).await;
    let push = PushRequest { device: desk.id, entries: vec![], resolved: vec![opened.op], report: None };
    let _: PushReply = desk.post(&world, "/v1/push", &push).await.unwrap();
    let mut mended = supervisor.entry(OpenCase { text: "The meal was cold".into(), ..bad });
    mended.replaces = Some(opened.op);
    let reply = supervisor.push(&world, vec![mended]).await.unwrap();
    let Outcome::Rejected(rejection) = &reply.results[0].outcome else { panic!("{reply:?}") };
    assert_eq!(rejection.fault.code, "settled_already");
}

pub async fn what_was_refused_for_a_card_number_is_kept_without_it(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let told = OpenCase { text: "He gave 4111-1111-1111-1111 as his card".into(), ..case() };
    desk.act(&world, told.clone()).await;
    desk.act(&world, OpenCase { text: "It was 4111 1111 1111 1111".into(), ..told }).await;
    let kept = refused(&Device::signed_in(&world, "SV1").await, &world).await;
    assert_eq!(kept.len(), 2, "the refused one, and the one that waits behind it");
    assert!(!serde_json::to_string(&kept).unwrap().contains("1111 1111"));
    assert!(!serde_json::to_string(&kept).unwrap().contains("1111-1111"));
}

pub async fn only_a_supervisor_settles_for_another_device(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let (bad, opened, _) = refusal(&mut desk, &world).await;
    let mut colleague = Device::signed_in(&world, "CK1").await;
    assert_eq!(discard(&colleague, &world, opened.op).await.unwrap_err().1.code, "not_permitted");
    let mut mended = colleague.entry(OpenCase { text: "The meal was cold".into(), ..bad });
    mended.replaces = Some(opened.op);
    let reply = colleague.push(&world, vec![mended]).await.unwrap();
    let Outcome::Rejected(rejection) = &reply.results[0].outcome else { panic!("{reply:?}") };
    assert_eq!(rejection.fault.code, "not_permitted");
}

fn report(waiting: u32, clock: Timestamp) -> Report {
    Report {
        protocol: PROTOCOL,
        app_version: "9.9.9".into(),
        waiting,
        attention: 1,
        oldest: Some(clock - SignedDuration::from_hours(2)),
        clock,
        heals: 4,
        free_disk: Some(1 << 30),
        schema: Some(4),
        photos: Some(2),
        records: Some(7),
    }
}

async fn fleet(world: &World, badge: &str, query: &str) -> Answer<FleetReply> {
    let http = reqwest::Client::new();
    let asked = http.get(world.url(&format!("/v1/fleet{query}"))).basic_auth(badge, Some(PIN));
    read(asked.send().await.unwrap()).await
}

pub async fn the_fleet_shows_contact_queue_version_drift_and_heals(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    refusal(&mut desk, &world).await;
    let ahead = now() + SignedDuration::from_mins(10);
    pull(&desk, &world, Some(report(3, ahead))).await.unwrap();
    let world = world.restarted().await;
    let seen = fleet(&world, "SE1", "").await.unwrap().devices;
    let it = seen.iter().find(|it| it.device == desk.id).unwrap();
    let said = it.report.as_ref().unwrap();
    assert_eq!((said.waiting, said.heals, &*said.app_version, it.refused), (3, 4, "9.9.9", 1));
    assert!((595..=600).contains(&it.drift.unwrap()), "{:?}", it.drift);
    assert!(it.last_contact.is_some());
    assert_eq!(fleet(&world, "SV1", "").await.unwrap().devices.len(), seen.len());
    assert_eq!(fleet(&world, "SV1", "?station=LAX").await.unwrap_err().1.code, "other_station");
    assert!(fleet(&world, "SE1", "?station=LAX").await.unwrap().devices.is_empty());
    assert_eq!(fleet(&world, "CK1", "").await.unwrap_err().1.code, "not_permitted");
    let metrics = reqwest::get(world.url("/metrics")).await.unwrap().text().await.unwrap();
    for name in ["airside_devices{station=\"JFK\"}", "airside_queue_oldest_seconds", "airside_refused_open"] {
        assert!(metrics.contains(name), "{name} is not in {metrics}");
    }
    assert!(!metrics.contains(&desk.id.to_string()) && !metrics.contains("Test CK1"));
}

pub async fn a_device_that_says_nothing_of_itself_or_more_than_we_know_is_served(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let entry = serde_json::to_value(desk.entry(preference("tea"))).unwrap();
    let old = json!({ "device": desk.id, "entries": [entry] });
    let reply: PushReply = desk.post(&world, "/v1/push", &old).await.unwrap();
    assert_eq!(reply.processed_through, 1);
    let mut entry = serde_json::to_value(desk.entry(preference("water"))).unwrap();
    entry["mood"] = "sunny".into();
    let mut said = serde_json::to_value(report(0, now())).unwrap();
    said["protocol"] = 7.into();
    said["fuel"] = 3.into();
    let new = json!({ "device": desk.id, "entries": [entry], "report": said, "later": {"a": 1} });
    let reply: PushReply = desk.post(&world, "/v1/push", &new).await.unwrap();
    assert!(matches!(reply.results[0].outcome, Outcome::Applied { .. }));
    let seen = fleet(&world, "SE1", "").await.unwrap().devices;
    assert!(seen.iter().any(|it| it.device == desk.id && it.last_contact.is_some()));
}

pub async fn an_act_of_a_newer_program_is_refused_by_name_and_kept(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let payload = json!({ "guest": "A1" });
    let mut entry = desk.entry(preference("tea"));
    (entry.kind, entry.lane.0) = ("admit_guest".into(), "guest:A1".into());
    (entry.payload_hash, entry.payload) = (Entry::hash_payload("admit_guest", 1, &payload), payload);
    desk.head = entry.hash();
    let mut newer = desk.entry(preference("tea"));
    newer.version = 9;
    newer.payload_hash = Entry::hash_payload(&newer.kind, 9, &newer.payload);
    desk.head = newer.hash();
    let free = desk.entry(case());
    let reply = desk.push(&world, vec![entry.clone(), newer.clone(), free]).await.unwrap();
    for result in &reply.results[..2] {
        let Outcome::Rejected(rejection) = &result.outcome else { panic!("{reply:?}") };
        assert_eq!(rejection.fault.code, "unknown_kind");
    }
    assert!(matches!(reply.results[2].outcome, Outcome::Applied { .. }));
    let supervisor = Device::signed_in(&world, "SV1").await;
    let kept: Vec<Entry> = refused(&supervisor, &world).await.into_iter().map(|it| it.entry).collect();
    assert_eq!(kept, [entry, newer]);
}

async fn revoke(world: &World, device: &Device, badge: &str, how: Withdraw) -> Answer<FleetDevice> {
    let path = format!("/v1/devices/{}/revoke", device.id);
    let asked = reqwest::Client::new().post(world.url(&path)).basic_auth(badge, Some(PIN));
    read(asked.json(&RevokeRequest { how, reason: "Left on a trolley".into() }).send().await.unwrap()).await
}

async fn sign_in_again(world: &World, device: &Device) -> Answer<Value> {
    let again = request("CK1", PIN, device.id, &device.key);
    read(device.http.post(world.url("/v1/sign-in")).json(&again).send().await.unwrap()).await
}

async fn gone(world: &World, device: &Device, destroyed: Option<u32>) -> Answer<Value> {
    device.post(world, &format!("/v1/devices/{}/wiped", device.id), &WipedRequest { destroyed }).await
}

pub async fn a_device_that_is_flushed_gets_no_rows_and_no_sign_in_but_its_queue_is_taken(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    assert_eq!(revoke(&world, &desk, "SV1", Withdraw::WipeNow).await.unwrap_err().1.code, "not_permitted");
    assert_eq!(gone(&world, &desk, None).await.unwrap_err().1.code, "not_withdrawn");
    let revoked = revoke(&world, &desk, "SE1", Withdraw::FlushThenWipe).await.unwrap().revoked.unwrap();
    assert_eq!((revoked.how, &*revoked.by, revoked.wiped_at), (Withdraw::FlushThenWipe, "Test SE1", None));
    assert_eq!(revoked.reason, "Left on a trolley");
    let reply = pull(&desk, &world, None).await.unwrap();
    assert!(reply.pages.iter().all(|page| page.withdrawn && page.rows.is_empty()));
    assert_eq!(reply.orders.withdraw, Some(Withdraw::FlushThenWipe));
    let refusal = sign_in_again(&world, &desk).await.unwrap_err();
    assert_eq!((refusal.0, &*refusal.1.code), (StatusCode::FORBIDDEN, "flush_then_wipe"));

    // Its token has run out: a right PIN gets one that uploads and opens nothing.
    let again = request("CK1", PIN, desk.id, &desk.key);
    let path = format!("/v1/devices/{}/flush", desk.id);
    let response = desk.http.post(world.url(&path)).json(&again).send().await.unwrap();
    desk.session.token = read::<FlushReply>(response).await.unwrap().token;
    assert!(matches!(desk.act(&world, preference("tea")).await.outcome, Outcome::Applied { .. }));
    assert!(pull(&desk, &world, None).await.unwrap().pages[0].withdrawn);
    gone(&world, &desk, Some(0)).await.unwrap();
    let entry = desk.entry(preference("milk"));
    assert_eq!(desk.push(&world, vec![entry]).await.unwrap_err().1.code, "sign_in_needed");
    let response = desk.http.post(world.url(&path)).json(&again).send().await.unwrap();
    assert_eq!(read::<FlushReply>(response).await.unwrap_err().1.code, "not_withdrawn");
    assert_eq!(revoke(&world, &desk, "SE1", Withdraw::WipeNow).await.unwrap_err().1.code, "wiped_already");
}

pub async fn a_device_that_is_wiped_at_once_is_refused_everything_and_says_what_it_destroyed(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    revoke(&world, &desk, "SE1", Withdraw::WipeNow).await.unwrap();
    let world = world.restarted().await;
    let entry = desk.entry(preference("tea"));
    assert_eq!(desk.push(&world, vec![entry]).await.unwrap_err().1.code, "wipe_now");
    assert_eq!(pull(&desk, &world, None).await.unwrap_err().1.code, "wipe_now");
    assert_eq!(sign_in_again(&world, &desk).await.unwrap_err().1.code, "wipe_now");
    gone(&world, &desk, Some(1)).await.unwrap();
    let seen = fleet(&world, "SE1", "").await.unwrap().devices;
    let revoked = seen.into_iter().find(|it| it.device == desk.id).unwrap().revoked.unwrap();
    assert_eq!((revoked.destroyed, revoked.wiped_at.is_some()), (Some(1), true));
}
