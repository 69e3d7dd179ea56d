//! The frame round every page: bars, navigation, command palette, keys, scan capture, toasts.

mod connection;
mod frame;
mod fuzzy;
mod keys;
mod palette;
mod scan;
mod wedge;

pub use connection::*;
pub use frame::*;
pub use keys::*;
pub use palette::*;
pub use scan::*;
