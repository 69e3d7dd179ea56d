use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

use airside_shared::{
    entity::{Entity, Kind, Stored},
    flights::{Flight, FlightStatus},
    ids::FlightId,
    passengers::Passenger,
    sales::{Product, Trolley},
    trips::{SegmentStatus, Trip},
};
use jiff::civil::date;

use super::*;

const LONGHAUL: usize = 20;

fn spec(seed: u64, passengers: Option<usize>) -> WorldSpec {
    WorldSpec { seed, today: date(2026, 11, 21), passengers }
}

fn all<T: Stored>(world: &World) -> Vec<T> {
    world.entities.iter().filter_map(T::of).cloned().collect()
}

/// A default world, for the tests that need all of its people.
static WORLD: LazyLock<World> = LazyLock::new(|| demo(&spec(7, None)));

fn by_id(world: &World) -> HashMap<FlightId, Flight> {
    all::<Flight>(world).into_iter().map(|f| (f.id, f)).collect()
}

#[test]
fn the_same_seed_and_day_make_the_same_world_and_another_seed_another() {
    let world = demo(&spec(7, Some(1500)));
    assert!(world == demo(&spec(7, Some(1500))));
    assert!(world != demo(&spec(8, Some(1500))));
}

#[test]
fn every_id_is_there_once() {
    let world = demo(&spec(7, Some(3000)));
    let ids: HashSet<_> = world.entities.iter().map(Entity::reference).collect();
    assert_eq!(ids.len(), world.entities.len());
}

#[test]
fn the_storm_cancels_as_many_flights_today_as_it_did() {
    let flights = flights(&spec(7, Some(0)));
    assert_eq!(flights.len(), 3375 + LONGHAUL);
    let called_off = |f: &&Flight| f.status == FlightStatus::Cancelled && !f.international;
    let on = |day: i8| flights.iter().filter(called_off).filter(|f| f.date == date(2026, 11, day)).count();
    assert_eq!([20, 21, 22, 23].map(on), [4, 472, 393, 26]);
    let storm = flights.iter().filter(called_off).filter(|f| f.date == date(2026, 11, 21));
    for flight in storm {
        let told = flight.disruption.as_ref().expect("a cancelled flight says why");
        assert_eq!(told.cause, "weather");
        assert!(told.announced < flight.scheduled_departure);
    }
}

#[test]
fn no_flight_arrives_before_it_leaves_even_where_the_clocks_change() {
    let days =
        [date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1), date(2028, 2, 29)];
    for today in days {
        for flight in flights(&WorldSpec { today, ..spec(7, Some(0)) }) {
            let minutes =
                (flight.scheduled_arrival.as_second() - flight.scheduled_departure.as_second()) / 60;
            assert!((20..1200).contains(&minutes), "{} {minutes} {flight:?}", flight.designator());
        }
    }
}

#[test]
fn a_late_flight_that_europe_has_a_law_for_is_as_late_as_it_says() {
    let flights = flights(&spec(7, Some(0)));
    let find = |carrier: &str, number: &str| {
        flights
            .iter()
            .find(|f| f.carrier == carrier && f.number == number && f.international)
            .expect("is flown")
    };
    assert_eq!(find("LH", "401").arrival_delay(), 255);
    assert_eq!(find("EI", "104").arrival_delay(), 190);
    assert_eq!(find("EK", "202").disruption, None);
    let cancelled = find("AF", "7");
    assert_eq!((cancelled.status, cancelled.licence.as_str()), (FlightStatus::Cancelled, "EU"));
    assert_eq!(cancelled.disruption.as_ref().map(|d| d.cause.as_str()), Some("technical"));
}

#[test]
fn every_long_delay_has_a_cause_and_every_other_flight_none() {
    for flight in flights(&spec(7, Some(0))).iter().filter(|f| f.date <= date(2026, 11, 21)) {
        let late = flight.disrupted(60);
        assert_eq!(late, flight.disruption.is_some(), "{flight:?}");
    }
}

