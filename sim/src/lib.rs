//! Many devices, a backend and a bad network in one deterministic process.
//!
//! What ships is what is simulated: the desk, its queue, push, pull and rebase over SQLite, the driver that
//! decides when to talk, the encoding of what is said, the backend's router, its rules and its store. Only
//! time, chance, the network and the disk beneath SQLite are the simulation's. See `docs/simulation.md`.

mod chance;
mod check;
mod clockwork;
mod faults;
mod machine;
mod people;
mod radio;
mod server;
mod sim;
mod story;
mod tally;
mod world;

pub use chance::Chance;
pub use check::{Broken, Subject, all_agree, still_waiting};
pub use machine::actor;
pub use story::{Failure, Outcome, play};
pub use tally::{Sometimes, Tally};
pub use world::{Airport, PIN, STATION};
