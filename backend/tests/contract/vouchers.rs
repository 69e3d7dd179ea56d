//! Vouchers at tills: what happened is kept, what is forged has no effect, and suppliers are paid.

use airside_shared::{
    Fault,
    entity::{Entity, Kind, Ref},
    ids::{RedemptionId, TimelineId, Uuid, VoucherId},
    ledger::Account,
    money::{Currency, Money},
    policies::Table,
    sync::{EntryResult, Outcome, RevokeRequest, Scope, Withdraw},
    vouchers::{
        Basis, IssueVoucher, Issuer, LossReason, NEVER, RedeemVoucher, ReissueVoucher, ReviewLoss,
        RevokeVoucher, Statement, VoucherKind, VoucherStanding, VoucherTerms, code, issuer_id, standing_id,
    },
};
use jiff::SignedDuration;
use reqwest::StatusCode;

use crate::{
    device::{Device, Rows, read},
    money::holds,
    push::voucher,
    world::{PIN, World, now, station},
};

/// The same voucher with a code that says whose key signed it.
async fn issue(world: &World, device: &Device) -> IssueVoucher {
    let it = voucher(world, device).await;
    IssueVoucher { code: paper(&it, device, 0), ..it }
}

fn paper(it: &IssueVoucher, device: &Device, copy: u32) -> String {
    let detail = code::Detail {
        copy,
        key: code::key_id(&hex::encode(device.key.verifying_key().to_bytes())),
        not_before: now(),
        holder: code::holder(it.voucher, "K7QX2M"),
    };
    let signed = code::Signed {
        voucher: it.voucher,
        allowance: it.allowance,
        kind: it.kind.name().into(),
        amount: it.amount,
        expires: it.expires_at,
        place: "JFK".into(),
        detail: Some(detail),
    };
    code::sign(&signed, &device.key)
}

/// One of that kind that the backend has taken.
pub async fn issue_of(world: &World, device: &mut Device, kind: VoucherKind) -> IssueVoucher {
    let it = IssueVoucher { kind, ..voucher(world, device).await };
    let it = IssueVoucher { code: paper(&it, device, 0), ..it };
    assert_eq!(code_of(&device.act(world, it.clone()).await), "applied");
    it
}

fn redeem(it: &IssueVoucher, code: &str) -> RedeemVoucher {
    RedeemVoucher {
        redemption: RedemptionId(Uuid::now_v7()),
        voucher: it.voucher,
        number: it.number.clone(),
        code: code.into(),
        amount: it.amount,
        supplier: "JFK-TERRACE".into(),
        at: now(),
        timeline: TimelineId(Uuid::now_v7()),
    }
}

pub fn code_of(result: &EntryResult) -> &str {
    match &result.outcome {
        Outcome::Applied { .. } => "applied",
        Outcome::Rejected(rejection) => &rejection.fault.code,
        Outcome::Blocked { .. } => "blocked",
    }
}

async fn rows(world: &World, device: &Device, scope: Scope) -> Rows {
    let mut rows = Rows::new();
    device.follow(world, scope, &mut rows, 0).await;
    rows
}

pub async fn standing(world: &World, device: &Device, it: &IssueVoucher) -> VoucherStanding {
    let rows = rows(world, device, station()).await;
    let (_, body) = &rows[&Ref::new(Kind::VoucherStanding, standing_id(it.voucher))];
    match Entity::read(Kind::VoucherStanding, body).unwrap() {
        Entity::VoucherStanding(standing) => standing,
        other => panic!("{other:?}"),
    }
}

fn losses(standing: &VoucherStanding) -> Vec<Option<LossReason>> {
    standing.redemptions.iter().map(|it| it.loss.as_ref().map(|loss| loss.why)).collect()
}

