//! Finding a passenger, and the page of one.

mod consents;
mod find;
mod head;
mod history;
mod hit;
mod page;
mod preferences;
mod scan;
mod secrets;
mod trips;

pub use find::FindPage;
pub use page::PassengerPage;
pub use scan::ScanPage;
