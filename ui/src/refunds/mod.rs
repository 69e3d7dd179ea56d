//! Refunds: what was asked for, who granted it, what became of it, and by which limits.

mod ask;
mod page;
mod refuse;
mod row;
mod words;

pub use ask::AskDialog;
pub use page::RefundsPage;
