//! What is due to a passenger, law by law, and the vouchers that were issued.

mod meal;
mod page;
mod preview;
mod questions;
mod regime;
mod voucher;

pub use page::DuePage;
pub use voucher::VoucherCards;
