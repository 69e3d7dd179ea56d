//! Claims that depend on more than one flight, or on what only people know.

use airside_shared::{
    claims::{
        ADMITTED, AnswerClaim, Answers, ClaimEnd, ClaimMeans, ClaimReason, ClaimState, LOSS, OpenClaim,
    },
    entity::Entity,
    flights::{Flight, FlightEvent, Happening},
    ids::{FlightId, TimelineId, Uuid},
    ledger::Account,
    trips::{Rebook, Segment, Trip},
};
use jiff::SignedDuration;
use serde_json::json;

use crate::{
    claims::{PARIS, cancelled, choosing, claims, eur, only, send, to_paris, work},
    device::Device,
    money::{applied, differences, holds, refused_for},
    world::{World, flight, flight_id, now, passenger_id, today, trip_id},
};

const FIRST: u128 = 0x100;
const NICE: u128 = 0xBF;
const LATER: u128 = 0xCF;

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// JFK to Paris leaves in three hours and lands in nine.
fn of_air_france(number: u128, from: &str, to: &str, leaves: i64, lands: i64) -> Flight {
    let Entity::Flight(like) = flight(number, from, to) else { unreachable!("it is a flight") };
    Flight {
        carrier: "AF".into(),
        licence: "EU".into(),
        international: true,
        scheduled_departure: now() + hours(leaves),
        scheduled_arrival: now() + hours(lands),
        ..like
    }
}

/// Everybody to Paris goes on to Nice, two hours after they land.
async fn on_to_nice(world: &World, people: u128) {
    to_paris(world, people, people).await;
    let nice = of_air_france(NICE, "CDG", "NCE", 11, 13);
    let mut things: Vec<Entity> = vec![nice.into()];
    for number in FIRST..FIRST + people {
        let mut trip: Trip = crate::claims::trip_of(number);
        let second = Segment {
            flight: flight_id(NICE),
            designator: "AF 9".into(),
            from: "CDG".into(),
            to: "NCE".into(),
            coupon: 2,
            ..trip.segments[0].clone()
        };
        trip.segments.push(second);
        things.push(trip.into());
    }
    world.backend.put(things).await.unwrap();
}

fn late(id: &str, flight: FlightId, hour: i64, minutes: i64) -> FlightEvent {
    let departure = now() + hours(hour) + SignedDuration::from_mins(minutes);
    let what =
        Happening::Delayed { departure, arrival: None, cause: "technical".into(), text: String::new() };
    FlightEvent { id: id.into(), flight, at: now(), what }
}

fn arrived(id: &str, flight: FlightId, at: jiff::Timestamp) -> FlightEvent {
    FlightEvent { id: id.into(), flight, at, what: Happening::Arrived { arrival: at } }
}

pub async fn a_late_flight_gives_nothing_before_it_has_arrived_and_then_by_when_it_did(world: World) {
    to_paris(&world, 1, 1).await;
    send(&world, &late("OPS-1", flight_id(PARIS), 3, 300)).await.unwrap();
    work(&world).await;
    let file = only(&world).await;
    let expected = now() + hours(14);
    assert_eq!(file.state, ClaimState::Calculated, "{file:?}");
    assert_eq!(file.calculation.unwrap().arrives, Some(expected));
    // It makes up for time on the way: three hours and a half late. Above 3,500 km that is half.
    world.later((12 * 60 + 35) * 60);
    let landed = now() + SignedDuration::from_mins(12 * 60 + 30);
    send(&world, &arrived("OPS-2", flight_id(PARIS), landed)).await.unwrap();
    work(&world).await;
    let file = only(&world).await;
    assert_eq!((file.state, file.due()), (ClaimState::Offered, Some(eur(30_000))), "{file:?}");
    let before = FlightEvent { at: landed, ..arrived("OPS-3", flight_id(PARIS), now()) };
    assert_eq!(send(&world, &before).await.unwrap_err().1, "arrived_before_leaving");
    let ahead = arrived("OPS-4", flight_id(PARIS), landed + hours(2));
    assert_eq!(send(&world, &ahead).await.unwrap_err().1, "event_in_future");
}

pub async fn a_claim_that_waited_for_the_expected_arrival_goes_on_by_itself(world: World) {
    to_paris(&world, 1, 1).await;
    send(&world, &late("OPS-1", flight_id(PARIS), 3, 300)).await.unwrap();
    work(&world).await;
    assert_eq!(only(&world).await.state, ClaimState::Calculated);
    world.later(15 * 3_600);
    work(&world).await;
    let file = only(&world).await;
    assert_eq!((file.state, file.due()), (ClaimState::Offered, Some(eur(60_000))), "{file:?}");
}

