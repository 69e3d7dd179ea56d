//! A device that was wiped goes on as another; and what those who look after devices see without a network.

use std::fs;

use airside_core::keys::Keyring;
use airside_shared::{
    access::Role,
    devices::DeviceKind,
    ids::DeviceId,
    ipc::{Gate, WithdrawDeviceArgs},
    sync::{EntryState, Withdraw},
};
use airside_tests::{
    Device, World,
    acts::{case, preference, states},
};

fn id(device: &Device) -> DeviceId {
    let text = fs::read_to_string(device.folder().join("device.json")).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    serde_json::from_value(file["device"].clone()).unwrap()
}

async fn at_work(world: &mut World, role: Role) -> Device {
    let device = world.device(DeviceKind::Desk);
    device.sign_in(world, role).await.unwrap();
    device.sync().await.unwrap();
    device
}

/// A desk with an act that was never sent, wiped.
async fn wiped(world: &mut World, security: &Device) -> (Device, DeviceId) {
    let device = world.desk().await.unwrap();
    let number = id(&device);
    device.desk.set_preference(preference(world.stranded(0).0)).unwrap();
    let (how, reason) = (Withdraw::WipeNow, "Left in a taxi".to_owned());
    security.desk.withdraw_device(WithdrawDeviceArgs { device: number, how, reason }).await.unwrap();
    assert_eq!(device.sync().await.unwrap_err().code, "wipe_now");
    (device, number)
}

fn nobody_is_known(gate: &Gate) -> bool {
    matches!(gate, Gate::Locked { people } if people.is_empty())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wiped_device_becomes_a_new_one_with_keys_of_its_own_and_loads_everything() {
    let mut world = World::new(100).await.unwrap();
    let security = at_work(&mut world, Role::Security).await;
    assert_eq!(security.desk.set_up_anew().await.unwrap_err().code, "not_wiped");
    let (device, old) = wiped(&mut world, &security).await;
    let status = device.desk.set_up_anew().await.unwrap();
    assert!(nobody_is_known(&status.gate), "{:?}", status.gate);
    assert!(status.sync.withdrawn.is_none());
    let new = id(&device);
    assert_ne!(new, old);
    let secret = |device| format!("device-secret/{device}");
    assert_eq!(device.keyring().get(&secret(old)).unwrap(), None);
    assert!(device.keyring().get(&secret(new)).unwrap().is_some());
    assert!(!device.folder().join("withdrawn.json").exists());

    let passenger = world.stranded(0).0;
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    device.sync().await.unwrap();
    assert!(!device.desk.board().unwrap().flights.is_empty());
    assert!(states(&device).is_empty(), "what the old device never sent is gone");
    device.desk.open_case(case(passenger, "Missed her sister's wedding.")).unwrap();
    device.sync().await.unwrap();
    assert_eq!(states(&device), [EntryState::Applied]);
    let devices = security.desk.fleet().await.unwrap().reply.devices;
    let revoked = |number| devices.iter().find(|it| it.device == number).unwrap().revoked.clone();
    let told = revoked(old).unwrap();
    assert_eq!((told.destroyed, &*told.reason, told.wiped_at.is_some()), (Some(1), "Left in a taxi", true));
    assert_eq!(revoked(new), None);

    world.network_down().await.unwrap();
    let device = device.restart();
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    assert!(device.desk.open_passenger(passenger).is_ok(), "it is a device like any other");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_up_that_was_interrupted_begins_again() {
    let mut world = World::new(50).await.unwrap();
    let security = at_work(&mut world, Role::Security).await;
    let (device, _) = wiped(&mut world, &security).await;
    let order = fs::read(device.folder().join("withdrawn.json")).unwrap();
    device.desk.set_up_anew().await.unwrap();
    // The power went before the order was gone.
    fs::write(device.folder().join("withdrawn.json"), order).unwrap();
    let device = device.restart();
    assert!(matches!(device.desk.status().gate, Gate::Closed { fault } if fault.code == "device_wiped"));
    assert!(nobody_is_known(&device.desk.set_up_anew().await.unwrap().gate));
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    device.sync().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_backend_the_fleet_is_what_it_last_said_to_the_same_person() {
    let mut world = World::new(50).await.unwrap();
    let security = at_work(&mut world, Role::Security).await;
    let supervisor = at_work(&mut world, Role::Supervisor).await;
    let told = security.desk.fleet().await.unwrap();
    assert_eq!((told.reply.devices.len(), told.fault), (2, None));
    world.network_down().await.unwrap();
    for _ in 0..2 {
        let kept = security.desk.fleet().await.unwrap();
        assert_eq!((kept.reply.devices, kept.heard.at), (told.reply.devices.clone(), told.heard.at));
        assert!(kept.fault.is_some(), "it says that this is not how they are now");
        let _ = security.sync().await;
    }
    assert_eq!(supervisor.desk.fleet().await.unwrap_err().code, "offline", "nobody has asked there");
    security.desk.lock();
    security.sign_in(&world, Role::Security).await.unwrap();
    assert!(security.desk.fleet().await.unwrap().fault.is_some());
}
