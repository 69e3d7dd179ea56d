//! What a cause means in law, as data.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{decision::Regime, policy::Checked};
use crate::Fault;

/// The causes by code.
#[derive(Debug, Deserialize)]
pub struct Causes {
    cause: BTreeMap<String, Cause>,
}

/// One cause and how it is classed until somebody looks at the case.
#[derive(Debug, Deserialize)]
pub struct Cause {
    /// Outside the carrier's control: no compensation for delay and cancellation.
    excuses: bool,
    /// Regimes that class it the other way round.
    #[serde(default)]
    otherwise_in: BTreeSet<Regime>,
    /// It is the passenger's own affair and not a delay of the carrier.
    #[serde(default)]
    pub passengers_own: bool,
    /// A reason to refuse carriage: health, safety, security, documents.
    #[serde(default)]
    pub justifies_refusal: bool,
    /// Canadian category.
    pub category: Category,
    pub citation: String,
}

/// The three categories of the Canadian regulations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    WithinControl,
    WithinControlRequiredForSafety,
    OutsideControl,
}

impl Causes {
    /// The cause with this code; `unspecified` where none was given.
    pub(super) fn find<'a>(
        &'a self,
        code: Option<&'a str>,
        field: &str,
    ) -> Result<(&'a str, &'a Cause), Fault> {
        let code = code.unwrap_or("unspecified");
        let unknown =
            || Fault::of(field, "unknown_cause", format!("Choose {field} from the list of causes."));
        self.cause.get(code).map(|cause| (code, cause)).ok_or_else(unknown)
    }
}

impl Causes {
    /// Every code.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.cause.keys().map(String::as_str)
    }
}

impl Cause {
    /// Whether the carrier is excused under a regime.
    pub(super) fn excuses(&self, regime: Regime) -> bool {
        self.excuses != self.otherwise_in.contains(&regime)
    }
}

impl Checked for Causes {
    fn check(&self) -> Result<(), String> {
        match self.cause.contains_key("unspecified") {
            true => Ok(()),
            false => Err("it needs the cause \"unspecified\"".to_owned()),
        }
    }
}
