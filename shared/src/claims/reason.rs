//! What a claim is about, in the words of the rules.

use serde::{Deserialize, Serialize};

use crate::flights::{Flight, FlightStatus};

/// What a claim is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimReason {
    /// What became of the flight: late, cancelled, diverted. A connection that was missed by it too.
    #[default]
    Disruption,
    /// The flight went without a passenger who wanted to go.
    DeniedBoarding,
    /// A seat in a lower class than the one that was paid.
    Downgrade,
    BaggageDelay,
    BaggageDamage,
    BaggageLoss,
}

/// What belongs to one claim: somebody has one for each of these on a flight at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// Getting there.
    Journey,
    Seat,
    /// Bags that come late and are given up as lost are one claim; the limit is for all of them together.
    Bags,
}

impl Matter {
    /// What its ids are made from beside passenger, flight and law; those of journeys from nothing more.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Journey => None,
            Self::Seat => Some("seat"),
            Self::Bags => Some("bags"),
        }
    }
}

impl ClaimReason {
    pub const ALL: [Self; 6] = [
        Self::Disruption,
        Self::DeniedBoarding,
        Self::Downgrade,
        Self::BaggageDelay,
        Self::BaggageDamage,
        Self::BaggageLoss,
    ];

    pub const fn matter(self) -> Matter {
        match self {
            Self::Disruption | Self::DeniedBoarding => Matter::Journey,
            Self::Downgrade => Matter::Seat,
            Self::BaggageDelay | Self::BaggageDamage | Self::BaggageLoss => Matter::Bags,
        }
    }

    /// The `event` of the rules.
    pub fn event(self, flight: &Flight) -> &'static str {
        match self {
            Self::Disruption if flight.status == FlightStatus::Cancelled => "cancellation",
            Self::Disruption => "delay",
            Self::DeniedBoarding => "denied_boarding",
            Self::Downgrade => "downgrade",
            Self::BaggageDelay => "baggage_delay",
            Self::BaggageDamage => "baggage_damage",
            Self::BaggageLoss => "baggage_loss",
        }
    }

    /// The same the other way: what facts with such an event are about.
    pub fn of_event(event: &str) -> Self {
        match event {
            "denied_boarding" => Self::DeniedBoarding,
            "downgrade" => Self::Downgrade,
            "baggage_delay" => Self::BaggageDelay,
            "baggage_damage" => Self::BaggageDamage,
            "baggage_loss" => Self::BaggageLoss,
            _ => Self::Disruption,
        }
    }
}
