//! Airside's vocabulary and rules. Pure: no I/O, no clock, no randomness; the same code runs on the desk,
//! on the backend and in the window.
//!
//! A feature has one name everywhere: `shared::cases`, `core::cases`, `ui::cases`, `backend`.

pub mod access;
#[cfg(feature = "airports")]
pub mod airports;
pub mod audit;
pub mod card_number;
pub mod cases;
pub mod claims;
pub mod compensation;
pub mod devices;
pub mod entity;
mod fault;
pub mod flights;
pub mod ids;
pub mod intents;
pub mod ipc;
mod language;
pub mod ledger;
pub mod money;
pub mod names;
pub mod notices;
pub mod passengers;
pub mod payments;
pub mod places;
pub mod policies;
pub mod refunds;
pub mod sales;
pub mod scan;
pub mod sync;
pub mod timeline;
pub mod trips;
pub mod vouchers;

pub use fault::Fault;
pub use language::Language;
