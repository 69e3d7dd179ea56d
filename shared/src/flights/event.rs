//! What the airline's systems say became of a flight. Events come twice, late and out of order; an event's own moment
//! says which is newer.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Disruption, Flight, FlightStatus};
use crate::{
    Fault,
    ids::{FlightId, PassengerId},
};

/// Letters of an event's id at most.
const ID_LETTERS: usize = 80;
/// Letters of a text or code at most.
const TEXT_LETTERS: usize = 200;
/// Seconds by which the clock of whoever sends may be ahead.
const AHEAD: i64 = 300;
/// People of one event at most.
const PEOPLE: usize = 1_000;

/// One event, by whoever watches over the flights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FlightEvent {
    /// Of whoever sends it; the same id is the same event.
    pub id: String,
    pub flight: FlightId,
    /// When it came about.
    pub at: Timestamp,
    #[serde(flatten)]
    pub what: Happening,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happening {
    Cancelled {
        /// A cause code of the compensation tables.
        cause: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
    /// It leaves then; it arrives as much later if nothing else is said.
    Delayed {
        departure: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        arrival: Option<Timestamp>,
        cause: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
    /// It left then.
    Departed { departure: Timestamp },
    /// It is at its stand and a door is open, which is when its passengers have arrived.
    Arrived { arrival: Timestamp },
    Diverted {
        /// IATA code.
        to: String,
        /// When the passengers reach where they wanted to go.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        arrival: Option<Timestamp>,
        cause: String,
    },
    /// It goes without these, who wanted to go.
    DeniedBoarding { passengers: Vec<PassengerId> },
    AircraftChanged {
        /// ICAO type.
        aircraft: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        registration: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seats: Option<u16>,
    },
}

/// What was made of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventOutcome {
    Applied,
    /// Something newer was known of the flight: it is kept, and changed nothing.
    Late,
}

impl EventOutcome {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Late => "late",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        [Self::Applied, Self::Late].into_iter().find(|it| it.name() == name)
    }
}

/// What whoever sent an event is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EventReply {
    pub id: String,
    pub outcome: EventOutcome,
    /// It had come before, and nothing was done again.
    pub known: bool,
}

impl Happening {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Cancelled { .. } => "cancelled",
            Self::Delayed { .. } => "delayed",
            Self::Departed { .. } => "departed",
            Self::Arrived { .. } => "arrived",
            Self::Diverted { .. } => "diverted",
            Self::DeniedBoarding { .. } => "denied_boarding",
            Self::AircraftChanged { .. } => "aircraft_changed",
        }
    }

    /// Whether it says where the flight stands, so that only the newest of its kind counts.
    pub const fn moves_flight(&self) -> bool {
        !matches!(self, Self::DeniedBoarding { .. })
    }

    /// Whether passengers may have a claim by it.
    pub const fn disrupts(&self) -> bool {
        !matches!(self, Self::AircraftChanged { .. } | Self::Departed { .. })
    }
}

