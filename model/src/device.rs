//! A device: `src-tauri/core/src/sync/{push,pull}.rs` and `store/{queue,overlay,scopes}.rs`. Every function
//! that changes it is one transaction there, so a crash falls between them and never within.

use crate::{
    Flaw,
    acts::{OPS, Op, Ops, ROWS, Row, RowId, Rows, SCOPES, Script},
    backend::{Outcome, Page, Push, PushReply},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Queued,
    Sending,
    Applied { settled_at: u8 },
    Rejected,
    Blocked { by: Op },
    Superseded,
}

impl State {
    pub const fn pending(self) -> bool {
        matches!(self, Self::Queued | Self::Sending | Self::Blocked { .. })
    }
}

/// An entry of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    pub state: State,
    /// Its effect is shown over the backend's rows.
    pub overlaid: bool,
    /// The person has settled it, and the backend has not heard.
    pub unreported: bool,
}

/// How far a scope has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Held {
    pub through: u8,
    pub complete: bool,
}

/// What the device waits for. One request at a time; its reply may be under way already.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Exchange {
    Push { request: Push, reply: Option<PushReply> },
    Pull { asked: [Option<u8>; SCOPES], reply: Option<Vec<Page>> },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Device {
    pub queue: [Option<Entry>; OPS],
    /// The rows as the person sees them.
    pub shown: Rows,
    /// What lies beneath pending entries.
    pub base: [Option<Row>; ROWS],
    /// Which entries lie over a row.
    pub touches: [Ops; ROWS],
    pub held: [Held; SCOPES],
    /// For the properties only: the backend's rows as far as they have come.
    pub received: Rows,
    /// Pages of whole scopes that wait for their rest. Gone after a crash, as is the exchange.
    pub staged: Vec<Page>,
    pub exchange: Option<Exchange>,
}

impl Device {
    pub fn entry(&self, op: Op) -> Option<Entry> {
        self.queue[usize::from(op)]
    }

    fn change(&mut self, op: Op, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = &mut self.queue[usize::from(op)] {
            change(entry);
        }
    }

    fn ops_where(&self, wanted: impl Fn(Entry) -> bool) -> Ops {
        (0..OPS as Op).filter(|op| self.entry(*op).is_some_and(&wanted)).collect()
    }

    /// `act.rs`: decided on what is shown; row, base and entry are one write.
    pub fn act(&mut self, script: &Script, op: Op) -> bool {
        let Some(after) = script.decide(&self.shown, op) else { return false };
        self.queue[usize::from(op)] = Some(Entry { state: State::Queued, overlaid: true, unreported: false });
        self.cover(script, op, &after);
        true
    }

    /// `overlay::cover`.
    fn cover(&mut self, script: &Script, op: Op, after: &Rows) {
        for row in script.kind(op).rows() {
            let at = usize::from(*row);
            self.base[at].get_or_insert(self.shown[at]);
            self.shown[at] = after[at];
            self.touches[at].insert(op);
        }
    }

    pub fn to_send(&self) -> Ops {
        self.ops_where(|entry| matches!(entry.state, State::Queued | State::Sending))
    }

    pub fn unreported(&self) -> Ops {
        self.ops_where(|entry| entry.unreported)
    }

    /// `push::next`.
    pub fn next_push(&mut self, device: u8, batch: usize) -> Push {
        let request = Push {
            device,
            entries: self.to_send().iter().take(batch).collect(),
            resolved: self.unreported(),
        };
        for op in request.entries.iter() {
            self.change(op, |entry| entry.state = State::Sending);
        }
        self.exchange = Some(Exchange::Push { request, reply: None });
        request
    }

