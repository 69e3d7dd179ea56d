//! What is due to a passenger, law by law, and the vouchers that were issued.

mod flight_choice;
mod flight_issue;
mod flight_page;
mod flight_people;
mod happened;
mod meal;
mod offers;
mod overrule;
mod page;
mod preview;
mod questions;
mod regime;
mod verdicts;
mod voucher;

pub use flight_page::FlightDuePage;
pub use happened::reason_words;
pub use page::DuePage;
pub use preview::VoucherDocument;
pub use questions::{Form, Question, answer_form};
pub use voucher::{GoodUntil, VoucherCards, kind_words};
