//! Pulling: pages, sums, who leaves and what leaves with them.

use std::time::{Duration, Instant};

use airside_shared::{
    entity::{Entity, Kind, Ref},
    ids::{ProductId, SaleId, TimelineId, Uuid},
    money::{Currency, Money},
    sales::{InCash, RecordSale, SaleLine, Tender, VoidSale, trolley_id},
    sync::Scope,
    timeline::{TimelineEntry, TimelineKind},
    trips::Rebook,
};

use crate::{
    device::{Device, Rows, read},
    push::{case, note, preference, voucher},
    world::{COFFEE, NEW, OLD, World, board, flight, flight_id, now, passenger_id, station, today, trip_id},
};

fn rebook(number: u128) -> Rebook {
    Rebook {
        trip: trip_id(number),
        passenger: passenger_id(number),
        from: flight_id(OLD),
        to: flight_id(NEW),
        at: now(),
        timeline: TimelineId(Uuid::now_v7()),
    }
}

fn sale() -> RecordSale {
    let unit = Money::new(400, Currency::USD);
    let product: ProductId = Uuid::from_u128(COFFEE).into();
    RecordSale {
        sale: SaleId(Uuid::now_v7()),
        number: "S-1".into(),
        flight: flight_id(OLD),
        seat: None,
        passenger: Some(passenger_id(1)),
        lines: vec![SaleLine { product, name: "Coffee".into(), quantity: 1, unit, tax_rate: 0 }],
        tender: Tender::Cash(InCash { given: unit, change: Money::zero(Currency::USD), rate: None }),
        at: now(),
        timeline: TimelineId(Uuid::now_v7()),
    }
}

fn history(number: u128) -> Entity {
    TimelineEntry {
        id: TimelineId(Uuid::from_u128(0xFFFF_0000 + number)),
        passenger: passenger_id(2),
        at: now(),
        kind: TimelineKind::Call,
        summary: format!("Call {number}"),
        place: "phone".into(),
        by: "Test".into(),
        link: None,
        rest: Default::default(),
    }
    .into()
}

pub async fn pages_resume_and_end_with_a_checksum_that_agrees(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    // Twice as many as are read at once.
    world.backend.put((0..10_500).map(history).collect()).await.unwrap();
    for bytes in [1, 100_000, 2_000_000] {
        desk.takes = Some(bytes);
        let page = desk.pull(&world, station(), 0).await.pages.remove(0);
        assert!(!page.complete && page.checksum.is_none() && page.total > 10_500);
        let taken: usize =
            page.rows.iter().map(|row| row.body.as_ref().map_or(0, |body| body.get().len())).sum();
        assert!(page.rows.len() == 1 || taken <= bytes as usize, "{taken} bytes");
        assert!(taken > bytes as usize / 2, "{taken} bytes");
    }
    let mut rows = Rows::new();
    let through = desk.follow(&world, station(), &mut rows, 0).await;
    world.backend.put(vec![history(7_000)]).await.unwrap();
    assert_eq!(desk.pull(&world, station(), through).await.pages[0].rows.len(), 1);
    desk.follow(&world, station(), &mut rows, through).await;
    assert!(world.sums_agree().await);
}

pub async fn a_rebooked_passenger_leaves_the_scope_with_all_that_is_theirs(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let mut rows = Rows::new();
    let through = desk.follow(&world, station(), &mut rows, 0).await;
    let mine = Ref::new(Kind::Passenger, passenger_id(1));
    assert!(rows.contains_key(&mine) && !rows.contains_key(&Ref::new(Kind::Flight, flight_id(NEW))));
    let tomorrow = match flight(NEW, "JFK", "LAX") {
        Entity::Flight(it) => airside_shared::flights::Flight { date: today().tomorrow().unwrap(), ..it },
        other => panic!("{other:?}"),
    };
    world.backend.put(vec![tomorrow.into()]).await.unwrap();
    desk.act(&world, rebook(1)).await;
    let through = desk.follow(&world, station(), &mut rows, through).await;
    let left = |rows: &Rows| {
        !rows.contains_key(&mine)
            && !rows.values().any(|(_, body)| body.contains(&passenger_id(1).to_string()))
    };
    assert!(left(&rows), "{rows:?}");
    let next = Scope::Station { station: "JFK".into(), day: today().tomorrow().unwrap() };
    let mut there = Rows::new();
    desk.follow(&world, next, &mut there, 0).await;
    assert!(there.contains_key(&mine) && there.contains_key(&Ref::new(Kind::Flight, flight_id(NEW))));
    desk.act(&world, preference("tea")).await;
    desk.follow(&world, station(), &mut rows, through).await;
    assert!(left(&rows));
    assert!(world.sums_agree().await);
}

