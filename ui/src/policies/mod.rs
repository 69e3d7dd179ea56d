//! Tables of rules: what decides, what is drafted, what a draft changes and what it would have done.

mod edit;
mod page;
mod review;
mod sheets;
mod table;
mod trial;
mod versions;
mod words;

pub use page::PoliciesPage;
pub use table::PolicyTablePage;
