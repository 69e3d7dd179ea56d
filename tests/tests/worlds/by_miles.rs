//! Orders on board that a member's miles pay, without a network.

use airside_shared::{
    access::Role,
    devices::DeviceKind,
    entity::Entity,
    ids::{FlightId, PassengerId},
    ipc::{
        FlightArgs, OrderArgs, OrderLine, RecordSaleArgs, Saved, TenderArgs, TerminalArgs, TestCard,
        TrolleyPage,
    },
    money::{Currency, Money},
    sales::MilesPrice,
    sync::EntryState,
};
use airside_tests::{Device, World, acts::states};

struct Scene {
    world: World,
    tablet: Device,
    flight: FlightId,
    /// More than a member is trusted for, and no more above it than a card is.
    lines: Vec<OrderLine>,
    total: Money,
    /// A member, and somebody who is none.
    people: [PassengerId; 2],
}

impl Scene {
    async fn new() -> Self {
        let mut world = World::new(400).await.unwrap();
        let tablet = world.device(DeviceKind::Tablet);
        tablet.sign_in(&world, Role::CabinCrew).await.unwrap();
        tablet.sync().await.unwrap();
        let sold_on = world.entities.iter().filter_map(|it| match it {
            Entity::Trolley(trolley) => Some(trolley.flight),
            _ => None,
        });
        let both = |flight: FlightId| {
            let people = tablet.desk.manifest(FlightArgs { flight }).ok()?.people;
            let one =
                |member| people.iter().find(|row| row.tier.is_some() == member).map(|row| row.passenger);
            Some((flight, [one(true)?, one(false)?]))
        };
        let (flight, people) = sold_on.into_iter().find_map(both).unwrap();
        let page = tablet.desk.trolley(FlightArgs { flight }).unwrap();
        let all = page.items.iter().filter(|it| it.left > 0);
        let all = all.filter_map(|it| Some((it.product.id, it.product.price(Currency::USD)?, it.left)));
        let (mut lines, mut total) = (Vec::new(), Money::zero(Currency::USD));
        for (product, unit, left) in all {
            // Three at a time: the card is asked for little more than nothing.
            for _ in 0..left / 3 {
                if total.minor < 14_000 {
                    lines.push(OrderLine { product, quantity: 3 });
                    total = total.plus(unit.times(3).unwrap()).unwrap();
                }
            }
        }
        Self { world, tablet, flight, lines, total, people }
    }

    fn page(&self) -> TrolleyPage {
        self.tablet.desk.trolley(FlightArgs { flight: self.flight }).unwrap()
    }

    fn price(&self) -> MilesPrice {
        self.page().miles.into_iter().find(|it| it.currency == Currency::USD).unwrap()
    }

    /// One of the first thing.
    fn one(&self) -> (Vec<OrderLine>, Money) {
        let line = OrderLine { quantity: 1, ..self.lines[0] };
        let item = self.page().items.into_iter().find(|it| it.product.id == line.product).unwrap();
        (vec![line], item.product.price(Currency::USD).unwrap())
    }

    fn sell(&self, who: Option<PassengerId>, lines: &[OrderLine], miles: i64) -> Result<Saved, String> {
        let args = RecordSaleArgs {
            flight: self.flight,
            seat: None,
            passenger: who,
            lines: lines.to_vec(),
            currency: Currency::USD,
            vouchers: Vec::new(),
            miles: Some(miles),
            tender: TenderArgs::Card,
        };
        self.tablet.desk.record_sale(args).map_err(|fault| fault.code.into_owned())
    }

    /// What miles paid for the newest sale.
    fn paid(&self) -> Option<(i64, i64)> {
        let sale = self.page().sales.remove(0);
        sale.tender.by_miles(sale.total).map(|(amount, paid)| (amount.minor, paid.miles))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_pays_with_the_miles_that_were_agreed_to_in_the_air_and_nobody_else_does() {
    let mut scene = Scene::new().await;
    let [member, nobody] = scene.people;
    let (one, unit) = scene.one();
    let miles = scene.price().of(unit).unwrap();
    scene.world.network_down().await.unwrap();
    assert_eq!(scene.sell(Some(nobody), &one, miles).unwrap_err(), "not_a_member");
    assert_eq!(scene.sell(None, &one, miles).unwrap_err(), "not_a_member");
    assert_eq!(scene.sell(Some(member), &one, miles - 1).unwrap_err(), "miles_differ");
    assert_eq!(scene.page().sales, [], "nothing moved");
    scene.sell(Some(member), &one, miles).unwrap();
    assert_eq!(scene.paid(), Some((unit.minor, miles)), "the terminal is not asked for nothing");
    assert!(scene.page().takings.is_empty(), "nothing is in the bag for it");
    scene.world.network_up().await.unwrap();
    scene.tablet.desk.renewed().await;
    scene.tablet.sync().await.unwrap();
    assert_eq!(states(&scene.tablet), [EntryState::Applied]);
    let look = scene.world.backend().look().await.unwrap();
    assert!(look.books.off().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_member_is_not_trusted_for_is_asked_of_a_card_and_its_silence_keeps_the_miles() {
    let scene = Scene::new().await;
    let total = scene.total;
    let (pays, miles) = scene.price().pays(total).unwrap();
    assert!(pays.minor < total.minor);
    scene.tablet.desk.set_terminal(TerminalArgs { card: TestCard::Silent });
    assert_eq!(scene.sell(Some(scene.people[0]), &scene.lines, miles).unwrap_err(), "card_unknown");
    let order = scene.page().orders.remove(0);
    assert_eq!((order.total, order.card), (total, Money::new(total.minor - pays.minor, total.currency)));
    scene.tablet.desk.set_terminal(TerminalArgs { card: TestCard::Good });
    scene.tablet.desk.ask_terminal(OrderArgs { order: order.id }).unwrap();
    assert_eq!(scene.paid(), Some((pays.minor, miles)));
    scene.tablet.sync().await.unwrap();
    assert!(states(&scene.tablet).iter().all(|state| *state == EntryState::Applied));
}
