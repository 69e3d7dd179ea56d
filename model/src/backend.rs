//! The backend: `backend/src/push.rs`, `pull.rs` and `store/entries.rs`. Every step is one transaction.

use crate::{
    Flaw,
    acts::{OPS, Op, Ops, ROWS, RowId, Rows, SCOPES, Script, scope_of},
};

/// The backend's answer for one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    Applied { seq_after: u8 },
    Rejected,
    Blocked { by: Op },
}

/// `PushRequest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Push {
    pub device: u8,
    pub entries: Ops,
    pub resolved: Ops,
}

pub type PushReply = [Option<Outcome>; OPS];

/// `ScopePage`, with room for one row so that paging happens with two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    pub scope: usize,
    pub row: Option<(RowId, crate::acts::Row)>,
    pub through: u8,
    pub complete: bool,
}

/// One row changed by one act: a number of the change sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    pub op: Op,
    pub row: RowId,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Backend {
    /// Everything that ever took effect, in the order of commits.
    pub log: Vec<Change>,
    /// Lengths of the log at which a transaction ended: the states that ever were.
    pub commits: Vec<u8>,
    pub outcomes: [Option<Outcome>; OPS],
    /// Refused or blocked entries that their person has settled.
    pub resolved: Ops,
    pub last_seq: [u8; 2],
    /// A batch was refused for a gap, or for a number used twice: an honest device never gets there.
    pub out_of_step: bool,
}

impl Backend {
    pub fn seq(&self) -> u8 {
        self.log.len() as u8
    }

    /// The rows as they were when the log had this length.
    pub fn rows_at(&self, seq: u8) -> Rows {
        let mut rows = Rows::default();
        for change in &self.log[..usize::from(seq)] {
            rows[usize::from(change.row)].push(change.op);
        }
        rows
    }

    pub fn rows(&self) -> Rows {
        self.rows_at(self.seq())
    }

    /// The number of a row's latest change.
    pub fn changed(&self, row: RowId) -> u8 {
        self.log.iter().rposition(|change| change.row == row).map_or(0, |at| at as u8 + 1)
    }

    /// Settles a batch: all of it, or nothing if the device is out of step.
    pub fn push(&mut self, script: &Script, push: Push, flaw: Option<Flaw>) -> Option<PushReply> {
        let mut after = self.clone();
        for op in push.resolved.iter() {
            let settled =
                matches!(after.outcomes[usize::from(op)], Some(Outcome::Rejected | Outcome::Blocked { .. }));
            if settled {
                after.resolved.insert(op);
            }
        }
        let mut reply = PushReply::default();
        for op in push.entries.iter() {
            let Some(outcome) = after.settle(script, op, flaw) else {
                self.out_of_step = true;
                return None;
            };
            reply[usize::from(op)] = Some(outcome);
        }
        if after.commits.last().copied().unwrap_or(0) != after.seq() {
            after.commits.push(after.seq());
        }
        *self = after;
        Some(reply)
    }

    fn settle(&mut self, script: &Script, op: Op, flaw: Option<Flaw>) -> Option<Outcome> {
        let device = usize::from(script.owner(op));
        match self.outcomes[usize::from(op)] {
            _ if flaw == Some(Flaw::NoDedupe) => {}
            Some(known @ (Outcome::Applied { .. } | Outcome::Rejected)) => return Some(known),
            Some(Outcome::Blocked { .. }) => {}
            None if script.seq(op) != self.last_seq[device] + 1 => return None,
            None => {}
        }
        let outcome = self.decide(script, op, flaw);
        self.outcomes[usize::from(op)] = Some(outcome);
        self.last_seq[device] = self.last_seq[device].max(script.seq(op));
        Some(outcome)
    }

    fn decide(&mut self, script: &Script, op: Op, flaw: Option<Flaw>) -> Outcome {
        if let Some(by) = self.blocker(script, op, flaw) {
            return Outcome::Blocked { by };
        }
        if script.kind(op).barred() || script.decide(&self.rows(), op).is_none() {
            return Outcome::Rejected;
        }
        self.log.extend(script.kind(op).rows().iter().map(|row| Change { op, row: *row }));
        Outcome::Applied { seq_after: self.seq() }
    }

    /// Refused, and no person has settled it.
    pub fn stands_in_the_way(&self, op: Op) -> bool {
        self.outcomes[usize::from(op)] == Some(Outcome::Rejected) && !self.resolved.contains(op)
    }

    fn blocker(&self, script: &Script, op: Op, flaw: Option<Flaw>) -> Option<Op> {
        if flaw == Some(Flaw::NothingWaits) {
            return None;
        }
        script.of(script.owner(op)).take_while(|before| *before < op).find_map(|before| {
            let lanes = script.kind(before).rows();
            let kept = if flaw == Some(Flaw::OwnLaneOnly) { &lanes[..1] } else { lanes };
            let shared = script.kind(op).rows().iter().any(|lane| kept.contains(lane));
            if !shared && flaw != Some(Flaw::RefusalStopsAll) {
                return None;
            }
            match self.outcomes[usize::from(before)]? {
                Outcome::Rejected => self.stands_in_the_way(before).then_some(before),
                Outcome::Blocked { by } => self.stands_in_the_way(by).then_some(by),
                Outcome::Applied { .. } => None,
            }
        })
    }

    /// One reply: a page for each scope that is asked for, of one snapshot, with room for one row in all.
    pub fn pull(&self, asked: [Option<u8>; SCOPES]) -> Vec<Page> {
        let rows = self.rows();
        let mut room = 1;
        let scopes = (0..SCOPES).filter_map(|scope| Some((scope, asked[scope]?)));
        let pages = scopes.map(|(scope, after)| {
            let mut news: Vec<RowId> = (0..ROWS as RowId)
                .filter(|row| scope_of(*row) == scope && self.changed(*row) > after)
                .collect();
            news.sort_by_key(|row| self.changed(*row));
            let row = news.first().copied().filter(|_| room > 0);
            room -= usize::from(row.is_some());
            let complete = news.len() == usize::from(row.is_some());
            let through = match row {
                _ if complete => self.seq(),
                Some(row) => self.changed(row),
                None => after,
            };
            Page { scope, row: row.map(|row| (row, rows[usize::from(row)])), through, complete }
        });
        pages.collect()
    }
}
