//! How the devices are, and withdrawing one.

mod device;
mod facts;
mod page;
mod row;
mod state;
mod withdraw;
mod words;

pub use device::DevicePage;
pub use page::FleetPage;
pub use words::{concern, name, sign, tone};
