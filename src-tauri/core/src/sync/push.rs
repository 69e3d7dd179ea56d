//! Sending the queue: which entries go next, and what each answer means.

use std::collections::BTreeSet;

use airside_shared::{
    Fault,
    ids::DeviceId,
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
            bytes += queued.entry.payload.to_string().len() + 1_000;
            if !entries.is_empty() && bytes > limits.batch_bytes as usize {
                break;
            }
            entries.push(queued.entry);
        }
        let Some(last) = entries.last().map(|e| e.seq) else {
            let request = PushRequest { device, entries, resolved };
            return Ok((!request.resolved.is_empty()).then_some(request));
        };
        queue::mark_sending(tx, last)?;
        Ok(Some(PushRequest { device, entries, resolved }))
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
        queue::reported(tx, &request.resolved)?;
        let mut refused = Vec::new();
        for result in &reply.results {
            match &result.outcome {
                Outcome::Applied { seq_after } => queue::applied(tx, result.op, *seq_after)?,
                Outcome::Blocked { by } => queue::blocked(tx, result.op, *by)?,
                Outcome::Rejected(rejection) => {
                    queue::rejected(tx, result.op, rejection)?;
                    refused.push(result.seq);
                }
            }
        }
        if refused.is_empty() { Ok(()) } else { overlay::rebase(tx, BTreeSet::new(), &refused, today) }
    })
}