#[test]
fn every_segment_is_on_a_flight_that_exists_and_no_seat_is_given_twice() {
    let world = &*WORLD;
    let flights = by_id(world);
    let (mut seats, mut sequences, mut people) =
        (HashSet::new(), HashSet::new(), BTreeMap::<FlightId, u16>::new());
    for trip in all::<Trip>(world) {
        for segment in trip.segments {
            let flight = &flights[&segment.flight];
            assert_eq!((&flight.from, &flight.to, flight.date), (&segment.from, &segment.to, segment.date));
            *people.entry(flight.id).or_default() += 1;
            if let Some(seat) = segment.seat {
                assert!(seats.insert((flight.id, seat.clone())), "{} {seat}", flight.designator());
            }
            if let Some(sequence) = segment.sequence {
                assert_eq!(segment.status, SegmentStatus::CheckedIn);
                assert!(sequences.insert((flight.id, sequence)), "{} {sequence}", flight.designator());
            }
        }
    }
    for flight in flights.values() {
        assert!(flight.booked <= flight.seats);
        if flight.date == date(2026, 11, 21) {
            assert_eq!(people[&flight.id], flight.booked, "{}", flight.designator());
        }
    }
    let count = all::<Passenger>(world).len();
    assert!((68_000..84_000).contains(&count), "{count}");
}

#[test]
fn tickets_locators_and_bag_tags_have_their_forms_and_are_not_repeated() {
    let world = demo(&spec(7, Some(8000)));
    let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    let (mut tickets, mut tags, mut parties) =
        (HashMap::new(), HashMap::new(), HashMap::<String, (u8, u8)>::new());
    for trip in all::<Trip>(&world) {
        assert!(
            trip.pnr.len() == 6 && trip.pnr.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        );
        let party = parties.entry(trip.pnr.clone()).or_insert((trip.party, 0));
        party.1 += 1;
        for segment in &trip.segments {
            assert!(digits(&segment.ticket, 13), "{}", segment.ticket);
            assert_eq!(*tickets.entry(segment.ticket.clone()).or_insert(trip.passenger), trip.passenger);
            for tag in &segment.bags {
                assert!(digits(tag, 10), "{tag}");
                assert_eq!(*tags.entry(tag.clone()).or_insert(trip.passenger), trip.passenger);
            }
        }
    }
    assert!(parties.values().all(|(said, counted)| said == counted));
}

#[test]
fn people_connect_from_a_flight_across_the_sea_to_one_of_the_same_airport() {
    let world = &*WORLD;
    let flights = by_id(world);
    let trips = all::<Trip>(world);
    let connections: Vec<&Trip> = trips.iter().filter(|t| t.segments.len() == 2).collect();
    assert!(connections.len() > 100, "{}", connections.len());
    for trip in connections {
        let [first, second] = [0, 1].map(|i| &flights[&trip.segments[i].flight]);
        assert_eq!(first.to, second.from);
        assert!(first.scheduled_arrival < second.scheduled_departure);
    }
}

#[test]
fn names_are_written_in_many_scripts() {
    let people: Vec<Passenger> = passengers(&spec(7, None), 4000).map(|(p, _)| p).collect();
    let natives: String = people.iter().filter_map(|p| p.name.native.clone()).collect();
    let has = |low: char, high: char| natives.chars().any(|c| (low..=high).contains(&c));
    let scripts = [
        ('\u{370}', '\u{3ff}'),
        ('\u{400}', '\u{4ff}'),
        ('\u{590}', '\u{5ff}'),
        ('\u{600}', '\u{6ff}'),
        ('\u{900}', '\u{97f}'),
        ('\u{4e00}', '\u{9fff}'),
        ('\u{ac00}', '\u{d7a3}'),
    ];
    assert!(scripts.iter().all(|(low, high)| has(*low, *high)));
    assert!(people.iter().any(|p| p.name.surname.starts_with("O'")));
    assert!(people.iter().any(|p| p.name.given.is_empty()), "some have one name only");
    let nationalities: BTreeSet<_> = people.iter().filter_map(|p| p.nationality.clone()).collect();
    assert!(nationalities.len() > 25, "{}", nationalities.len());
}

