//! The desk without a window. The shell, the tests and the command line all go through [`Desk`].
//!
//! Features have the names that they have everywhere: `passengers`, `cases`, `vouchers`, `sales`. SQL lives
//! only in `store`; time and chance come in by `surroundings`; the network is only in `sync`.

mod act;
mod anchor;
mod board;
mod by_miles;
mod by_voucher;
mod cases;
mod claims;
pub mod clock;
mod closing;
mod compensation;
mod config;
mod desk;
mod diagnostics;
mod documents;
mod durable;
mod fix;
mod fleet;
mod flight_documents;
mod flight_due;
mod flight_vouchers;
pub mod keys;
mod kiosk;
mod listener;
mod offers;
mod orders;
mod overrule;
mod passengers;
mod policies;
mod queue;
mod ready;
mod redeem;
mod refunds;
mod refused;
mod rounds;
mod sales;
mod session;
pub mod settlement;
mod status;
pub mod store;
mod surroundings;
pub mod sync;
mod sync_page;
mod terminal;
mod view;
mod vouchers;
mod withdrawal;

pub use airside_print as print;
pub use config::Config;
pub use desk::{Desk, Session};
pub use surroundings::{Later, Real, Surroundings};
