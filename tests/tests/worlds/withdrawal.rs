//! What the airline takes back: rows, devices, and the cards of people who are not there to settle them.

use std::fs;

use airside_core::{
    keys::Keyring,
    store::{audit, scopes},
};
use airside_shared::{
    access::Role,
    devices::DeviceKind,
    entity::{Kind, Ref},
    flights::Flight,
    ids::DeviceId,
    ipc::{Gate, SettleRefusedArgs, WithdrawDeviceArgs, WithdrawnStage},
    sync::{EntryState, FleetDevice, Scope, Settle, Settlement, Withdraw},
};
use airside_tests::{
    Device, World,
    acts::{case, preference, states},
};
use jiff::ToSpan;

fn id(device: &Device) -> DeviceId {
    let text = fs::read_to_string(device.folder().join("device.json")).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    serde_json::from_value(file["device"].clone()).unwrap()
}

fn held(device: &Device) -> Vec<String> {
    let names = fs::read_dir(device.folder()).unwrap().map(|it| it.unwrap().file_name());
    let mut names: Vec<String> = names.map(|it| it.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn closed(device: &Device) -> (String, String) {
    match device.desk.status().gate {
        Gate::Closed { fault } => (fault.code.into_owned(), fault.message),
        other => panic!("the gate is {other:?}"),
    }
}

async fn at_work(world: &mut World, role: Role) -> Device {
    let device = world.device(DeviceKind::Desk);
    device.sign_in(world, role).await.unwrap();
    device.sync().await.unwrap();
    device
}

async fn withdraw(security: &Device, device: DeviceId, how: Withdraw) {
    security
        .desk
        .withdraw_device(WithdrawDeviceArgs { device, how, reason: "Left in a taxi".into() })
        .await
        .unwrap();
}

async fn in_fleet(security: &Device, device: DeviceId) -> FleetDevice {
    let devices = security.desk.fleet().await.unwrap().reply.devices;
    devices.into_iter().find(|it| it.device == device).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flushed_device_sends_what_was_done_on_it_with_its_log_and_then_holds_nothing() {
    let mut world = World::new(100).await.unwrap();
    let (device, colleague) = (world.desk().await.unwrap(), world.desk().await.unwrap());
    let security = at_work(&mut world, Role::Security).await;
    let (passenger, number) = (world.stranded(0).0, id(&device));
    let opened = device.desk.open_case(case(passenger, "Missed her sister's wedding.")).unwrap();
    let store = device.desk.store().unwrap();
    withdraw(&security, number, Withdraw::FlushThenWipe).await;
    assert_eq!(in_fleet(&security, number).await.revoked.unwrap().wiped_at, None);
    device.sync().await.unwrap();

    let records = store.read(|db| audit::list(db, 0, 100)).unwrap();
    assert_eq!(records.last().unwrap().action, "device.withdrawn");
    assert!(store.read(|db| audit::unsent(db, 1)).unwrap().is_empty(), "the whole log is at the backend");
    assert_eq!(held(&device), ["withdrawn.json"]);
    let (code, message) = closed(&device);
    assert!(code == "device_wiped" && message.contains("had been sent"), "{message}");
    let revoked = in_fleet(&security, number).await.revoked.unwrap();
    assert_eq!((revoked.destroyed, revoked.wiped_at.is_some()), (Some(0), true));
    colleague.sync().await.unwrap();
    let page = colleague.desk.open_passenger(passenger).unwrap();
    assert!(page.cases.iter().any(|case| case.id.0 == opened.id));

    let device = device.restart();
    assert_eq!(closed(&device).0, "device_wiped");
    assert_eq!(device.sign_in(&world, Role::CheckIn).await.unwrap_err().code, "device_wiped");
    assert_eq!(held(&device), ["withdrawn.json"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_pin_sends_the_sealed_queue_of_a_withdrawn_device_and_opens_nothing() {
    let mut world = World::new(100).await.unwrap();
    let device = world.desk().await.unwrap();
    let security = at_work(&mut world, Role::Security).await;
    let (passenger, number) = (world.stranded(0).0, id(&device));
    world.network_down().await.unwrap();
    device.desk.set_preference(preference(passenger)).unwrap();
    let device = device.restart();
    world.network_up().await.unwrap();
    security.sync().await.unwrap();
    withdraw(&security, number, Withdraw::FlushThenWipe).await;

    // It hears of it when somebody unlocks it: the backend refuses the sign-in that follows.
    let _ = device.sign_in(&world, Role::CheckIn).await;
    device.desk.renewed().await;
    assert_eq!(device.desk.board().unwrap_err().code, "locked");
    assert_eq!(closed(&device).0, "device_withdrawn");
    let withdrawn = device.desk.sync_status().withdrawn.unwrap();
    assert_eq!((withdrawn.stage, withdrawn.left), (WithdrawnStage::Flushing, Some(1)));

    // Before it could send anything the program ends.
    let device = device.restart();
    assert!(matches!(device.desk.status().gate, Gate::Locked { .. }), "a PIN is asked for");
    let wrong = airside_shared::ipc::SignInArgs { pin: "000000".into(), ..world.badge(Role::CheckIn) };
    assert_eq!(device.desk.sign_in(wrong).await.unwrap_err().code, "pin_wrong");
    assert_eq!(device.sign_in(&world, Role::CheckIn).await.unwrap_err().code, "device_withdrawn");
    assert_eq!(device.desk.board().unwrap_err().code, "locked");
    device.sync().await.unwrap();
    assert_eq!(held(&device), ["withdrawn.json"]);
    assert_eq!(in_fleet(&security, number).await.revoked.unwrap().destroyed, Some(0));
    let colleague = world.desk().await.unwrap();
    let page = colleague.desk.open_passenger(passenger).unwrap();
    assert_eq!(page.passenger.preferences["seat"].value, "aisle");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_wiped_at_once_says_how_many_entries_it_destroys() {
    let mut world = World::new(100).await.unwrap();
    let (device, security) = (world.desk().await.unwrap(), at_work(&mut world, Role::Security).await);
    let (passenger, number) = (world.stranded(0).0, id(&device));
    device.desk.set_preference(preference(passenger)).unwrap();
    device.desk.open_case(case(passenger, "Missed her sister's wedding.")).unwrap();
    withdraw(&security, number, Withdraw::WipeNow).await;
    assert_eq!(device.sync().await.unwrap_err().code, "wipe_now");
    assert_eq!(held(&device), ["withdrawn.json"]);
    let (code, message) = closed(&device);
    assert!(code == "device_wiped" && message.contains("2 entries were never sent"), "{message}");
    assert_eq!(device.desk.sync_status().withdrawn.unwrap().destroyed, Some(2));
    assert_eq!(device.desk.board().unwrap_err().code, "locked");
    assert_eq!(device.keyring().get(&format!("device-secret/{number}")).unwrap(), None);
    assert_eq!(in_fleet(&security, number).await.revoked.unwrap().destroyed, Some(2));
    let colleague = world.desk().await.unwrap();
    assert!(colleague.desk.open_passenger(passenger).unwrap().cases.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_wipe_goes_on_at_the_next_start_without_a_pin_and_without_a_network() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let number = id(&device);
    world.network_down().await.unwrap();
    // The order was durable, the keys were gone, and then the power was.
    let order = serde_json::json!({ "how": "wipe_now", "stage": "wiping", "device": number, "destroyed": 3 });
    fs::write(device.folder().join("withdrawn.json"), order.to_string()).unwrap();
    fs::remove_file(device.folder().join("device.json")).unwrap();
    let device = device.restart();
    assert_eq!(held(&device), ["withdrawn.json"]);
    assert!(closed(&device).1.contains("3 entries"));
    assert_eq!(device.keyring().get(&format!("device-secret/{number}")).unwrap(), None);
    let stored = fs::read_to_string(device.folder().join("withdrawn.json")).unwrap();
    assert!(stored.contains("wiped"), "{stored}");
}

fn members(device: &Device, scope: &Scope) -> Option<u64> {
    let held = device.desk.store().unwrap().read(scopes::list).unwrap();
    held.into_iter().find(|it| it.scope == *scope).map(|it| it.checksum.count)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flight_that_a_crew_may_not_hold_any_more_leaves_their_tablet_at_the_next_contact() {
    let mut world = World::new(100).await.unwrap();
    let tablet = world.device(DeviceKind::Tablet);
    tablet.sign_in(&world, Role::CabinCrew).await.unwrap();
    let flight: Flight = world.stranded(0).2;
    let scope = Scope::Flight(flight.id);
    tablet.desk.store().unwrap().write(|tx| scopes::add(tx, &scope)).unwrap();
    tablet.sync().await.unwrap();
    assert!(members(&tablet, &scope).unwrap() > 0);
    let passenger = world.stranded(0).0;
    world.network_down().await.unwrap();
    tablet.desk.set_preference(preference(passenger)).unwrap();
    world.network_up().await.unwrap();

    // The flight belongs to another day now, and so do its people.
    let closed = Flight { date: flight.date.saturating_sub(5.days()), ..flight.clone() };
    world.backend().put(vec![closed.into()]).await.unwrap();
    tablet.sync().await.unwrap();
    assert_eq!(members(&tablet, &scope), None);
    assert_eq!(states(&tablet), vec![EntryState::Applied], "what was done is sent all the same");
    let store = tablet.desk.store().unwrap();
    for held in store.read(scopes::list).unwrap() {
        assert_eq!(store.read(|db| scopes::recount(db, &held)).unwrap(), held.checksum, "{}", held.scope);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_whose_part_has_changed_loses_the_flights_of_it() {
    let mut world = World::new(100).await.unwrap();
    let tablet = world.device(DeviceKind::Tablet);
    tablet.sign_in(&world, Role::CabinCrew).await.unwrap();
    let flight = world.stranded(0).2;
    let scope = Scope::Flight(flight.id);
    let store = tablet.desk.store().unwrap();
    store.write(|tx| scopes::add(tx, &scope)).unwrap();
    tablet.sync().await.unwrap();
    assert!(members(&tablet, &scope).is_some());
    world.change(Role::CabinCrew, |it| it.role = Role::Retailer).await.unwrap();
    tablet.sync().await.unwrap();
    assert_eq!(members(&tablet, &scope), None);
    let row = Ref::new(Kind::Flight, flight.id);
    let left = store.read(|db| airside_core::store::rows::find(db, row)).unwrap();
    assert!(left.is_some(), "the station's board still has the flight");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_does_it_for_an_absent_agent_and_the_card_on_their_desk_is_settled() {
    let mut world = World::new(100).await.unwrap();
    let (device, colleague) = (world.desk().await.unwrap(), world.desk().await.unwrap());
    let supervisor = at_work(&mut world, Role::Supervisor).await;
    let passenger = world.stranded(0).0;
    let saved = device.desk.set_preference(preference(passenger)).unwrap();
    world.change(Role::CheckIn, |it| it.role = Role::Marketing).await.unwrap();
    device.sync().await.unwrap();
    assert_eq!(states(&device), vec![EntryState::Rejected]);

    let page = supervisor.desk.list_refused().await.unwrap();
    let row = page.rows.iter().find(|row| row.op == saved.op).unwrap();
    assert_eq!(row.reason.as_ref().unwrap().code, "not_permitted");
    let mut payload = row.payload.clone();
    payload["value"] = "window".into();
    let settle = Settle::Apply { payload: Some(payload) };
    supervisor.desk.settle_refused(SettleRefusedArgs { op: saved.op, settle: settle.clone() }).await.unwrap();
    supervisor.sync().await.unwrap();
    assert_eq!(states(&supervisor), vec![EntryState::Applied]);
    let twice = supervisor.desk.settle_refused(SettleRefusedArgs { op: saved.op, settle }).await;
    assert_eq!(twice.unwrap_err().code, "settled_already");

    device.sync().await.unwrap();
    let row = &device.desk.queue().unwrap().rows[0];
    assert_eq!((row.state, &*row.reason.as_ref().unwrap().code), (EntryState::Superseded, "settled_for_you"));
    assert_eq!(device.desk.sync_status().attention, 0);
    colleague.sync().await.unwrap();
    let seen = colleague.desk.open_passenger(passenger).unwrap();
    assert_eq!(seen.passenger.preferences["seat"].value, "window");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_gives_up_what_an_absent_agent_had_refused() {
    let mut world = World::new(100).await.unwrap();
    let device = world.desk().await.unwrap();
    let supervisor = at_work(&mut world, Role::Supervisor).await;
    let saved = device.desk.set_preference(preference(world.stranded(0).0)).unwrap();
    world.change(Role::CheckIn, |it| it.role = Role::Marketing).await.unwrap();
    device.sync().await.unwrap();
    assert_eq!(device.desk.list_refused().await.unwrap_err().code, "not_permitted");
    let args = SettleRefusedArgs { op: saved.op, settle: Settle::Discard { reason: "He has left".into() } };
    supervisor.desk.settle_refused(args.clone()).await.unwrap();
    assert_eq!(supervisor.desk.settle_refused(args).await.unwrap_err().code, "settled_already");
    device.sync().await.unwrap();
    device.sync().await.unwrap();
    assert_eq!(states(&device), vec![EntryState::Superseded]);
    let row = supervisor.desk.list_refused().await.unwrap().rows.remove(0);
    assert_eq!(row.settled.unwrap().how, Settlement::Discarded);
    let security = at_work(&mut world, Role::Security).await;
    let said = in_fleet(&security, id(&device)).await;
    assert_eq!(said.refused, 0);
    assert_eq!(said.report.unwrap().app_version, device.desk.status().version);
}