impl FlightEvent {
    /// Whether it can be taken as it is.
    pub fn check(&self, now: Timestamp) -> Result<(), Fault> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/".contains(c);
        if self.id.is_empty() || self.id.len() > ID_LETTERS || !self.id.chars().all(plain) {
            let message = "Give the event an id of up to 80 letters, digits and -_.:/ that is its own.";
            return Err(Fault::of("id", "bad_event_id", message));
        }
        if self.at.as_second() - now.as_second() > AHEAD {
            let message = "The event is of the future: set the clock of whoever sends it.";
            return Err(Fault::of("at", "event_in_future", message));
        }
        let texts = match &self.what {
            Happening::Cancelled { cause, text } | Happening::Delayed { cause, text, .. } => {
                [("cause", cause, true), ("text", text, false)]
            }
            Happening::Diverted { to, cause, .. } => [("to", to, true), ("cause", cause, true)],
            Happening::AircraftChanged { aircraft, .. } => {
                [("aircraft", aircraft, true), ("aircraft", aircraft, true)]
            }
            Happening::Departed { departure: at } | Happening::Arrived { arrival: at } => {
                return came_about(*at, now);
            }
            Happening::DeniedBoarding { passengers } if (1..=PEOPLE).contains(&passengers.len()) => {
                return Ok(());
            }
            Happening::DeniedBoarding { .. } => {
                let message = "Name the passengers who were left behind, up to 1,000 at once.";
                return Err(Fault::of("passengers", "passengers_missing", message));
            }
        };
        for (field, text, needed) in texts {
            if needed && text.trim().is_empty() || text.chars().count() > TEXT_LETTERS {
                let message = format!("Give `{field}` in up to 200 letters.");
                return Err(Fault::of(field, "wrong_value", message));
            }
        }
        Ok(())
    }

    /// The flight after it.
    pub fn applied(&self, flight: &Flight) -> Result<Flight, Fault> {
        use FlightStatus::{Cancelled, Delayed, Departed, Diverted, Landed};
        let mut new = flight.clone();
        let told = |cause: &str, text: &str| {
            Some(Disruption { cause: cause.to_owned(), announced: self.at, text: text.to_owned() })
        };
        match &self.what {
            Happening::Cancelled { cause, text } => {
                if matches!(flight.status, Departed | Landed | Diverted) {
                    return Err(gone());
                }
                (new.status, new.departure, new.arrival) = (Cancelled, None, None);
                new.disruption = told(cause, text);
            }
            Happening::Delayed { departure, arrival, cause, text } => {
                still_goes(flight)?;
                let late = departure.as_second() - flight.scheduled_departure.as_second();
                if late < 0 || arrival.is_some_and(|arrival| arrival <= *departure) {
                    let message = "A flight is late if it leaves after its schedule and arrives after that.";
                    return Err(Fault::of("departure", "not_a_delay", message));
                }
                let same = flight.scheduled_arrival.saturating_add(SignedDuration::from_secs(late));
                new.departure = Some(*departure);
                new.arrival = arrival.or(same.ok());
                if !matches!(flight.status, Departed | Landed | Diverted) {
                    new.status = Delayed;
                }
                new.disruption = told(cause, text);
            }
            Happening::Diverted { to, arrival, cause } => {
                still_goes(flight)?;
                if flight.status == Landed {
                    return Err(gone());
                }
                new.status = Diverted;
                // When they were to arrive before is not when they do.
                new.arrival = *arrival;
                new.disruption = told(cause, to);
            }
            Happening::Departed { departure } => {
                still_goes(flight)?;
                if matches!(flight.status, Landed | Diverted) {
                    return Err(gone());
                }
                (new.status, new.departure) = (Departed, Some(*departure));
            }
            Happening::Arrived { arrival } => {
                still_goes(flight)?;
                if *arrival <= flight.leaves() {
                    let message = "It arrives after it has left: say first when it left, or check the time.";
                    return Err(Fault::of("arrival", "arrived_before_leaving", message));
                }
                // Whoever was put down elsewhere has arrived too, where they wanted to go.
                new.status = if flight.status == Diverted { Diverted } else { Landed };
                new.arrival = Some(*arrival);
            }
            Happening::DeniedBoarding { .. } => still_goes(flight)?,
            Happening::AircraftChanged { aircraft, registration, seats } => {
                still_goes(flight)?;
                if matches!(flight.status, Departed | Landed) {
                    return Err(gone());
                }
                new.aircraft.clone_from(aircraft);
                new.registration.clone_from(registration);
                new.seats = seats.unwrap_or(flight.seats);
            }
        }
        Ok(new)
    }
}

/// What came about is not of the future.
fn came_about(at: Timestamp, now: Timestamp) -> Result<(), Fault> {
    if at.as_second() - now.as_second() > AHEAD {
        let message = "That lies ahead: send it once it has come about, or send the delay that is expected.";
        return Err(Fault::of("at", "event_in_future", message));
    }
    Ok(())
}

fn gone() -> Fault {
    Fault::new("flight_gone", "The flight has left already: say what became of it since then.")
}

fn still_goes(flight: &Flight) -> Result<(), Fault> {
    match flight.status {
        FlightStatus::Cancelled => {
            let message = "The flight was cancelled by an earlier event: send another flight instead of it.";
            Err(Fault::new("flight_cancelled", message))
        }
        _ => Ok(()),
    }
}
