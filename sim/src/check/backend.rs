//! The backend against the queues of all devices.

use std::collections::BTreeMap;

use airside_backend::inspect::{Judged, Look};
use airside_shared::{
    ids::OpId,
    sync::{Checksum, Outcome},
};

use super::{Seen, Verdict, holds};

fn judged(look: &Look) -> BTreeMap<OpId, &Judged> {
    look.entries.iter().map(|it| (it.result.op, it)).collect()
}

/// 2: device and backend say the same of every entry, and neither knows one that the other does not.
pub fn settled_alike(seen: &[Seen], look: &Look) -> Verdict {
    let judged = judged(look);
    let mut count = 0;
    for one in seen {
        for (queued, _) in &one.entries {
            let (op, here) = (queued.entry.op, queued.state.name());
            let there = judged.get(&op).map(|it| it.outcome.as_str());
            count += 1;
            holds(2, there == Some(here), || {
                format!("{}: {} {op} is {here} here and {there:?} there", one.name(), queued.entry.kind)
            })?;
        }
    }
    holds(3, count == look.entries.len(), || {
        format!("the backend settled {} entries, the devices made {count}", look.entries.len())
    })
}

/// 7, the backend's side: no job has come to an end that nobody wanted.
pub fn jobs(look: &Look) -> Verdict {
    let failed: Vec<_> = look.jobs.iter().filter(|it| it.state == "failed").collect();
    holds(7, failed.is_empty(), || format!("these jobs failed: {failed:?}"))
}

/// 4: in each lane of each device, effects come in the order of the device.
pub fn order(seen: &[Seen], look: &Look) -> Verdict {
    let judged = judged(look);
    for one in seen {
        let mut last: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for (queued, _) in &one.entries {
            let it = &queued.entry;
            let Some(Outcome::Applied { seq_after }) = judged.get(&it.op).map(|j| &j.result.outcome) else {
                continue;
            };
            for lane in std::iter::once(&it.lane).chain(&it.also) {
                let before = last.insert(&lane.0, (it.seq, *seq_after));
                holds(4, before.is_none_or(|(_, effect)| effect < *seq_after), || {
                    format!("{}: in {} entry {} took effect before {before:?}", one.name(), lane.0, it.seq)
                })?;
            }
        }
    }
    Ok(())
}

/// 5, the backend's side: the checksum of each scope is that of its rows.
pub fn sums(look: &Look) -> Verdict {
    for (name, contents) in &look.scopes {
        let mut counted = Checksum::default();
        contents.rows.iter().for_each(|(row, (version, _))| counted.add(*row, *version));
        holds(5, counted == contents.checksum, || format!("the backend's checksum of {name} is wrong"))?;
        for (row, (version, seq)) in &contents.rows {
            let kept = look.things.get(row).map(|kept| (kept.version, kept.seq));
            holds(5, kept == Some((*version, *seq)), || {
                format!("the backend's {name} has {} {} at {version}, not {kept:?}", row.kind.name(), row.id)
            })?;
        }
    }
    Ok(())
}