pub async fn a_device_is_vouched_for_and_every_till_can_verify_what_it_signs(world: World) {
    let desk = Device::signed_in(&world, "CK1").await;
    let airline = desk.session.airline_key.clone().unwrap();
    assert!(desk.allowance(&world).await.is_of(&airline));
    let till = Device::signed_in(&world, "CB1").await;
    let issuer = issuer(&world, &till, &desk).await;
    assert!(issuer.is_of(&airline) && issuer.withdrawn.is_none());
    assert_eq!(till.session.airline_key, Some(airline.clone()));
    let world = world.restarted().await;
    let again = Device::signed_in(&world, "CK1").await;
    assert_eq!(again.session.airline_key, Some(airline), "the airline's key outlives a restart");
}

async fn issuer(world: &World, till: &Device, of: &Device) -> Issuer {
    let rows = rows(world, till, Scope::Catalogue).await;
    let key = code::key_id(&hex::encode(of.key.verifying_key().to_bytes()));
    let (_, body) = &rows[&Ref::new(Kind::Issuer, issuer_id(key))];
    match Entity::read(Kind::Issuer, body).unwrap() {
        Entity::Issuer(issuer) => issuer,
        other => panic!("{other:?}"),
    }
}

pub async fn a_withdrawn_device_is_no_longer_taken_on_its_word(world: World) {
    let (lost, till) = (Device::signed_in(&world, "CK1").await, Device::signed_in(&world, "CB1").await);
    let path = format!("/v1/devices/{}/revoke", lost.id);
    let asked = reqwest::Client::new().post(world.url(&path)).basic_auth("SE1", Some(PIN));
    let how = RevokeRequest { how: Withdraw::WipeNow, reason: "Left on a trolley".into() };
    assert!(asked.json(&how).send().await.unwrap().status().is_success());
    assert!(issuer(&world, &till, &lost).await.withdrawn.is_some());
}

pub async fn a_voucher_redeemed_at_two_tills_that_never_met_pays_both_and_keeps_one_loss(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let mut till = Device::signed_in(&world, "CB1").await;
    let it = issue(&world, &desk).await;
    assert_eq!(code_of(&desk.act(&world, it.clone()).await), "applied");
    assert_eq!(code_of(&desk.act(&world, redeem(&it, &it.code)).await), "applied");
    assert_eq!(code_of(&till.act(&world, redeem(&it, &it.code)).await), "applied");
    let found = standing(&world, &desk, &it).await;
    assert_eq!(losses(&found), [None, Some(LossReason::UsedUp)]);
    assert_eq!((found.redeemed().unwrap(), found.left().minor), (it.amount, 0));
    let mut supervisor = Device::signed_in(&world, "SV1").await;
    let review = ReviewLoss {
        voucher: it.voucher,
        redemption: found.redemptions[1].id,
        note: "Two tills".into(),
        at: now(),
    };
    assert_eq!(code_of(&till.act(&world, review.clone()).await), "not_permitted");
    assert_eq!(code_of(&supervisor.act(&world, review).await), "applied");
    assert_eq!(standing(&world, &desk, &it).await.open_losses().count(), 0);
}

pub async fn a_redemption_that_comes_before_its_voucher_counts(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let mut till = Device::signed_in(&world, "CB1").await;
    let it = issue(&world, &desk).await;
    assert_eq!(code_of(&till.act(&world, redeem(&it, &it.code)).await), "applied");
    assert_eq!(standing(&world, &till, &it).await.passenger, None);
    assert_eq!(code_of(&desk.act(&world, it.clone()).await), "applied");
    assert_eq!(standing(&world, &till, &it).await.passenger, Some(it.passenger));
    let rows = rows(&world, &desk, station()).await;
    let (_, body) = &rows[&Ref::new(Kind::Voucher, it.voucher)];
    assert!(body.contains("\"status\":\"redeemed\""), "{body}");
}

