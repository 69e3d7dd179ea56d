//! Signing in.

use airside_shared::{access::Role, ids::Uuid, sync::SignInReply};
use crypto_box::PublicKey;
use ed25519_dalek::SigningKey;
use reqwest::{Client, StatusCode};
use serde_json::Value;

use crate::{
    device::{Device, read, request},
    push::preference,
    world::{PIN, World},
};

async fn sign_in(world: &World, badge: &str, pin: &str) -> Result<SignInReply, (StatusCode, String)> {
    let body = request(badge, pin, Uuid::now_v7().into(), &SigningKey::from_bytes(&[7; 32]));
    let response = Client::new().post(world.url("/v1/sign-in")).json(&body).send().await.unwrap();
    read(response).await.map_err(|(status, fault)| (status, fault.code.into_owned()))
}

pub async fn a_wrong_pin_and_an_unknown_badge_are_told_alike(world: World) {
    let wrong = sign_in(&world, "CK1", "000000").await.unwrap_err();
    let unknown = sign_in(&world, "NOBODY", PIN).await.unwrap_err();
    assert_eq!(wrong, (StatusCode::UNAUTHORIZED, "wrong_badge_or_pin".into()));
    assert_eq!(unknown, wrong);
    assert_eq!(sign_in(&world, "CK1", PIN).await.unwrap().actor.name, "Test CK1");
}

pub async fn ten_wrong_tries_have_to_wait(world: World) {
    for _ in 0..10 {
        assert_eq!(sign_in(&world, "CK1", "000000").await.unwrap_err().0, StatusCode::UNAUTHORIZED);
    }
    let (status, code) = sign_in(&world, "CK1", PIN).await.unwrap_err();
    assert_eq!((status, code.as_str()), (StatusCode::TOO_MANY_REQUESTS, "too_many_tries"));
    assert!(sign_in(&world, "CB1", PIN).await.is_ok());
}

pub async fn a_database_key_comes_back_from_escrow(world: World) {
    let desk = Device::signed_in(&world, "CK1").await;
    let key: [u8; 32] = hex::decode(&desk.session.recovery_key).unwrap().try_into().unwrap();
    let sealed = PublicKey::from(key).seal(&mut crypto_box::aead::OsRng, &[42; 32]).unwrap();
    let world = world.restarted().await;
    let mut body = request("CK1", PIN, desk.id, &desk.key);
    body.escrow = Some(hex::encode(sealed));
    let response = desk.http.post(world.url("/v1/sign-in")).json(&body).send().await.unwrap();
    let reply: SignInReply = read(response).await.unwrap();
    assert_eq!(reply.database_key, Some(hex::encode([42; 32])));
    body.escrow = Some("00".repeat(80));
    let response = desk.http.post(world.url("/v1/sign-in")).json(&body).send().await.unwrap();
    assert_eq!(read::<SignInReply>(response).await.unwrap_err().1.code, "escrow_unreadable");
}

pub async fn a_sign_in_tells_how_far_the_device_has_come_and_a_new_part_is_a_new_epoch(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    assert_eq!((desk.session.offline_hours, desk.session.standing.as_ref().unwrap().seq), (12, 0));
    desk.act(&world, preference("tea")).await;
    world.promote("CK1", Role::Supervisor).await;
    let body = request("CK1", PIN, desk.id, &desk.key);
    let response = desk.http.post(world.url("/v1/sign-in")).json(&body).send().await.unwrap();
    let reply: SignInReply = read(response).await.unwrap();
    let standing = reply.standing.unwrap();
    assert_eq!((standing.seq, standing.head), (1, desk.head));
    assert_eq!((reply.actor.role, reply.actor.role_epoch), (Role::Supervisor, desk.actor.role_epoch + 1));
}

pub async fn without_a_token_nothing_is_answered(world: World) {
    let http = Client::new();
    for path in ["/v1/push", "/v1/pull", "/v1/audit"] {
        let request = http.post(world.url(path)).bearer_auth("00").json(&Value::Null);
        let (status, fault) = read::<Value>(request.send().await.unwrap()).await.unwrap_err();
        assert_eq!((status, fault.code.as_ref()), (StatusCode::UNAUTHORIZED, "sign_in_needed"));
    }
    let health: Value = read(http.get(world.url("/health")).send().await.unwrap()).await.unwrap();
    assert_eq!((&health["status"], &health["protocol"]), (&"ok".into(), &1.into()));
    let unknown = read::<Value>(http.get(world.url("/v2")).send().await.unwrap()).await.unwrap_err();
    assert_eq!(unknown.1.code, "unknown_path");
}
