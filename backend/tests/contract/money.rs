//! Money: what is stored is booked, what is booked balances, and nobody is charged twice.

use airside_gateway_simulator as simulator;
use airside_shared::{
    Fault,
    entity::{Entity, Kind},
    ids::{ClosingId, ProductId, SaleId, TimelineId, Uuid},
    ledger::{Account, ReconcileReply, TrialBalanceReply},
    money::{Currency, Money},
    payments::{PaymentState, Through, of_sale},
    sales::{
        ByCard, CashRate, CloseTrolley, InCash, Paid, Part, RecordSale, SaleLine, Tender, VoidSale,
        trolley_id,
    },
    sync::{EntryResult, Outcome},
};
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    device::{Device, read},
    world::{COFFEE, OLD, PIN, World, flight_id, now, passenger_id},
};

pub fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn sale(unit: i64, tender: Tender) -> RecordSale {
    RecordSale {
        sale: SaleId(Uuid::now_v7()),
        number: "S-TEST1".into(),
        flight: flight_id(OLD),
        seat: None,
        passenger: Some(passenger_id(1)),
        lines: vec![SaleLine {
            product: ProductId(Uuid::from_u128(COFFEE)),
            name: "Coffee".into(),
            quantity: 1,
            unit: usd(unit),
            tax_rate: 0,
        }],
        tender,
        at: now(),
        timeline: TimelineId(Uuid::now_v7()),
    }
}

pub fn cash(unit: i64) -> RecordSale {
    sale(unit, Tender::Cash(InCash { given: usd(unit), change: usd(0), rate: None }))
}

pub fn card(unit: i64, token: &str) -> RecordSale {
    sale(
        unit,
        Tender::Card(ByCard { token: token.into(), brand: "Visa".into(), last4: "4242".into(), par: None }),
    )
}

pub fn applied(result: &EntryResult) -> bool {
    matches!(result.outcome, Outcome::Applied { .. })
}

pub fn refused_for(result: EntryResult) -> String {
    match result.outcome {
        Outcome::Rejected(rejection) => rejection.fault.code.into_owned(),
        other => panic!("not refused: {other:?}"),
    }
}

/// What somebody at a terminal is answered.
pub async fn ask<T: DeserializeOwned>(
    world: &World,
    badge: &str,
    path: &str,
) -> Result<T, (StatusCode, Fault)> {
    let request = reqwest::Client::new().get(world.url(path)).basic_auth(badge, Some(PIN));
    read(request.send().await.unwrap()).await
}

/// What an account holds: a debit is positive.
pub async fn holds(world: &World, account: Account) -> i64 {
    let reply: TrialBalanceReply = ask(world, "FN1", "/v1/ledger/trial-balance").await.unwrap();
    assert_eq!(reply.off, []);
    let of = reply.lines.iter().filter(|line| line.account == account);
    of.map(|line| line.debit.minor - line.credit.minor).sum()
}

pub async fn differences(world: &World) -> Vec<String> {
    let reply: ReconcileReply = ask(world, "FN1", "/v1/reconcile").await.unwrap();
    reply.differences.into_iter().map(|it| it.code).collect()
}

/// The state of the payment of a sale, and all those before.
pub async fn stands(world: &World, payment: impl std::fmt::Display) -> (PaymentState, Vec<String>) {
    let reply: Value = ask(world, "FN1", &format!("/v1/payments/{payment}")).await.unwrap();
    let states = reply["states"].as_array().unwrap().iter();
    let states = states.map(|it| it["state"].as_str().unwrap().to_owned()).collect();
    (serde_json::from_value(reply["state"].clone()).unwrap(), states)
}

/// Looks at payments until nothing moves any more.
pub async fn settle(world: &World) {
    for _ in 0..12 {
        world.later(300);
        world.backend.pay().await.unwrap();
    }
}

fn morning() -> i64 {
    now().as_second()
}