    /// `push::settle`.
    pub fn settle(&mut self, script: &Script, request: Push, reply: &PushReply, flaw: Option<Flaw>) {
        for op in request.resolved.iter() {
            self.change(op, |entry| entry.unreported = false);
        }
        let mut refused = Ops::default();
        for op in request.entries.iter() {
            match reply[usize::from(op)] {
                Some(_) if flaw == Some(Flaw::SettleByBatch) => self.applied(op, 0),
                Some(Outcome::Applied { seq_after }) => self.applied(op, seq_after),
                Some(Outcome::Blocked { by }) => self.blocked(op, by, flaw),
                Some(Outcome::Rejected) if flaw == Some(Flaw::RefusedForgotten) => {
                    self.queue[usize::from(op)] = None;
                    refused.insert(op);
                }
                Some(Outcome::Rejected) if self.rejected(op) => refused.insert(op),
                Some(Outcome::Rejected) | None => {}
            }
        }
        if flaw == Some(Flaw::BaseDropped) {
            for row in refused.iter().flat_map(|op| script.kind(op).rows()) {
                self.base[usize::from(*row)] = None;
            }
        }
        if flaw == Some(Flaw::UncoverAtOnce) {
            let done = self.ops_where(|entry| entry.overlaid && matches!(entry.state, State::Applied { .. }));
            done.iter().for_each(|op| self.change(op, |entry| entry.overlaid = false));
            self.rebase(script, [false; ROWS], done, flaw);
        }
        if !refused.is_empty() {
            self.rebase(script, [false; ROWS], refused, flaw);
        }
    }

    fn applied(&mut self, op: Op, settled_at: u8) {
        self.change(op, |entry| {
            if !matches!(entry.state, State::Superseded | State::Applied { .. }) {
                entry.state = State::Applied { settled_at };
            }
        });
    }

    fn rejected(&mut self, op: Op) -> bool {
        let new =
            self.entry(op).is_some_and(|entry| !matches!(entry.state, State::Superseded | State::Rejected));
        if new {
            self.change(op, |entry| (entry.state, entry.overlaid) = (State::Rejected, false));
        }
        new
    }

    fn blocked(&mut self, op: Op, by: Op, flaw: Option<Flaw>) {
        let settled = self.entry(by).is_some_and(|entry| entry.state == State::Superseded);
        let settled = settled && flaw != Some(Flaw::BlockedBySettled);
        self.change(op, |entry| {
            if matches!(entry.state, State::Queued | State::Sending) {
                entry.state = if settled { State::Queued } else { State::Blocked { by } };
            }
        });
    }

    /// `queue::supersede`: a person gives a refused entry up.
    pub fn discard(&mut self, op: Op, flaw: Option<Flaw>) {
        let unreported = flaw != Some(Flaw::DiscardUnreported);
        self.change(op, |entry| *entry = Entry { state: State::Superseded, overlaid: false, unreported });
        for waiting in self.ops_where(|entry| entry.state == State::Blocked { by: op }).iter() {
            self.change(waiting, |entry| entry.state = State::Queued);
        }
    }

    /// `pull::next`: a scope that is not whole is asked for alone.
    pub fn next_pull(&mut self) {
        let first = self.held.iter().position(|held| !held.complete);
        let mut asked = [None; SCOPES];
        for (scope, held) in self.held.iter().enumerate() {
            if first.is_none_or(|first| first == scope) {
                let staged = self.staged.iter().filter(|page| page.scope == scope).map(|page| page.through);
                asked[scope] = Some(staged.max().unwrap_or(held.through));
            }
        }
        self.exchange = Some(Exchange::Pull { asked, reply: None });
    }

    /// `pull::take`.
    pub fn take(&mut self, script: &Script, pages: Vec<Page>, flaw: Option<Flaw>) {
        let whole = self.held.map(|held| held.complete && flaw != Some(Flaw::PagesOneByOne));
        let (later, now): (Vec<Page>, Vec<Page>) = pages.into_iter().partition(|page| whole[page.scope]);
        for page in now {
            self.apply(script, &[page], flaw);
        }
        let open = later.iter().any(|page| !page.complete);
        self.staged.extend(later);
        if !open && !self.staged.is_empty() {
            let staged = std::mem::take(&mut self.staged);
            self.apply(script, &staged, flaw);
        }
    }

