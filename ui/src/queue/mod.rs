//! The queue: what was done on this device, how far it has come, and the ways out for what was refused.

mod entry;
mod now;
mod page;
mod row;
mod settle;
mod summary;
mod words;

pub use entry::EntryPage;
pub use page::QueuePage;