pub async fn no_flipped_byte_of_a_code_has_an_effect(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let it = issue(&world, &desk).await;
    let packet = base45::decode(it.code.strip_prefix(code::PREFIX).unwrap()).unwrap();
    let mut entries = Vec::new();
    for at in 0..packet.len() {
        let mut bad = packet.clone();
        bad[at] ^= 1 << (at % 8);
        let code = format!("{}{}", code::PREFIX, base45::encode(bad));
        // A lane of its own for each, so that each is judged.
        let voucher = VoucherId(Uuid::now_v7());
        entries.push(desk.entry(RedeemVoucher { voucher, ..redeem(&it, &code) }));
    }
    let results = desk.push(&world, entries).await.unwrap().results;
    let known = ["voucher_forged", "voucher_unreadable", "voucher_unknown_issuer"];
    assert!(results.iter().all(|result| known.contains(&code_of(result))), "{results:?}");
    let kinds = rows(&world, &desk, station()).await;
    assert!(!kinds.keys().any(|row| row.kind == Kind::VoucherStanding));
}

pub async fn a_revoked_or_replaced_paper_is_a_loss_and_the_new_paper_is_good(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let mut till = Device::signed_in(&world, "CB1").await;
    let it = issue(&world, &desk).await;
    desk.act(&world, it.clone()).await;
    let again = ReissueVoucher {
        voucher: it.voucher,
        allowance: it.allowance,
        code: paper(&it, &desk, 1),
        at: now(),
        timeline: TimelineId(Uuid::now_v7()),
    };
    assert_eq!(code_of(&desk.act(&world, again.clone()).await), "applied");
    let stale = ReissueVoucher { timeline: TimelineId(Uuid::now_v7()), ..again };
    assert_eq!(code_of(&desk.act(&world, stale).await), "reissued_meanwhile");
    assert_eq!(code_of(&till.act(&world, redeem(&it, &it.code)).await), "applied");
    let revoke = RevokeVoucher {
        voucher: it.voucher,
        reason: "Given by mistake".into(),
        at: now(),
        timeline: TimelineId(Uuid::now_v7()),
    };
    assert_eq!(code_of(&till.act(&world, revoke.clone()).await), "not_permitted");
    let mut supervisor = Device::signed_in(&world, "SV1").await;
    assert_eq!(code_of(&supervisor.act(&world, revoke).await), "applied");
    let mut other = Device::signed_in(&world, "CK1").await;
    assert_eq!(code_of(&other.act(&world, redeem(&it, &paper(&it, &desk, 1))).await), "applied");
    let found = standing(&world, &desk, &it).await;
    assert_eq!(losses(&found), [Some(LossReason::VoidCopy), Some(LossReason::Revoked)]);
}

pub async fn a_supplier_s_statement_has_every_voucher_that_they_took_in(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let it = issue(&world, &desk).await;
    desk.act(&world, it.clone()).await;
    desk.act(&world, redeem(&it, &it.code)).await;
    let mut till = Device::signed_in(&world, "CB1").await;
    till.act(&world, redeem(&it, &it.code)).await;
    let ask = async |badge: &str, query: &str| {
        let url = world.url(&format!("/v1/vouchers/statement?{query}"));
        let asked = reqwest::Client::new().get(url).basic_auth(badge, Some(PIN)).send().await.unwrap();
        read::<Statement>(asked).await
    };
    let month = now().strftime("%Y-%m").to_string();
    let whole = ask("SV1", &format!("supplier=JFK-TERRACE&month={month}")).await.unwrap();
    assert_eq!((whole.lines.len(), whole.totals.clone()), (2, vec![it.amount.times(2).unwrap()]));
    assert_eq!(whole.lost, [it.amount]);
    assert_eq!(whole.csv().lines().count(), 3);
    assert_eq!(ask("SV1", &format!("supplier=JFK-CAB&month={month}")).await.unwrap().lines, []);
    let refused = |answer: Result<Statement, (StatusCode, Fault)>| answer.unwrap_err().1.code.into_owned();
    assert_eq!(refused(ask("CK1", &format!("supplier=JFK-CAB&month={month}")).await), "not_permitted");
    assert_eq!(refused(ask("SV1", "supplier=JFK-CAB&month=never").await), "bad_query");
    assert_eq!(refused(ask("SV1", "month=2026-11").await), "bad_query");
}

