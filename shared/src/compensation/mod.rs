//! What a disrupted passenger is due, under every law that reaches the journey and under the airline's own
//! policy, and why.
//!
//! An explanation is data: [`Said`]; [`words`] says it in the language of whoever reads it.
//!
//! The types of a decision are always here. The rules, with the tables they read, are behind the feature
//! `rules`, because the window shows decisions and does not make them.

mod clauses;
mod decision;
pub mod letter;
mod overruling;
#[cfg(feature = "rules")]
mod rules;
pub mod words;

pub use clauses::{Arg, CLAUSES, Said, Says};
pub use decision::{Award, Best, Decision, Figure, Regime, RegimeOutcome, Reimbursement, TraceEntry};
pub use overruling::*;
#[cfg(feature = "rules")]
pub use rules::*;
