//! After an older copy of the database was put back, what waits in it is in doubt: the newer copy may have sent it,
//! and if not, the newer copy may have used its number for something else. The backend knows each entry by its id:
//! asked one by one, it answers for those that it has and refuses the others, which then get new numbers. The audit
//! log likewise, by its chain.

use std::sync::Arc;

use airside_shared::{
    Fault,
    sync::{AuditPush, PushRequest},
};

use super::{http::Backend, push};
use crate::{
    desk::Desk,
    store::{Store, audit, queue, standing},
};

/// Before anything else is sent.
pub(super) async fn clear_queue(
    desk: &Arc<Desk>,
    store: &Arc<Store>,
    backend: &Backend,
) -> Result<(), Fault> {
    let Some(theirs) = store.read(standing::queue_in_doubt)? else { return Ok(()) };
    let waiting = store.read(|db| queue::to_send(db, u32::MAX))?;
    // Numbers behind those are nobody's yet: such an entry would be taken for new.
    for queued in waiting.into_iter().filter(|queued| queued.entry.seq <= theirs.seq) {
        let (device, entries) = (desk.device()?, vec![queued.entry]);
        let request = PushRequest { device, entries, resolved: Vec::new(), report: None };
        match backend.push(&request).await {
            Ok(reply) => push::settle(store, &request, &reply, &desk.today())?,
            Err(fault) if ["sequence_reused", "chain_broken"].contains(&&*fault.code) => {}
            Err(fault) => return Err(fault),
        }
    }
    store.write(|tx| standing::renumber_queue(tx, &theirs))?;
    desk.changed(["queue"]);
    Ok(())
}

/// Before the rest of the log is sent.
pub(super) async fn clear_log(desk: &Arc<Desk>, store: &Arc<Store>, backend: &Backend) -> Result<(), Fault> {
    let Some(theirs) = store.read(standing::log_in_doubt)? else { return Ok(()) };
    let mut ours = None;
    while let Some(record) = store.read(|db| audit::unsent(db, 1))?.pop() {
        let seq = record.seq;
        match backend.audit(&AuditPush { device: desk.device()?, records: vec![record] }).await {
            Ok(()) => store.write(|tx| audit::sent(tx, seq))?,
            Err(fault) if ["audit_broken", "audit_gap"].contains(&&*fault.code) => {
                ours = Some(seq);
                break;
            }
            Err(fault) => return Err(fault),
        }
    }
    store.write(|tx| standing::renumber_log(tx, &theirs, ours))?;
    let here = desk.clone();
    let remember = move || {
        here.anchor();
        Ok(())
    };
    desk.around.blocking(remember).await
}