pub async fn checksums_agree_after_every_kind_of_change(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let (opened, sold) = (case(), sale());
    let void = VoidSale {
        vouchers: Vec::new(),
        sale: sold.sale,
        trolley: trolley_id(flight_id(OLD)),
        reason: "Wrong seat".into(),
        at: now(),
    };
    let acts: Vec<airside_shared::intents::Intent> = vec![
        preference("tea").into(),
        preference("coffee").into(),
        opened.clone().into(),
        note(&opened).into(),
        voucher(&world, &desk).await.into(),
        sold.into(),
        void.into(),
        rebook(1).into(),
        rebook(2).into(),
    ];
    let (mut rows, mut through) = (Rows::new(), 0);
    for act in acts {
        let kind = act.kind();
        let result = desk.act(&world, act).await;
        assert!(
            matches!(result.outcome, airside_shared::sync::Outcome::Applied { .. }),
            "{kind}: {result:?}"
        );
        through = desk.follow(&world, station(), &mut rows, through).await;
        assert!(world.sums_agree().await, "after {kind}");
    }
    let mut whole = Rows::new();
    desk.follow(&world, station(), &mut whole, 0).await;
    assert_eq!(rows, whole);
    desk.follow(&world, board(), &mut Rows::new(), 0).await;
    desk.follow(&world, Scope::Catalogue, &mut Rows::new(), 0).await;
}

pub async fn a_scope_of_another_station_is_withdrawn(world: World) {
    let desk = Device::signed_in(&world, "CK1").await;
    let other = Scope::Station { station: "LAX".into(), day: today() };
    for scope in [other, Scope::Flight(flight_id(OLD)), Scope::Device(Uuid::now_v7().into())] {
        let page = desk.pull(&world, scope, 0).await.pages.remove(0);
        assert!(page.withdrawn && page.rows.is_empty());
    }
    assert!(!desk.pull(&world, station(), 0).await.pages[0].withdrawn);
}

pub async fn a_watch_is_answered_when_something_changed(world: World) {
    let mut desk = Device::signed_in(&world, "CK1").await;
    let before = desk.pull(&world, station(), 0).await.pages[0].through;
    let (url, token, http) = (world.url("/v1/watch"), desk.session.token.clone(), desk.http.clone());
    let ask = move |after: u64| {
        let request = http.get(format!("{url}?after={after}")).bearer_auth(&token).send();
        async move { read::<serde_json::Value>(request.await.unwrap()).await.unwrap()["seq"].as_u64().unwrap() }
    };
    let known = ask(before.saturating_sub(1)).await;
    let started = Instant::now();
    let (seen, _) = tokio::join!(ask(known), desk.act(&world, preference("tea")));
    assert!(seen > known && started.elapsed() < Duration::from_secs(20));
    let waiting = tokio::spawn(ask(u64::MAX - 1));
    world.restarted().await;
    assert!(
        waiting.is_finished() || started.elapsed() < Duration::from_secs(20),
        "a watch holds up the stop"
    );
}

pub async fn a_program_that_has_not_heard_of_a_kind_goes_on_without_it_until_it_is_updated(world: World) {
    world.backend.put((1..=20).map(history).collect()).await.unwrap();
    let mut desk = Device::signed_in(&world, "CK1").await;
    let all: Vec<Kind> = Kind::ALL.to_vec();
    desk.knows = all.iter().copied().filter(|kind| *kind != Kind::Timeline).collect();
    desk.takes = Some(512);
    let mut rows = Rows::new();
    // Pages, their totals and their sum agree with what it got.
    let through = desk.follow(&world, station(), &mut rows, 0).await;
    assert!(!rows.is_empty() && rows.keys().all(|row| row.kind != Kind::Timeline));
    world.backend.put((21..=22).map(history).collect()).await.unwrap();
    let through = desk.follow(&world, station(), &mut rows, through).await;
    // A newer program sees that it lacks something, and loads the scope anew.
    desk.knows = all;
    let page = desk.pull(&world, station(), through).await.pages.remove(0);
    assert!(page.complete && page.checksum != Some(crate::device::sum(&rows)));
    let mut rows = Rows::new();
    desk.follow(&world, station(), &mut rows, 0).await;
    assert!(rows.keys().filter(|row| row.kind == Kind::Timeline).count() >= 22);
}
