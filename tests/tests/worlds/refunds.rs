//! Refunds on several desks: asked for without a network, granted by somebody else, and never twice.

use airside_shared::{
    access::Role,
    devices::DeviceKind,
    entity::Entity,
    ids::{FlightId, PassengerId, SaleId},
    ipc::{
        ApproveRefundArgs, AssessArgs, FlightArgs, OrderLine, RecordSaleArgs, RefundOfferArgs, RefundRow,
        RefuseRefundArgs, RequestRefundArgs, SaveState, TenderArgs, VoidSaleArgs,
    },
    money::{Currency, Money},
    refunds::{Means, RefundReason, RefundState, Subject},
    sales::trolley_id,
    trips::{Segment, SegmentStatus},
    vouchers::{VoucherKind, VoucherStatus},
};
use airside_tests::{Device, STATION, World};

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

/// Somebody on a flight that goes from here today and is sold on.
pub fn somebody(world: &World) -> (PassengerId, FlightId) {
    let sold_on = |flight: FlightId| {
        let trolley = trolley_id(flight);
        world.entities.iter().any(|it| matches!(it, Entity::Trolley(trolley_of) if trolley_of.id == trolley))
    };
    let found = world.entities.iter().find_map(|it| match it {
        Entity::Trip(trip) => {
            let live = |it: &&Segment| it.from == STATION && it.status != SegmentStatus::Rebooked;
            let segment = trip.segments.iter().filter(live).find(|it| sold_on(it.flight))?;
            Some((trip.passenger, segment.flight))
        }
        _ => None,
    });
    found.expect("somebody flies in spite of the storm")
}

/// Sells some of the first product for cash; its sale and what it came to.
fn sell(device: &Device, flight: FlightId, passenger: Option<PassengerId>) -> (SaleId, Money) {
    let page = device.desk.trolley(FlightArgs { flight }).unwrap();
    let item = page.items.iter().find(|item| item.left > 3 && item.product.category == "comfort").unwrap();
    let args = RecordSaleArgs {
        miles: None,
        vouchers: Vec::new(),
        flight,
        seat: None,
        passenger,
        lines: vec![OrderLine { product: item.product.id, quantity: 2 }],
        currency: Currency::USD,
        tender: TenderArgs::Cash { given: 100_000, notes: None },
    };
    let saved = device.desk.record_sale(args).unwrap();
    (saved.id.into(), item.product.price(Currency::USD).unwrap().times(2).unwrap())
}

fn asking(sale: SaleId, amount: Money, to: Means) -> RequestRefundArgs {
    let (subject, note) = (Subject::Sale { sale }, String::new());
    RequestRefundArgs { subject, amount, to, reason: RefundReason::Faulty, note }
}

fn rows(device: &Device) -> Vec<RefundRow> {
    device.desk.refunds().unwrap().rows
}

