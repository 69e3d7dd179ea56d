//! Orders that a card is to pay, when the terminal says yes, no, or nothing.

use airside_shared::{
    access::Role,
    devices::DeviceKind,
    entity::Entity,
    ids::{FlightId, ProductId},
    ipc::{
        FlightArgs, OrderArgs, OrderLine, OrderRow, RecordSaleArgs, TenderArgs, TerminalArgs, TestCard,
        TrolleyPage,
    },
    money::Currency,
    sales::{DeniedCard, OrderState},
};
use airside_tests::{Device, World};

use crate::refunds::somebody;

fn page(tablet: &Device, flight: FlightId) -> TrolleyPage {
    tablet.desk.trolley(FlightArgs { flight }).unwrap()
}

fn left(tablet: &Device, flight: FlightId, product: ProductId) -> i64 {
    page(tablet, flight).items.iter().find(|it| it.product.id == product).unwrap().left
}

async fn tablet(world: &mut World) -> Device {
    let tablet = world.device(DeviceKind::Tablet);
    tablet.sign_in(world, Role::CabinCrew).await.unwrap();
    tablet.sync().await.unwrap();
    tablet
}

/// The code of what comes of one of `product`, when the terminal has such a card before it.
fn order(tablet: &Device, flight: FlightId, product: ProductId, card: TestCard) -> Result<(), String> {
    tablet.desk.set_terminal(TerminalArgs { card });
    let args = RecordSaleArgs {
        miles: None,
        vouchers: Vec::new(),
        flight,
        seat: Some("12C".into()),
        passenger: None,
        lines: vec![OrderLine { product, quantity: 1 }],
        currency: Currency::USD,
        tender: TenderArgs::Card,
    };
    tablet.desk.record_sale(args).map(drop).map_err(|fault| fault.code.into_owned())
}

fn only(tablet: &Device, flight: FlightId) -> OrderRow {
    let mut orders = page(tablet, flight).orders;
    assert_eq!(orders.len(), 1, "{orders:?}");
    orders.remove(0)
}

/// What the backend has of the orders.
async fn states(world: &World) -> Vec<OrderState> {
    let look = world.backend().look().await.unwrap();
    let orders = look.things.values().filter_map(|kept| match &kept.entity {
        Entity::Order(order) => Some(order.state.clone()),
        _ => None,
    });
    orders.collect()
}

struct Scene {
    world: World,
    tablet: Device,
    flight: FlightId,
    product: ProductId,
}

impl Scene {
    async fn new() -> Self {
        let mut world = World::new(400).await.unwrap();
        let flight = somebody(&world).1;
        let tablet = tablet(&mut world).await;
        let product = page(&tablet, flight).items.iter().find(|it| it.left > 3).unwrap().product.id;
        Self { world, tablet, flight, product }
    }

