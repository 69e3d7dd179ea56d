//! Events of flights that come over the airline's message bus.

use airside_shared::flights::FlightEvent;
use futures_util::StreamExt;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    claims::{cancelled, claims, only, send, to_paris, work},
    nats::{self, Nats},
    world::{World, now},
};

fn text(event: &FlightEvent) -> String {
    serde_json::to_string(event).unwrap()
}

pub async fn events_over_nats_open_claims_once_also_those_of_while_no_backend_was_there(world: World) {
    let Some(bus) = Nats::open().await else { return };
    to_paris(&world, 2, 0).await;
    // The stream is made by the first backend that listens; then nobody does.
    let world = world.with_bus(Some(bus.url())).await;
    bus.publish("not an event").await;
    bus.quiet().await;
    let world = world.with_bus(None).await;
    bus.publish(&text(&cancelled("OPS-1"))).await;
    bus.publish(&text(&cancelled("OPS-1"))).await;
    work(&world).await;
    assert!(claims(&world).await.is_empty(), "nobody has heard of it");
    let world = world.with_bus(Some(bus.url())).await;
    let _another = world.beside().await;
    bus.publish(&text(&cancelled("OPS-1"))).await;
    bus.quiet().await;
    work(&world).await;
    let files = claims(&world).await;
    assert_eq!(files.len(), 2);
    for file in &files {
        assert_eq!(file.opened.event.as_deref(), Some("OPS-1"));
        assert_eq!(file.steps.iter().filter(|it| it.act.name() == "opened").count(), 1);
    }
    assert!(send(&world, &cancelled("OPS-1")).await.unwrap().known, "it is the same event by either way");
}

pub async fn what_cannot_be_taken_from_nats_is_put_aside_with_its_reason(world: World) {
    let Some(bus) = Nats::open().await else { return };
    to_paris(&world, 1, 0).await;
    let _world = world.with_bus(Some(bus.url())).await;
    let mut refusals = bus.refusals().await;
    let differs = FlightEvent { at: now() - SignedDuration::from_secs(1), ..cancelled("OPS-1") };
    let deep = "[".repeat(100_000);
    bus.publish(&text(&cancelled("OPS-1"))).await;
    for (event, code) in
        [("[]", "unreadable_body"), (&deep, "unreadable_body"), (&text(&differs), "event_differs")]
    {
        bus.publish(event).await;
        let heard: Value = serde_json::from_slice(&refusals.next().await.unwrap().payload).unwrap();
        assert_eq!((&heard["fault"]["code"], &heard["event"]), (&json!(code), &json!(event)));
    }
    // As large as the bus takes, and six times as large when it is written as JSON.
    let large = "\u{1}".repeat(900_000);
    bus.publish(&large).await;
    let heard: Value = serde_json::from_slice(&refusals.next().await.unwrap().payload).unwrap();
    assert_eq!(heard["event"].as_str(), Some(&large[..100_000]));
    bus.quiet().await;
}

pub async fn an_event_over_nats_that_comes_before_its_flight_is_waited_for(world: World) {
    let Some(bus) = Nats::open().await else { return };
    let world = world.with_bus(Some(bus.url())).await;
    bus.publish(&text(&cancelled("OPS-1"))).await;
    bus.tried_again().await;
    to_paris(&world, 1, 0).await;
    bus.quiet().await;
    work(&world).await;
    assert_eq!(only(&world).await.opened.event.as_deref(), Some("OPS-1"));
}

pub async fn a_backend_whose_bus_is_away_serves_and_hears_it_when_it_is_back(world: World) {
    let port = nats::free_port();
    to_paris(&world, 1, 0).await;
    let world = world.with_bus(Some(nats::url(port))).await;
    assert!(!send(&world, &cancelled("OPS-1")).await.unwrap().known, "it serves");
    let Some(bus) = Nats::open_on(port).await else { return };
    let mut refusals = bus.refusals().await;
    bus.publish("{}").await;
    assert!(refusals.next().await.is_some());
}
