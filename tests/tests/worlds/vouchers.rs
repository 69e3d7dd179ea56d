//! Vouchers from the desk that issues to the till that takes them in, with and without a network.

use airside_core::store::rows;
use airside_shared::{
    access::Role,
    compensation::Outcome,
    devices::DeviceKind,
    ids::{TripId, VoucherId},
    ipc::{
        AgreementArgs, AssessArgs, AssessWith, CheckVoucherArgs, DocumentArgs, Instead, IssueOfferArgs,
        OverruleArgs, Paper, RedeemArgs, ReviewLossArgs, RevokeVoucherArgs, VoucherArgs, VoucherCheck,
    },
    money::{Currency, Money},
    sync::EntryState,
    trips::Trip,
    vouchers::{LossReason, Voucher, VoucherKind, VoucherStatus, code},
};
use airside_tests::{Device, World, acts::states};

const TERRACE: &str = "JFK-TERRACE";

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn meal(device: &Device, world: &World, nth: usize) -> Voucher {
    let (_, trip, flight) = world.stranded(nth);
    let saved = device.desk.issue_meal_voucher(AssessArgs { trip, flight: flight.id }).unwrap();
    held(device, saved.id.into())
}

fn held(device: &Device, id: VoucherId) -> Voucher {
    device.desk.store().unwrap().read(|db| rows::need(db, id)).unwrap()
}

fn shown(code: &str) -> CheckVoucherArgs {
    CheckVoucherArgs { code: code.into(), supplier: Some(TERRACE.into()), ..CheckVoucherArgs::default() }
}

fn check(device: &Device, code: &str) -> VoucherCheck {
    device.desk.check_voucher(&shown(code)).unwrap()
}

fn why(device: &Device, code: &str) -> String {
    match device.desk.check_voucher(&shown(code)) {
        Ok(check) => check.refusal.map_or_else(|| "good".to_owned(), |fault| fault.code.into_owned()),
        Err(fault) => fault.code.into_owned(),
    }
}

fn whole(voucher: &Voucher) -> RedeemArgs {
    RedeemArgs { code: voucher.code.clone(), amount: voucher.amount, supplier: TERRACE.into(), pnr: None }
}

