//! Logging a case, the cases of the station, and one case.

mod dialog;
mod drafts;
mod list;
mod page;
mod photos;
mod values;

pub use dialog::CaseDialog;
pub use drafts::provide_drafts;
pub use list::{CaseRows, CasesPage};
pub use page::CasePage;
pub use values::{name_of, value_of};
