//! What a disrupted passenger is due, under every law that reaches the journey and under the airline's own
//! policy, and why.
//!
//! The types of a decision are always here. The rules, with the tables they read, are behind the feature
//! `rules`, because the window shows decisions and does not make them.

mod decision;
#[cfg(feature = "rules")]
mod rules;

pub use decision::{Arg, Award, Best, Decision, Figure, Regime, RegimeOutcome, Reimbursement, TraceEntry};
#[cfg(feature = "rules")]
pub use rules::*;
