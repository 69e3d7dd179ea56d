//! Notices: to whom they may go, once, and what became of them.

use std::sync::{Arc, Mutex};

use airside_shared::{
    claims::{ApproveClaim, RefuseClaim},
    entity::{Entity, Kind},
    notices::{Channel, NoticeState, NoticeView, NoticesReply},
    passengers::Passenger,
};
use axum::{Json, Router, http::HeaderMap, routing::post};
use serde_json::{Value, json};

use crate::{
    device::{Device, Rows},
    money::{applied, ask, cash},
    smtp::Mail,
    world::{World, now, passenger_id, station},
};

/// The first passenger, with these fields besides.
async fn known(world: &World, more: Value) {
    let mut it = json!({ "id": passenger_id(1), "name": { "given": "Anna", "surname": "Eriksson" } });
    it.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let passenger: Passenger = serde_json::from_value(it).unwrap();
    world.backend.put(vec![Entity::from(passenger)]).await.unwrap();
}

fn agreed(purposes: &[&str]) -> Value {
    let given = json!({ "given": true, "at": now() });
    purposes.iter().map(|it| ((*it).to_owned(), given.clone())).collect::<serde_json::Map<_, _>>().into()
}

/// Somebody who takes letters at this address.
async fn reachable(world: &World, email: &str) {
    let contacts = json!({ "email": email });
    known(world, json!({ "contacts": contacts, "consents": agreed(&["email_notices"]) })).await;
}

async fn notices(world: &World) -> Vec<NoticeView> {
    let path = format!("/v1/notices?passenger={}", passenger_id(1));
    ask::<NoticesReply>(world, "SV1", &path).await.unwrap().notices
}

async fn stands(world: &World) -> (NoticeState, String) {
    let mut all = notices(world).await;
    assert_eq!(all.len(), 1, "{all:?}");
    let it = all.remove(0);
    (it.state, it.said)
}

/// The lines of the passenger's history that are about notices.
async fn history(world: &World) -> Vec<String> {
    let (desk, mut rows) = (Device::signed_in(world, "CK1").await, Rows::new());
    desk.follow(world, station(), &mut rows, 0).await;
    let lines = rows.into_iter().filter(|(row, _)| row.kind == Kind::Timeline);
    let read = |body: String| match Entity::read(Kind::Timeline, &body).unwrap() {
        Entity::Timeline(line) => (line.by, line.summary),
        other => panic!("{other:?}"),
    };
    lines.map(|(_, (_, body))| read(body)).filter(|(by, _)| by == "Airside").map(|(_, said)| said).collect()
}

async fn mailing(world: World) -> Option<(World, Mail)> {
    let mail = Mail::open()?;
    Some((world.with_senders(Some(mail.url()), None).await, mail))
}

fn message_id(letter: &str) -> &str {
    letter.lines().find_map(|line| line.strip_prefix("Message-ID: ")).expect("it has one")
}

pub async fn a_receipt_is_emailed_once_with_its_paper_to_whoever_agreed(world: World) {
    let Some((world, mail)) = mailing(world).await else { return };
    reachable(&world, "anna@example.org").await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let entry = crew.entry(cash(400));
    for _ in 0..3 {
        crew.push(&world, vec![entry.clone()]).await.unwrap();
        world.backend.work().await.unwrap();
    }
    let world = world.restarted().await;
    world.backend.work().await.unwrap();
    let letters = mail.letters();
    assert_eq!(letters.len(), 1);
    for part in [
        "To: anna@example.org",
        "Subject: Your receipt S-TEST1",
        "Dear Anna Eriksson,",
        "over 4.00",
        "application/pdf",
        "S-TEST1.pdf",
    ] {
        assert!(letters[0].contains(part), "{part}: {}", &letters[0][..800]);
    }
    assert!(message_id(&letters[0]).ends_with("@airline.example>"));
    assert_eq!(stands(&world).await, (NoticeState::Sent, String::new()));
    assert_eq!(history(&world).await, ["Receipt S-TEST1 e-mailed"]);
    assert!(world.sums_agree().await);
    let (status, _) = ask::<Value>(&world, "MK1", "/v1/notices").await.unwrap_err();
    assert_eq!(status, reqwest::StatusCode::FORBIDDEN);
}

