//! How the last rounds with the backend went, so that somebody who wonders why it waits can see it. Kept over
//! restarts, but never in the way of sync: what cannot be written is only said in the log.

use std::{collections::VecDeque, time::Duration};

use airside_shared::{Fault, ipc::Round};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    clock::clock,
    desk::Desk,
    store::{Store, meta},
};

/// Rounds that are kept.
const KEPT: usize = 60;
/// A round that moved nothing is worth a write only this long after the last.
const QUIET: Duration = Duration::from_secs(60);
const NAME: &str = "rounds";

/// What the round that is under way has moved so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Meter {
    pub sent: u32,
    pub received: u64,
    pub received_bytes: u64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct History {
    /// Newest first.
    pub rounds: VecDeque<Round>,
    pub good_push: Option<Timestamp>,
    pub good_pull: Option<Timestamp>,
    #[serde(skip)]
    written: Option<Timestamp>,
}

impl Desk {
    /// What is known of the rounds, read once from the database.
    pub(crate) fn history(&self, store: &Store) -> History {
        if let Some(known) = &self.net().history {
            return known.clone();
        }
        let stored = store.read(|db| meta::get::<History>(db, NAME));
        let read = stored.ok().flatten().unwrap_or_default();
        self.net().history.get_or_insert(read).clone()
    }

    /// When something was last sent, and when every scope was last asked for.
    pub(crate) fn good(&self, store: &Store) -> (Option<Timestamp>, Option<Timestamp>) {
        if self.net().history.is_none() {
            self.history(store);
        }
        self.net().history.as_ref().map(|known| (known.good_push, known.good_pull)).unwrap_or_default()
    }

    /// A round that began at `begun` is over.
    pub(crate) fn round_ended(
        &self,
        store: &Store,
        begun: Timestamp,
        sent_bytes: u64,
        done: &Result<(), Fault>,
    ) {
        let (mut history, now) = (self.history(store), self.around.now());
        let meter = std::mem::take(&mut self.net().meter);
        if meter.sent > 0 {
            history.good_push = Some(now);
        }
        if done.is_ok() {
            history.good_pull = Some(now);
        }
        let round = Round {
            at: clock(&self.config.station, begun),
            millis: now.as_millisecond().abs_diff(begun.as_millisecond()),
            sent: meter.sent,
            sent_bytes: if meter.sent > 0 { sent_bytes } else { 0 },
            received: meter.received,
            received_bytes: if meter.received > 0 { meter.received_bytes } else { 0 },
            fault: done.as_ref().err().map(|fault| fault.code.to_string()),
            times: 1,
        };
        let worth = history.take(round, now);
        if worth {
            history.written = Some(now);
            if let Err(fault) = store.write(|tx| meta::set(tx, NAME, &history)) {
                tracing::warn!(code = %fault.code, "the history of rounds was not kept");
            }
        }
        self.net().history = Some(history);
    }
}

impl History {
    /// Answers whether it is worth a write.
    fn take(&mut self, round: Round, now: Timestamp) -> bool {
        let still = round.sent == 0 && round.received == 0;
        match (self.rounds.front_mut(), still, &round.fault) {
            (Some(last), true, Some(_)) if last.fault == round.fault && last.sent == 0 => {
                last.times += 1;
                last.at = round.at;
                false
            }
            (_, true, None) => {
                let since = |at: Timestamp| now.duration_since(at).unsigned_abs();
                self.written.is_none_or(|at| since(at) >= QUIET)
            }
            _ => {
                self.rounds.push_front(round);
                self.rounds.truncate(KEPT);
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(sent: u32, fault: Option<&str>) -> Round {
        Round {
            at: clock("JFK", Timestamp::UNIX_EPOCH),
            millis: 10,
            sent,
            sent_bytes: 100,
            received: 0,
            received_bytes: 0,
            fault: fault.map(str::to_owned),
            times: 1,
        }
    }

    #[test]
    fn hours_without_a_network_are_one_line_and_what_moved_is_one_line_each() {
        let (mut history, now) = (History::default(), Timestamp::UNIX_EPOCH);
        for _ in 0..500 {
            history.take(round(0, Some("offline")), now);
        }
        history.take(round(3, None), now);
        history.take(round(0, None), now);
        assert_eq!(history.rounds.iter().map(|r| (r.sent, r.times)).collect::<Vec<_>>(), [(3, 1), (0, 500)]);
    }

    #[test]
    fn only_the_newest_rounds_are_kept() {
        let mut history = History::default();
        for nth in 1..=200 {
            history.take(round(nth, None), Timestamp::UNIX_EPOCH);
        }
        assert_eq!((history.rounds.len(), history.rounds[0].sent), (KEPT, 200));
    }
}
