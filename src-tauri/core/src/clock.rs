//! Instants as the clock on an airport's wall shows them.

use airside_shared::{
    airports,
    ipc::{Clock, Zone},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The zone of an airport; UTC for one that nobody knows.
pub fn zone(station: &str) -> TimeZone {
    airports::find(station).and_then(|a| TimeZone::get(a.tz).ok()).unwrap_or(TimeZone::UTC)
}

/// `at` on the wall of `station`.
pub fn clock(station: &str, at: Timestamp) -> Clock {
    let local = at.to_zoned(zone(station));
    Clock { at, local: local.strftime("%Y-%m-%dT%H:%M").to_string(), zone: local.strftime("%Z").to_string() }
}

/// The zone of `station` with what its clocks say at `at`.
pub fn named(station: &str, at: Timestamp) -> Zone {
    let name = airports::find(station).map_or("UTC", |a| a.tz).to_owned();
    Zone { name, abbreviation: clock(station, at).zone }
}

/// The local day of `at` at `station`.
pub fn day_at(station: &str, at: Timestamp) -> Date {
    at.to_zoned(zone(station)).date()
}