pub async fn a_voucher_is_emailed_in_the_passenger_s_language(world: World) {
    let Some((world, mail)) = mailing(world).await else { return };
    let speaks = json!({ "language": { "value": "ar", "at": now(), "by": "x" } });
    let contacts = json!({ "email": "anna@example.org" });
    let agreed = agreed(&["email_notices"]);
    known(&world, json!({ "contacts": contacts, "consents": agreed, "preferences": speaks })).await;
    let mut desk = Device::signed_in(&world, "CK1").await;
    let voucher = crate::push::voucher(&world, &desk).await;
    assert!(applied(&desk.act(&world, voucher).await));
    world.backend.work().await.unwrap();
    let letters = mail.letters();
    assert_eq!(letters.len(), 1);
    // The Arabic words are encoded; the paper's name is not.
    assert!(letters[0].contains("MV-TEST1.pdf") && letters[0].contains("=?utf-8?"), "{}", &letters[0][..800]);
    assert_eq!(notices(&world).await[0].language.tag(), "ar");
    assert_eq!(history(&world).await, ["Voucher MV-TEST1 e-mailed"]);
}

pub async fn who_did_not_agree_or_has_no_address_is_not_written_to_and_their_history_says_so(world: World) {
    let Some((world, mail)) = mailing(world).await else { return };
    let mut crew = Device::signed_in(&world, "CB1").await;
    known(&world, json!({ "contacts": { "email": "anna@example.org" } })).await;
    crew.act(&world, cash(400)).await;
    world.backend.work().await.unwrap();
    assert_eq!(stands(&world).await, (NoticeState::Withheld, "no_consent".into()));
    known(&world, json!({ "consents": agreed(&["email_notices"]) })).await;
    world.later(60);
    crew.act(&world, cash(500)).await;
    world.later(60);
    world.backend.work().await.unwrap();
    assert_eq!(notices(&world).await[0].said, "no_address");
    let mut told = history(&world).await;
    told.sort();
    assert_eq!(told, ["Receipt S-TEST1 withheld: no address", "Receipt S-TEST1 withheld: no consent"]);
    assert_eq!(mail.letters(), [] as [String; 0]);
}

pub async fn what_a_server_refuses_bounced_and_what_it_cannot_take_now_is_tried_again(world: World) {
    let Some((world, mail)) = mailing(world).await else { return };
    let mut crew = Device::signed_in(&world, "CB1").await;
    reachable(&world, "nobody@example.org").await;
    crew.act(&world, cash(400)).await;
    world.backend.work().await.unwrap();
    let (state, said) = stands(&world).await;
    assert!(state == NoticeState::Bounced && said.contains("no such box"), "{said}");
    assert!(history(&world).await[0].starts_with("Receipt S-TEST1 bounced: "));
    reachable(&world, "busy@example.org").await;
    world.later(60);
    crew.act(&world, cash(500)).await;
    world.later(60);
    world.backend.work().await.unwrap();
    let due = &notices(&world).await[0];
    assert!(due.state == NoticeState::Due && due.attempts == 1 && due.said.contains("try again"), "{due:?}");
    // Another address meanwhile: that is where it goes.
    reachable(&world, "anna@example.org").await;
    world.later(3_600);
    world.backend.work().await.unwrap();
    assert_eq!(notices(&world).await[0].state, NoticeState::Sent);
    assert_eq!(mail.letters().len(), 1);
    // A server that is not there at all.
    drop(mail);
    crew.act(&world, cash(600)).await;
    world.later(60);
    world.backend.work().await.unwrap();
    assert_eq!(notices(&world).await[0].state, NoticeState::Due);
    for _ in 0..12 {
        world.later(7_200);
        world.backend.work().await.unwrap();
    }
    assert_eq!(notices(&world).await[0].state, NoticeState::Failed, "a person has to look");
}

pub async fn a_server_that_hangs_or_drops_after_the_letter_gets_the_same_letter_again(world: World) {
    let Some((world, mail)) = mailing(world).await else { return };
    let mut crew = Device::signed_in(&world, "CB1").await;
    reachable(&world, "drops@example.org").await;
    crew.act(&world, cash(400)).await;
    world.backend.work().await.unwrap();
    assert_eq!(stands(&world).await.0, NoticeState::Due, "it was taken, and nobody here knows");
    world.later(3_600);
    world.backend.work().await.unwrap();
    assert_eq!(stands(&world).await.0, NoticeState::Sent);
    let letters = mail.letters();
    assert_eq!(letters.len(), 2);
    assert_eq!(message_id(&letters[0]), message_id(&letters[1]), "mail programs show it once");
    reachable(&world, "hangs@example.org").await;
    crew.act(&world, cash(500)).await;
    world.later(60);
    world.backend.work().await.unwrap();
    let hung = &notices(&world).await[0];
    assert!(hung.state == NoticeState::Due && hung.attempts == 1, "{hung:?}");
}

