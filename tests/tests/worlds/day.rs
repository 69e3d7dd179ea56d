//! A station's day by the clock: what comes next, what has left, what can still be reached.

use airside_shared::{
    flights::FlightStatus,
    ipc::{FlightRow, RebookArgs},
};
use airside_tests::{Device, World};
use jiff::{SignedDuration, Timestamp};

fn flights(device: &Device) -> Vec<FlightRow> {
    device.desk.board().unwrap().flights
}

fn of<'a>(flights: &'a [FlightRow], like: &FlightRow) -> &'a FlightRow {
    flights.iter().find(|f| f.id == like.id).unwrap()
}

/// When it leaves or left.
fn leaves(flight: &FlightRow) -> Timestamp {
    [&flight.left, &flight.expected].into_iter().flatten().next().unwrap_or(&flight.scheduled).at
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_next_stands_first_and_what_has_left_stands_last() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    for hours in [0, 5, 10] {
        world.clock.forward(hours * 60);
        let now = world.clock.now();
        let flights = flights(&device);
        let (past, next): (Vec<_>, Vec<_>) = flights.iter().partition(|f| f.past);
        assert!(past.len() > 20 && next.len() > 5, "{} past, {} next", past.len(), next.len());
        assert!(flights.is_sorted_by_key(|f| f.past));
        assert!(next.is_sorted_by_key(|f| f.scheduled.at));
        let gone = |f: &FlightRow| {
            matches!(f.status, FlightStatus::Departed | FlightStatus::Landed | FlightStatus::Diverted)
        };
        assert!(past.iter().all(|f| gone(f) || f.status == FlightStatus::Cancelled));
        for flight in &next {
            assert!(!gone(flight) && flight.left.is_none(), "{} {:?}", flight.designator, flight.status);
            assert!(flight.status == FlightStatus::Cancelled || leaves(flight) > now);
        }
        assert!(past.iter().filter(|f| gone(f)).all(|f| leaves(f) <= now && f.expected.is_none()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flight_moves_along_its_day_without_news_from_anybody() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let late = flights(&device).into_iter().find(|f| f.status == FlightStatus::Delayed).unwrap();
    assert!(late.expected.as_ref().is_some_and(|e| e.at > late.scheduled.at) && late.left.is_none());
    let minutes = (late.arrives.at.as_second() - world.clock.now().as_second()) / 60 + 1;
    world.clock.forward(minutes);
    let after = flights(&device);
    let after = of(&after, &late);
    assert_eq!(after.status, FlightStatus::Landed);
    assert_eq!(after.left.as_ref().map(|l| l.at), late.expected.map(|e| e.at));
    assert!(after.expected.is_none() && after.past);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flight_that_leaves_early_has_no_new_time() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let before = flights(&device);
    let early: Vec<&FlightRow> = before.iter().filter(|f| f.delay < 0).collect();
    assert!(early.len() > 10);
    assert!(early.iter().all(|f| f.expected.is_none()));
    assert!(early.iter().any(|f| f.left.as_ref().is_some_and(|l| l.at < f.scheduled.at)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passenger_is_offered_only_flights_that_can_still_be_reached() {
    let mut world = World::new(50).await.unwrap();
    let device = world.desk().await.unwrap();
    let cancelled: Vec<FlightRow> =
        flights(&device).into_iter().filter(|f| f.status == FlightStatus::Cancelled).collect();
    let offered = |device: &Device| -> Vec<Vec<FlightRow>> {
        cancelled.iter().map(|f| device.desk.alternatives(f.id).unwrap()).collect()
    };
    let morning = offered(&device);
    assert!(morning.iter().any(|o| o.len() > 1));
    world.clock.forward(9 * 60);
    let evening = offered(&device);
    let count = |all: &[Vec<FlightRow>]| all.iter().map(Vec::len).sum::<usize>();
    assert!(count(&evening) < count(&morning));
    for offers in [morning, evening].iter().flatten() {
        assert!(offers.is_sorted_by_key(|f| f.arrives.at));
        assert!(offers.iter().all(|f| f.booked < f.seats && !f.past));
    }
    let soonest = world.clock.now() + SignedDuration::from_mins(44);
    assert!(offered(&device).iter().flatten().all(|f| leaves(f) > soonest));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_moved_to_a_flight_that_has_left() {
    let mut world = World::new(1_500).await.unwrap();
    let device = world.desk().await.unwrap();
    let args = (0..200).find_map(|n| {
        let (_, trip, flight) = world.stranded(n);
        let to = device.desk.alternatives(flight.id).unwrap().into_iter().next()?;
        Some(RebookArgs { trip, from: flight.id, to: to.id })
    });
    let args = args.expect("somebody can be rebooked");
    let to = flights(&device).into_iter().find(|f| f.id == args.to).unwrap();
    let minutes = (leaves(&to).as_second() - world.clock.now().as_second()) / 60 + 1;
    world.clock.forward(minutes);
    assert_eq!(device.desk.rebook(args).unwrap_err().code, "flight_left");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_says_the_zone_of_the_station() {
    let mut world = World::new(50).await.unwrap();
    let zone = world.desk().await.unwrap().desk.status().zone;
    assert_eq!((&*zone.name, &*zone.abbreviation), ("America/New_York", "EST"));
}
