//! Finding a passenger, and the page of one.

mod actions;
mod consents;
mod find;
mod head;
mod history;
mod hit;
mod owed;
mod page;
mod preferences;
mod rebook;
mod scan;
mod secrets;
mod trips;

pub use find::FindPage;
pub use page::PassengerPage;
pub use scan::ScanPage;
