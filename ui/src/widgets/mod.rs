//! The parts that every page is made of. They know no feature: words come in as props (`t!(…)`, text or a
//! closure), state comes in as signals, acts go out as callbacks.
//!
//! Their style is in `styles/widgets.css`; sizes and colours in `styles/tokens.css` and nowhere else.

mod avatar;
mod badge;
mod button;
mod card;
mod choice;
mod dialog;
mod empty;
mod field;
mod figures;
mod icon;
mod menu;
mod pick;
mod pin_pad;
mod rows;
mod tabs;
mod timeline;
mod toast;
mod toolbar;
mod virtual_list;

pub use avatar::*;
pub use badge::*;
pub use button::*;
pub use card::*;
pub use choice::*;
pub use dialog::*;
pub use empty::*;
pub use field::*;
pub use figures::*;
pub use icon::*;
pub use menu::*;
pub use pick::*;
pub use pin_pad::*;
pub use rows::*;
pub use tabs::*;
pub use timeline::*;
pub use toast::*;
pub use toolbar::*;
pub use virtual_list::*;

use std::sync::atomic::{AtomicU32, Ordering};

/// An id for the document that no other element has.
pub(crate) fn unique_id(kind: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{kind}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
