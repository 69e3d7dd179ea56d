//! See ARCHITECTURE.md.

pub mod print;
