//! Trying a draft of a table on the cases that are kept here. What comes of it is a pure function in `shared`;
//! here is only what it is asked about.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use airside_shared::{
    Fault,
    access::Permission,
    claims::{ClaimFile, ClaimReason, Matter},
    compensation::{Overruling, Policies, known_facts},
    entity::{Kind, Ref, Stored},
    flights::Flight,
    ids::{FlightId, PassengerId},
    passengers::Passenger,
    policies::{self, AirlineTable, PastCase, Policy, Table, Trial, TrialRequest, Waited, versions_of},
    trips::{Journey, Trip},
};
use axum::{Json, extract::State};
use jiff::civil::Date;
use serde_json::Map;

use crate::{
    app::App,
    body::Packed,
    operator::Operator,
    refusal::{Refusal, Result},
    store::{Store, Tx, entities},
};

/// Cases that a draft is tried on.
const CASES: usize = 1_000;
/// A flight that is so many minutes late has passengers who may be due something.
const LATE_MIN: i64 = 60;

#[utoipa::path(post, tag = "airside", path = "/v1/policies/trial", request_body(content = TrialRequest),
    responses((status = 200, description = "Trial: what would come out otherwise", body = Trial),
        (status = 400, description = "Fault: bad_policy_table, unknown_table, no_trial", body = Fault),
        (status = 403, description = "Fault: not_permitted", body = Fault)),
    security(("token" = []), ("badge" = [])))]
pub async fn trial(
    State(app): State<App>,
    operator: Operator,
    Packed(request): Packed<TrialRequest>,
) -> Result<Json<Trial>> {
    operator.may(Permission::RulesAndLimits)?;
    let (past, stored) = app.store.read(|tx| Box::pin(load(tx))).await?;
    let tables = Policies::with(&stored)?;
    let trial = policies::trial(&past, &tables, &request.table, &request.terms);
    trial.map(Json).map_err(|fault| Refusal { fault, ..Refusal::bad_request("", "") })
}

/// The versions of tables that people made.
pub async fn stored(tx: &mut dyn Tx) -> Result<Vec<Policy>> {
    let held = entities::all_of(tx, Kind::Policy).await?;
    Ok(held.iter().filter_map(|held| Policy::of(&held.entity).cloned()).collect())
}

/// The version of a table of the airline's own that holds on a day.
pub async fn table<T: AirlineTable>(tx: &mut dyn Tx, day: Date) -> Result<Cow<'static, Table<T>>> {
    let held = entities::get(tx, versions_of(T::TABLE)).await?.map(|held| held.entity);
    Ok(Table::on(held.as_ref().and_then(Policy::of), day)?)
}

/// The newest cases: what people decided, by the facts that they saw, then claims, by the facts that they were worked out
/// on, and then everybody else whose flight was disrupted, by what is known of them.
async fn load(tx: &mut dyn Tx) -> Result<(Vec<PastCase>, Vec<Policy>)> {
    let stored = stored(tx).await?;
    let flights = entities::all_of(tx, Kind::Flight).await?;
    let flights: Vec<Flight> = flights.iter().filter_map(|held| Flight::of(&held.entity).cloned()).collect();
    let mut decided = entities::all_of(tx, Kind::Overruling).await?;
    decided.sort_by_key(|held| Reverse(held.seq));
    let mut past = Vec::new();
    let mut seen: HashSet<(PassengerId, FlightId)> = HashSet::new();
    for overruling in decided.iter().filter_map(|held| Overruling::of(&held.entity)).take(CASES) {
        let flight = find(&flights, overruling.flight);
        if let (Some(flight), Some(verdict)) = (flight, overruling.verdicts.last()) {
            seen.insert((overruling.passenger, overruling.flight));
            past.push(PastCase { facts: verdict.decided.facts.clone(), ..case(flight) });
        }
    }
    let mut claims = entities::all_of(tx, Kind::ClaimFile).await?;
    claims.sort_by_key(|held| Reverse(held.seq));
    for claim in claims.iter().filter_map(|held| ClaimFile::of(&held.entity)) {
        let facts = claim.calculation.as_ref().map(|it| &it.facts).filter(|facts| !facts.is_empty());
        let journey = claim.reason.matter() == Matter::Journey;
        if let (Some(flight), Some(facts)) = (find(&flights, claim.flight), facts)
            && past.len() < CASES
            && (!journey || seen.insert((claim.passenger, claim.flight)))
        {
            past.push(PastCase { facts: facts.clone(), ..case(flight) });
        }
    }
    let mut disrupted: Vec<&Flight> = flights.iter().filter(|flight| flight.disrupted(LATE_MIN)).collect();
    disrupted.sort_by_key(|flight| Reverse(flight.scheduled_departure));
    for flight in disrupted {
        if past.len() >= CASES {
            break;
        }
        for (trip, passenger) in people_of(tx, flight).await? {
            // Whoever was moved to another flight is still owed for the one that did not go.
            let segment = trip.segments.iter().find(|segment| segment.flight == flight.id);
            if let Some(segment) = segment.filter(|_| seen.insert((trip.passenger, flight.id))) {
                let tier = passenger.and_then(|it| it.loyalty).map(|it| it.tier);
                let waited = Some(Waited { flight: flight.clone(), cabin: segment.cabin, tier });
                let others = trip.beside(flight.id).into_iter();
                let others: Vec<Flight> = others.filter_map(|id| find(&flights, id).cloned()).collect();
                let journey = Journey { trip: &trip, flight, others: &others };
                let facts = known_facts(ClaimReason::Disruption, &journey);
                past.push(PastCase { facts, waited, ..case(flight) });
            }
        }
    }
    past.truncate(CASES);
    Ok((past, stored))
}

async fn people_of(tx: &mut dyn Tx, flight: &Flight) -> Result<Vec<(Trip, Option<Passenger>)>> {
    let followers = entities::followers(tx, flight.id.0).await?;
    let trips: Vec<Trip> = entities::find_all(tx, followers).await?;
    let rows = trips.iter().map(|trip| Ref::new(Kind::Passenger, trip.passenger));
    let passengers: Vec<Passenger> = entities::find_all(tx, rows).await?;
    let known: HashMap<PassengerId, Passenger> = passengers.into_iter().map(|it| (it.id, it)).collect();
    let beside = |trip: Trip| {
        let passenger = known.get(&trip.passenger).cloned();
        (trip, passenger)
    };
    Ok(trips.into_iter().map(beside).collect())
}

fn find(flights: &[Flight], id: FlightId) -> Option<&Flight> {
    flights.iter().find(|flight| flight.id == id)
}

/// A case of which nothing is known but its flight.
fn case(flight: &Flight) -> PastCase {
    let about = format!("{} {}–{}", flight.designator(), flight.from, flight.to);
    PastCase { about, date: flight.date, facts: Map::new(), waited: None }
}
