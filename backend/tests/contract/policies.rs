//! Tables of rules: two people make a version, every device holds it, and a draft is tried on what is kept.

use airside_shared::{
    access::Role,
    claims::ClaimMeans,
    entity::{Entity, Kind, Ref},
    policies::{
        ApprovePolicy, CLAIMS, DraftPolicy, Policy, Trial, TrialRequest, VOUCHERS, in_force, policy_id,
    },
    sync::Scope,
};
use serde_json::Value;

use crate::{
    claims::{cancelled, choosing, claims, eur, send, to_paris, work},
    device::{Device, Rows},
    money::{applied, refused_for},
    world::{World, now, today},
};

fn terms(amount: i64) -> Value {
    let mut terms = in_force(&Policy::new("eu261"), today()).unwrap().terms;
    *terms.pointer_mut("/rights/bands/2/amount").unwrap() = amount.into();
    terms
}

fn draft(amount: i64) -> DraftPolicy {
    let citation = "Regulation (EU) 2026/1".into();
    DraftPolicy { table: "eu261".into(), after: 0, from: today(), citation, terms: terms(amount), at: now() }
}

/// A version of the table of European law with another sum for long flights, in force from today.
pub async fn approved(world: &World, amount: i64) {
    approve(world, draft(amount)).await;
}

/// A version of any table with another value at a place, in force from tomorrow.
pub async fn approved_for_tomorrow(world: &World, table: &str, at: &str, value: i64) {
    let mut terms = in_force(&Policy::new(table), today()).unwrap().terms;
    *terms.pointer_mut(at).unwrap() = value.into();
    let from = today().tomorrow().unwrap();
    approve(world, DraftPolicy { table: table.into(), from, terms, ..draft(0) }).await;
}

async fn approve(world: &World, draft: DraftPolicy) {
    world.promote("SV1", Role::PlatformManager).await;
    let mut drafts = Device::signed_in(world, "FN1").await;
    let mut approves = Device::signed_in(world, "SV1").await;
    let yes = ApprovePolicy { table: draft.table.clone(), number: 1, at: now() };
    assert!(applied(&drafts.act(world, draft).await));
    assert!(applied(&approves.act(world, yes).await));
}

pub async fn a_version_of_a_table_takes_two_people_and_reaches_every_device(world: World) {
    world.promote("SV1", Role::PlatformManager).await;
    let mut drafts = Device::signed_in(&world, "FN1").await;
    let mut approves = Device::signed_in(&world, "SV1").await;
    let mut agent = Device::signed_in(&world, "CK1").await;
    assert_eq!(refused_for(agent.act(&world, draft(700)).await), "not_permitted");
    assert_eq!(refused_for(drafts.act(&world, draft(-1)).await), "negative_amount");
    // What was refused holds its lane up on that device, so another drafts.
    let mut drafts = Device::signed_in(&world, "FN1").await;
    assert!(applied(&drafts.act(&world, draft(700)).await));
    let yes = ApprovePolicy { table: "eu261".into(), number: 1, at: now() };
    assert!(applied(&approves.act(&world, yes.clone()).await));
    assert_eq!(refused_for(drafts.act(&world, yes).await), "policy_decided");
    let mut rows = Rows::new();
    agent.follow(&world, Scope::Catalogue, &mut rows, 0).await;
    let (_, body) = rows.remove(&Ref::new(Kind::Policy, policy_id("eu261"))).expect("every device holds it");
    let Entity::Policy(policy) = Entity::read(Kind::Policy, &body).unwrap() else { panic!("{body}") };
    assert_eq!(policy.on(today()).unwrap().terms, terms(700));
    assert!(world.sums_agree().await);
}

pub async fn a_draft_is_tried_only_by_those_who_edit_tables(world: World) {
    let request = |amount| TrialRequest { table: "eu261".into(), terms: terms(amount) };
    let finance = Device::signed_in(&world, "FN1").await;
    let trial: Trial = finance.post(&world, "/v1/policies/trial", &request(700)).await.unwrap();
    assert_eq!((trial.changed, trial.more), (0, Vec::new()), "nothing flies to Europe here");
    let (status, fault) =
        finance.post::<Trial>(&world, "/v1/policies/trial", &request(-1)).await.unwrap_err();
    assert_eq!((status.as_u16(), &*fault.code), (400, "bad_policy_table"));
    let agent = Device::signed_in(&world, "CK1").await;
    let (status, fault) = agent.post::<Trial>(&world, "/v1/policies/trial", &request(700)).await.unwrap_err();
    assert_eq!((status.as_u16(), &*fault.code), (403, "not_permitted"));
}

pub async fn what_was_chosen_is_settled_as_promised_when_the_terms_are_others_the_next_day(world: World) {
    to_paris(&world, 2, 2).await;
    send(&world, &cancelled("OPS-1")).await.unwrap();
    work(&world).await;
    let files = claims(&world).await;
    let mut desk = Device::signed_in(&world, "CK1").await;
    assert!(applied(&desk.act(&world, choosing(&files[0], ClaimMeans::Voucher)).await));
    assert!(applied(&desk.act(&world, choosing(&files[1], ClaimMeans::Miles)).await));
    approved_for_tomorrow(&world, VOUCHERS, "/kind/travel_credit/percent", 100).await;
    approved_for_tomorrow(&world, CLAIMS, "/miles/EUR", 1).await;
    world.later(24 * 3_600);
    work(&world).await;
    let settled: Vec<_> = claims(&world).await.into_iter().map(|it| it.settlement.unwrap()).collect();
    assert_eq!((settled[0].amount, settled[1].miles), (eur(75_000), Some(60_000)));
}
