//! Orders on board that vouchers pay, without a network and with a terminal that falls silent.

use airside_core::store::rows;
use airside_shared::{
    access::Role,
    devices::DeviceKind,
    ids::{FlightId, ProductId},
    ipc::{
        AssessArgs, CheckVoucherArgs, FlightArgs, IssueOfferArgs, OrderLine, RecordSaleArgs, Saved,
        TenderArgs, TerminalArgs, TestCard, TrolleyPage, VoidSaleArgs,
    },
    money::{Currency, Money},
    sales::{ON_BOARD, Paid},
    sync::EntryState,
    vouchers::{Voucher, VoucherKind},
};
use airside_tests::{Device, World, acts::states};

use crate::refunds::somebody;

struct Scene {
    world: World,
    desk: Device,
    tablet: Device,
    flight: FlightId,
    product: ProductId,
    price: i64,
    voucher: Voucher,
}

impl Scene {
    /// A desk gave somebody goodwill for so much more than the price of one thing on the trolley of a tablet.
    async fn new(more: i64) -> Self {
        let mut world = World::new(400).await.unwrap();
        let flight = somebody(&world).1;
        let desk = world.desk().await.unwrap();
        let tablet = world.device(DeviceKind::Tablet);
        tablet.sign_in(&world, Role::CabinCrew).await.unwrap();
        tablet.sync().await.unwrap();
        let page = tablet.desk.trolley(FlightArgs { flight }).unwrap();
        let usd = |it: &airside_shared::ipc::TrolleyItem| it.product.price(Currency::USD).map(|it| it.minor);
        let item =
            page.items.iter().find(|it| it.left > 3 && usd(it).is_some_and(|it| it > 400 && it < 1_500));
        let (product, price) = (item.unwrap().product.id, usd(item.unwrap()).unwrap());
        let voucher = goodwill(&world, &desk, price + more);
        Self { world, desk, tablet, flight, product, price, voucher }
    }

    fn page(&self) -> TrolleyPage {
        self.tablet.desk.trolley(FlightArgs { flight: self.flight }).unwrap()
    }

    fn sell(&self, quantity: i64, tender: TenderArgs) -> Result<Saved, String> {
        let args = RecordSaleArgs {
            miles: None,
            flight: self.flight,
            seat: None,
            passenger: None,
            lines: vec![OrderLine { product: self.product, quantity }],
            currency: Currency::USD,
            vouchers: vec![self.voucher.code.clone()],
            tender,
        };
        self.tablet.desk.record_sale(args).map_err(|fault| fault.code.into_owned())
    }

    /// Whether the voucher still pays on board, or why not.
    fn why(&self, device: &Device) -> String {
        let code = self.voucher.code.clone();
        let args = CheckVoucherArgs { code, supplier: Some(ON_BOARD.into()), ..CheckVoucherArgs::default() };
        let check = device.desk.check_voucher(&args).unwrap();
        check.refusal.map_or_else(|| "good".to_owned(), |fault| fault.code.into_owned())
    }

    /// What paid for the newest sale: the means and minor units.
    fn paid(&self) -> Vec<(&'static str, i64)> {
        let sale = self.page().sales.remove(0);
        let means = |paid: &Paid| match paid {
            Paid::Card(_) => "card",
            Paid::Cash(_) => "cash",
            Paid::Miles(_) => "miles",
            Paid::Voucher(it) => {
                assert!(it.code.is_empty(), "a receipt does not keep the code");
                "voucher"
            }
        };
        sale.tender.parts(sale.total).iter().map(|part| (means(&part.paid), part.amount.minor)).collect()
    }
}

