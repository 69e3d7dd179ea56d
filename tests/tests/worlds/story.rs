//! What a person does on a bad day, without a window: a real backend, real databases, a dead network.

use airside_shared::{
    access::Role,
    cases::Category,
    devices::DeviceKind,
    ipc::{
        AssessArgs, FlightArgs, OrderLine, RebookArgs, RecordSaleArgs, SaveState, SetPreferenceArgs,
        TenderArgs, VoidSaleArgs,
    },
    money::Currency,
    sync::EntryState,
};
use airside_tests::{
    Device, World,
    acts::{case, preference, states},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_holds_its_day_and_every_scope_agrees_with_the_backend() {
    let mut world = World::new(400).await.unwrap();
    let device = world.desk().await.unwrap();
    let board = device.desk.board().unwrap();
    assert!(board.flights.len() > 250, "{} flights", board.flights.len());
    let status = device.desk.sync_status();
    assert!(status.usable && status.loading.is_empty());
    let store = device.desk.store().unwrap();
    for held in store.read(airside_core::store::scopes::list).unwrap() {
        let counted = store.read(|db| airside_core::store::scopes::recount(db, &held)).unwrap();
        assert_eq!(counted, held.checksum, "{}", held.scope);
        assert!(world.backend().audit_scope(held.scope).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_without_a_network_survives_a_restart_and_reaches_another_desk() {
    let mut world = World::new(400).await.unwrap();
    let other = world.desk().await.unwrap();
    let device = world.desk().await.unwrap();
    let (passenger, trip, flight) = world.stranded(0);
    world.network_down().await.unwrap();

    device.desk.set_preference(preference(passenger)).unwrap();
    let opened = device.desk.open_case(case(passenger, "Missed her sister's wedding.")).unwrap();
    let due = device.desk.assess(AssessArgs { trip, flight: flight.id }).unwrap();
    let offer = due.meal.expect("a cancelled flight gives a meal");
    let issued = device.desk.issue_meal_voucher(AssessArgs { trip, flight: flight.id }).unwrap();
    assert_eq!(states(&device), vec![EntryState::Queued; 3]);

    let device = device.restart();
    device.sign_in(&world, Role::CheckIn).await.expect("unlocks without a network");
    assert_eq!(states(&device), vec![EntryState::Queued; 3]);
    let page = device.desk.open_passenger(passenger).unwrap();
    assert_eq!(page.passenger.preferences["seat"].value, "aisle");
    assert_eq!(page.vouchers[0].amount, offer.amount);
    assert_eq!(page.vouchers[0].state, SaveState::Waiting);

    world.network_up().await.unwrap();
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    device.desk.renewed().await;
    device.sync().await.unwrap();
    assert_eq!(states(&device), vec![EntryState::Applied; 3]);
    other.sync().await.unwrap();
    let seen = other.desk.open_passenger(passenger).unwrap();
    assert!(seen.cases.iter().any(|c| c.id.0 == opened.id));
    assert!(seen.vouchers.iter().any(|v| v.id.0 == issued.id && v.state == SaveState::Sent));
    assert_eq!(seen.passenger.preferences["seat"].value, "aisle");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_for_a_passenger_who_was_rebooked_meanwhile_is_refused_and_shown_beside_the_truth() {
    let mut world = World::new(1_500).await.unwrap();
    let (device, colleague) = (world.desk().await.unwrap(), world.desk().await.unwrap());
    let (passenger, trip, flight, to) = (0..200)
        .find_map(|n| {
            let (passenger, trip, flight) = world.stranded(n);
            let to = colleague.desk.alternatives(flight.id).unwrap().into_iter().next()?;
            Some((passenger, trip, flight, to.id))
        })
        .expect("somebody can be rebooked");
    let args = AssessArgs { trip, flight: flight.id };
    let issued = device.desk.issue_meal_voucher(args).unwrap();
    colleague.desk.rebook(RebookArgs { trip, from: flight.id, to }).unwrap();
    colleague.sync().await.unwrap();
    device.sync().await.unwrap();

    assert_eq!(states(&device), vec![EntryState::Rejected]);
    let card = device.desk.entry(issued.op).unwrap();
    assert_eq!(card.row.reason.unwrap().code, "passenger_rebooked");
    let line = card.compare.iter().find(|c| c.label == "flight").unwrap();
    assert!(line.mine.starts_with(&flight.designator()) && line.mine != line.server);
    let page = device.desk.open_passenger(passenger).unwrap();
    assert!(page.vouchers.is_empty(), "what was refused is not shown as if it were true");

    let handed = device.desk.hand_over(issued.op).unwrap();
    device.sync().await.unwrap();
    assert_eq!(states(&device), vec![EntryState::Applied, EntryState::Superseded]);
    colleague.sync().await.unwrap();
    let cases = colleague.desk.list_cases(Default::default()).unwrap();
    assert!(cases.iter().any(|c| c.id.0 == handed.id && c.category == Category::Handover));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_desks_that_both_issue_offline_end_in_one_voucher_and_one_refusal() {
    let mut world = World::new(400).await.unwrap();
    let (one, two) = (world.desk().await.unwrap(), world.desk().await.unwrap());
    let (passenger, trip, flight) = world.stranded(1);
    let args = AssessArgs { trip, flight: flight.id };
    one.desk.issue_meal_voucher(args).unwrap();
    two.desk.issue_meal_voucher(args).unwrap();
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    one.sync().await.unwrap();
    assert_eq!(states(&one), vec![EntryState::Applied]);
    assert_eq!(states(&two), vec![EntryState::Rejected]);
    for device in [&one, &two] {
        assert_eq!(device.desk.open_passenger(passenger).unwrap().vouchers.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn crew_sell_void_and_sell_again_and_the_stock_is_right_on_both_sides() {
    let mut world = World::new(400).await.unwrap();
    let tablet = world.device(DeviceKind::Tablet);
    tablet.sign_in(&world, Role::CabinCrew).await.unwrap();
    tablet.sync().await.unwrap();
    let flight = tablet.desk.board().unwrap().flights[20].id;
    world.network_down().await.unwrap();
    let page = tablet.desk.trolley(FlightArgs { flight }).unwrap();
    let (a, b) = (&page.items[0], &page.items[1]);
    let order = |quantity| RecordSaleArgs {
        miles: None,
        vouchers: Vec::new(),
        flight,
        seat: Some("12A".into()),
        passenger: None,
        lines: [a, b].map(|i| OrderLine { product: i.product.id, quantity }).to_vec(),
        currency: Currency::USD,
        tender: TenderArgs::Card,
    };
    let sold = tablet.desk.record_sale(order(1)).unwrap();
    let left = |device: &Device| device.desk.trolley(FlightArgs { flight }).unwrap().items[0].left;
    assert_eq!(left(&tablet), a.left - 1);
    tablet.desk.void_sale(VoidSaleArgs { sale: sold.id.into(), reason: "Wrong drink".into() }).unwrap();
    assert_eq!(left(&tablet), a.left);
    tablet.desk.record_sale(order(1)).unwrap();
    let fault = tablet.desk.record_sale(order(99)).unwrap_err();
    assert!(["out_of_stock", "over_limit"].contains(&&*fault.code), "{fault}");

    world.network_up().await.unwrap();
    tablet.sync().await.unwrap();
    // Two orders, their sales, and what voided one of them.
    assert_eq!(states(&tablet), vec![EntryState::Applied; 5]);
    assert_eq!(left(&tablet), a.left - 1);
    let other = world.device(DeviceKind::Tablet);
    other.sign_in(&world, Role::CabinCrew).await.unwrap();
    other.sync().await.unwrap();
    assert_eq!(left(&other), a.left - 1);
    assert_eq!(other.desk.trolley(FlightArgs { flight }).unwrap().sales.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_and_an_offline_unlock_the_queue_drains_by_itself_when_the_network_is_back() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let passenger = world.stranded(0).0;
    world.network_down().await.unwrap();
    device.desk.set_preference(preference(passenger)).unwrap();
    let device = device.restart();
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    device.desk.renewed().await;
    world.network_up().await.unwrap();
    device.sync().await.unwrap();
    assert_eq!(states(&device), vec![EntryState::Applied]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_under_way_when_the_network_dropped_waits_again() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let passenger = world.stranded(0).0;
    device.desk.set_preference(preference(passenger)).unwrap();
    let made = device.desk.queue().unwrap().rows[0].made.at;
    world.clock.forward(20);
    device.desk.open_case(case(passenger, "Asks when the next flight goes.")).unwrap();
    world.network_down().await.unwrap();
    device.sync().await.unwrap_err();
    assert_eq!(states(&device), vec![EntryState::Queued; 2]);
    assert_eq!(device.desk.open_passenger(passenger).unwrap().state, SaveState::Waiting);
    let sync = device.desk.sync_status();
    assert_eq!((sync.waiting, sync.oldest), (2, Some(made)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_i_set_first_does_not_come_back_over_what_a_colleague_set_later() {
    let mut world = World::new(50).await.unwrap();
    let (me, colleague) = (world.desk().await.unwrap(), world.desk().await.unwrap());
    let passenger = world.stranded(0).0;
    me.desk.set_preference(preference(passenger)).unwrap();
    me.sync().await.unwrap();
    colleague.sync().await.unwrap();
    let later = SetPreferenceArgs { value: "window".into(), ..preference(passenger) };
    colleague.desk.set_preference(later).unwrap();
    colleague.sync().await.unwrap();
    me.sync().await.unwrap();
    for device in [&me, &colleague] {
        let page = device.desk.open_passenger(passenger).unwrap();
        assert_eq!(page.passenger.preferences["seat"].value, "window");
        assert_eq!(page.state, SaveState::Sent);
    }
}
