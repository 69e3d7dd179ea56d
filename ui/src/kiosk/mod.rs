//! The kiosk: a screen that invites, says honestly what can be done at it, and forgets.

mod answer;
mod attract;
mod idle;
mod language;
mod menu;

pub use attract::Attract;
