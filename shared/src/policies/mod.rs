//! The airline's tables of rules as versions with days: who drafted one, who approved it, from which day it
//! decides. All versions of one table are kept together, so that a rule can name them before it runs, and so that
//! two desks that never met collide where they must.

mod airline;
mod approve;
mod check;
mod diff;
mod draft;
#[cfg(feature = "rules")]
mod in_force;
mod sheet;
mod trial;
mod withdraw;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use airline::built_in;
pub use airline::{AirlineTable, Table, read};
pub use approve::ApprovePolicy;
pub use check::check;
pub use diff::{Change, diff};
pub use draft::DraftPolicy;
#[cfg(feature = "rules")]
pub use in_force::{InForce, in_force, instrument};
pub use sheet::{Cell, CellKind, Sheet, SheetRow, add_row, remove_row, set_cell, sheets, text_of};
#[cfg(feature = "rules")]
pub use trial::trial;
pub use trial::{Changed, PastCase, Trial, TrialRequest, Waited};
pub use withdraw::WithdrawPolicy;

use crate::{
    Fault,
    entity::{Kind, Ref, Rest},
    ids::{PolicyId, UserId, derived},
    intents::Rejection,
};

/// The tables that compensation is decided by, by the name of their file.
pub const LAWS: [&str; 14] = [
    "eu261",
    "uk261",
    "appr",
    "us_250",
    "us_254",
    "us_260",
    "mc99",
    "in_dgca",
    "br_anac400",
    "tr_shy",
    "il_tibi",
    "sa_gaca",
    "meals",
    OVERRULING,
];

/// The airline's own, see [`AirlineTable`].
pub const OWN: [&str; 9] =
    [CLAIMS, REFUNDS, VOUCHERS, ALLOWANCES, CASH_RATES, MILES, SALES_TAX, SDR_RATES, OFFLINE_CARDS];

/// How far a person may decide otherwise than the law.
pub const OVERRULING: &str = "overruling";
/// How far compensation goes by itself, and who grants the rest.
pub const CLAIMS: &str = "claims";
/// How far refunds may go.
pub const REFUNDS: &str = "refunds";
/// The terms of vouchers, and who takes them in.
pub const VOUCHERS: &str = "vouchers";
/// What a device may issue without a network.
pub const ALLOWANCES: &str = "allowances";
/// What notes of another currency are worth on board.
pub const CASH_RATES: &str = "cash_rates";
/// What prices on board cost in miles.
pub const MILES: &str = "miles";
/// How far cards are taken without a network.
pub const OFFLINE_CARDS: &str = "offline_cards";
/// What a special drawing right is worth.
pub const SDR_RATES: &str = "sdr_rates";
/// The tax in prices on board.
pub const SALES_TAX: &str = "sales_tax";

/// Every table that people may edit.
pub fn all_tables() -> impl Iterator<Item = &'static str> {
    LAWS.into_iter().chain(OWN)
}

/// Whether drafts of a table can be tried on past cases.
pub fn decides_cases(table: &str) -> bool {
    LAWS.contains(&table) && table != OVERRULING
}

/// Where the versions of a table are kept.
pub fn policy_id(table: &str) -> PolicyId {
    derived("policy", &[table.as_bytes()])
}

/// The versions of a table, for a rule that decides by it.
pub fn versions_of(table: &str) -> Ref {
    Ref::new(Kind::Policy, policy_id(table))
}

/// The versions of every table that compensation is decided by, for a rule that does.
pub fn all_refs() -> impl Iterator<Item = Ref> {
    LAWS.into_iter().map(versions_of)
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SignedOff {
    pub user: UserId,
    pub by: String,
    pub at: Timestamp,
}

/// Who took a version back, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TakenBack {
    pub by: String,
    pub at: Timestamp,
    pub reason: String,
}

/// Where a version stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyState {
    Draft,
    /// Its day is still to come.
    Approved,
    InForce,
    Superseded,
    Withdrawn,
}

impl PolicyState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Approved => "approved",
            Self::InForce => "in_force",
            Self::Superseded => "superseded",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// One version, whole. What it says never changes: who edits it makes another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PolicyVersion {
    /// Counted from one.
    pub number: u32,
    /// The first day on which it decides.
    pub from: Date,
    /// The law, or the airline's own decision, that it follows.
    pub citation: String,
    /// The rows and columns, in the form of the table's file.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub terms: Value,
    pub drafted: SignedOff,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<SignedOff>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<TakenBack>,
}

impl PolicyVersion {
    /// Whether it decides, or will.
    pub fn stands(&self) -> bool {
        self.approved.is_some() && self.withdrawn.is_none()
    }

    /// Whether it waits for somebody to approve it.
    pub fn is_draft(&self) -> bool {
        self.approved.is_none() && self.withdrawn.is_none()
    }
}

/// All versions of one table, beside those that the program was built with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Policy {
    pub id: PolicyId,
    pub table: String,
    /// In the order in which they were drafted; none is ever taken out.
    pub versions: Vec<PolicyVersion>,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

impl Policy {
    /// A table of which nobody has drafted a version.
    pub fn new(table: &str) -> Self {
        Self { id: policy_id(table), table: table.to_owned(), versions: Vec::new(), rest: Rest::new() }
    }

    /// What a decision calls a version.
    pub fn name_of(&self, version: &PolicyVersion) -> String {
        format!("{}-{}/v{}", self.table.to_uppercase(), version.from, version.number)
    }

    pub fn version(&self, number: u32) -> Option<&PolicyVersion> {
        self.versions.iter().find(|version| version.number == number)
    }

    /// The versions that decide or will, in the order of their days.
    pub fn standing(&self) -> Vec<&PolicyVersion> {
        let mut all: Vec<&PolicyVersion> = self.versions.iter().filter(|it| it.stands()).collect();
        all.sort_by_key(|it| (it.from, it.number));
        all
    }

    /// The one that waits for somebody to approve it.
    pub fn draft(&self) -> Option<&PolicyVersion> {
        self.versions.iter().rev().find(|it| it.is_draft())
    }

    /// The version of somebody's making that decides on a day; none where the program's own does.
    pub fn on(&self, day: Date) -> Option<&PolicyVersion> {
        self.standing().into_iter().rev().find(|it| it.from <= day)
    }

    pub fn state(&self, version: &PolicyVersion, day: Date) -> PolicyState {
        if version.withdrawn.is_some() {
            PolicyState::Withdrawn
        } else if version.approved.is_none() {
            PolicyState::Draft
        } else if version.from > day {
            PolicyState::Approved
        } else if self.on(day).is_some_and(|it| it.number == version.number) {
            PolicyState::InForce
        } else {
            PolicyState::Superseded
        }
    }

    fn open(&mut self, number: u32) -> Result<&mut PolicyVersion, Rejection> {
        let waits = self.version(number).map(PolicyVersion::is_draft);
        let beside = self.clone().into();
        match (waits, self.versions.iter_mut().find(|it| it.number == number)) {
            (Some(true), Some(version)) => Ok(version),
            (Some(false), _) => {
                let message = "Somebody decided about this draft meanwhile: look at what became of it.";
                Err(Rejection::beside(Fault::new("policy_decided", message), &beside))
            }
            _ => {
                Err(Fault::of("number", "not_found", "There is no such version: open the table again.")
                    .into())
            }
        }
    }
}

/// The day by which days of effect are judged: the same everywhere in the world.
fn today(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

#[cfg(all(test, feature = "rules"))]
mod tests;