fn only(device: &Device) -> RefundRow {
    let mut rows = rows(device);
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

fn deciding(row: &RefundRow) -> ApproveRefundArgs {
    ApproveRefundArgs { refund: row.refund, request: row.request.id }
}

async fn working(world: &mut World, kind: DeviceKind, role: Role) -> Device {
    let device = world.device(kind);
    device.sign_in(world, role).await.unwrap();
    device.sync().await.unwrap();
    device
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_asked_for_without_a_network_is_granted_by_a_supervisor_and_the_crew_see_it() {
    let mut world = World::new(400).await.unwrap();
    let (passenger, flight) = somebody(&world);
    let tablet = working(&mut world, DeviceKind::Tablet, Role::CabinCrew).await;
    let office = working(&mut world, DeviceKind::Desk, Role::Supervisor).await;
    world.network_down().await.unwrap();
    let (sale, total) = sell(&tablet, flight, Some(passenger));
    let offer = tablet.desk.refund_offer(RefundOfferArgs { sale }).unwrap();
    assert_eq!((offer.left, &offer.means[..]), (total, &[Means::Cash, Means::Voucher][..]));
    tablet.desk.request_refund(asking(sale, total, Means::Cash)).unwrap();
    let row = only(&tablet);
    assert_eq!((row.request.state, row.state), (RefundState::Requested, SaveState::Waiting));
    assert_eq!(row.may_not.unwrap().code, "not_permitted");
    let more = tablet.desk.request_refund(asking(sale, usd(1), Means::Cash)).unwrap_err();
    assert_eq!(more.code, "refund_exceeds_paid");

    world.network_up().await.unwrap();
    tablet.sync().await.unwrap();
    office.sync().await.unwrap();
    let row = only(&office);
    assert!(row.may_not.is_none() && row.passenger_name.is_some());
    office.desk.approve_refund(deciding(&row)).unwrap();
    office.sync().await.unwrap();
    tablet.sync().await.unwrap();
    let row = only(&tablet);
    assert_eq!((row.request.state, row.state), (RefundState::Paid, SaveState::Sent));
    let void = VoidSaleArgs { sale, reason: "Twice".into() };
    assert_eq!(tablet.desk.void_sale(void).unwrap_err().code, "sale_refunded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_as_a_voucher_issues_it_with_the_last_yes() {
    let mut world = World::new(400).await.unwrap();
    let (passenger, flight) = somebody(&world);
    let tablet = working(&mut world, DeviceKind::Tablet, Role::CabinCrew).await;
    let office = working(&mut world, DeviceKind::Desk, Role::Supervisor).await;
    let (sale, _) = sell(&tablet, flight, Some(passenger));
    tablet.desk.request_refund(asking(sale, usd(500), Means::Voucher)).unwrap();
    tablet.sync().await.unwrap();
    office.sync().await.unwrap();
    let row = only(&office);
    office.desk.approve_refund(deciding(&row)).unwrap();
    office.sync().await.unwrap();
    let row = only(&office);
    assert_eq!((row.request.state, row.state), (RefundState::Paid, SaveState::Sent));
    let page = office.desk.open_passenger(passenger).unwrap();
    let voucher = page.vouchers.iter().find(|it| Some(it.id) == row.request.voucher).unwrap();
    assert_eq!((voucher.kind, voucher.amount), (VoucherKind::TravelCredit, usd(500)));
    let again = office.desk.approve_refund(deciding(&row)).unwrap_err();
    assert_eq!(again.code, "refund_decided");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_that_ask_for_the_same_refund_get_one_and_the_second_is_shown_the_first() {
    let mut world = World::new(400).await.unwrap();
    let (_, flight) = somebody(&world);
    let tablet = working(&mut world, DeviceKind::Tablet, Role::CabinCrew).await;
    let (sale, _) = sell(&tablet, flight, None);
    tablet.sync().await.unwrap();
    let desk = world.desk().await.unwrap();
    for device in [&tablet, &desk] {
        device.desk.request_refund(asking(sale, usd(300), Means::Cash)).unwrap();
    }
    tablet.sync().await.unwrap();
    desk.sync().await.unwrap();
    let refused = desk.desk.queue().unwrap().rows.remove(0);
    assert_eq!(refused.reason.unwrap().code, "refund_requested_already");
    assert_eq!(only(&desk).request.by, only(&tablet).request.by);
}

#[tokio::test(flavor = "multi_thread")]
async fn money_instead_of_a_voucher_takes_the_voucher_back_and_a_refusal_says_why() {
    let mut world = World::new(50).await.unwrap();
    let (passenger, trip, flight) = world.stranded(0);
    let desk = world.desk().await.unwrap();
    let office = working(&mut world, DeviceKind::Desk, Role::Supervisor).await;
    desk.desk.issue_meal_voucher(AssessArgs { trip, flight: flight.id }).unwrap();
    desk.sync().await.unwrap();
    let law = "AIRLINE_CARE";
    let claim = airside_shared::vouchers::claim_id(passenger, flight.id, VoucherKind::Meal, law);
    let amount = desk.desk.open_passenger(passenger).unwrap().vouchers[0].amount;
    let args = || RequestRefundArgs {
        subject: Subject::Claim { claim },
        amount,
        to: Means::Cash,
        reason: RefundReason::MoneyInstead,
        note: String::new(),
    };
    desk.desk.request_refund(args()).unwrap();
    desk.sync().await.unwrap();
    office.sync().await.unwrap();
    let row = only(&office);
    let refusal = |reason: &str| RefuseRefundArgs {
        refund: row.refund,
        request: row.request.id,
        reason: reason.into(),
    };
    assert_eq!(office.desk.refuse_refund(refusal(" ")).unwrap_err().code, "reason_missing");
    office.desk.refuse_refund(refusal("The restaurant is open")).unwrap();
    office.sync().await.unwrap();
    desk.sync().await.unwrap();
    assert_eq!(only(&desk).request.refused.unwrap().reason, "The restaurant is open");
    desk.desk.request_refund(args()).unwrap();
    desk.sync().await.unwrap();
    office.sync().await.unwrap();
    let open = rows(&office).into_iter().find(|it| it.request.state == RefundState::Requested).unwrap();
    office.desk.approve_refund(deciding(&open)).unwrap();
    office.sync().await.unwrap();
    desk.sync().await.unwrap();
    let page = desk.desk.open_passenger(passenger).unwrap();
    assert_eq!(page.vouchers[0].status, VoucherStatus::Revoked);
}
