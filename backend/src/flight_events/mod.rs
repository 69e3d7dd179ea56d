//! What became of flights, from the airline's own systems or from somebody who watches over them. An event is kept,
//! moves its flight by the ordinary way, and leaves one job that opens the claims of whoever is on it.

pub mod bus;

use airside_shared::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    flights::{EventOutcome, EventReply, Flight, FlightEvent, Happening},
};
use axum::{
    Json,
    body::Bytes,
    extract::{FromRequestParts, State},
    http::{StatusCode, request::Parts},
};
use jiff::Timestamp;
use serde_json::json;

use crate::{
    app::App,
    operator::{Operator, bears},
    put::Batch,
    refusal::{Refusal, Result},
    store::{Store, Tx, entities, flight_events, jobs},
};

/// The kind of job that opens the claims of an event.
pub const JOB: &str = "flight_event";

/// Whoever may say what became of a flight: the airline's systems by their token, or a person.
pub struct Reporter;

impl FromRequestParts<App> for Reporter {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        if bears(&parts.headers, app.events_token.as_deref()) {
            return Ok(Self);
        }
        Operator::from_request_parts(parts, app).await?.may(Permission::FlightEvents)?;
        Ok(Self)
    }
}

#[utoipa::path(post, tag = "airside", path = "/v1/flight-events",
    request_body(content = FlightEvent, description = "FlightEvent; the same id is the same event"),
    responses((status = 200, description = "EventReply: applied, or late where something newer was known", body = EventReply),
        (status = 400, description = "Fault: unreadable_body, bad_event_id, event_in_future, wrong_value", body = Fault),
        (status = 404, description = "Fault: unknown_flight", body = Fault),
        (status = 409, description = "Fault: event_differs, flight_gone, flight_cancelled, not_a_delay, arrived_before_leaving", body = Fault)),
    security(("token" = []), ("badge" = [])))]
pub async fn post(State(app): State<App>, _: Reporter, body: Bytes) -> Result<Json<EventReply>> {
    heard(&app, &body).await.map(Json)
}

/// An event as it was sent, whichever way it came.
async fn heard(app: &App, body: &[u8]) -> Result<EventReply> {
    let event: FlightEvent = serde_json::from_slice(body)
        .map_err(|e| Refusal::bad_request("unreadable_body", format!("The event cannot be read: {e}.")))?;
    let now = app.now();
    event.check(now).map_err(|fault| Refusal { fault, ..Refusal::bad_request("", "") })?;
    let (reply, seq) = app.store.write(move |tx| Box::pin(take(tx, event, now))).await?;
    if let Some(seq) = seq {
        app.changed(seq);
    }
    Ok(reply)
}

async fn take(tx: &mut dyn Tx, event: FlightEvent, now: Timestamp) -> Result<(EventReply, Option<u64>)> {
    let reply = |outcome, known| EventReply { id: event.id.clone(), outcome, known };
    if let Some((before, outcome)) = flight_events::get(tx, &event.id).await? {
        if before != event {
            let message = "An event of this id said something else: give the new one an id of its own.";
            return Err(Refusal::conflict("event_differs", message));
        }
        return Ok((reply(outcome, true), None));
    }
    let held = entities::get(tx, Ref::new(Kind::Flight, event.flight)).await?;
    let Some(Entity::Flight(flight)) = held.map(|held| held.entity) else {
        let message = "There is no such flight here: load the schedule first, then send the event again.";
        return Err(Refusal::new(StatusCode::NOT_FOUND, "unknown_flight", message));
    };
    if event.what.moves_flight()
        && flight_events::newest(tx, event.flight).await?.is_some_and(|newest| newest > event.at)
    {
        flight_events::insert(tx, &event, EventOutcome::Late, now).await?;
        return Ok((reply(EventOutcome::Late, false), None));
    }
    let after = event.applied(&flight).map_err(conflict)?;
    flight_events::insert(tx, &event, EventOutcome::Applied, now).await?;
    // That a flight came in on time is no news to anybody.
    let news = !matches!(event.what, Happening::Arrived { .. }) || flight.disrupted(1) || after.disrupted(1);
    let seq = moved(tx, &flight, after).await?;
    if event.what.disrupts() && news {
        let (key, payload) = (format!("{JOB}:{}", event.id), json!({ "event": event.id }).to_string());
        jobs::enqueue(tx, JOB, &key, &payload, Timestamp::UNIX_EPOCH, now).await?;
    }
    Ok((reply(EventOutcome::Applied, false), seq))
}

async fn moved(tx: &mut dyn Tx, before: &Flight, after: Flight) -> Result<Option<u64>> {
    if *before == after {
        return Ok(None);
    }
    let mut batch = Batch::begin(tx).await?;
    batch.put(after.into()).await?;
    batch.finish().await.map(Some)
}

/// What the state of the flight does not let be.
fn conflict(fault: Fault) -> Refusal {
    Refusal { fault, ..Refusal::conflict("", "") }
}
