//! The books: double entry. Whatever moves money is told as something that [`Happened`], and what happened makes
//! postings by a pure function, so that the same sale is booked the same way wherever it is looked at.

mod account;
mod balance;
mod books;
mod changes;
mod happened;
mod posting;

pub use account::{Account, Side};
pub use balance::{Line, TrialBalance};
pub use books::{Difference, ReconcileReply, TrialBalanceReply};
pub use changes::{Occurrence, REFUND, occurrences};
pub use happened::{Happened, PaidBy, held};
pub use posting::{LARGEST, Leg, Posting};

#[cfg(test)]
mod tests;