#[test]
fn nobody_can_be_reached_by_what_the_demo_says() {
    for (passenger, _) in passengers(&spec(7, None), 4000) {
        let contacts = passenger.contacts;
        let domains = ["@example.com", "@example.org", "@example.net"];
        assert!(
            contacts.email.is_none_or(|e| domains.iter().any(|d| e.ends_with(d) && e.len() > d.len() + 2))
        );
        let fictional = |p: &str| p.starts_with("+1") && &p[5..10] == "55501" && p.len() == 12;
        let reserved = ["+447700900", "+3363998", "+4930231", "+61491570", "+46701740"];
        assert!(contacts.phone.is_none_or(|p| fictional(&p) || reserved.iter().any(|r| p.starts_with(r))));
    }
}

#[test]
fn a_larger_world_has_more_days_and_nobody_without_a_flight() {
    let large = spec(7, Some(300_000));
    let known: HashMap<FlightId, Flight> = flights(&large).into_iter().map(|f| (f.id, f)).collect();
    assert!(known.len() > 3375 + LONGHAUL);
    let mut count = 0;
    let mut pnrs = HashMap::new();
    for (passenger, trip) in passengers(&large, 300_000) {
        count += 1;
        assert_eq!(trip.passenger, passenger.id);
        let flight = known[&trip.segments[0].flight].id;
        assert_eq!(*pnrs.entry(trip.pnr).or_insert(flight), flight);
    }
    assert_eq!(count, 300_000);
}

#[test]
fn the_stream_has_the_people_of_the_whole_world() {
    let world = demo(&spec(7, Some(900)));
    let streamed: Vec<Passenger> = passengers(&spec(7, Some(900)), 900).map(|(p, _)| p).collect();
    assert_eq!(streamed, all::<Passenger>(&world));
    assert_eq!(streamed.len(), 900);
}

#[test]
fn everyone_on_staff_has_a_badge_of_their_own_and_a_pin_of_six_digits() {
    let people = accounts();
    let badges: HashSet<&str> = people.iter().map(|p| p.badge.as_str()).collect();
    assert_eq!(badges.len(), people.len());
    assert!(people.iter().all(|p| p.pin.len() == 6 && p.pin.bytes().all(|b| b.is_ascii_digit())));
    let pin = |badge: &str| people.iter().find(|p| p.badge == badge).map(|p| p.pin.as_str());
    assert_eq!(
        ["1001", "2001", "4001"].map(pin),
        [Some("246810"), Some("135791"), Some("864209")],
        "the guide names these"
    );
}

#[test]
fn a_trolley_is_loaded_with_what_is_sold_at_three_currencies() {
    let world = demo(&spec(7, Some(100)));
    let products: Vec<Product> = all(&world);
    assert!((90..=110).contains(&products.len()), "{}", products.len());
    assert!(products.iter().all(|p| p.prices.len() == 3 && p.prices.iter().all(|m| m.minor > 0)));
    assert!(products.iter().filter(|p| p.category == "spirits").all(|p| p.adults_only));
    let trolleys: Vec<Trolley> = all(&world);
    assert!(trolleys.len() > 400);
    assert!(trolleys.iter().all(|t| t.loaded == t.on_hand && t.loaded.values().all(|n| *n > 0)));
}

#[test]
fn passengers_have_a_past_and_some_a_case() {
    let world = demo(&spec(7, Some(6000)));
    let count = |kind: Kind| world.entities.iter().filter(|e| e.kind() == kind).count();
    assert!((6_000..16_000).contains(&count(Kind::Timeline)), "{}", count(Kind::Timeline));
    assert!((10..100).contains(&count(Kind::Case)), "{}", count(Kind::Case));
    let told = all::<airside_shared::timeline::TimelineEntry>(&world);
    assert!(told.iter().all(|t| !t.summary.contains('{') && !t.summary.is_empty()));
    let mut of_one = BTreeMap::<_, usize>::new();
    told.iter().for_each(|t| *of_one.entry(t.passenger).or_default() += 1);
    assert!(of_one.values().any(|n| *n >= 20), "some fly so often that there is much to tell");
}
