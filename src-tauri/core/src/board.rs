//! The station's board: today's flights, what needs a person, what waits.

use airside_shared::{
    Fault,
    access::Permission,
    airports,
    cases::Case,
    flights::{Flight, FlightStatus},
    ipc::{Attention, Board, FlightArgs, FlightRow, Manifest, ManifestRow},
    passengers::Passenger,
    sync::Scope,
    trips::Trip,
};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    clock::clock,
    desk::Desk,
    store::{Today, board_key, queue, rows, scopes, station_key},
    view,
};

/// From this many minutes on a delay stands under what needs attention.
const LONG_DELAY: i64 = 120;

impl Desk {
    /// The station's day.
    pub fn board(&self) -> Result<Board, Fault> {
        self.session()?;
        let (today, now) = (self.today(), self.around.now());
        self.store()?.read(|db| {
            let mut flights: Vec<Flight> =
                rows::children(db, &board_key(&today.station, today.day), false, 2_000)?;
            arrange(&mut flights, now);
            let attention = attention(db, &flights, &today, now)?;
            let queue = queue::open(db, 10)?.into_iter().map(|q| crate::queue::row(&q, &today)).collect();
            Ok(Board {
                station: today.station.clone(),
                station_name: airports::find(&today.station).map(|a| a.name.to_owned()).unwrap_or_default(),
                day: today.day.to_string(),
                now: view::here(&today, now),
                flights: flights.iter().map(|f| view::flight(f, now)).collect(),
                attention,
                queue,
            })
        })
    }

    /// Flights that a passenger of `flight` can be moved to and still reach, soonest there first.
    pub fn alternatives(&self, flight: airside_shared::ids::FlightId) -> Result<Vec<FlightRow>, Fault> {
        self.authorise(Permission::PassengerOpen)?;
        let (today, now) = (self.today(), self.around.now());
        self.store()?.read(|db| {
            let old: Flight = rows::need(db, flight)?;
            let mut found = Vec::new();
            for day in [today.day, today.day.tomorrow().unwrap_or(today.day)] {
                found.extend(rows::children::<Flight>(db, &board_key(&old.from, day), false, 2_000)?);
            }
            found.retain(|f| f.replaces(&old, now));
            found.sort_by_key(Flight::lands);
            Ok(found.iter().map(|f| view::flight(f, now)).collect())
        })
    }

    /// People on board.
    pub fn manifest(&self, args: FlightArgs) -> Result<Manifest, Fault> {
        self.authorise(Permission::PassengerOpen)?;
        self.store()?.read(|db| {
            let flight: Flight = rows::need(db, args.flight)?;
            let trips: Vec<Trip> = rows::children(db, args.flight.0.as_bytes(), false, 1_000)?;
            let mut people = Vec::with_capacity(trips.len());
            for trip in trips {
                if let Some(passenger) = rows::get::<Passenger>(db, trip.passenger)? {
                    people.extend(manifest_row(&flight, &trip, &passenger));
                }
            }
            people.sort_by_key(|p| (seat_order(p.seat.as_deref()), p.name.clone()));
            let ready = whole(db, &flight)?;
            Ok(Manifest { flight: view::flight(&flight, self.around.now()), people, ready })
        })
    }
}

/// Whether everybody of the flight is on this device.
pub(crate) fn whole(db: &Connection, flight: &Flight) -> Result<bool, Fault> {
    Ok(scopes::list(db)?.iter().all(|h| match &h.scope {
        Scope::Station { station, day } => (station, day) != (&flight.from, &flight.date) || h.complete,
        Scope::Flight(id) => *id != flight.id || h.complete,
        _ => true,
    }))
}

/// What comes next first; what is past after it, the latest first.
fn arrange(flights: &mut [Flight], now: Timestamp) {
    flights.sort_by_cached_key(|f| match f.is_past(now) {
        false => (false, f.scheduled_departure.as_second()),
        true => (true, -f.leaves().as_second()),
    });
}

fn attention(
    db: &Connection,
    flights: &[Flight],
    today: &Today,
    now: Timestamp,
) -> Result<Vec<Attention>, Fault> {
    let mut found = Vec::new();
    let (_, refused, _) = queue::counts(db)?;
    if refused > 0 {
        found.push(Attention::Refused { count: refused });
    }
    let cases: Vec<Case> = rows::children(db, &station_key(&today.station), true, 500)?;
    let mut due: Vec<&Case> = cases.iter().filter(|c| c.status.open()).collect();
    due.sort_by_key(|c| c.due_at);
    for case in due.into_iter().take(5) {
        found.push(Attention::CaseDue {
            case: case.id,
            reference: case.reference.clone(),
            due: clock(&case.station, case.due_at),
            overdue: case.due_at < now,
        });
    }
    let city = |f: &Flight| airports::find(&f.to).map_or_else(|| f.to.clone(), |a| a.city.to_owned());
    // Nobody waits here for a flight that has left.
    let mut late: Vec<&Flight> =
        flights.iter().filter(|f| f.disrupted(LONG_DELAY) && !f.status_at(now).gone()).collect();
    late.sort_by_key(|f| (f.status != FlightStatus::Cancelled, -i64::from(f.booked)));
    for flight in late {
        let (id, designator, people) = (flight.id, flight.designator(), u32::from(flight.booked));
        found.push(match flight.status {
            FlightStatus::Cancelled => {
                Attention::CancelledFlight { flight: id, designator, city: city(flight), people }
            }
            _ => Attention::LateFlight {
                flight: id,
                designator,
                city: city(flight),
                minutes: flight.departure_delay().max(flight.arrival_delay()),
                people,
            },
        });
    }
    Ok(found)
}

fn manifest_row(flight: &Flight, trip: &Trip, passenger: &Passenger) -> Option<ManifestRow> {
    let segment = trip.segment_on(flight.id)?;
    Some(ManifestRow {
        passenger: passenger.id,
        trip: trip.id,
        name: passenger.name.full(),
        seat: segment.seat.clone(),
        cabin: segment.cabin,
        tier: passenger.loyalty.as_ref().map(|l| l.tier),
        requests: trip.requests.clone(),
        pnr: trip.pnr.clone(),
        connects: trip.segments.iter().any(|s| s.from == flight.to && s.date >= flight.date),
        drink: passenger.preferences.get("drink").map(|p| p.value.clone()),
    })
}

/// `9C` before `12A`; people without a seat last.
pub(crate) fn seat_order(seat: Option<&str>) -> (u32, String) {
    let Some(seat) = seat else { return (u32::MAX, String::new()) };
    let row: String = seat.chars().take_while(char::is_ascii_digit).collect();
    (row.parse().unwrap_or(u32::MAX - 1), seat.to_owned())
}
