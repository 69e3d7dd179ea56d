//! Claims: what waits for somebody's yes, what passengers choose, and each step of each.

mod choose;
mod lacks;
mod open;
mod page;
mod refuse;
mod row;
mod words;

pub use open::OpenClaimButton;
pub use page::ClaimsPage;
