//! The protocol between devices and the backend, reduced until every state of it can be visited. What is left
//! out, which file stands behind which part, and what was found: README.md.

pub mod acts;
pub mod backend;
pub mod bound;
pub mod device;
mod flaw;
mod properties;
pub mod world;

pub use bound::Bound;
pub use flaw::Flaw;
pub use world::Protocol;
