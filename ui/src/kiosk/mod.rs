//! The kiosk: a screen that invites, says honestly what can be done at it, and forgets.

mod answer;
mod art;
mod attract;
mod departures;
mod idle;
mod language;
mod menu;

pub use attract::Attract;
