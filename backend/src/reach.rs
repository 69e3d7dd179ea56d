//! Which scopes a device may hold: by its kind, its station, and the part of whoever signed in.

use airside_shared::{access::Role, devices::DeviceKind, flights::Flight, sync::Scope};
use jiff::{ToSpan, civil::Date};

use crate::store::accounts::Session;

/// The scopes to sync, most urgent first: what the first page shows, then who stands in front of it.
pub fn scopes(session: &Session, today: Date) -> Vec<Scope> {
    let station = &session.device.station;
    let board = |day| Scope::Board { station: station.clone(), day };
    let people = |day| Scope::Station { station: station.clone(), day };
    let days = days(today);
    if session.device.kind == DeviceKind::Kiosk {
        return days.into_iter().map(board).chain([Scope::Catalogue]).collect();
    }
    let [first, later @ ..] = days;
    let mut scopes = vec![board(first), Scope::Device(session.device.id), people(first), Scope::Catalogue];
    scopes.extend(later.into_iter().flat_map(|day| [board(day), people(day)]));
    scopes
}

/// Today, tomorrow, yesterday: a night flight and a station ahead of or behind UTC are among them.
fn days(today: Date) -> [Date; 3] {
    [today, today.saturating_add(1.day()), today.saturating_sub(1.day())]
}

/// Flights aside, which need to be looked at: [`allows_flight`].
pub fn allows(session: &Session, today: Date, scope: &Scope) -> bool {
    scopes(session, today).contains(scope)
}

/// Cabin crew on a tablet hold the flights of their station, whichever they work on.
pub fn allows_flight(session: &Session, today: Date, flight: &Flight) -> bool {
    let station = &session.device.station;
    session.device.kind == DeviceKind::Tablet
        && session.role == Role::CabinCrew
        && (flight.from == *station || flight.to == *station)
        && days(today).contains(&flight.date)
}
