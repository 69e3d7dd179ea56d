//! Sync: nothing lost, nothing doubled, nothing hidden.
//!
//! `push` and `pull` are the protocol as functions over the store: what to send next, what an answer means.
//! They do no network. `driver` carries their messages by `http` and decides when. An entry is settled only
//! by the backend's own answer for that entry; after any failure the same entries are sent again, and the
//! backend answers again what it answered before. Downloads never wait for the queue.

mod doubt;
mod driver;
pub mod http;
mod nudge;
mod pace;
mod photos;
pub mod pull;
pub mod push;

pub use driver::{once, run};
pub use nudge::Nudge;
pub use pace::Pace;
