//! A first load, and the line that it comes over.

use airside_core::store::scopes;
use airside_shared::{access::Role, devices::DeviceKind};
use airside_tests::{
    Device, World,
    bad_link::{Fault, Weather},
};

/// Rows that are here, and whether these are all.
fn held(device: &Device) -> (u64, bool) {
    let scopes = device.desk.store().unwrap().read(scopes::list).unwrap();
    (scopes.iter().map(|s| s.checksum.count).sum(), !scopes.is_empty() && scopes.iter().all(|s| s.complete))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_breaks_off_every_larger_answer_still_brings_everything() {
    let mut world = World::new(1_500).await.unwrap();
    let whole = held(&world.desk().await.unwrap()).0;
    let link = world.behind_a_link(5).await.unwrap();
    let device = world.device(DeviceKind::Desk);
    device.sign_in(&world, Role::CheckIn).await.unwrap();
    link.set_weather(Weather { narrow: 60_000, ..Weather::default() });
    let mut rounds = 0;
    while !held(&device).1 {
        rounds += 1;
        assert!(rounds < 60, "{:?} of {whole}", held(&device));
        // A round that is cut off is tried again, as the driver does.
        drop(device.sync().await);
    }
    assert!(held(&device).0 >= whole, "{:?} of {whole}", held(&device));
    assert!(link.tally().of(Fault::AnswerCut) > 1, "the line was wide enough");
}
