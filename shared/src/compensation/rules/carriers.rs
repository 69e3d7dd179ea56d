//! What is known of carriers when the facts do not say it: who licensed them and how large they are.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::policy::Checked;

/// Carriers by IATA designator.
#[derive(Debug, Deserialize)]
pub struct Carriers {
    licence: BTreeMap<String, Vec<String>>,
    /// At least two million passengers in each of the two preceding calendar years.
    large: Vec<String>,
}

impl Carriers {
    /// The licence group of a carrier: `EU`, `EEA`, `CH`, `UK`, `OTHER`.
    pub(super) fn licence(&self, designator: &str) -> Option<&str> {
        let holds = |list: &[String]| list.iter().any(|code| code.eq_ignore_ascii_case(designator));
        self.licence.iter().find(|(_, list)| holds(list)).map(|(group, _)| group.as_str())
    }

    pub(super) fn is_large(&self, designator: &str) -> bool {
        self.large.iter().any(|code| code.eq_ignore_ascii_case(designator))
    }
}

impl Checked for Carriers {
    fn check(&self) -> Result<(), String> {
        let mut seen = std::collections::BTreeSet::new();
        match self.licence.values().flatten().find(|code| !seen.insert(code.as_str())) {
            Some(code) => Err(format!("{code} has two licences")),
            None => Ok(()),
        }
    }
}
