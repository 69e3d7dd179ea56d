//! The trolley: crew sell, take payment, print and void, with or without a network.

mod by_miles;
mod by_voucher;
mod cash;
mod close;
mod details;
mod draft;
mod history;
mod order;
mod page;
mod preview;
mod products;
mod rail;
mod receipt;
mod seat;
mod tender;
mod till;
mod unsettled;
mod void;
mod words;

pub use cash::read_amount;
pub use page::TrolleyPage;
pub use words::category;
