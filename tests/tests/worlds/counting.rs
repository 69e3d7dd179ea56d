//! The count at the end of a flight: on one tablet, on two, and on paper.

use airside_shared::{
    access::Role,
    devices::DeviceKind,
    ids::{FlightId, ProductId},
    ipc::{
        CloseTrolleyArgs, DocumentArgs, FlightArgs, OrderLine, Paper, RecordSaleArgs, TenderArgs, TrolleyPage,
    },
    money::{Currency, Money},
};
use airside_tests::{Device, World};

use crate::refunds::somebody;

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn page(tablet: &Device, flight: FlightId) -> TrolleyPage {
    tablet.desk.trolley(FlightArgs { flight }).unwrap()
}

/// Sells one for cash, and says what it cost.
fn sell(tablet: &Device, flight: FlightId) -> (ProductId, i64) {
    let page = page(tablet, flight);
    let item = page.items.iter().find(|item| item.left > 3).unwrap();
    let price = item.product.price(Currency::USD).unwrap();
    let args = RecordSaleArgs {
        miles: None,
        vouchers: Vec::new(),
        flight,
        seat: None,
        passenger: None,
        lines: vec![OrderLine { product: item.product.id, quantity: 1 }],
        currency: Currency::USD,
        tender: TenderArgs::Cash { given: price.minor, notes: None },
    };
    tablet.desk.record_sale(args).unwrap();
    (item.product.id, price.minor)
}

/// As many of everything as there should be.
fn all_there(tablet: &Device, flight: FlightId, cash: i64) -> CloseTrolleyArgs {
    let stock = page(tablet, flight).items.iter().map(|item| (item.product.id, item.left)).collect();
    CloseTrolleyArgs { flight, stock, cash: vec![usd(cash)], cards: Vec::new(), note: String::new() }
}

async fn tablet(world: &mut World) -> Device {
    let tablet = world.device(DeviceKind::Tablet);
    tablet.sign_in(world, Role::CabinCrew).await.unwrap();
    tablet.sync().await.unwrap();
    tablet
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tablets_of_one_flight_that_never_met_agree_on_the_count_when_both_were_heard() {
    let mut world = World::new(400).await.unwrap();
    let flight = somebody(&world).1;
    let (mine, theirs) = (tablet(&mut world).await, tablet(&mut world).await);
    world.network_down().await.unwrap();
    let (product, price) = sell(&theirs, flight);
    world.clock.forward(1);
    let mut count = all_there(&mine, flight, price);
    *count.stock.get_mut(&product).unwrap() -= 1;
    let refused = mine.desk.close_trolley(count.clone()).unwrap_err();
    assert_eq!(refused.code, "difference_unexplained");
    count.note = "My colleague sold one.".into();
    mine.desk.close_trolley(count).unwrap();
    assert!(page(&mine, flight).counted.unwrap().differs);

    world.network_up().await.unwrap();
    mine.sync().await.unwrap();
    theirs.sync().await.unwrap();
    mine.sync().await.unwrap();
    for tablet in [&mine, &theirs] {
        let page = page(tablet, flight);
        assert!(!page.counted.unwrap().differs);
        assert_eq!(page.takings.in_cash(Currency::USD), price);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_is_printed_in_both_languages_and_only_after_it_was_made() {
    let mut world = World::new(400).await.unwrap();
    let flight = somebody(&world).1;
    let tablet = tablet(&mut world).await;
    let paper = |language: &str, paper| DocumentArgs { id: flight.into(), paper, language: language.into() };
    let none = tablet.desk.preview_closing(&paper("en", Paper::A4)).unwrap_err();
    assert_eq!(none.code, "not_counted");
    let (_, price) = sell(&tablet, flight);
    tablet.desk.close_trolley(all_there(&tablet, flight, price)).unwrap();
    for language in ["en", "ar"] {
        for size in [Paper::A4, Paper::Roll80] {
            let saved = tablet.desk.save_closing(&paper(language, size)).unwrap();
            assert!(saved.path.ends_with("mm.pdf"), "{}", saved.path);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_cannot_be_handed_over_never_reaches_the_card_terminal() {
    let mut world = World::new(400).await.unwrap();
    let flight = somebody(&world).1;
    let tablet = tablet(&mut world).await;
    tablet
        .desk
        .set_terminal(airside_shared::ipc::TerminalArgs { card: airside_shared::ipc::TestCard::Declined });
    let item = page(&tablet, flight).items.into_iter().min_by_key(|item| item.left).unwrap();
    let order = |quantity| RecordSaleArgs {
        miles: None,
        vouchers: Vec::new(),
        flight,
        seat: None,
        passenger: None,
        lines: vec![OrderLine { product: item.product.id, quantity }],
        currency: Currency::USD,
        tender: TenderArgs::Card,
    };
    assert_eq!(tablet.desk.record_sale(order(item.left + 1)).unwrap_err().code, "out_of_stock");
    assert_eq!(tablet.desk.record_sale(order(1)).unwrap_err().code, "card_declined");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_in_parts_or_in_notes_of_another_currency_and_the_bag_is_counted_so() {
    let mut world = World::new(400).await.unwrap();
    let flight = somebody(&world).1;
    let tablet = tablet(&mut world).await;
    let shown = page(&tablet, flight);
    let item = shown.items.iter().find(|item| item.left > 5).unwrap();
    let price = item.product.price(Currency::USD).unwrap().minor;
    let order = |tender| RecordSaleArgs {
        miles: None,
        vouchers: Vec::new(),
        flight,
        seat: None,
        passenger: None,
        lines: vec![OrderLine { product: item.product.id, quantity: 2 }],
        currency: Currency::USD,
        tender,
    };
    let code = |tender| tablet.desk.record_sale(order(tender)).unwrap_err().code.into_owned();
    assert_eq!(code(TenderArgs::Split { cash: 0 }), "parts_differ");
    assert_eq!(code(TenderArgs::Split { cash: 2 * price }), "parts_differ");
    assert_eq!(code(TenderArgs::Cash { given: 100, notes: Some(Currency::EUR) }), "cash_short");
    assert_eq!(code(TenderArgs::Cash { given: 9_900, notes: Some("CHF".parse().unwrap()) }), "bad_rate");
    tablet.desk.record_sale(order(TenderArgs::Split { cash: 100 })).unwrap();
    let saved = tablet
        .desk
        .record_sale(order(TenderArgs::Cash { given: 5_000, notes: Some(Currency::EUR) }))
        .unwrap();
    let takings = page(&tablet, flight).takings;
    let change = 5_250 - 2 * price;
    assert_eq!((takings.in_cash(Currency::EUR), takings.in_cash(Currency::USD)), (5_000, 100 - change));
    assert_eq!(takings.cards[&Currency::USD].minor, 2 * price - 100);
    for language in ["en", "ar"] {
        let paper = DocumentArgs { id: saved.id, paper: Paper::Roll80, language: language.into() };
        assert!(tablet.desk.save_receipt(&paper).unwrap().path.ends_with("mm.pdf"));
    }
    // The bag lacks of its float what was given as change.
    let cash = vec![usd(100 - change), Money::new(5_000, Currency::EUR)];
    let cards = vec![usd(2 * price - 100)];
    tablet.desk.close_trolley(CloseTrolleyArgs { cash, cards, ..all_there(&tablet, flight, 0) }).unwrap();
    assert!(!page(&tablet, flight).counted.unwrap().differs);
}