pub async fn an_address_with_a_line_break_writes_to_nobody_and_a_long_name_is_shortened(world: World) {
    let Some((world, mail)) = mailing(world).await else { return };
    let mut crew = Device::signed_in(&world, "CB1").await;
    reachable(&world, "anna@example.org\r\nBcc: all@example.org").await;
    crew.act(&world, cash(400)).await;
    world.backend.work().await.unwrap();
    assert_eq!(stands(&world).await, (NoticeState::Failed, "bad_address".into()));
    assert_eq!(mail.letters(), [] as [String; 0]);
    let name = json!({ "given": "A".repeat(5_000), "surname": "B".repeat(5_000) });
    let contacts = json!({ "email": "anna@example.org" });
    known(&world, json!({ "name": name, "contacts": contacts, "consents": agreed(&["email_notices"]) }))
        .await;
    let mut desk = Device::signed_in(&world, "CK1").await;
    let voucher = crate::push::voucher(&world, &desk).await;
    assert!(applied(&desk.act(&world, voucher).await));
    world.backend.work().await.unwrap();
    let letters = mail.letters();
    assert_eq!(letters.len(), 1);
    assert!(!letters[0].contains(&"A".repeat(200)) && letters[0].contains("MV-TEST1.pdf"));
    assert!(letters[0].lines().all(|line| line.len() < 998));
}

/// Somebody who takes messages; what they were asked.
async fn messages() -> (String, Arc<Mutex<Vec<(String, Value)>>>) {
    let heard: Arc<Mutex<Vec<(String, Value)>>> = Arc::default();
    let ears = heard.clone();
    let hear = move |headers: HeaderMap, Json(body): Json<Value>| {
        let ears = ears.clone();
        async move {
            let key = headers["idempotency-key"].to_str().unwrap().to_owned();
            assert_eq!(headers["authorization"], "Bearer let me in");
            ears.lock().unwrap().push((key, body));
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/messages", listener.local_addr().unwrap());
    let router = Router::new().route("/messages", post(hear));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, heard)
}

pub async fn who_prefers_messages_gets_one_by_http_once(world: World) {
    let (url, heard) = messages().await;
    let world = world.with_senders(None, Some(url)).await;
    let contacts = json!({ "email": "anna@example.org", "phone": "+46700000000" });
    let prefers = json!({ "channel": { "value": "sms", "at": now(), "by": "x" } });
    let agreed = agreed(&["email_notices", "sms_notices"]);
    known(&world, json!({ "contacts": contacts, "preferences": prefers, "consents": agreed })).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    crew.act(&world, cash(400)).await;
    for _ in 0..3 {
        world.later(3_600);
        world.backend.work().await.unwrap();
    }
    let heard = heard.lock().unwrap().clone();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].1["to"], "+46700000000");
    assert_eq!(heard[0].1["id"], heard[0].0.as_str());
    assert!(heard[0].1["text"].as_str().unwrap().contains("receipt S-TEST1 over 4.00 USD"));
    let it = notices(&world).await.remove(0);
    assert_eq!((it.channel, it.state), (Some(Channel::Sms), NoticeState::Sent));
    assert_eq!(history(&world).await, ["Receipt S-TEST1 sent by SMS"]);
}

pub async fn a_backend_that_sends_nothing_says_nothing_of_anybody(world: World) {
    let mut crew = Device::signed_in(&world, "CB1").await;
    crew.act(&world, cash(400)).await;
    world.backend.work().await.unwrap();
    assert_eq!(stands(&world).await, (NoticeState::Withheld, "no_sender".into()));
    assert_eq!(history(&world).await, [] as [&str; 0]);
}

async fn tell(world: &World, key: &str, bounce: Value) -> (u16, String) {
    let url = world.url("/v1/notices/bounces");
    let answer = reqwest::Client::new().post(url).bearer_auth(key).json(&bounce).send().await.unwrap();
    let status = answer.status().as_u16();
    let fault: Value = answer.json().await.unwrap_or_default();
    (status, fault["code"].as_str().unwrap_or_default().to_owned())
}

