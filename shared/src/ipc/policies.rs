use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Clock, SaveState};
use crate::{Fault, policies::PolicyState};

/// Every table of rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoliciesPage {
    pub rows: Vec<PolicyRow>,
}

/// What decides by one table, and what is on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyRow {
    pub table: String,
    /// The law that it follows.
    pub instrument: String,
    pub in_force: PolicyName,
    /// An approved version whose day is to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Date>,
    /// Who drafted what waits for somebody to approve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft_by: Option<String>,
}

/// A version as decisions name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyName {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyArgs {
    pub table: String,
}

/// One table, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyPage {
    pub table: String,
    pub instrument: String,
    pub today: Date,
    pub in_force: PolicyName,
    /// What a draft is made from and takes the place of: the last version that was approved.
    pub base: PolicyName,
    pub terms: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<PolicyDraft>,
    /// The newest first.
    pub versions: Vec<PolicyVersionRow>,
    /// Whether whoever is at work may draft here now, and why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_not: Option<Fault>,
    pub state: SaveState,
}

/// What waits for somebody to approve it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyDraft {
    pub number: u32,
    pub from: Date,
    pub citation: String,
    pub terms: Value,
    pub by: String,
    /// Why whoever is at work may not approve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_not_approve: Option<Fault>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyVersionRow {
    pub number: u32,
    pub state: PolicyState,
    pub from: Date,
    pub citation: String,
    pub drafted_by: String,
    pub drafted: Clock,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it can still be taken back.
    pub revocable: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftPolicyArgs {
    pub table: String,
    pub from: Date,
    pub citation: String,
    pub terms: Value,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovePolicyArgs {
    pub table: String,
    pub number: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawPolicyArgs {
    pub table: String,
    pub number: u32,
    pub reason: String,
}
