//! Passengers and flights that the rules leave out although they reach the journey.

use serde::Deserialize;

use super::Law;
use crate::compensation::rules::{case::Case, clauses::Says, event::Event, ruling::Ruling};

/// Words that tell who is left out, in lower case without hyphens.
#[derive(Debug, Deserialize)]
pub struct Exclusions {
    aircraft_words: Vec<String>,
    infant_words: Vec<String>,
    seatless_words: Vec<String>,
    seated_words: Vec<String>,
    /// Fares that are covered although another word would leave them out: miles, awards.
    covered_fare_words: Vec<String>,
    excluded_fare_words: Vec<String>,
}

/// Notes the first exclusion that holds.
pub(super) fn excluded(case: &Case<'_>, law: &Law, ruling: &mut Ruling<'_>) -> bool {
    let facts = case.facts;
    let words = &law.exclusions;
    if facts.aircraft.as_ref().is_some_and(|a| a.says(&words.aircraft_words)) {
        ruling.exclude("scope.aircraft", Says::NotFixedWing {});
        return true;
    }
    let lap_infant = facts.passenger.as_ref().is_some_and(|p| {
        let seatless = p.says(&words.seatless_words) || p.denies(&words.seated_words);
        p.says(&words.infant_words) && seatless && !p.affirms(&words.seated_words)
    });
    if lap_infant {
        ruling.exclude("scope.infant", Says::LapInfant {});
        return true;
    }
    let gift = facts
        .fare
        .as_ref()
        .is_some_and(|f| f.says(&words.excluded_fare_words) && !f.says(&words.covered_fare_words));
    if gift {
        ruling.exclude("scope.fare", Says::FareNotPublic {});
        return true;
    }
    if absent(case) {
        ruling.exclude("scope.presented", Says::NotPresented {});
        return true;
    }
    false
}

/// Presenting is not asked for where the flight was cancelled or the refusal was announced ahead.
fn absent(case: &Case<'_>) -> bool {
    let facts = case.facts;
    let announced = facts.anticipatory_notice_hours.is_some();
    let asked = matches!(
        case.event,
        Event::Delay
            | Event::DepartureDelay
            | Event::DeniedBoarding
            | Event::UnscheduledStopover
            | Event::Other
    );
    asked && !announced && facts.presented_for_checkin == Some(false)
}