pub async fn a_letter_that_comes_back_later_is_shown_as_bounced_once(world: World) {
    let Some((world, mail)) = mailing(world).await else { return };
    reachable(&world, "anna@example.org").await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    crew.act(&world, cash(400)).await;
    world.backend.work().await.unwrap();
    let letter = mail.letters().remove(0);
    let bounce = json!({ "id": message_id(&letter), "reason": "550 5.1.1 no such mailbox" });
    for key in ["", "another", "Bearer"] {
        assert_eq!(tell(&world, key, bounce.clone()).await, (401, "sign_in_needed".into()));
    }
    let key = "let me in";
    let unknown = json!({ "id": "<a2c6b1ce-0000-4000-8000-000000000000@airline.example>", "reason": "" });
    assert_eq!(tell(&world, key, unknown).await, (404, "unknown_notice".into()));
    assert_eq!(tell(&world, key, json!({ "id": "x", "reason": "" })).await, (404, "unknown_notice".into()));
    assert_eq!(tell(&world, key, json!({ "id": 7 })).await, (400, "unreadable_body".into()));
    assert_eq!(stands(&world).await.0, NoticeState::Sent);
    for _ in 0..2 {
        assert_eq!(tell(&world, key, bounce.clone()).await, (204, String::new()));
    }
    assert_eq!(stands(&world).await, (NoticeState::Bounced, "550 5.1.1 no such mailbox".into()));
    let mut told = history(&world).await;
    told.sort();
    assert_eq!(told, ["Receipt S-TEST1 bounced: 550 5.1.1 no such mailbox", "Receipt S-TEST1 e-mailed"]);
    assert!(world.sums_agree().await);
}

pub async fn a_notice_that_was_not_sent_cannot_come_back(world: World) {
    let Some((world, _mail)) = mailing(world).await else { return };
    known(&world, json!({ "contacts": { "email": "anna@example.org" } })).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    crew.act(&world, cash(400)).await;
    world.backend.work().await.unwrap();
    let key = notices(&world).await.remove(0).key;
    let id: airside_shared::ids::Uuid = airside_shared::ids::derived("passenger_notice", &[key.as_bytes()]);
    let bounce = json!({ "id": id, "reason": "550" });
    assert_eq!(tell(&world, "let me in", bounce).await, (409, "notice_not_sent".into()));
}

/// The passenger of the claims, reachable by mail.
async fn claimant(world: &World) {
    crate::claims::to_paris(world, 1, 0).await;
    let passenger: Passenger = serde_json::from_value(json!({
        "id": passenger_id(0x100), "name": { "given": "Anna", "surname": "Eriksson" },
        "contacts": { "email": "anna@example.org" }, "consents": agreed(&["email_notices"]),
    }))
    .unwrap();
    world.backend.put(vec![Entity::from(passenger)]).await.unwrap();
    crate::claims::send(world, &crate::claims::cancelled("OPS-1")).await.unwrap();
    crate::claims::work(world).await;
}

pub async fn a_letter_about_a_claim_says_how_much_by_which_law_and_has_the_reasons_with_it(world: World) {
    let Some((world, mail)) = mailing(world).await else { return };
    claimant(&world).await;
    let file = crate::claims::only(&world).await;
    let yes = ApproveClaim { file: file.id, amount: file.due().unwrap(), at: now() };
    assert!(applied(&Device::signed_in(&world, "SV1").await.act(&world, yes).await));
    crate::claims::work(&world).await;
    let letters = mail.letters();
    assert_eq!(letters.len(), 1, "{letters:?}");
    for part in ["600.00 EUR", "AF 175", "application/pdf", "filename=\"C-"] {
        assert!(letters[0].contains(part), "{part}: {}", &letters[0][..1_200]);
    }
}

pub async fn who_is_refused_reads_why_and_what_the_law_says(world: World) {
    let Some((world, mail)) = mailing(world).await else { return };
    claimant(&world).await;
    let file = crate::claims::only(&world).await;
    let no = RefuseClaim { file: file.id, reason: "Paid by the other carrier.".into(), at: now() };
    assert!(applied(&Device::signed_in(&world, "SV1").await.act(&world, no).await));
    crate::claims::work(&world).await;
    let letters = mail.letters();
    assert_eq!(letters.len(), 1, "{letters:?}");
    for part in ["Our reason: Paid by the other carrier.", "application/pdf"] {
        assert!(letters[0].contains(part), "{part}: {}", &letters[0][..1_200]);
    }
}
