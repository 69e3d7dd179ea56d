//! What the airline's systems said of flights, each once.

use airside_shared::{
    flights::{EventOutcome, FlightEvent},
    ids::FlightId,
};
use jiff::Timestamp;

use super::Tx;
use crate::refusal::{Refusal, Result};

/// The event of that id, and what was made of it.
pub async fn get(tx: &mut dyn Tx, id: &str) -> Result<Option<(FlightEvent, EventOutcome)>> {
    let sql = "SELECT body, outcome FROM flight_events WHERE id = $1";
    let Some(mut line) = tx.query(sql, vec![id.into()]).await?.into_iter().next() else { return Ok(None) };
    let unknown = || Refusal::store(&"an outcome that this version does not know");
    let event = serde_json::from_str(&line.text(0))?;
    Ok(Some((event, EventOutcome::of(&line.text(1)).ok_or_else(unknown)?)))
}

pub async fn insert(
    tx: &mut dyn Tx,
    event: &FlightEvent,
    outcome: EventOutcome,
    received_at: Timestamp,
) -> Result<()> {
    let sql = "INSERT INTO flight_events (id, flight, kind, body, outcome, at, received_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = vec![
        event.id.as_str().into(),
        event.flight.0.into(),
        event.what.name().into(),
        serde_json::to_string(event)?.into(),
        outcome.name().into(),
        event.at.as_millisecond().into(),
        received_at.as_millisecond().into(),
    ];
    tx.run(sql, values).await
}

/// The moment of the newest event that moved a flight.
pub async fn newest(tx: &mut dyn Tx, flight: FlightId) -> Result<Option<Timestamp>> {
    let sql = "SELECT at FROM flight_events
        WHERE flight = $1 AND outcome = 'applied' AND kind <> 'denied_boarding' ORDER BY at DESC LIMIT 1";
    let lines = tx.query(sql, vec![flight.0.into()]).await?;
    let at = lines.into_iter().next().map(|line| line.int(0));
    Ok(at.and_then(|at| Timestamp::from_millisecond(at).ok()))
}
