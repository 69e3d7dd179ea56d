//! Which scopes hold what. A pure function of a thing and of those that it follows; [`crate::put`] keeps
//! the stored memberships equal to it.

use airside_shared::{
    cases::Case,
    entity::{Entity, Kind},
    flights::Flight,
    ids::Uuid,
    refunds::Subject,
    sync::Scope,
    trips::{SegmentStatus, Trip},
    vouchers::{self, Redemption, VoucherStanding},
};
use jiff::tz::TimeZone;

/// Where the rest of a thing's scopes comes from, beside [`own`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inherited {
    Nothing,
    /// All scopes of one thing: a voucher is wherever its passenger is.
    From(Kind, Uuid),
    /// All scopes of the trips that name it: a passenger; a flight, which a trip needs for its connections.
    FromTripsOf(Uuid),
    /// The scopes that a flight has of itself, without those of the trips on it.
    FromFlight(Uuid),
}

/// The scopes that a thing has of itself.
pub fn own(entity: &Entity) -> Vec<Scope> {
    match entity {
        Entity::Flight(flight) => {
            let board = Scope::Board { station: flight.from.clone(), day: flight.date };
            vec![board, Scope::Flight(flight.id)]
        }
        Entity::Trip(trip) => of_trip(trip),
        Entity::Case(case) if case.passenger.is_none() => vec![of_loose_case(case)],
        Entity::Product(_) => vec![Scope::Catalogue],
        Entity::Allowance(allowance) => vec![Scope::Device(allowance.device)],
        Entity::Issuer(_) => vec![Scope::Catalogue],
        // Those who grant it have it also where its passenger was moved to another station.
        Entity::ClaimFile(it) => vec![Scope::Station { station: it.station.clone(), day: it.date }],
        // Few and small, and whoever decides without a network needs them.
        Entity::Policy(_) | Entity::DeniedCard(_) => vec![Scope::Catalogue],
        Entity::VoucherStanding(standing) => of_redemptions(standing),
        _ => Vec::new(),
    }
}

/// Everyone who departs: live segments only, so a rebooking moves the trip and all that follows it.
fn of_trip(trip: &Trip) -> Vec<Scope> {
    let live = trip.segments.iter().filter(|segment| segment.status != SegmentStatus::Rebooked);
    live.flat_map(|segment| {
        let station = Scope::Station { station: segment.from.clone(), day: segment.date };
        [station, Scope::Flight(segment.flight)]
    })
    .collect()
}

fn of_loose_case(case: &Case) -> Scope {
    let day = case.opened_at.to_zoned(TimeZone::UTC).date();
    Scope::Station { station: case.station.clone(), day }
}

/// Wherever a voucher was taken in, on that day: whoever gave something for it sees how it stands, also where its
/// passenger is not known.
fn of_redemptions(standing: &VoucherStanding) -> Vec<Scope> {
    let place = |it: &Redemption| Scope::Station { station: it.station.clone(), day: vouchers::day(it.at) };
    standing.redemptions.iter().map(place).collect()
}

/// The scopes of a flight's trolley and sales: its own and its station's day.
pub fn on_board(flight: &Flight) -> Vec<Scope> {
    let station = Scope::Station { station: flight.from.clone(), day: flight.date };
    vec![station, Scope::Flight(flight.id)]
}

pub fn inherited(entity: &Entity) -> Inherited {
    let passenger = |id: Uuid| Inherited::From(Kind::Passenger, id);
    match entity {
        Entity::Flight(flight) => Inherited::FromTripsOf(flight.id.0),
        Entity::Passenger(it) => Inherited::FromTripsOf(it.id.0),
        Entity::Timeline(it) => passenger(it.passenger.0),
        Entity::Voucher(it) => passenger(it.passenger.0),
        Entity::Claim(it) => passenger(it.passenger.0),
        Entity::Overruling(it) => passenger(it.passenger.0),
        Entity::ClaimFile(it) => passenger(it.passenger.0),
        Entity::VoucherStanding(it) => it.passenger.map_or(Inherited::Nothing, |id| passenger(id.0)),
        Entity::Case(it) => it.passenger.map_or(Inherited::Nothing, |id| passenger(id.0)),
        Entity::Order(it) => Inherited::FromFlight(it.flight.0),
        Entity::Sale(it) => Inherited::FromFlight(it.flight.0),
        Entity::Refund(it) => match (it.subject, it.passenger) {
            (Subject::Claim { .. }, Some(id)) => passenger(id.0),
            _ => Inherited::FromFlight(it.flight.0),
        },
        Entity::Trolley(it) => Inherited::FromFlight(it.flight.0),
        Entity::Trip(_)
        | Entity::Product(_)
        | Entity::Allowance(_)
        | Entity::Issuer(_)
        | Entity::Policy(_)
        | Entity::DeniedCard(_) => Inherited::Nothing,
    }
}

/// What a thing follows: when that moves, this must be looked at.
pub fn follows(entity: &Entity) -> Vec<Uuid> {
    match entity {
        Entity::Trip(trip) => {
            let flights = trip.segments.iter().map(|segment| segment.flight.0);
            let mut all: Vec<Uuid> = flights.chain([trip.passenger.0]).collect();
            all.sort_unstable();
            all.dedup();
            all
        }
        Entity::Allowance(allowance) => vec![allowance.device.0],
        Entity::Issuer(issuer) => vec![issuer.device.0],
        // And the months of those who took it in, for their statements.
        Entity::VoucherStanding(standing) => {
            standing.passenger.map(|it| it.0).into_iter().chain(standing.settlements()).collect()
        }
        Entity::Flight(_) | Entity::Passenger(_) => Vec::new(),
        _ => match inherited(entity) {
            Inherited::From(_, id) | Inherited::FromFlight(id) => vec![id],
            Inherited::FromTripsOf(_) | Inherited::Nothing => Vec::new(),
        },
    }
}