async fn supervisor(world: &mut World) -> Device {
    let device = world.device(DeviceKind::Desk);
    device.sign_in(world, Role::Supervisor).await.unwrap();
    device.sync().await.unwrap();
    device
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_without_a_network_verifies_and_takes_in_what_it_never_heard_of_once() {
    let mut world = World::new(400).await.unwrap();
    let (desk, till) = (world.desk().await.unwrap(), world.desk().await.unwrap());
    desk.sync().await.unwrap();
    world.network_down().await.unwrap();
    let voucher = meal(&desk, &world, 0);
    let seen = check(&till, &voucher.code);
    assert_eq!(
        (seen.kind, seen.left, seen.number, seen.refusal),
        (VoucherKind::Meal, voucher.amount, None, None)
    );
    till.desk.redeem_voucher(whole(&voucher)).unwrap();
    assert_eq!(why(&till, &voucher.code), "voucher_used_up");
    assert_eq!(till.desk.redeem_voucher(whole(&voucher)).unwrap_err().code, "voucher_used_up");

    let till = till.restart();
    till.sign_in(&world, Role::CheckIn).await.unwrap();
    assert_eq!(why(&till, &voucher.code), "voucher_used_up", "it is durable");
    world.network_up().await.unwrap();
    till.sign_in(&world, Role::CheckIn).await.unwrap();
    till.desk.renewed().await;
    till.sync().await.unwrap();
    desk.sync().await.unwrap();
    till.sync().await.unwrap();
    assert_eq!(states(&till), [EntryState::Applied]);
    assert_eq!(held(&desk, voucher.id).status, VoucherStatus::Redeemed);
    assert_eq!(why(&desk, &voucher.code), "voucher_used_up");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tills_that_both_took_a_voucher_in_offline_leave_a_loss_that_a_supervisor_looks_at() {
    let mut world = World::new(400).await.unwrap();
    let (one, two) = (world.desk().await.unwrap(), world.desk().await.unwrap());
    let voucher = meal(&one, &world, 0);
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    for device in [&one, &two] {
        device.desk.redeem_voucher(whole(&voucher)).unwrap();
    }
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    assert_eq!(states(&two), [EntryState::Applied], "what happened is not refused");
    let boss = supervisor(&mut world).await;
    let losses = boss.desk.redeem_page().unwrap().losses;
    assert_eq!(losses.len(), 1);
    let loss = losses[0].loss.as_ref().unwrap();
    assert_eq!((loss.why, loss.amount), (LossReason::UsedUp, voucher.amount));
    assert!(one.desk.redeem_page().unwrap().losses.is_empty(), "an agent is not asked to judge it");
    let note = "The network was down at both".to_owned();
    let review = ReviewLossArgs { voucher: voucher.id, redemption: losses[0].redemption, note };
    assert_eq!(one.desk.review_loss(review.clone()).unwrap_err().code, "not_permitted");
    boss.desk.review_loss(review).unwrap();
    assert!(boss.desk.redeem_page().unwrap().losses.is_empty());
    boss.sync().await.unwrap();
    assert_eq!(states(&boss), [EntryState::Applied]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_paper_is_void_after_a_reissue_and_a_voucher_that_was_taken_back_is_worth_nothing() {
    let mut world = World::new(400).await.unwrap();
    let (desk, till) = (world.desk().await.unwrap(), world.desk().await.unwrap());
    let voucher = meal(&desk, &world, 0);
    let again = desk.desk.reissue_voucher(VoucherArgs { voucher: voucher.id }).unwrap();
    let newer = held(&desk, again.id.into());
    assert_eq!((newer.copy, newer.number == voucher.number), (1, true));
    assert_ne!(newer.code, voucher.code);
    for paper in [Paper::A4, Paper::Roll80] {
        for language in ["en", "ar"] {
            let args = DocumentArgs { id: newer.id.0, paper, language: language.into() };
            assert!(desk.desk.preview_voucher(&args).unwrap().png.len() > 1_000);
        }
    }
    desk.sync().await.unwrap();
    till.sync().await.unwrap();
    assert_eq!(why(&till, &voucher.code), "voucher_void_copy");
    assert_eq!(why(&till, &newer.code), "good");
    let boss = supervisor(&mut world).await;
    let revoke = RevokeVoucherArgs { voucher: voucher.id, reason: "Given to the wrong person".into() };
    assert_eq!(desk.desk.revoke_voucher(revoke.clone()).unwrap_err().code, "not_permitted");
    boss.desk.revoke_voucher(revoke).unwrap();
    boss.sync().await.unwrap();
    till.sync().await.unwrap();
    assert_eq!(why(&till, &newer.code), "voucher_revoked");
    assert_eq!(held(&till, voucher.id).status, VoucherStatus::Revoked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_names_why_it_is_refused_and_shows_nothing_of_a_forged_one() {
    let mut world = World::new(400).await.unwrap();
    let (desk, till) = (world.desk().await.unwrap(), world.desk().await.unwrap());
    let voucher = meal(&desk, &world, 0);
    let mut packet = base45::decode(voucher.code.strip_prefix(code::PREFIX).unwrap()).unwrap();
    till.sync().await.unwrap();
    packet[90] ^= 1;
    let forged = format!("{}{}", code::PREFIX, base45::encode(packet));
    assert!(till.desk.check_voucher(&shown(&forged)).is_err());
    assert_eq!(why(&till, "AV1:HELLO"), "voucher_unreadable");
    assert_eq!(why(&till, "4111111111111111"), "voucher_unreadable");
    let ask = |supplier: &str, pnr: &str| {
        let args = CheckVoucherArgs {
            supplier: Some(supplier.into()),
            pnr: Some(pnr.into()),
            ..shown(&voucher.code)
        };
        till.desk.check_voucher(&args).unwrap().refusal.map(|fault| fault.code.into_owned())
    };
    let trip: Trip = till.desk.store().unwrap().read(|db| rows::need(db, voucher.trip)).unwrap();
    assert_eq!(ask(TERRACE, &trip.pnr), None);
    assert_eq!(ask(TERRACE, "AAAAAA").as_deref(), Some("voucher_wrong_holder"));
    assert_eq!(ask("JFK-CAB", "").as_deref(), Some("voucher_wrong_supplier"));
    assert_eq!(ask("LGA-DINER", "").as_deref(), Some("voucher_wrong_place"));
    world.clock.forward(25 * 3_600);
    // Its hours without the backend are over too: it is asked as one that was signed in again.
    till.sign_in(&world, Role::CheckIn).await.unwrap();
    assert_eq!(why(&till, &voucher.code), "voucher_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_verifies_a_voucher_and_holds_nobody_s_name() {
    let mut world = World::new(400).await.unwrap();
    let desk = world.desk().await.unwrap();
    let kiosk = world.device(DeviceKind::Kiosk);
    kiosk.sign_in(&world, Role::LoungeHost).await.unwrap();
    kiosk.sync().await.unwrap();
    world.network_down().await.unwrap();
    let voucher = meal(&desk, &world, 0);
    let seen = check(&kiosk, &voucher.code);
    assert_eq!(
        (seen.left, seen.passenger, seen.may_revoke, seen.may_reissue),
        (voucher.amount, None, false, false)
    );
}

fn offer_of(
    device: &Device,
    trip: TripId,
    flight: airside_shared::ids::FlightId,
    kind: VoucherKind,
) -> IssueOfferArgs {
    let offers = device.desk.assess(AssessArgs { trip, flight }).unwrap().offers;
    assert!(offers.iter().any(|offer| offer.kind == kind), "{kind:?} is not among {offers:?}");
    IssueOfferArgs {
        trip,
        flight,
        about: Default::default(),
        known: Default::default(),
        kind,
        amount: None,
        agreed: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn goodwill_ends_at_the_role_s_limit_and_each_kind_is_given_once() {
    let mut world = World::new(400).await.unwrap();
    let desk = world.desk().await.unwrap();
    let (_, trip, flight) = world.stranded(0);
    let args = offer_of(&desk, trip, flight.id, VoucherKind::Goodwill);
    let give = |minor| IssueOfferArgs { amount: Some(usd(minor)), ..args.clone() };
    assert_eq!(desk.desk.issue_offer(&args).unwrap_err().code, "amount_not_positive");
    assert_eq!(desk.desk.issue_offer(&give(2_501)).unwrap_err().code, "over_limit");
    let issued = desk.desk.issue_offer(&give(2_000)).unwrap();
    assert!(issued.reference.unwrap().starts_with("GV-"));
    assert_eq!(desk.desk.issue_offer(&give(500)).unwrap_err().code, "not_offered");
    desk.desk.issue_offer(&offer_of(&desk, trip, flight.id, VoucherKind::Lounge)).unwrap();
    desk.sync().await.unwrap();
    assert_eq!(states(&desk), [EntryState::Applied; 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_in_the_place_of_money_needs_the_words_that_were_shown_and_is_redeemed_bit_by_bit() {
    let mut world = World::new(400).await.unwrap();
    let (desk, till) = (world.desk().await.unwrap(), world.desk().await.unwrap());
    let (_, trip, flight) = world.stranded(0);
    let of = AssessWith::from(AssessArgs { trip, flight: flight.id });
    let outcome = Outcome::Amount { amount: usd(20_000) };
    desk.desk.overrule(OverruleArgs { of, outcome, reason: "The crew was late".into() }).unwrap();
    let args = offer_of(&desk, trip, flight.id, VoucherKind::TravelCredit);
    assert_eq!(desk.desk.issue_offer(&args).unwrap_err().code, "agreement_missing");
    let words =
        AgreementArgs { instead_of: usd(20_000), given: Instead::Credit(usd(25_000)), language: "ar".into() };
    let agreed = desk.desk.agreement_text(&words).unwrap();
    assert!(agreed.words.contains("200.00 USD") && agreed.words.contains("250.00 USD"), "{}", agreed.words);
    let mut other = agreed.clone();
    other.words.push('!');
    let refused = desk.desk.issue_offer(&IssueOfferArgs { agreed: Some(other), ..args.clone() }).unwrap_err();
    assert_eq!(refused.code, "agreement_missing");
    let issued = desk.desk.issue_offer(&IssueOfferArgs { agreed: Some(agreed.clone()), ..args }).unwrap();
    let credit = held(&desk, issued.id.into());
    let kept = credit.agreement.clone().unwrap();
    assert_eq!((credit.amount, kept.instead_of, kept.words), (usd(25_000), usd(20_000), agreed.words));

    let take = |minor| RedeemArgs {
        code: credit.code.clone(),
        amount: usd(minor),
        supplier: "TICKETS".into(),
        pnr: None,
    };
    assert_eq!(till.desk.redeem_voucher(take(10_001)).unwrap_err().code, "voucher_unseen_limit");
    desk.sync().await.unwrap();
    till.sync().await.unwrap();
    till.desk.redeem_voucher(take(15_000)).unwrap();
    let left = |device: &Device| device.desk.check_voucher(&shown(&credit.code)).unwrap().left;
    assert_eq!(left(&till), usd(10_000));
    assert_eq!(till.desk.redeem_voucher(take(10_001)).unwrap_err().code, "voucher_not_enough");
    till.sync().await.unwrap();
    desk.sync().await.unwrap();
    assert_eq!(left(&desk), usd(10_000));
    assert_eq!(states(&till), [EntryState::Applied]);
}
