//! How often each fault really happened.

use std::{collections::BTreeMap, fmt};

/// What can happen to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It came; what happened to it is counted besides.
    None,
    Dropped,
    Delayed,
    RequestCut,
    AnswerCut,
    AnswerLost,
    Doubled,
    /// A backend did not take the connection.
    BackendDown,
}

impl Fault {
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::Dropped,
        Self::Delayed,
        Self::RequestCut,
        Self::AnswerCut,
        Self::AnswerLost,
        Self::Doubled,
        Self::BackendDown,
    ];

    const fn words(self) -> &'static str {
        match self {
            Self::None => "requests",
            Self::Dropped => "connections dropped",
            Self::Delayed => "delays",
            Self::RequestCut => "requests cut in the middle",
            Self::AnswerCut => "answers cut in the middle",
            Self::AnswerLost => "answers lost after the backend acted",
            Self::Doubled => "requests that arrived twice",
            Self::BackendDown => "connections refused by a dead backend",
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Tally(BTreeMap<Fault, u64>);

impl Tally {
    pub fn add(&mut self, what: Fault) {
        *self.0.entry(what).or_default() += 1;
    }

    pub fn of(&self, what: Fault) -> u64 {
        self.0.get(&what).copied().unwrap_or_default()
    }

    /// Faults that never happened.
    pub fn missing(&self) -> Vec<Fault> {
        Fault::ALL.into_iter().filter(|what| self.of(*what) == 0).collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = Fault::ALL.map(|what| format!("{:>9}  {}", self.of(what), what.words()));
        f.write_str(&lines.join("\n"))
    }
}
