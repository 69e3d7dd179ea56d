//! Sending the queue: which entries go next, and what each answer means.

use std::collections::{BTreeSet, HashMap};

use airside_shared::{
    Fault,
    ids::{DeviceId, OpId},
    sync::{Limits, Outcome, PushReply, PushRequest},
};

use crate::store::{Store, Today, overlay, queue};

/// The next batch, marked as under way; nothing when there is nothing to say.
pub fn next(store: &Store, device: DeviceId, limits: &Limits) -> Result<Option<PushRequest>, Fault> {
    store.write(|tx| {
        let resolved = queue::unreported(tx)?;
        let mut entries = Vec::new();
        let mut bytes = 0;
        for queued in queue::to_send(tx, limits.batch_entries)? {
            bytes += queued.size;
            if !entries.is_empty() && bytes > limits.batch_bytes as usize {
                break;
            }
            entries.push(queued.entry);
        }
        if let (Some(first), Some(last)) = (entries.first(), entries.last()) {
            queue::sending(tx, first.seq, last.seq)?;
        }
        let nothing = entries.is_empty() && resolved.is_empty();
        Ok((!nothing).then_some(PushRequest { device, entries, resolved, report: None }))
    })
}

/// No answer came: the same entries are sent again.
pub fn unanswered(store: &Store) -> Result<(), Fault> {
    store.write(|tx| queue::unanswered(tx))
}

/// Settles what the backend answered. A refused entry's effect is taken back here, and whoever waits behind
/// it waits on; everything else goes on.
pub fn settle(store: &Store, request: &PushRequest, reply: &PushReply, today: &Today) -> Result<(), Fault> {
    store.write(|tx| {
        queue::sent(tx)?;
        queue::reported(tx, &request.resolved)?;
        let asked: HashMap<OpId, u64> = request.entries.iter().map(|e| (e.op, e.seq)).collect();
        let mut refused = Vec::new();
        // An answer to what was not asked settles nothing.
        for (result, seq) in reply.results.iter().filter_map(|r| Some((r, *asked.get(&r.op)?))) {
            match &result.outcome {
                Outcome::Applied { seq_after } => queue::applied(tx, seq, *seq_after)?,
                Outcome::Blocked { by } => queue::blocked(tx, seq, *by)?,
                Outcome::Rejected(rejection) => {
                    queue::rejected(tx, seq, rejection)?;
                    refused.push(seq);
                }
            }
        }
        if refused.is_empty() { Ok(()) } else { overlay::rebase(tx, BTreeSet::new(), &refused, today) }
    })
}
