//! Refunds: asked for once, granted by somebody else, paid once, and never more than was paid.

use airside_shared::{
    entity::{Entity, Kind, Ref},
    ids::{ProductId, Uuid},
    ledger::Account,
    payments::{PaymentState, of_request},
    refunds::{
        ApproveRefund, Means, Refund, RefundReason, RefundState, RefuseRefund, RequestRefund, Subject,
        refund_id, report::Report,
    },
    sales::{RecordSale, Tender},
};

use crate::{
    device::{Device, Rows},
    money::{applied, ask, card, cash, differences, holds, paying, refused_for, settle, stands, usd},
    world::{COFFEE, World, now, station},
};

fn asking(sale: &RecordSale, amount: i64, after: u32) -> RequestRefund {
    RequestRefund {
        subject: Subject::Sale { sale: sale.sale },
        request: Uuid::now_v7().into(),
        flight: sale.flight,
        passenger: sale.passenger,
        products: vec![ProductId(Uuid::from_u128(COFFEE))],
        voucher: None,
        amount: usd(amount),
        to: match sale.tender {
            Tender::Card(_) => Means::Card,
            _ => Means::Cash,
        },
        reason: RefundReason::Faulty,
        note: String::new(),
        after,
        at: now(),
    }
}

fn yes(asked: &RequestRefund) -> ApproveRefund {
    let (subject, request) = (asked.subject, asked.request);
    ApproveRefund { refund: refund_id(subject), subject, request, instead_of: None, issue: None, at: now() }
}

/// As a device of the station sees it.
async fn shown(world: &World, device: &Device, asked: &RequestRefund) -> Refund {
    let mut rows = Rows::new();
    device.follow(world, station(), &mut rows, 0).await;
    let (_, body) = rows.remove(&Ref::new(Kind::Refund, asked.id())).expect("the station holds it");
    match Entity::read(Kind::Refund, &body).unwrap() {
        Entity::Refund(refund) => refund,
        other => panic!("{other:?}"),
    }
}

pub async fn a_refund_to_a_card_is_granted_by_another_and_paid_by_the_processor_once(world: World) {
    let (world, gateway) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let mut supervisor = Device::signed_in(&world, "SV1").await;
    let sale = card(2_000, "tok_visa");
    crew.act(&world, sale.clone()).await;
    let asked = asking(&sale, 800, 0);
    assert!(applied(&crew.act(&world, asked.clone()).await));
    assert_eq!(
        refused_for(Device::signed_in(&world, "CK1").await.act(&world, yes(&asked)).await),
        "not_permitted"
    );
    assert!(applied(&supervisor.act(&world, yes(&asked)).await));
    assert_eq!(holds(&world, Account::Refunds).await, -800);
    settle(&world).await;
    let refund = shown(&world, &supervisor, &asked).await;
    assert_eq!(refund.requests[0].state, RefundState::Paid);
    assert_eq!(stands(&world, of_request(asked.request)).await.0, PaymentState::Refunded);
    assert_eq!(holds(&world, Account::Refunds).await, 0);
    assert_eq!(holds(&world, Account::Processor).await, 1_200);
    assert_eq!(holds(&world, Account::SalesRevenue).await, -1_200);
    assert_eq!(gateway.records().iter().map(|it| it.moved).collect::<Vec<_>>(), [1, 1]);
    let more = asking(&sale, 1_201, 1);
    assert_eq!(refused_for(crew.act(&world, more).await), "refund_exceeds_paid");
    assert_eq!(differences(&world).await, ["entry_refused"], "somebody may have said yes in vain");
    assert!(world.sums_agree().await);
}

pub async fn a_refund_whose_answer_was_lost_is_paid_once_and_one_that_is_declined_says_why(world: World) {
    let (world, gateway) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let mut finance = Device::signed_in(&world, "FN1").await;
    let mut supervisor = Device::signed_in(&world, "SV1").await;
    for (amount, state, failure) in
        [(4_412, RefundState::Paid, None), (4_410, RefundState::Failed, Some("card_closed"))]
    {
        let sale = card(6_000, "tok_visa");
        crew.act(&world, sale.clone()).await;
        let asked = asking(&sale, amount, 0);
        crew.act(&world, asked.clone()).await;
        assert!(applied(&finance.act(&world, yes(&asked)).await));
        settle(&world).await;
        let refund = shown(&world, &supervisor, &asked).await;
        assert_eq!((refund.requests[0].state, refund.requests[0].failure.as_deref()), (state, failure));
    }
    assert_eq!(gateway.records().iter().map(|it| it.moved).sum::<u32>(), 3);
    assert_eq!(holds(&world, Account::Refunds).await, 0);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
    let late = card(6_000, "tok_decline_stolen_card");
    crew.act(&world, late.clone()).await;
    let asked = asking(&late, 100, 0);
    crew.act(&world, asked.clone()).await;
    supervisor.act(&world, yes(&asked)).await;
    settle(&world).await;
    let refund = shown(&world, &supervisor, &asked).await;
    assert_eq!(refund.requests[0].failure.as_deref(), Some("nothing_captured"));
}

pub async fn two_desks_that_ask_for_the_same_refund_get_one_and_two_people_grant_a_large_one(world: World) {
    let mut crew = Device::signed_in(&world, "CB1").await;
    let mut desk = Device::signed_in(&world, "CK1").await;
    let mut supervisor = Device::signed_in(&world, "SV1").await;
    let mut second = Device::signed_in(&world, "SV2").await;
    let sale = cash(12_000);
    crew.act(&world, sale.clone()).await;
    let asked = asking(&sale, 9_000, 0);
    assert!(applied(&supervisor.act(&world, asked.clone()).await));
    assert_eq!(refused_for(desk.act(&world, asking(&sale, 9_000, 0)).await), "refund_requested_already");
    let mut own = Device::signed_in(&world, "SV1").await;
    assert_eq!(refused_for(own.act(&world, yes(&asked)).await), "own_request");
    assert!(applied(&second.act(&world, yes(&asked)).await));
    assert_eq!(holds(&world, Account::CashBag).await, 12_000, "one yes is not enough");
    let mut finance = Device::signed_in(&world, "FN1").await;
    assert!(applied(&finance.act(&world, yes(&asked)).await));
    assert_eq!(holds(&world, Account::CashBag).await, 3_000);
    let refusing = asking(&sale, 500, 1);
    assert!(applied(&crew.act(&world, refusing.clone()).await));
    let no = RefuseRefund {
        refund: refund_id(refusing.subject),
        request: refusing.request,
        reason: "It was drunk".into(),
        at: now(),
    };
    assert!(applied(&finance.act(&world, no).await));
    let report: Report = ask(&world, "SV1", "/v1/refunds/report").await.unwrap();
    assert_eq!((report.requests, report.granted, report.refused), (2, 1, 1));
    assert_eq!((report.granted_permille, report.volume[0].paid), (Some(500), usd(9_000)));
    assert_eq!(differences(&world).await, ["entry_refused"], "somebody may have said yes in vain");
}