    fn apply(&mut self, script: &Script, pages: &[Page], flaw: Option<Flaw>) {
        let mut covered = [false; ROWS];
        for page in pages {
            if let Some((row, value)) =
                page.row.filter(|_| flaw != Some(Flaw::RowsAfterCheckpoint) || page.complete)
            {
                covered[usize::from(row)] |= self.receive(row, value, flaw);
            }
            let held = &mut self.held[page.scope];
            held.through = page.through + u8::from(flaw == Some(Flaw::CheckpointAhead) && !page.complete);
            held.complete |= page.complete;
        }
        let through = self.everything_through(flaw);
        let arrived = self.ops_where(|entry| {
            entry.overlaid && matches!(entry.state, State::Applied { settled_at } if settled_at <= through)
        });
        arrived.iter().for_each(|op| self.change(op, |entry| entry.overlaid = false));
        if covered != [false; ROWS] || !arrived.is_empty() {
            self.rebase(script, covered, arrived, flaw);
        }
    }

    /// Up to here every scope has come. One that is being loaded has not come at all.
    fn everything_through(&self, flaw: Option<Flaw>) -> u8 {
        if flaw == Some(Flaw::ArrivedByWholeScopes) {
            return self.held.iter().filter(|held| held.complete).map(|held| held.through).min().unwrap_or(0);
        }
        self.held.iter().map(|held| if held.complete { held.through } else { 0 }).min().unwrap_or(0)
    }

    /// `overlay::receive`: whether pending entries lie over the row.
    fn receive(&mut self, row: RowId, value: Row, flaw: Option<Flaw>) -> bool {
        let at = usize::from(row);
        self.received[at] = value;
        match &mut self.base[at] {
            Some(base) if flaw != Some(Flaw::NoReplay) => {
                *base = value;
                true
            }
            _ => {
                self.shown[at] = value;
                !self.touches[at].is_empty() && flaw != Some(Flaw::UnseenForgotten)
            }
        }
    }

    /// `overlay::rebase`: rows that hang together go back to their bases, and what counts is replayed.
    fn rebase(&mut self, script: &Script, mut rows: [bool; ROWS], dropped: Ops, flaw: Option<Flaw>) {
        let mut ops = dropped;
        loop {
            let before = (rows, ops);
            for (row, touches) in rows.iter_mut().zip(&self.touches) {
                *row |= touches.iter().any(|op| ops.contains(op));
                if *row {
                    touches.iter().for_each(|op| ops.insert(op));
                }
            }
            if before == (rows, ops) {
                break;
            }
        }
        for (at, concerned) in rows.into_iter().enumerate() {
            if let Some(base) = self.base[at].filter(|_| concerned) {
                (self.shown[at], self.base[at]) = (base, None);
            }
            self.touches[at] = self.touches[at].iter().filter(|op| !ops.contains(*op)).collect();
        }
        let replayed = self.ops_where(|entry| entry.overlaid);
        for op in ops.iter().filter(|op| replayed.contains(*op)) {
            let lanes = script.kind(op).rows();
            // What an act makes is there already: its rows have come before its answer.
            let come = lanes.iter().all(|row| self.shown[usize::from(*row)].holds(op));
            let come = come && flaw != Some(Flaw::ReplayTwice);
            match script.decide(&self.shown, op).filter(|_| !come) {
                Some(after) => self.cover(script, op, &after),
                // Nothing to show now; it stays bound to the rows, so that news of them brings it back.
                None => lanes.iter().for_each(|row| self.touches[usize::from(*row)].insert(op)),
            }
        }
    }

    /// A crash, or a request that nobody answers: what is stored stays, what was under way is gone.
    pub fn fail(&mut self) {
        self.exchange = None;
        self.staged.clear();
    }

    /// News that this device has not taken in.
    pub fn behind(&self, seq: u8) -> bool {
        self.held.iter().any(|held| !held.complete || held.through < seq)
    }
}
