//! What the pages promise, without a window: a kiosk that starts by itself, a card that is declined, a flight
//! that is ready, a refusal that can be mended, a file for support that tells nothing about anybody.

use std::{collections::HashSet, fs};

use airside_core::store::rows;
use airside_shared::{
    Fault,
    access::Role,
    cases::{Category, Priority},
    devices::DeviceKind,
    entity::Entity,
    flights::FlightStatus,
    ids::FlightId,
    ipc::{
        AssessArgs, Fix, FlightArgs, Gate, Missing, OpenCaseArgs, OrderLine, Part, RebookArgs,
        RecordSaleArgs, SetPreferenceArgs, TenderArgs, TerminalArgs, TestCard,
    },
    money::Currency,
    passengers::Passenger,
    sync::EntryState,
};
use airside_tests::{Device, World};
use jiff::SignedDuration;

async fn tablet(world: &mut World) -> Device {
    let tablet = world.device(DeviceKind::Tablet);
    tablet.sign_in(world, Role::CabinCrew).await.unwrap();
    tablet.sync().await.unwrap();
    tablet
}

/// A flight of the board with somebody on it.
fn with_people(device: &Device) -> FlightId {
    let flights = device.desk.board().unwrap().flights;
    let full = |id| !device.desk.manifest(FlightArgs { flight: id }).unwrap().people.is_empty();
    let flies = flights.into_iter().filter(|f| f.status != FlightStatus::Cancelled);
    flies.map(|f| f.id).find(|id| full(*id)).expect("somebody flies")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_is_set_up_once_by_a_host_and_then_starts_by_itself_without_a_network() {
    let mut world = World::new(50).await.unwrap();
    let kiosk = world.device(DeviceKind::Kiosk);
    let refused = kiosk.sign_in(&world, Role::CheckIn).await.unwrap_err();
    assert_eq!(refused.code, "not_permitted");
    kiosk.sign_in(&world, Role::LoungeHost).await.unwrap();
    kiosk.sync().await.unwrap();

    world.network_down().await.unwrap();
    let kiosk = kiosk.restart();
    let Gate::Open { actor, .. } = kiosk.desk.status().gate else { panic!("it waits for somebody") };
    assert_eq!(actor.role, Role::Kiosk, "the host is not at work here");
    assert!(!kiosk.desk.board().unwrap().flights.is_empty());
    assert!(kiosk.desk.sync_status().last_pull.is_some(), "it knows how old its times are");
    let store = kiosk.desk.store().unwrap();
    assert!(store.read(rows::all::<Passenger>).unwrap().is_empty());

    world.network_up().await.unwrap();
    kiosk.sync().await.expect("nobody has to sign in again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_that_keeps_in_touch_is_never_signed_in_again_and_a_desk_is() {
    let mut world = World::new(50).await.unwrap();
    let (kiosk, desk) = (world.device(DeviceKind::Kiosk), world.desk().await.unwrap());
    kiosk.sign_in(&world, Role::LoungeHost).await.unwrap();
    kiosk.sync().await.unwrap();
    let mut told = Vec::new();
    for _ in 0..4 {
        world.clock.forward(40 * 60);
        kiosk.sync().await.expect("its token was made good for longer");
        told.push(desk.sync().await.err().map(|fault| fault.code.into_owned()));
    }
    assert_eq!(told[..2], [None, Some("sign_in_needed".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_card_takes_nothing_and_sells_nothing() {
    let mut world = World::new(50).await.unwrap();
    let tablet = tablet(&mut world).await;
    let flight = with_people(&tablet);
    let page = tablet.desk.trolley(FlightArgs { flight }).unwrap();
    assert!(page.terminal.demo, "a stand-in says that it is one");
    let order = || RecordSaleArgs {
        miles: None,
        vouchers: Vec::new(),
        flight,
        seat: None,
        passenger: None,
        lines: vec![OrderLine { product: page.items[0].product.id, quantity: 1 }],
        currency: Currency::USD,
        tender: TenderArgs::Card,
    };
    tablet.desk.set_terminal(TerminalArgs { card: TestCard::Declined });
    assert_eq!(tablet.desk.record_sale(order()).unwrap_err().code, "card_declined");
    let after = tablet.desk.trolley(FlightArgs { flight }).unwrap();
    assert_eq!((after.items[0].left, after.sales.len()), (page.items[0].left, 0));
    let failed: Vec<_> = after.orders.iter().map(|it| it.failed.as_deref()).collect();
    assert_eq!(failed, [Some("card_declined")], "the order is kept and says why");
    tablet.desk.set_terminal(TerminalArgs { card: TestCard::Good });
    tablet.desk.record_sale(order()).expect("the next card is good");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flight_is_ready_when_all_of_it_is_here_and_adds_up_and_stays_so_over_a_restart() {
    let mut world = World::new(400).await.unwrap();
    let tablet = tablet(&mut world).await;
    let flight = with_people(&tablet);
    world.network_down().await.unwrap();
    let tablet = tablet.restart();
    tablet.sign_in(&world, Role::CabinCrew).await.unwrap();
    let ready = tablet.desk.readiness(FlightArgs { flight }).unwrap();
    assert_eq!(ready.missing, []);
    let on_board = tablet.desk.manifest(FlightArgs { flight }).unwrap().people.len();
    assert_eq!(ready.people as usize, on_board);
    assert!(ready.checked.is_some() && ready.catalogue > 0);

    let lose = "DELETE FROM rows WHERE no = (SELECT max(no) FROM rows WHERE kind = 'passenger')";
    let failed = |e: &dyn std::fmt::Display| Fault::new("test", e.to_string());
    let store = tablet.desk.store().unwrap();
    store.write(|tx| tx.execute(lose, []).map_err(|e| failed(&e))).unwrap();
    let damaged = tablet.desk.readiness(FlightArgs { flight }).unwrap();
    assert_eq!(damaged.missing, [Missing::Disagrees { part: Part::People }]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_voucher_is_made_anew_for_the_flight_that_the_passenger_is_on_now() {
    let mut world = World::new(1_500).await.unwrap();
    let (device, colleague) = (world.desk().await.unwrap(), world.desk().await.unwrap());
    let (trip, flight, to) = (0..100)
        .find_map(|n| {
            let (_, trip, flight) = world.stranded(n);
            Some((trip, flight.id, colleague.desk.alternatives(flight.id).unwrap().first()?.id))
        })
        .expect("somebody can be moved to another flight");
    let mut late = world.flight(to).expect("it is a flight of the world").clone();
    late.departure = Some(late.scheduled_departure + SignedDuration::from_hours(5));
    world.backend().put(vec![late.into()]).await.unwrap();
    colleague.sync().await.unwrap();
    let issued = device.desk.issue_meal_voucher(AssessArgs { trip, flight }).unwrap();
    colleague.desk.rebook(RebookArgs { trip, from: flight, to }).unwrap();
    colleague.sync().await.unwrap();
    device.sync().await.unwrap();

    let card = device.desk.entry(issued.op).unwrap();
    let pnr = card.compare.iter().find(|line| line.label == "pnr").unwrap();
    assert!(!pnr.mine.is_empty() && pnr.mine == pnr.server, "mine stands there too: {pnr:?}");
    let Some(Fix::MealOnNewFlight { flight: new, .. }) = card.fix else { panic!("{:?}", card.fix) };
    assert_eq!(new.id, to);
    let fixed = device.desk.fix(issued.op).unwrap();
    device.sync().await.unwrap();
    let states: Vec<_> = device.desk.queue().unwrap().rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [EntryState::Applied, EntryState::Superseded]);
    assert!(device.desk.sync_page().unwrap().stopped.is_empty());
    let assessed = device.desk.assess(AssessArgs { trip, flight: to }).unwrap();
    assert!(assessed.issued.iter().any(|voucher| voucher.id.0 == fixed.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_for_support_names_nobody_and_quotes_nothing() {
    let mut world = World::new(400).await.unwrap();
    let device = world.desk().await.unwrap();
    let (passenger, trip, flight) = world.stranded(0);
    let note = "Grandmother Wilhelmina waits at the hospital";
    let case = OpenCaseArgs {
        passenger: Some(passenger),
        trip: Some(trip),
        flight: Some(flight.id),
        category: Category::Disruption,
        priority: Priority::High,
        text: note.into(),
        photos: Vec::new(),
    };
    device.desk.open_case(case).unwrap();
    let seat = SetPreferenceArgs { passenger, name: "drink".into(), value: "Darjeeling".into() };
    device.desk.set_preference(seat).unwrap();
    device.desk.issue_meal_voucher(AssessArgs { trip, flight: flight.id }).unwrap();
    device.sync().await.unwrap();

    let file = device.desk.save_diagnostics().unwrap();
    let text = fs::read_to_string(&file.path).unwrap();
    let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(parsed["queue"].as_array().unwrap().len(), 3, "three kinds, each applied: {text}");
    assert!(!parsed["rounds"].as_array().unwrap().is_empty());

    let words: HashSet<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2).collect();
    let told =
        |secret: &str| secret.split(|c: char| !c.is_alphanumeric()).any(|w| w.len() > 2 && words.contains(w));
    assert!(!told(note) && !told("Darjeeling"));
    for entity in &world.entities {
        match entity {
            Entity::Passenger(it) => {
                assert!(!text.contains(&it.id.to_string()), "{}", it.id);
                assert!(!told(&it.name.full()), "{}", it.name.full());
                let numbers = it.documents.iter().map(|document| &document.number);
                assert!(!numbers.chain(it.loyalty.iter().map(|l| &l.number)).any(|number| told(number)));
            }
            Entity::Trip(it) => assert!(!told(&it.pnr), "{}", it.pnr),
            _ => {}
        }
    }
    let Gate::Open { actor, .. } = device.desk.status().gate else { panic!("somebody is at work") };
    assert!(!told(&actor.name) && !text.contains(&actor.user.to_string()));
}
