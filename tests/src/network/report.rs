//! What came of it, for whoever distrusts it.

use std::{fmt, time::Duration};

use airside_backend::inspect::Look;
use airside_shared::{cases::Case, entity::Stored};

use super::{World, ledger::Ledger};
use crate::bad_link::Tally;

/// A run in which everything held.
#[derive(Debug)]
pub struct Report {
    devices: usize,
    backends: usize,
    pub entries: usize,
    refused: usize,
    money: String,
    photos: usize,
    changes: u64,
    pub kills: u64,
    pub faults: Tally,
    storm: Duration,
    drained: Duration,
}

impl Report {
    pub(super) fn new(
        world: &World,
        look: &Look,
        ledger: &Ledger,
        storm: Duration,
        drained: Duration,
        kills: u64,
    ) -> Self {
        let cases = look.things.values().filter_map(|kept| Case::of(&kept.entity));
        let photos = cases.map(|case| case.photos.len());
        Self {
            devices: world.devices.len(),
            backends: world.plan.backends,
            entries: ledger.entries,
            refused: ledger.refused,
            money: ledger.money(),
            photos: photos.sum(),
            changes: look.things.values().map(|kept| kept.seq).max().unwrap_or_default(),
            kills,
            faults: world.link.tally(),
            storm,
            drained,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} devices, {} backends on one PostgreSQL", self.devices, self.backends)?;
        writeln!(f, "{:>9}  backends killed with -9 and started again", self.kills)?;
        writeln!(f, "{}", self.faults)?;
        writeln!(f, "{:>9}  acts saved, {} of them refused by the backend", self.entries, self.refused)?;
        writeln!(f, "{:>9}  photos", self.photos)?;
        writeln!(f, "{}", self.money)?;
        writeln!(f, "the change sequence ends at {}", self.changes)?;
        writeln!(
            f,
            "{:.1} s of storm; all drained {:.1} s after its end",
            self.storm.as_secs_f64(),
            self.drained.as_secs_f64()
        )?;
        write!(f, "nothing lost, nothing doubled; the sums of people, devices and backend agree")
    }
}
