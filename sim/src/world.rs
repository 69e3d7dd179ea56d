//! A small airport: enough people that they meet, few enough that they meet often.

use std::collections::BTreeMap;

use airside_backend::Account;
use airside_shared::{
    access::Role,
    entity::Entity,
    flights::{Disruption, Flight, FlightStatus},
    ids::{FlightId, PassengerId, ProductId, TripId, UserId, derived},
    money::{Currency, Money},
    passengers::{Loyalty, Passenger, PersonName, Tier},
    sales::{Product, Trolley},
    trips::{Cabin, Segment, SegmentStatus, Trip},
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

pub const STATION: &str = "JFK";
pub const PIN: &str = "246810";

/// What people act on.
pub struct Airport {
    pub entities: Vec<Entity>,
    /// The cancelled one, those to rebook to, one of yesterday.
    pub flights: Vec<FlightId>,
    pub trips: Vec<(TripId, PassengerId)>,
    pub products: Vec<ProductId>,
    pub staff: Vec<Account>,
}

impl Airport {
    /// The airport on `day`, with so many passengers.
    pub fn new(day: Date, passengers: u64) -> Self {
        let yesterday = day.saturating_sub(1.day());
        let plans = [(day, "101", true), (day, "103", false), (day, "105", false), (yesterday, "99", false)];
        let flights: Vec<Flight> = plans.iter().map(|(day, no, off)| flight(*day, no, *off)).collect();
        let products: Vec<Product> =
            ["Coffee", "Water", "Noodles"].iter().map(|name| product(name)).collect();
        let mut entities: Vec<Entity> = products.iter().cloned().map(Entity::from).collect();
        let mut trips = Vec::new();
        for nth in 0..passengers {
            let on = match nth % 6 {
                0..=3 => &flights[0],
                4 => &flights[1],
                _ => &flights[3],
            };
            let (passenger, trip) = booked(nth, on);
            trips.push((trip.id, passenger.id));
            entities.extend([Entity::from(passenger), trip.into()]);
        }
        entities.extend(flights.iter().map(|flight| trolley(flight.id, &products).into()));
        let ids = flights.iter().map(|f| f.id).collect();
        entities.extend(flights.into_iter().map(Entity::from));
        let products = products.into_iter().map(|p| p.id).collect();
        Self { entities, flights: ids, trips, products, staff: staff() }
    }
}

fn flight(date: Date, number: &str, cancelled: bool) -> Flight {
    let departs: Timestamp = date
        .at(18, 0, 0, 0)
        .in_tz("America/New_York")
        .map(|zoned| zoned.timestamp())
        .expect("the zone is built in");
    let disruption = Disruption { cause: "technical".into(), announced: departs, text: String::new() };
    // The second is five hours late, so that a meal is due on it too.
    let late = (number == "103").then(|| departs + SignedDuration::from_hours(5));
    let status = match (cancelled, late) {
        (true, _) => FlightStatus::Cancelled,
        (_, Some(_)) => FlightStatus::Delayed,
        _ => FlightStatus::Scheduled,
    };
    Flight {
        id: derived("sim-flight", &[number.as_bytes(), date.to_string().as_bytes()]),
        carrier: "AF".into(),
        number: number.into(),
        date,
        from: STATION.into(),
        to: "CDG".into(),
        scheduled_departure: departs,
        scheduled_arrival: departs + SignedDuration::from_mins(440),
        departure: late,
        arrival: late.map(|at| at + SignedDuration::from_mins(440)),
        status,
        disruption: cancelled.then_some(disruption),
        gate: None,
        aircraft: "A320".into(),
        registration: None,
        seats: 150,
        booked: 10,
        licence: "EU".into(),
        international: true,
        rest: BTreeMap::new(),
    }
}

fn product(name: &str) -> Product {
    Product {
        id: derived("sim-product", &[name.as_bytes()]),
        sku: name.to_uppercase(),
        name: name.into(),
        names: BTreeMap::new(),
        category: "snacks".into(),
        prices: vec![Money::new(350, Currency::USD), Money::new(300, Currency::EUR)],
        allergens: Vec::new(),
        adults_only: false,
        rest: BTreeMap::new(),
    }
}

/// Few of everything, so that stock runs out.
fn trolley(flight: FlightId, products: &[Product]) -> Trolley {
    Trolley::loaded_with(flight, products.iter().map(|p| (p.id, 4)).collect())
}

fn booked(nth: u64, on: &Flight) -> (Passenger, Trip) {
    let id: PassengerId = derived("sim-passenger", &[&nth.to_le_bytes()]);
    let passenger = Passenger {
        id,
        name: PersonName { given: "Passenger".into(), surname: format!("No{nth}"), ..PersonName::default() },
        gender: None,
        born: None,
        nationality: None,
        documents: Vec::new(),
        contacts: Default::default(),
        // Whose claims go by themselves.
        loyalty: nth.is_multiple_of(3).then(|| Loyalty {
            programme: "AF".into(),
            number: format!("{nth:09}"),
            tier: Tier::Platinum,
        }),
        preferences: BTreeMap::new(),
        consents: BTreeMap::new(),
        rest: BTreeMap::new(),
    };
    let segment = Segment {
        flight: on.id,
        designator: on.designator(),
        date: on.date,
        from: on.from.clone(),
        to: on.to.clone(),
        ticket: format!("006{nth:010}"),
        coupon: 1,
        cabin: Cabin::Economy,
        seat: Some(format!("{}A", nth + 1)),
        sequence: None,
        status: SegmentStatus::Booked,
        bags: Vec::new(),
    };
    let trip = Trip {
        id: derived("sim-trip", &[&nth.to_le_bytes()]),
        passenger: id,
        pnr: format!("SIM{nth:03}"),
        party: 1,
        segments: vec![segment],
        requests: Vec::new(),
        fare: None,
        rest: BTreeMap::new(),
    };
    (passenger, trip)
}

fn staff() -> Vec<Account> {
    let roles = [
        ("2001", Role::CheckIn),
        ("2002", Role::CheckIn),
        ("3001", Role::CabinCrew),
        ("3002", Role::CabinCrew),
        ("4001", Role::Supervisor),
        ("4002", Role::Supervisor),
        ("8001", Role::PlatformManager),
        ("8002", Role::PlatformManager),
        ("9001", Role::Kiosk),
    ];
    let account = |(badge, role): (&str, Role)| Account {
        user: derived::<UserId>("sim-user", &[badge.as_bytes()]),
        badge: badge.into(),
        name: format!("Agent {badge}"),
        pin: PIN.into(),
        role,
        station: STATION.into(),
    };
    roles.into_iter().map(account).collect()
}
