//! Vouchers at a till: whether one is good, taking it in, taking it back, giving it out anew.

mod change;
mod kiosk;
mod losses;
mod page;
mod redeem;
mod verdict;
mod words;

pub use kiosk::VoucherAnswer;
pub use page::RedeemPage;
pub use words::known;