fn goodwill(world: &World, desk: &Device, minor: i64) -> Voucher {
    let (_, trip, flight) = world.stranded(0);
    let kind = VoucherKind::Goodwill;
    let amount = Some(Money::new(minor, Currency::USD));
    desk.desk.assess(AssessArgs { trip, flight: flight.id }).unwrap();
    let args = IssueOfferArgs {
        trip,
        flight: flight.id,
        about: Default::default(),
        known: Default::default(),
        kind,
        amount,
        agreed: None,
    };
    let saved = desk.desk.issue_offer(&args).unwrap();
    let id: airside_shared::ids::VoucherId = saved.id.into();
    desk.desk.store().unwrap().read(|db| rows::need(db, id)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_that_a_tablet_never_heard_of_pays_in_the_air_and_a_void_gives_it_back() {
    let mut scene = Scene::new(100).await;
    scene.world.network_down().await.unwrap();
    scene.sell(1, TenderArgs::Card).unwrap();
    assert_eq!(scene.paid(), [("voucher", scene.price)], "the terminal is not asked for nothing");
    assert_eq!(scene.why(&scene.tablet), "voucher_used_up");
    assert_eq!(scene.sell(1, TenderArgs::Card).unwrap_err(), "voucher_used_up");
    let sale = scene.page().sales[0].id;
    scene.tablet.desk.void_sale(VoidSaleArgs { sale, reason: "Wrong seat".into() }).unwrap();
    assert_eq!(scene.why(&scene.tablet), "good");
    scene.world.network_up().await.unwrap();
    scene.desk.sync().await.unwrap();
    scene.tablet.sign_in(&scene.world, Role::CabinCrew).await.unwrap();
    scene.tablet.desk.renewed().await;
    scene.tablet.sync().await.unwrap();
    scene.desk.sync().await.unwrap();
    assert_eq!(states(&scene.tablet), [EntryState::Applied; 2]);
    assert_eq!(scene.why(&scene.desk), "good");
    let look = scene.world.backend().look().await.unwrap();
    assert!(look.books.off().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_voucher_does_not_pay_is_paid_in_cash_by_card_or_by_both() {
    let scene = Scene::new(0).await;
    let rest = scene.price;
    let short = scene.sell(2, TenderArgs::Cash { given: rest - 1, notes: None });
    assert_eq!(short.unwrap_err(), "cash_short");
    scene.tablet.desk.set_terminal(TerminalArgs { card: TestCard::Declined });
    assert_eq!(scene.sell(2, TenderArgs::Card).unwrap_err(), "card_declined");
    assert_eq!(scene.why(&scene.tablet), "good", "what was not sold took nothing off it");
    scene.tablet.desk.set_terminal(TerminalArgs { card: TestCard::Good });
    scene.sell(3, TenderArgs::Split { cash: 100 }).unwrap();
    assert_eq!(scene.paid(), [("voucher", rest), ("cash", 100), ("card", 2 * rest - 100)]);
    let void = VoidSaleArgs { sale: scene.page().sales[0].id, reason: "Too many".into() };
    scene.tablet.desk.void_sale(void).unwrap();
    scene.sell(2, TenderArgs::Cash { given: rest + 50, notes: None }).unwrap();
    assert_eq!(scene.paid(), [("voucher", rest), ("cash", rest)]);
    scene.desk.sync().await.unwrap();
    scene.tablet.sync().await.unwrap();
    assert!(states(&scene.tablet).iter().all(|it| *it == EntryState::Applied));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_terminal_fell_silent_takes_its_voucher_when_it_is_sold() {
    let mut scene = Scene::new(0).await;
    scene.tablet.desk.set_terminal(TerminalArgs { card: TestCard::Silent });
    assert_eq!(scene.sell(2, TenderArgs::Card).unwrap_err(), "card_unknown");
    assert_eq!(scene.page().orders[0].card.minor, scene.price, "only the rest is asked of the card");
    scene.tablet = scene.tablet.restart();
    scene.tablet.sign_in(&scene.world, Role::CabinCrew).await.unwrap();
    assert_eq!(scene.paid(), [("voucher", scene.price), ("card", scene.price)]);
    assert_eq!(scene.why(&scene.tablet), "voucher_used_up");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_that_does_not_pay_on_board_says_why_before_anything_is_taken() {
    let scene = Scene::new(0).await;
    let order = |vouchers: Vec<String>, currency| {
        let args = RecordSaleArgs {
            miles: None,
            flight: scene.flight,
            seat: None,
            passenger: None,
            lines: vec![OrderLine { product: scene.product, quantity: 1 }],
            currency,
            vouchers,
            tender: TenderArgs::Card,
        };
        scene.tablet.desk.record_sale(args).unwrap_err().code.into_owned()
    };
    let (_, trip, flight) = scene.world.stranded(1);
    let meal = scene.desk.desk.issue_meal_voucher(AssessArgs { trip, flight: flight.id }).unwrap();
    let meal: airside_shared::ids::VoucherId = meal.id.into();
    let meal: Voucher = scene.desk.desk.store().unwrap().read(|db| rows::need(db, meal)).unwrap();
    let good = scene.voucher.code.clone();
    assert_eq!(order(vec![meal.code.clone()], Currency::USD), "voucher_wrong_supplier");
    assert_eq!(order(vec![good.clone()], Currency::EUR), "currency_mismatch");
    assert_eq!(order(vec![good.clone(), meal.code], Currency::USD), "voucher_not_needed");
    assert_eq!(order(vec!["AV1:NONSENSE".into()], Currency::USD), "voucher_unreadable");
    assert_eq!(scene.why(&scene.tablet), "good");
    assert!(scene.page().sales.is_empty());
}