pub async fn who_was_moved_to_a_flight_an_hour_later_is_owed_nothing_for_the_cancelled_one(world: World) {
    to_paris(&world, 2, 2).await;
    world.backend.put(vec![of_air_france(LATER, "JFK", "CDG", 4, 10).into()]).await.unwrap();
    send(&world, &cancelled("OPS-1")).await.unwrap();
    work(&world).await;
    let mut desk = Device::signed_in(&world, "CK1").await;
    let rebook = Rebook {
        trip: trip_id(FIRST),
        passenger: passenger_id(FIRST),
        from: flight_id(PARIS),
        to: flight_id(LATER),
        at: now(),
        timeline: TimelineId(Uuid::now_v7()),
    };
    let moved = desk.act(&world, rebook).await;
    assert!(applied(&moved), "{moved:?}");
    work(&world).await;
    let files = claims(&world).await;
    assert_eq!((files[0].due(), files[0].ended), (None, Some(ClaimEnd::NothingDue)), "{:?}", files[0]);
    assert_eq!(files[0].calculation.as_ref().unwrap().facts["reroute"]["arr_offset_min"], 60);
    assert_eq!((files[1].state, files[1].due()), (ClaimState::Offered, Some(eur(60_000))));
}

pub async fn two_late_flights_of_one_journey_make_one_claim_to_the_last_destination(world: World) {
    on_to_nice(&world, 1).await;
    send(&world, &late("OPS-1", flight_id(PARIS), 3, 150)).await.unwrap();
    work(&world).await;
    let file = only(&world).await;
    // Nobody gets on the flight to Nice that left before they landed.
    assert_eq!(file.calculation.as_ref().unwrap().lacks.as_deref(), Some("arrival_delay_min"), "{file:?}");
    send(&world, &late("OPS-2", flight_id(NICE), 11, 300)).await.unwrap();
    work(&world).await;
    let file = only(&world).await;
    assert_eq!(file.calculation.as_ref().unwrap().arrives, Some(now() + hours(18)), "{file:?}");
    world.later(19 * 3_600);
    work(&world).await;
    let file = only(&world).await;
    assert_eq!((file.state, file.due()), (ClaimState::Offered, Some(eur(60_000))), "{file:?}");
    assert_eq!(file.calculation.unwrap().facts["route"], json!(["JFK", "CDG", "NCE"]));
}

pub async fn a_lost_bag_waits_for_its_receipts_and_is_paid_beside_the_journey(world: World) {
    to_paris(&world, 1, 1).await;
    send(&world, &cancelled("OPS-1")).await.unwrap();
    work(&world).await;
    let mut desk = Device::signed_in(&world, "CK1").await;
    let open = |answers| OpenClaim {
        passenger: passenger_id(FIRST),
        trip: trip_id(FIRST),
        flight: flight_id(PARIS),
        reason: ClaimReason::BaggageLoss,
        answers,
        beside: Vec::new(),
        at: now(),
    };
    assert!(applied(&desk.act(&world, open(Answers::new())).await));
    assert_eq!(refused_for(desk.act(&world, open(Answers::new())).await), "claim_open_already");
    work(&world).await;
    let bag = of_bags(&world).await;
    assert_eq!(bag.calculation.as_ref().unwrap().lacks.as_deref(), Some(LOSS), "{bag:?}");
    let mut desk = Device::signed_in(&world, "CK1").await;
    let said = |text: &str| AnswerClaim {
        file: bag.id,
        answers: [(LOSS.to_owned(), text.into()), (ADMITTED.to_owned(), true.into())].into(),
        at: now(),
    };
    assert!(applied(&desk.act(&world, said("300.00 EUR")).await));
    work(&world).await;
    let bag = of_bags(&world).await;
    assert_eq!((bag.state, bag.due(), bag.law()), (ClaimState::Offered, Some(eur(30_000)), "MC99"));
    for file in claims(&world).await {
        assert!(applied(&desk.act(&world, choosing(&file, ClaimMeans::Voucher)).await));
    }
    work(&world).await;
    let all = claims(&world).await;
    assert!(all.iter().all(|file| file.ended == Some(ClaimEnd::Settled)), "{all:?}");
    // A quarter more than 600 and than 300.
    assert_eq!(holds(&world, Account::VoucherLiability).await, -112_500);
    assert_eq!(differences(&world).await, [] as [&str; 0]);
    assert_eq!(refused_for(desk.act(&world, said("900.00 EUR")).await), "claim_chosen_already");
    assert_eq!(today(), bag.date);
}

async fn of_bags(world: &World) -> airside_shared::claims::ClaimFile {
    let all = claims(world).await;
    all.into_iter().find(|file| file.reason == ClaimReason::BaggageLoss).expect("a claim for the bag")
}
