//! The queue: what was done on this device, how far it has come, and the ways out for what was refused.

mod attention;
mod entry;
mod history;
mod now;
mod page;
mod refusal;
mod row;
mod settle;
mod station;
mod station_card;
mod summary;
mod sync;
mod words;

pub use attention::AttentionPage;
pub use entry::EntryPage;
pub use page::QueuePage;
pub use station::StationPage;
pub use sync::SyncPage;