pub async fn paying(world: World) -> (World, simulator::Running) {
    let listen = "127.0.0.1:0".parse().unwrap();
    let hang = std::time::Duration::from_secs(30);
    let config = simulator::Config { listen, hang, now: morning, ..simulator::Config::default() };
    let (key, secret) = (config.key.clone(), config.secret.clone());
    let gateway = simulator::start(config).await.unwrap();
    (world.with_gateway(gateway.url(), key, secret).await, gateway)
}

pub async fn a_sale_is_booked_once_however_often_its_entry_comes(world: World) {
    let mut crew = Device::signed_in(&world, "CB1").await;
    let entry = crew.entry(cash(400));
    for _ in 0..3 {
        crew.push(&world, vec![entry.clone()]).await.unwrap();
    }
    assert_eq!(holds(&world, Account::CashBag).await, 400);
    assert_eq!(holds(&world, Account::SalesRevenue).await, -400);
    let void = VoidSale {
        vouchers: Vec::new(),
        sale: entry.lane.0.strip_prefix("sale:").unwrap().parse().unwrap(),
        trolley: trolley_id(flight_id(OLD)),
        reason: "Wrong seat".into(),
        at: now(),
    };
    assert!(applied(&crew.act(&world, void).await));
    assert_eq!(holds(&world, Account::CashBag).await, 0);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn a_count_books_what_the_bag_lacks_once_and_a_late_sale_makes_up_for_it(world: World) {
    let mut crew = Device::signed_in(&world, "CB1").await;
    let mut colleague = Device::signed_in(&world, "CB1").await;
    let early = |unit| RecordSale { at: now() - jiff::SignedDuration::from_mins(5), ..cash(unit) };
    assert!(applied(&crew.act(&world, early(400)).await));
    // Three hundred too much: a colleague's sale that has not arrived.
    let count = crew.entry(CloseTrolley {
        closing: ClosingId(Uuid::now_v7()),
        flight: flight_id(OLD),
        stock: [(ProductId(Uuid::from_u128(COFFEE)), 7)].into(),
        cash: vec![usd(690)],
        cards: Vec::new(),
        note: "Ten cents are missing.".into(),
        at: now(),
    });
    for _ in 0..3 {
        crew.push(&world, vec![count.clone()]).await.unwrap();
    }
    assert_eq!(holds(&world, Account::CashBag).await, 690);
    assert_eq!(holds(&world, Account::Losses).await, -290);
    assert!(applied(&colleague.act(&world, early(300)).await));
    assert_eq!(holds(&world, Account::CashBag).await, 690, "what was counted is what is there");
    assert_eq!(holds(&world, Account::Losses).await, 10);
    assert_eq!(holds(&world, Account::SalesRevenue).await, -700);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn a_voucher_is_owed_from_the_entry_that_issued_it(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let voucher = crate::push::voucher(&world, &desk).await;
    assert!(applied(&desk.act(&world, voucher).await));
    assert_eq!(holds(&world, Account::VoucherLiability).await, -1_500);
    assert_eq!(holds(&world, Account::CompensationCost).await, 1_500);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn an_amount_that_cannot_be_booked_is_refused_and_nothing_is_stored(world: World) {
    let mut crew = Device::signed_in(&world, "CB1").await;
    let huge = cash(9_000_000_000_000_000);
    assert_eq!(refused_for(crew.act(&world, huge).await), "amount_too_large");
    let mut other = Device::signed_in(&world, "CB1").await;
    let overflowing = cash(i64::MAX);
    let two =
        RecordSale { lines: [overflowing.lines.clone(), overflowing.lines.clone()].concat(), ..overflowing };
    assert_eq!(refused_for(other.act(&world, two).await), "amount_too_large");
    assert_eq!(holds(&world, Account::CashBag).await, 0);
}

pub async fn the_database_itself_refuses_what_does_not_balance_and_what_changes_the_books(world: World) {
    let mut crew = Device::signed_in(&world, "CB1").await;
    crew.act(&world, cash(400)).await;
    let bytes = |byte: &str| match world.database().is_empty() {
        true => format!("x'{}'", byte.repeat(16)),
        false => format!("'\\x{}'::bytea", byte.repeat(16)),
    };
    let one = bytes("01");
    let leg = |account: &str, minor: i64| {
        format!(
            "INSERT INTO legs (posting, account, currency, minor) VALUES ({one}, '{account}', 'USD', {minor});"
        )
    };
    let close = format!(
        "INSERT INTO postings (id, what, source_kind, source, version, at) VALUES ({one}, 'x', 'sale', {one}, 1, 0);"
    );
    let refused = [
        format!("BEGIN; {}{}{close} COMMIT", leg("cash_bag", 400), leg("sales_revenue", -399)),
        format!("BEGIN; {}{close} COMMIT", leg("cash_bag", 400)),
        format!("BEGIN; {close} COMMIT"),
        format!("BEGIN; {}{} COMMIT", leg("cash_bag", 400), leg("sales_revenue", -400)),
        "UPDATE legs SET minor = minor + 1".into(),
        "DELETE FROM legs".into(),
        "UPDATE postings SET at = 0".into(),
        "DELETE FROM postings".into(),
    ];
    for sql in refused {
        assert!(world.in_database(&sql).await.is_err(), "{sql}");
    }
    assert_eq!(holds(&world, Account::CashBag).await, 400);
    let good = format!("BEGIN; {}{}{close} COMMIT", leg("cash_bag", 400), leg("sales_revenue", -400));
    world.in_database(&good).await.unwrap();
    assert!(world.in_database(&leg("losses", 1)).await.is_err(), "a closed posting takes no leg");
    assert_eq!(holds(&world, Account::CashBag).await, 800);
    assert_eq!(differences(&world).await, ["booked_without_thing"]);
}

pub async fn a_card_is_charged_once_and_each_step_is_a_row(world: World) {
    let (world, gateway) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let sale = card(1_200, "tok_visa");
    let payment = of_sale(sale.sale, Through::Card);
    assert!(applied(&crew.act(&world, sale).await));
    assert_eq!(stands(&world, payment).await.0, PaymentState::Wanted);
    assert_eq!(holds(&world, Account::Receivable).await, 1_200);
    settle(&world).await;
    let (_, states) = stands(&world, payment).await;
    assert_eq!(states, ["wanted", "authorising", "authorised", "capturing", "captured"]);
    let records = gateway.records();
    assert_eq!((records.len(), records[0].moved, records[0].amount), (1, 1, 1_200));
    assert_eq!(holds(&world, Account::Receivable).await, 0);
    assert_eq!(holds(&world, Account::Processor).await, 1_200);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn after_an_answer_that_never_came_the_processor_is_asked_and_nobody_is_charged_twice(
    world: World,
) {
    let (world, gateway) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let tokens = ["tok_lost_authorise", "tok_lost_capture", "tok_never_heard", "tok_busy"];
    let mut payments = Vec::new();
    for token in tokens {
        let sale = card(500, token);
        payments.push(of_sale(sale.sale, Through::Card));
        assert!(applied(&crew.act(&world, sale).await));
    }
    settle(&world).await;
    for (token, payment) in tokens.into_iter().zip(&payments) {
        let (state, states) = stands(&world, payment).await;
        assert_eq!(state, PaymentState::Captured, "{token}: {states:?}");
    }
    assert_eq!(gateway.records().iter().map(|it| it.moved).collect::<Vec<_>>(), [1; 4]);
    assert_eq!(holds(&world, Account::Processor).await, 2_000);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn a_backend_that_fell_between_question_and_answer_asks_what_became_of_it(world: World) {
    let (world, gateway) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let sale = card(500, "tok_lost_capture");
    let payment = of_sale(sale.sale, Through::Card);
    crew.act(&world, sale).await;
    world.backend.pay().await.unwrap();
    // It is cut off while the answer of the second question is on its way: nothing is stored of it.
    let cut = tokio::time::timeout(std::time::Duration::from_millis(150), world.backend.pay()).await;
    assert!(cut.is_err(), "the answer was to be lost");
    assert_eq!(gateway.records()[0].moved, 1, "the processor has taken the money");
    let world = world.restarted().await;
    assert_eq!(stands(&world, payment).await.0, PaymentState::Capturing);
    assert_eq!(differences(&world).await, ["in_doubt", "processor_balance"]);
    settle(&world).await;
    assert_eq!(stands(&world, payment).await.0, PaymentState::Captured);
    assert_eq!(gateway.records()[0].moved, 1);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn two_backends_at_once_ask_for_the_same_money_once(world: World) {
    let (world, gateway) = paying(world).await;
    let other = world.beside().await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    for _ in 0..5 {
        assert!(applied(&crew.act(&world, card(300, "tok_visa")).await));
    }
    for _ in 0..6 {
        let (first, second) = tokio::join!(world.backend.pay(), other.backend.pay());
        first.and(second).unwrap();
    }
    settle(&world).await;
    let records = gateway.records();
    assert!(records.len() == 5 && records.iter().all(|it| it.moved == 1), "{records:?}");
    assert_eq!(holds(&world, Account::Processor).await, 1_500);
}

pub async fn a_notice_of_the_processor_counts_if_it_is_signed_and_once(world: World) {
    let (world, gateway) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let sale = card(500, "tok_lost_capture");
    let payment = of_sale(sale.sale, Through::Card);
    crew.act(&world, sale).await;
    world.backend.pay().await.unwrap();
    world.backend.pay().await.unwrap();
    assert_eq!(stands(&world, payment).await.0, PaymentState::Capturing);
    let record = gateway.records().remove(0);
    let body = serde_json::to_vec(&simulator::Notice::of(&record, "1")).unwrap();
    let send = |signature: String, body: Vec<u8>| {
        let request = reqwest::Client::new().post(world.url("/v1/payments/notices")).body(body);
        async move { request.header(simulator::SIGNATURE, signature).send().await.unwrap().status() }
    };
    let at = morning();
    let sign = |secret: &str, at: i64| simulator::sign(secret, at, &body);
    for bad in
        [sign("another-secret", at), sign("simulated-secret", at - 301), String::new(), "t=1,v1=zz".into()]
    {
        assert_eq!(send(bad, body.clone()).await, StatusCode::UNAUTHORIZED);
    }
    let altered = String::from_utf8(body.clone()).unwrap().replace("captured", "declined").into_bytes();
    assert_eq!(send(sign("simulated-secret", at), altered).await, StatusCode::UNAUTHORIZED);
    assert_eq!(stands(&world, payment).await.0, PaymentState::Capturing);
    for _ in 0..3 {
        assert_eq!(send(sign("simulated-secret", at), body.clone()).await, StatusCode::NO_CONTENT);
    }
    // One that comes late says less than is known.
    let before = simulator::Record { status: simulator::Status::Authorised, ..record };
    let late = serde_json::to_vec(&simulator::Notice::of(&before, "1")).unwrap();
    let signature = simulator::sign("simulated-secret", at, &late);
    assert_eq!(send(signature, late).await, StatusCode::NO_CONTENT);
    assert_eq!(stands(&world, payment).await.0, PaymentState::Captured);
    assert_eq!(holds(&world, Account::Processor).await, 500);
    settle(&world).await;
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn a_sale_that_is_voided_is_not_charged_or_given_back(world: World) {
    let (world, gateway) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let void = |sale: SaleId| VoidSale {
        vouchers: Vec::new(),
        sale,
        trolley: trolley_id(flight_id(OLD)),
        reason: "Wrong seat".into(),
        at: now(),
    };
    let (early, late) = (card(500, "tok_visa"), card(900, "tok_visa"));
    let (early_id, late_id) = (early.sale, late.sale);
    crew.act(&world, early).await;
    assert!(applied(&crew.act(&world, void(early_id)).await));
    crew.act(&world, late).await;
    settle(&world).await;
    assert!(applied(&crew.act(&world, void(late_id)).await));
    settle(&world).await;
    assert_eq!(stands(&world, of_sale(early_id, Through::Card)).await.0, PaymentState::Cancelled);
    let moved: Vec<_> = gateway.records().iter().map(|it| (it.kind, it.amount, it.moved)).collect();
    assert_eq!(moved, [(simulator::Kind::Charge, 900, 1), (simulator::Kind::Refund, 900, 1)]);
    for account in [Account::Processor, Account::Receivable, Account::SalesRevenue] {
        assert_eq!(holds(&world, account).await, 0, "{account:?}");
    }
    assert_eq!(differences(&world).await, [] as [&str; 0]);
}

pub async fn every_difference_between_entries_books_and_processor_is_named(world: World) {
    let (world, gateway) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let sale = card(1_000, "tok_visa");
    let payment = of_sale(sale.sale, Through::Card).to_string();
    crew.act(&world, sale.clone()).await;
    settle(&world).await;
    assert_eq!(differences(&world).await, [] as [&str; 0]);
    // The processor has lost it.
    gateway.meddle(|records| records[0].amount = 999);
    assert_eq!(differences(&world).await, ["amount_differs", "processor_balance"]);
    gateway.meddle(|records| {
        let mut twice = records[0].clone();
        records[0].amount = 1_000;
        twice.amount = 1_000;
        records.push(twice);
    });
    assert_eq!(differences(&world).await, ["done_twice", "processor_balance"]);
    gateway.meddle(|records| records[1].reference = "somebody-elses".into());
    assert_eq!(differences(&world).await, ["unknown_here", "processor_balance"]);
    gateway.meddle(Vec::clear);
    assert_eq!(differences(&world).await, ["done_here_only", "processor_balance"]);
    let reply: ReconcileReply = ask(&world, "FN1", "/v1/reconcile").await.unwrap();
    assert_eq!(reply.differences[0].about, format!("charge {payment}"));
    assert_eq!(reply.differences[0].here, Some(usd(1_000)));
    // A refused entry is money that may have moved.
    assert_eq!(refused_for(crew.act(&world, sale).await), "sale_exists");
    assert_eq!(differences(&world).await[0], "entry_refused");
    // Somebody takes a sale away.
    world.in_database("DELETE FROM entities WHERE kind = 'sale'").await.unwrap();
    let named = differences(&world).await;
    assert!(named.contains(&"entry_without_effect".into()) && named.contains(&"booked_without_thing".into()));
    gateway.stop().await.unwrap();
    assert!(differences(&world).await.contains(&"processor_silent".into()));
}

pub async fn only_finance_reads_the_books(world: World) {
    for path in ["/v1/ledger/trial-balance", "/v1/reconcile"] {
        for badge in ["CK1", "SV1", "SE1"] {
            let (status, fault) = ask::<Value>(&world, badge, path).await.unwrap_err();
            assert_eq!((status, fault.code.as_ref()), (StatusCode::FORBIDDEN, "not_permitted"));
        }
        ask::<Value>(&world, "FN1", path).await.unwrap();
    }
    let (status, _) = ask::<Value>(&world, "CK1", "/v1/refunds/report").await.unwrap_err();
    assert_eq!(status, StatusCode::FORBIDDEN);
}

pub async fn what_was_sold_before_there_were_books_is_booked_when_they_are_opened(world: World) {
    let mut crew = Device::signed_in(&world, "CB1").await;
    crew.act(&world, cash(400)).await;
    let sold = sale(700, Tender::Cash(InCash { given: usd(700), change: usd(0), rate: None }));
    let entity: Value = serde_json::json!({
        "id": sold.sale, "number": "S-OLD", "flight": sold.flight, "trolley": trolley_id(sold.flight),
        "lines": sold.lines, "total": usd(700), "tender": sold.tender, "sold_at": now(), "sold_by": "Crew",
        "device": crew.id,
    });
    let old = Entity::read(Kind::Sale, &entity.to_string()).unwrap();
    world.backend.load(vec![old]).await.unwrap();
    assert_eq!(holds(&world, Account::CashBag).await, 1_100, "what was booked stays, what was not is booked");
    let world = world.restarted().await;
    assert_eq!(holds(&world, Account::CashBag).await, 1_100);
}

pub async fn of_an_order_paid_in_parts_the_card_is_charged_its_part_alone(world: World) {
    let (world, gateway) = paying(world).await;
    let mut crew = Device::signed_in(&world, "CB1").await;
    let Tender::Card(card) = card(1, "tok_ok").tender else { unreachable!("it is by card") };
    let in_cash = InCash { given: usd(500), change: usd(200), rate: None };
    let part = |minor, paid| Part { amount: usd(minor), paid };
    let parts = vec![part(300, Paid::Cash(in_cash)), part(400, Paid::Card(card))];
    let order = sale(700, Tender::Split { parts });
    assert!(applied(&crew.act(&world, order.clone()).await));
    settle(&world).await;
    assert_eq!(stands(&world, of_sale(order.sale, Through::Card)).await.0, PaymentState::Captured);
    assert_eq!(holds(&world, Account::CashBag).await, 300);
    assert_eq!(holds(&world, Account::Processor).await, 400);
    assert_eq!(holds(&world, Account::Receivable).await, 0);
    assert_eq!(holds(&world, Account::SalesRevenue).await, -700);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
    drop(gateway);
}

pub async fn notes_of_another_currency_are_booked_in_both(world: World) {
    let mut crew = Device::signed_in(&world, "CB1").await;
    let (table, [notes, price]) = ("cash-rates/v1".into(), [Currency::EUR, Currency::USD]);
    let rate = CashRate { table, notes, price, millionths: 1_050_000 };
    let cash = InCash::of(usd(700), Money::new(1_000, notes), Some(rate)).unwrap();
    assert_eq!(cash.change, usd(350));
    let order = sale(700, Tender::Cash(cash.clone()));
    assert!(applied(&crew.act(&world, order).await));
    let reply: TrialBalanceReply = ask(&world, "FN1", "/v1/ledger/trial-balance").await.unwrap();
    let of = |account, currency| {
        let line = reply.lines.iter().find(|it| it.account == account && it.debit.currency == currency);
        line.map_or(0, |it| it.debit.minor - it.credit.minor)
    };
    assert_eq!((of(Account::CashBag, notes), of(Account::CashBag, price)), (1_000, -350));
    assert_eq!((of(Account::Exchange, notes), of(Account::Exchange, price)), (-1_000, 1_050));
    assert_eq!(differences(&world).await, [] as [&str; 0]);
    let mut second = Device::signed_in(&world, "CB1").await;
    let wrong = RecordSale {
        sale: Uuid::now_v7().into(),
        ..sale(700, Tender::Cash(InCash { change: usd(351), ..cash }))
    };
    assert_eq!(refused_for(second.act(&world, wrong).await), "cash_short");
    // Nobody gives themselves another rate than the airline's.
    let (table, [notes, price]) = ("cash-rates/v1".into(), [Currency::EUR, Currency::USD]);
    let own = CashRate { table, notes, price, millionths: 9_000_000 };
    let cash = InCash::of(usd(700), Money::new(1_000, notes), Some(own)).unwrap();
    let forged = RecordSale { sale: Uuid::now_v7().into(), ..sale(700, Tender::Cash(cash)) };
    let mut third = Device::signed_in(&world, "CB1").await;
    assert_eq!(refused_for(third.act(&world, forged).await), "bad_rate");
}