pub async fn what_is_left_of_a_voucher_becomes_breakage_and_what_comes_late_is_taken_out_of_it(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let it = issue(&world, &desk).await;
    desk.act(&world, it.clone()).await;
    let owed = it.amount.minor;
    let until = airside_shared::vouchers::GRACE.as_secs() + (it.expires_at - now()).get_seconds();
    world.later(until - 1);
    while world.backend.work().await.unwrap() > 0 {}
    assert_eq!(holds(&world, Account::VoucherLiability).await, -owed);
    world.later(1);
    // Whoever comes second finds it done.
    let beside = world.beside().await;
    assert_eq!(world.backend.work().await.unwrap() + beside.backend.work().await.unwrap(), 1);
    assert_eq!(
        (holds(&world, Account::VoucherLiability).await, holds(&world, Account::Breakage).await),
        (0, -owed)
    );
    let mut till = Device::signed_in(&world, "CB1").await;
    assert_eq!(code_of(&till.act(&world, redeem(&it, &it.code)).await), "applied");
    assert_eq!(
        (holds(&world, Account::VoucherLiability).await, holds(&world, Account::Breakage).await),
        (0, 0)
    );
    assert_eq!(holds(&world, Account::Receivable).await, -owed);
    assert!(world.sums_agree().await);
}

pub async fn a_voucher_from_before_they_were_written_off_is_followed_too(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let it = issue(&world, &desk).await;
    desk.act(&world, it.clone()).await;
    let forget = "DELETE FROM jobs; DELETE FROM meta WHERE name = 'expiries_followed'";
    world.in_database(forget).await.unwrap();
    let world = world.restarted().await;
    let key = format!("voucher_expiry:{}", it.voucher);
    assert_eq!(world.backend.jobs().stands(&key).await.unwrap().map(|it| it.0), Some("waiting".into()));
}

pub async fn a_voucher_in_euros_takes_what_it_counts_as_of_an_allowance_in_dollars(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let it = IssueVoucher { amount: Money::new(1_000, Currency::EUR), ..voucher(&world, &desk).await };
    let it = IssueVoucher { code: paper(&it, &desk, 0), ..it };
    assert_eq!(code_of(&desk.act(&world, it.clone()).await), "applied");
    let allowance = desk.allowance(&world).await;
    assert_eq!((allowance.spent, allowance.spent_count), (Money::new(1_150, Currency::USD), 1));
}

pub async fn a_voucher_is_good_as_long_as_the_terms_say_and_for_ever_where_a_law_does(world: World) {
    // Each from a device of its own: what is refused holds up what follows it.
    let until = async |kind: VoucherKind, law: &str, more: SignedDuration| {
        let mut desk = Device::signed_in(&world, "CK1").await;
        let it = voucher(&world, &desk).await;
        let terms = Table::<VoucherTerms>::embedded().unwrap().of(kind).unwrap();
        let expires_at = terms.until("EU261", it.at) + more;
        let basis = Basis { law: law.into(), ..it.basis.clone() };
        let it = IssueVoucher { kind, expires_at, basis, ..it };
        let it = IssueVoucher { code: paper(&it, &desk, 0), ..it };
        code_of(&desk.act(&world, it).await).to_owned()
    };
    let (none, second) = (SignedDuration::ZERO, SignedDuration::from_secs(1));
    assert_eq!(until(VoucherKind::Meal, "AIRLINE_CARE", second).await, "expires_too_late");
    // As programs of before wrote it, which the code rounds down.
    assert_eq!(until(VoucherKind::Meal, "AIRLINE_CARE", SignedDuration::from_millis(700)).await, "applied");
    assert_eq!(until(VoucherKind::TravelCredit, "APPR", none).await, "must_not_expire");
    let for_ever = NEVER.duration_since(
        Table::<VoucherTerms>::embedded()
            .unwrap()
            .of(VoucherKind::TravelCredit)
            .unwrap()
            .until("EU261", now()),
    );
    assert_eq!(until(VoucherKind::TravelCredit, "APPR", for_ever).await, "agreement_missing");
    assert_eq!(until(VoucherKind::TravelCredit, "EU261", for_ever).await, "expires_too_late");
}
