//! What is due to a passenger, law by law, and the vouchers that were issued.

mod meal;
mod page;
mod preview;
mod regime;
mod voucher;

pub use page::DuePage;
pub use preview::{Document, document};
pub use voucher::VoucherCards;
