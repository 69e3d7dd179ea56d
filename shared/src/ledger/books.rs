//! What is told of the books.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Line;
use crate::money::Money;

/// Balances of all accounts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TrialBalanceReply {
    pub at: Timestamp,
    /// By currency, then account.
    pub lines: Vec<Line>,
    /// By how much debits and credits differ, for each currency in which they do: none, or something is broken.
    pub off: Vec<Money>,
}

/// One thing that does not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Difference {
    /// Stable, `snake_case`.
    pub code: String,
    /// What it is about: `sale S-7Q2M9`, a payment's id.
    pub about: String,
    /// In English, with what to do.
    pub detail: String,
    /// The sum here, and there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub here: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub there: Option<Money>,
}

/// Entries, books and processor beside each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReconcileReply {
    pub at: Timestamp,
    /// Entries that moved money, as the devices' queues sent them.
    pub entries: u64,
    /// Things that the books are about.
    pub things: u64,
    pub payments: u64,
    /// What the processor has done; none where there is no processor.
    pub processor: Option<u64>,
    /// What the programme has done; none where there is no programme.
    #[serde(default)]
    pub programme: Option<u64>,
    pub differences: Vec<Difference>,
}
