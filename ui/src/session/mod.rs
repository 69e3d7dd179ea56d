//! Who is at work: the closed gate, signing in, the first load, the frame round the work, locking.

mod closed;
mod commands;
mod first_load;
mod idle;
mod remembered;
mod sign_in;
mod work;

pub use closed::Closed;
pub use first_load::{LoadLine, scope_words};
pub use remembered::{remember_locale, remembered_locale};
pub use sign_in::SignIn;
pub use work::{Scanned, Work, use_scanned};
