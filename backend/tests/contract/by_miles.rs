//! Orders on board that miles pay, wholly or in part: the programme is asked as the processor is for a card.

use airside_gateway_simulator as simulator;
use airside_shared::{
    claims::{ClaimAct, ClaimEnd, ClaimFile, ClaimMeans, ClaimState},
    ids::{ProductId, Uuid},
    ledger::Account,
    passengers::Passenger,
    payments::{PaymentState, Through, of_request, of_sale},
    policies::Table,
    refunds::{ApproveRefund, Means, RefundReason, RequestRefund, Subject, refund_id},
    sales::{ByCard, ByMiles, MilesPrices, Paid, Part, RecordSale, Tender, VoidSale, trolley_id},
};
use reqwest::StatusCode;
use serde_json::json;

use crate::{
    claims::{cancelled, choosing, claims as claims_of, send, to_paris, told, work},
    device::Device,
    money::{applied, card, differences, holds, paying, refused_for, settle, stands, usd},
    world::{COFFEE, OLD, World, flight_id, now, passenger_id},
};

fn miles(amount: i64) -> Part {
    let price = Table::<MilesPrices>::embedded().unwrap().price(usd(0).currency).unwrap();
    let miles = price.of(usd(amount)).unwrap();
    let paid = ByMiles { member: "AS7001".into(), miles, table: price.table };
    Part { amount: usd(amount), paid: Paid::Miles(paid) }
}

/// Something of which miles pay a part, and a card the rest if there is one.
fn sale(price: i64, by_miles: i64) -> RecordSale {
    let by_card = ByCard { token: "tok_visa".into(), brand: "Visa".into(), last4: "4242".into(), par: None };
    let rest = Part { amount: usd(price - by_miles), paid: Paid::Card(by_card) };
    let parts = [miles(by_miles), rest].into_iter().filter(|part| part.amount.minor > 0).collect();
    RecordSale { tender: Tender::Split { parts }, ..card(price, "tok_visa") }
}

async fn books(world: &World) -> [i64; 4] {
    use Account::{Processor, Programme, Receivable, SalesRevenue};
    let mut all = [0; 4];
    for (it, account) in all.iter_mut().zip([Programme, Processor, Receivable, SalesRevenue]) {
        *it = holds(world, account).await;
    }
    all
}

/// With a processor of cards and a programme, each with a secret of its own.
async fn with_both(world: World) -> (World, simulator::Running, simulator::Running) {
    let (world, processor) = paying(world).await;
    let (world, programme) = world.with_programme("another-secret").await;
    (world, processor, programme)
}

fn done(running: &simulator::Running) -> Vec<(simulator::Kind, i64, Option<i64>, u32)> {
    running.records().iter().map(|it| (it.kind, it.amount, it.miles, it.moved)).collect()
}

