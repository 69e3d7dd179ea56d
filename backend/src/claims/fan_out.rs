//! One event, one claim for each passenger whom it concerns: a job for the event makes one for each of them.

use airside_shared::{
    claims::{Answers, ClaimFile, ClaimOpened, ClaimPolicy, ClaimReason, Matter, claim_file_id},
    flights::{Flight, FlightEvent, Happening},
    ids::{FlightId, PassengerId, TripId},
    trips::{Journey, Trip},
    vouchers::day,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{beside, need, read};
use crate::{
    jobs::{After, Made},
    policies,
    put::Batch,
    refusal::Result,
    store::{
        Tx, entities, flight_events,
        jobs::{self, Job},
    },
};

/// The kind of job that opens one passenger's claim.
pub const OPEN: &str = "claim_open";

#[derive(Debug, Deserialize)]
struct OfEvent {
    event: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct OfTrip {
    event: String,
    trip: TripId,
}

/// Leaves a job for each passenger whom the event concerns.
pub async fn open_all(tx: &mut dyn Tx, job: &Job, now: Timestamp) -> Result<Made> {
    let OfEvent { event } = serde_json::from_str(&job.payload)?;
    let Some((event, _)) = flight_events::get(tx, &event).await? else {
        return Ok((After::Failed { why: "event_gone".into() }, None));
    };
    for trip in on_board(tx, event.flight).await? {
        let left_behind = |all: &[PassengerId]| all.contains(&trip.passenger);
        if matches!(&event.what, Happening::DeniedBoarding { passengers } if !left_behind(passengers)) {
            continue;
        }
        let key = format!("{OPEN}:{}:{}", event.id, trip.id);
        let payload = serde_json::to_string(&OfTrip { event: event.id.clone(), trip: trip.id })?;
        jobs::enqueue(tx, OPEN, &key, &payload, Timestamp::UNIX_EPOCH, now).await?;
    }
    Ok((After::Done, None))
}

/// Everybody who was to go, also those who were moved to another flight since.
async fn on_board(tx: &mut dyn Tx, flight: FlightId) -> Result<Vec<Trip>> {
    let followers = entities::followers(tx, flight.0).await?;
    let mut trips: Vec<Trip> = entities::find_all(tx, followers).await?;
    trips.retain(|trip| trip.segments.iter().any(|segment| segment.flight == flight));
    Ok(trips)
}

/// Opens one passenger's claim, or tells the one that is there what became of the flight.
pub async fn open(tx: &mut dyn Tx, job: &Job, now: Timestamp) -> Result<Made> {
    let OfTrip { event, trip } = serde_json::from_str(&job.payload)?;
    let Some((event, _)) = flight_events::get(tx, &event).await? else {
        return Ok((After::Failed { why: "event_gone".into() }, None));
    };
    let mut batch = Batch::begin(tx).await?;
    let trip: Trip = need(&mut batch, trip).await?;
    let flight: Flight = need(&mut batch, event.flight).await?;
    let others = beside(&mut batch, &trip, flight.id).await?;
    let journey = Journey { trip: &trip, flight: &flight, others: &others };
    let file = match there(&mut batch, &journey).await? {
        Some(file) => file.heard(&event.id, reason(&event), now),
        None => {
            let claims = policies::table::<ClaimPolicy>(batch.tx, day(now)).await?;
            begun(&event, &journey, claims.opens_from(&flight.from), now)
        }
    };
    let Some(file) = file else { return Ok((After::Done, None)) };
    batch.put(file.into()).await?;
    let seq = batch.finish().await?;
    Ok((After::Done, Some(seq)))
}

fn reason(event: &FlightEvent) -> ClaimReason {
    match event.what {
        Happening::DeniedBoarding { .. } => ClaimReason::DeniedBoarding,
        _ => ClaimReason::Disruption,
    }
}

/// The claim of the journey, whichever of its flights it was opened for: nobody is paid for each of two flights that
/// made them late together.
async fn there(batch: &mut Batch<'_>, journey: &Journey<'_>) -> Result<Option<ClaimFile>> {
    let others = journey.others.iter().map(|flight| flight.id).filter(|flight| journey.takes(*flight));
    for flight in std::iter::once(journey.flight.id).chain(others) {
        let file = claim_file_id(journey.trip.passenger, flight, Matter::Journey);
        if let Some(file) = read(batch, file).await? {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// A new claim; none where the delay is shorter than `from`, in minutes, and nobody misses a connection by it.
fn begun(event: &FlightEvent, journey: &Journey<'_>, from: i64, now: Timestamp) -> Option<ClaimFile> {
    let (reason, trip, flight) = (reason(event), journey.trip, journey.flight);
    let withdrawn = flight.disrupted(i64::MAX);
    let late = match journey.arrival() {
        Some(arrival) => flight.disrupted(from) || flight.disrupted(1) && arrival.late_min >= from,
        None => flight.disrupted(if journey.misses() { 1 } else { from }),
    };
    let moved = trip.segment_on(flight.id).is_none();
    if reason == ClaimReason::Disruption && !withdrawn && (!late || moved) {
        return None;
    }
    let opened = ClaimOpened { at: now, event: Some(event.id.clone()), user: None, by: String::new() };
    Some(ClaimFile::begin(trip.passenger, trip.id, flight, reason, Answers::new(), opened))
}
