//! How much of the protocol is visited: who may do what, and how often something may fail.

use crate::acts::{A, B, C, Kind, Script};

#[derive(Clone, Debug)]
pub struct Bound {
    pub scripts: Vec<Script>,
    /// Whether the devices begin with their scopes whole, or with nothing; each is tried.
    pub loaded: Vec<bool>,
    /// Crashes, timeouts and lost replies in all.
    pub faults: u8,
    /// Requests that arrive twice.
    pub copies: u8,
    /// Entries in a batch.
    pub batch: usize,
    /// Counts the replies that were taken in, to show that nothing goes round and round.
    pub count_exchanges: bool,
}

/// The first device does two things and the second one; or the first does all three.
const OWNERS: [[u8; 3]; 2] = [[0, 0, 1], [0, 0, 0]];

impl Bound {
    /// Every choice of three acts on two devices, with a crash, a timeout or a lost reply anywhere.
    pub fn full() -> Self {
        Self {
            scripts: every(&Kind::ALL),
            loaded: vec![true],
            faults: 1,
            copies: 0,
            batch: 2,
            count_exchanges: false,
        }
    }

    /// One world of each sort; also from nothing, and with a request that arrives twice.
    pub fn deep() -> Self {
        Self { scripts: some(), loaded: vec![true, false], copies: 1, ..Self::full() }
    }

    /// One world of each sort, for the tests.
    pub fn small() -> Self {
        Self { scripts: some(), ..Self::full() }
    }

    /// One script.
    pub fn of(kinds: [Kind; 3], owners: [u8; 3]) -> Self {
        Self { scripts: vec![Script { kinds, owners }], ..Self::deep() }
    }
}

fn some() -> Vec<Script> {
    let one = |kinds| Script { kinds, owners: OWNERS[1] };
    let both = |kinds| Script { kinds, owners: OWNERS[0] };
    vec![
        both([Kind::Take(A), Kind::Free(A), Kind::Take(A)]),
        both([Kind::Take(A), Kind::Note(A), Kind::Take(A)]),
        both([Kind::Pair, Kind::Note(A), Kind::Note(B)]),
        both([Kind::BarredPair, Kind::Note(B), Kind::Note(C)]),
        one([Kind::Barred(A), Kind::Pair, Kind::Note(B)]),
        one([Kind::Barred(A), Kind::Note(A), Kind::Note(C)]),
    ]
}

fn every(kinds: &[Kind]) -> Vec<Script> {
    let mut scripts = Vec::new();
    for owners in OWNERS {
        for first in kinds {
            for second in kinds {
                scripts.extend(kinds.iter().map(|third| Script { kinds: [*first, *second, *third], owners }));
            }
        }
    }
    scripts
}