pub async fn miles_are_taken_by_the_programme_once_and_go_back_to_the_member(world: World) {
    let (world, processor, programme) = with_both(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let mut supervisor = Device::signed_in(&world, "SV1").await;
    let sold = sale(1_300, 1_000);
    let entry = crew.entry(sold.clone());
    for _ in 0..2 {
        crew.push(&world, vec![entry.clone()]).await.unwrap();
    }
    assert_eq!(books(&world).await, [0, 0, 1_300, -1_300]);
    settle(&world).await;
    assert_eq!(books(&world).await, [1_000, 300, 0, -1_300]);
    use simulator::Kind::{Charge, Refund};
    assert_eq!(done(&programme), [(Charge, 1_000, Some(1_800), 1)]);
    assert_eq!(done(&processor), [(Charge, 300, None, 1)]);
    let asked = |amount, after| RequestRefund {
        subject: Subject::Sale { sale: sold.sale },
        request: Uuid::now_v7().into(),
        flight: sold.flight,
        passenger: sold.passenger,
        products: vec![ProductId(Uuid::from_u128(COFFEE))],
        voucher: None,
        amount: usd(amount),
        to: Means::Miles,
        reason: RefundReason::Faulty,
        note: String::new(),
        after,
        at: now(),
    };
    assert_eq!(refused_for(crew.act(&world, asked(1_001, 0)).await), "means_exceeded");
    crew = Device::signed_in(&world, "CB1").await;
    let asked = asked(500, 0);
    assert!(applied(&crew.act(&world, asked.clone()).await));
    let (subject, request) = (asked.subject, asked.request);
    let yes = ApproveRefund {
        refund: refund_id(subject),
        subject,
        request,
        instead_of: None,
        issue: None,
        at: now(),
    };
    assert!(applied(&supervisor.act(&world, yes).await));
    settle(&world).await;
    assert_eq!(stands(&world, of_request(request)).await.0, PaymentState::Refunded);
    assert_eq!(done(&programme)[1], (Refund, 500, Some(900), 1));
    assert_eq!(books(&world).await, [500, 300, 0, -800]);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn a_void_gives_miles_back_and_what_the_programme_will_not_take_is_a_loss(world: World) {
    let (world, _processor, programme) = with_both(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let sold = sale(1_000, 1_000);
    crew.act(&world, sold.clone()).await;
    settle(&world).await;
    let void = VoidSale {
        vouchers: Vec::new(),
        sale: sold.sale,
        trolley: trolley_id(flight_id(OLD)),
        reason: "Wrong seat".into(),
        at: now(),
    };
    assert!(applied(&crew.act(&world, void).await));
    settle(&world).await;
    assert_eq!(done(&programme)[1], (simulator::Kind::Refund, 1_000, Some(1_800), 1));
    assert_eq!(books(&world).await, [0; 4]);
    // An amount that the simulator takes for one that the member does not have.
    let poor = sale(4_402, 4_402);
    let payment = of_sale(poor.sale, Through::Miles);
    assert!(applied(&crew.act(&world, poor).await));
    settle(&world).await;
    assert_eq!(stands(&world, payment).await.0, PaymentState::Declined);
    assert_eq!((holds(&world, Account::Losses).await, books(&world).await), (4_402, [0, 0, 0, -4_402]));
    assert_eq!(differences(&world).await, [] as [&str; 0]);
    programme.meddle(|records| records[0].amount = 999);
    assert_eq!(differences(&world).await, ["amount_differs", "programme_balance"]);
}

pub async fn miles_wait_for_a_programme_and_keep_no_card_waiting(world: World) {
    let (world, _processor) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let (both, cheap) = (sale(1_300, 1_000), sale(1_000, 1_000));
    let forged = Part { amount: usd(1_000), ..miles(900) };
    let forged = RecordSale { tender: Tender::Split { parts: vec![forged] }, ..card(1_000, "tok_visa") };
    assert_eq!(refused_for(crew.act(&world, forged).await), "miles_differ");
    crew.act(&world, both.clone()).await;
    crew.act(&world, cheap.clone()).await;
    settle(&world).await;
    assert_eq!(stands(&world, of_sale(both.sale, Through::Card)).await.0, PaymentState::Captured);
    assert_eq!(stands(&world, of_sale(both.sale, Through::Miles)).await.0, PaymentState::Wanted);
    assert_eq!(books(&world).await, [0, 300, 2_000, -2_300]);
    let (world, programme) = world.with_programme("another-secret").await;
    // Whoever speaks for cards does not speak for miles.
    let payment = of_sale(cheap.sale, Through::Miles).to_string();
    let notice = format!(r#"{{"id":"n-1","reference":"{payment}","status":"declined","code":"no"}}"#);
    let signature = simulator::sign("simulated-secret", world.now().as_second(), notice.as_bytes());
    let request = reqwest::Client::new().post(world.url("/v1/payments/notices")).body(notice);
    let status = request.header(simulator::SIGNATURE, signature).send().await.unwrap().status();
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(stands(&world, &payment).await.0, PaymentState::Wanted);
    settle(&world).await;
    assert_eq!(books(&world).await, [2_000, 300, 0, -2_300]);
    assert_eq!(done(&programme).len(), 2);
}

/// Everybody on a cancelled flight chooses miles; the first of them is a member by that number.
async fn who_choose_miles(world: &World, people: u128, number: &str) {
    to_paris(world, people, people).await;
    let first = claims_of(world).await;
    assert!(first.is_empty());
    let passenger: Passenger = serde_json::from_value(json!({
        "id": passenger_id(0x100), "name": { "surname": "First" },
        "loyalty": { "programme": "AF", "number": number, "tier": "platinum" },
    }))
    .unwrap();
    world.backend.put(vec![passenger.into()]).await.unwrap();
    send(world, &cancelled("OPS-1")).await.unwrap();
    work(world).await;
    let mut desk = Device::signed_in(world, "CK1").await;
    for file in claims_of(world).await {
        assert!(applied(&desk.act(world, choosing(&file, ClaimMeans::Miles)).await));
    }
    work(world).await;
}

/// Payments and the workflow, until neither has anything to do.
async fn settled(world: &World) {
    settle(world).await;
    work(world).await;
}

pub async fn miles_of_a_claim_are_on_the_members_account_before_anybody_is_told(world: World) {
    let (world, _processor, programme) = with_both(world).await;
    who_choose_miles(&world, 2, "tok_lost_award").await;
    assert!(claims_of(&world).await.iter().all(ClaimFile::credits));
    assert_eq!(holds(&world, Account::Miles).await, -120_000);
    settled(&world).await;
    let files = claims_of(&world).await;
    for file in &files {
        assert_eq!((file.state, file.ended), (ClaimState::Closed, Some(ClaimEnd::Settled)), "{file:?}");
        assert!(told(&world, file).await.contains(&"claim_settled".to_owned()));
    }
    // One answer was lost: whoever does not know what became of it asks, and does not do it again.
    assert_eq!(done(&programme), [(simulator::Kind::Award, 60_000, Some(60_000), 1); 2]);
    assert_eq!((holds(&world, Account::Miles).await, holds(&world, Account::Programme).await), (0, -120_000));
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn miles_that_the_programme_refuses_are_not_given_and_the_passenger_chooses_again(world: World) {
    let (world, _processor, programme) = with_both(world).await;
    who_choose_miles(&world, 1, "tok_decline_account_closed").await;
    settled(&world).await;
    let file = claims_of(&world).await.remove(0);
    assert_eq!(
        (file.state, file.choice.is_none(), file.settlement.is_none()),
        (ClaimState::Offered, true, true)
    );
    assert!(file.steps.iter().any(|it| it.act == ClaimAct::NotCredited && it.why == "account_closed"));
    assert_eq!((holds(&world, Account::Miles).await, holds(&world, Account::CompensationCost).await), (0, 0));
    let mut desk = Device::signed_in(&world, "CK1").await;
    assert!(applied(&desk.act(&world, choosing(&file, ClaimMeans::Voucher)).await));
    settled(&world).await;
    let file = claims_of(&world).await.remove(0);
    assert_eq!((file.state, file.ended), (ClaimState::Closed, Some(ClaimEnd::Settled)), "{file:?}");
    assert_eq!(holds(&world, Account::VoucherLiability).await, -75_000);
    assert_eq!(done(&programme), [(simulator::Kind::Award, 60_000, Some(60_000), 0)]);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}