    fn order(&self, card: TestCard) -> Result<(), String> {
        order(&self.tablet, self.flight, self.product, card)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_terminal_fell_silent_is_sold_once_when_the_desk_starts_again() {
    let mut scene = Scene::new().await;
    let before = left(&scene.tablet, scene.flight, scene.product);
    assert_eq!(scene.order(TestCard::Silent).unwrap_err(), "card_unknown");
    assert_eq!(left(&scene.tablet, scene.flight, scene.product), before, "nothing moved");
    let open = only(&scene.tablet, scene.flight);
    assert!(open.here && open.failed.is_none());
    // The program dies; the terminal remembers.
    scene.tablet = scene.tablet.restart();
    for _ in 0..2 {
        scene.tablet.sign_in(&scene.world, Role::CabinCrew).await.unwrap();
        let page = page(&scene.tablet, scene.flight);
        assert_eq!((page.sales.len(), page.orders.len()), (1, 0));
        assert_eq!(page.sales[0].number, open.number);
        assert_eq!(left(&scene.tablet, scene.flight, scene.product), before - 1);
    }
    scene.tablet.sync().await.unwrap();
    assert_eq!(states(&scene.world).await, [OrderState::Paid]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_asked_about_again_and_charged_no_second_time() {
    let scene = Scene::new().await;
    scene.order(TestCard::Silent).unwrap_err();
    let ask = OrderArgs { order: only(&scene.tablet, scene.flight).id };
    assert_eq!(scene.tablet.desk.ask_terminal(ask).unwrap_err().code, "card_unknown");
    // The next card is declined; this one was charged before.
    scene.tablet.desk.set_terminal(TerminalArgs { card: TestCard::Declined });
    scene.tablet.desk.ask_terminal(ask).unwrap();
    let page = page(&scene.tablet, scene.flight);
    assert_eq!((page.sales.len(), page.takings.cards[&Currency::USD].minor), (1, page.sales[0].total.minor));
    assert_eq!(scene.tablet.desk.ask_terminal(ask).unwrap_err().code, "order_over");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_given_up_gives_the_money_back_and_moves_nothing() {
    let scene = Scene::new().await;
    let before = left(&scene.tablet, scene.flight, scene.product);
    scene.order(TestCard::Silent).unwrap_err();
    let it = OrderArgs { order: only(&scene.tablet, scene.flight).id };
    scene.tablet.desk.give_up_order(it).unwrap();
    assert_eq!(only(&scene.tablet, scene.flight).failed.as_deref(), Some("given_up"));
    scene.tablet.desk.set_terminal(TerminalArgs { card: TestCard::Good });
    assert_eq!(scene.tablet.desk.ask_terminal(it).unwrap_err().code, "order_over");
    assert_eq!(left(&scene.tablet, scene.flight, scene.product), before);
    scene.tablet.sync().await.unwrap();
    assert!(
        matches!(&states(&scene.world).await[..], [OrderState::Failed { code, .. }] if code == "given_up")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_desk_sees_the_order_and_leaves_the_terminal_to_whoever_has_it() {
    let mut scene = Scene::new().await;
    scene.order(TestCard::Silent).unwrap_err();
    scene.tablet.sync().await.unwrap();
    let other = tablet(&mut scene.world).await;
    let seen = only(&other, scene.flight);
    assert!(!seen.here && seen.failed.is_none());
    let ask = OrderArgs { order: seen.id };
    assert_eq!(other.desk.ask_terminal(ask).unwrap_err().code, "order_elsewhere");
    assert_eq!(other.desk.give_up_order(ask).unwrap_err().code, "order_elsewhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_card_pays_so_much_on_a_flight_and_then_another_has_to() {
    let scene = Scene::new().await;
    let lounge = page(&scene.tablet, scene.flight).items;
    let dearest = lounge
        .iter()
        .filter(|it| it.left > 3)
        .max_by_key(|it| it.product.price(Currency::USD).map(|it| it.minor));
    let dear = dearest.unwrap().product.clone();
    let price = dear.price(Currency::USD).unwrap().minor;
    let times = 15_000 / price;
    assert!(price <= 10_000 && times < dearest.unwrap().left, "{price}");
    let order = |card| order(&scene.tablet, scene.flight, dear.id, card);
    (0..times).for_each(|_| order(TestCard::Same).unwrap());
    assert_eq!(order(TestCard::Same).unwrap_err(), "card_over_flight");
    let failed = only(&scene.tablet, scene.flight);
    assert_eq!(failed.failed.as_deref(), Some("card_over_flight"));
    assert_eq!(left(&scene.tablet, scene.flight, dear.id), dearest.unwrap().left - times, "nothing moved");
    order(TestCard::Good).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_is_denied_pays_nowhere_once_the_tablet_has_heard_of_it() {
    let scene = Scene::new().await;
    scene.order(TestCard::Same).unwrap();
    scene.tablet.sync().await.unwrap();
    let mut sales = scene.world.backend().look().await.unwrap().things.into_values();
    let sale = sales.find_map(|kept| match kept.entity {
        Entity::Sale(sale) => Some(sale),
        _ => None,
    });
    let denied = DeniedCard::of(&sale.unwrap(), "stolen_card", scene.world.clock.now()).unwrap();
    scene.world.backend().put(vec![denied.into()]).await.unwrap();
    scene.tablet.sync().await.unwrap();
    assert_eq!(scene.order(TestCard::Same).unwrap_err(), "card_denied");
    assert_eq!(only(&scene.tablet, scene.flight).failed.as_deref(), Some("card_denied"));
    scene.order(TestCard::Good).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_heard_for_a_day_which_cards_are_denied_takes_cash() {
    let mut scene = Scene::new().await;
    scene.world.network_down().await.unwrap();
    scene.tablet = scene.tablet.with_clock_off(25 * 60);
    scene.tablet.sign_in(&scene.world, Role::CabinCrew).await.unwrap();
    assert_eq!(scene.order(TestCard::Good).unwrap_err(), "denied_cards_unheard");
    scene.world.network_up().await.unwrap();
    scene.tablet.sync().await.unwrap();
    scene.order(TestCard::Good).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_that_the_airline_has_not_heard_of_for_a_day_are_the_last_until_it_has() {
    let mut scene = Scene::new().await;
    scene.world.network_down().await.unwrap();
    scene.order(TestCard::Good).unwrap();
    assert!(!page(&scene.tablet, scene.flight).cards_unheard);
    scene.tablet = scene.tablet.with_clock_off(13 * 60);
    scene.tablet.sign_in(&scene.world, Role::CabinCrew).await.unwrap();
    assert!(page(&scene.tablet, scene.flight).cards_unheard, "whoever sells is told after half a day");
    scene.order(TestCard::Good).unwrap();
    scene.tablet = scene.tablet.with_clock_off(25 * 60);
    scene.tablet.sign_in(&scene.world, Role::CabinCrew).await.unwrap();
    assert_eq!(scene.order(TestCard::Good).unwrap_err(), "cards_not_forwarded");
    assert_eq!(page(&scene.tablet, scene.flight).orders.len(), 0, "the terminal was not asked");
    scene.world.network_up().await.unwrap();
    scene.tablet.sync().await.unwrap();
    scene.order(TestCard::Good).unwrap();
    assert!(!page(&scene.tablet, scene.flight).cards_unheard);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_was_charged_has_bought_what_was_sold_out_meanwhile() {
    let scene = Scene::new().await;
    scene.order(TestCard::Silent).unwrap_err();
    let order = only(&scene.tablet, scene.flight);
    // Somebody else pays for all that is left before the terminal speaks again.
    while left(&scene.tablet, scene.flight, scene.product) > 0 {
        let args = RecordSaleArgs {
            miles: None,
            vouchers: Vec::new(),
            flight: scene.flight,
            seat: None,
            passenger: None,
            lines: vec![OrderLine { product: scene.product, quantity: 1 }],
            currency: Currency::USD,
            tender: TenderArgs::Cash { given: order.total.minor, notes: None },
        };
        scene.tablet.desk.record_sale(args).unwrap();
    }
    scene.tablet.desk.set_terminal(TerminalArgs { card: TestCard::Good });
    let ask = OrderArgs { order: order.id };
    scene.tablet.desk.ask_terminal(ask).unwrap();
    let open = page(&scene.tablet, scene.flight);
    assert!(open.orders.is_empty() && open.sales.iter().any(|sale| sale.number == order.number));
    // Nobody who has paid is told that nothing was sold: whoever counts the trolley sees it.
    assert_eq!(left(&scene.tablet, scene.flight, scene.product), -1);
    assert_eq!(open.takings.cards[&Currency::USD].minor, order.card.minor);
    scene.tablet.sync().await.unwrap();
    assert_eq!(states(&scene.world).await, [OrderState::Paid]);
}
