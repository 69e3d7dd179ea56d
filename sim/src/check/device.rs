//! One device: its queue, what it shows, what it holds.

use std::collections::{BTreeMap, BTreeSet};

use airside_backend::inspect::Look;
use airside_shared::{
    entity::{Entity, Ref},
    ids::OpId,
    intents::{Context, Intent, Rule, State},
    sync::{Checksum, EntryState, HEAD_OF_CHAIN},
};
use serde_json::Value;

use super::{Seen, Verdict, holds};

/// At any moment, also in the storm.
pub fn always(seen: &Seen, look: Option<&Look>) -> Verdict {
    kept(seen)?;
    replayed(seen)?;
    inside_scopes(seen)?;
    look.map_or(Ok(()), |look| checkpoints(seen, look))
}

/// When nothing is on its way.
pub fn at_rest(seen: &Seen, look: &Look) -> Verdict {
    let page = seen.subject.desk.as_ref().and_then(|desk| desk.queue().ok());
    for (queued, _) in &seen.entries {
        let (op, state) = (queued.entry.op, queued.state);
        let refused_with_reason = state != EntryState::Rejected || queued.reason.is_some();
        holds(2, refused_with_reason, || format!("{}: {op} is refused and does not say why", seen.name()))?;
        let visible =
            page.as_ref().is_some_and(|page| page.rows.iter().any(|row| row.op == op && row.state == state));
        let open = !matches!(state, EntryState::Applied | EntryState::Superseded);
        holds(2, visible || !open, || format!("{}: {op} is not in the list that people see", seen.name()))?;
    }
    same_rows(seen, look)
}

/// 1 and 10: everything that was called saved is in the queue, in an unbroken chain, with its payload.
fn kept(seen: &Seen) -> Verdict {
    let name = seen.name();
    let queued: BTreeSet<OpId> = seen.entries.iter().map(|(q, _)| q.entry.op).collect();
    for op in &seen.subject.promises {
        holds(1, queued.contains(op), || format!("{name}: {op} was saved and is not in the queue"))?;
    }
    let mut head = HEAD_OF_CHAIN.to_owned();
    for (nth, (queued, _)) in (1..).zip(&seen.entries) {
        let it = &queued.entry;
        holds(1, it.seq == nth, || format!("{name}: entry {nth} of the queue has number {}", it.seq))?;
        holds(1, it.prev_hash == head, || format!("{name}: the chain breaks at entry {nth}"))?;
        head = it.hash();
        let same =
            airside_shared::sync::Entry::hash_payload(&it.kind, it.version, &it.payload) == it.payload_hash;
        holds(10, same, || format!("{name}: the payload of entry {nth} is not what was saved"))?;
    }
    holds(1, seen.chain.is_ok(), || format!("{name}: the audit chain is broken: {:?}", seen.chain))
}

/// 6: what is shown is what the server said with the pending entries replayed over it.
fn replayed(seen: &Seen) -> Verdict {
    let shown: BTreeMap<Ref, &str> = seen.rows.iter().map(|r| (r.row, r.body.as_str())).collect();
    let beneath: BTreeMap<Ref, Option<&str>> =
        seen.bases.iter().map(|b| (b.row, b.body.as_deref())).collect();
    let mut replayed: BTreeMap<Ref, Value> = BTreeMap::new();
    let mut touched: BTreeSet<Ref> = beneath.keys().copied().collect();
    for (queued, _) in seen.entries.iter().filter(|(_, overlaid)| *overlaid) {
        let it = &queued.entry;
        let Ok(intent) = Intent::read(&it.kind, it.version, &it.payload) else { continue };
        let now = |row: &Ref| -> Option<Entity> {
            let body = match (replayed.get(row), beneath.get(row)) {
                (Some(value), _) => value.to_string(),
                (None, Some(base)) => (*base)?.to_owned(),
                (None, None) => (*shown.get(row)?).to_owned(),
            };
            Entity::read(row.kind, &body).ok()
        };
        let reads = intent.reads();
        let state: State = reads.iter().filter_map(now).collect();
        let context = Context { now: it.made_at, actor: it.actor.clone(), device: it.device, op: it.op };
        let changes = intent.decide(&state, &context).unwrap_or_default();
        // What it makes came from the backend before the backend's answer did: nothing is replayed.
        let come = |made: Ref| !reads.contains(&made) && now(&made).is_some();
        if changes.iter().any(|change| come(change.reference())) {
            continue;
        }
        for change in changes {
            touched.insert(change.reference());
            replayed.insert(change.reference(), value(&change.body()));
        }
    }
    for row in touched {
        let should = replayed.get(&row).cloned().or_else(|| beneath.get(&row).copied().flatten().map(value));
        let is = shown.get(&row).map(|body| value(body));
        holds(6, is == should, || {
            format!(
                "{}: {} {} is shown as {is:?} and should be {should:?}",
                seen.name(),
                row.kind.name(),
                row.id
            )
        })?;
    }
    Ok(())
}

fn value(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_default()
}

/// 8: every row is held by a scope, or lies beneath or within what is pending, or that looks at it.
fn inside_scopes(seen: &Seen) -> Verdict {
    let name = seen.name();
    holds(8, seen.lost_members == 0, || {
        format!("{name}: {} members of scopes have no row", seen.lost_members)
    })?;
    for row in &seen.rows {
        let known = !row.scopes.is_empty() || seen.concerned.contains(&row.row);
        holds(8, known, || format!("{name}: {} {} is in no scope", row.row.kind.name(), row.row.id))?;
    }
    let pending = seen.entries.iter().any(|(_, overlaid)| *overlaid);
    holds(8, pending || seen.bases.is_empty(), || format!("{name}: nothing is pending and rows are covered"))
}

/// 11: whatever changed up to a scope's checkpoint is here, at that version or a later one.
fn checkpoints(seen: &Seen, look: &Look) -> Verdict {
    let members = members(seen);
    for held in &seen.scopes {
        let Some(contents) = look.scopes.get(&held.scope.to_string()) else { continue };
        let here = members.get(&held.no);
        for (row, (version, seq)) in contents.rows.iter().filter(|(_, (_, seq))| *seq <= held.through) {
            let has = here.and_then(|rows| rows.get(row));
            holds(11, has.is_some_and(|v| v >= version), || {
                let (name, kind) = (seen.name(), row.kind.name());
                format!(
                    "{name}: {} is at {} and {kind} {} of {seq} is {has:?}",
                    held.scope, held.through, row.id
                )
            })?;
        }
    }
    Ok(())
}

fn members(seen: &Seen) -> BTreeMap<i64, BTreeMap<Ref, u64>> {
    let mut members: BTreeMap<i64, BTreeMap<Ref, u64>> = BTreeMap::new();
    for row in &seen.rows {
        for (scope, version) in &row.scopes {
            members.entry(*scope).or_default().insert(row.row, *version);
        }
    }
    members
}

/// 5: the same rows at the same versions with the same contents, by count and by checksum.
fn same_rows(seen: &Seen, look: &Look) -> Verdict {
    let (name, members) = (seen.name(), members(seen));
    let bases: BTreeMap<Ref, Option<&str>> = seen.bases.iter().map(|b| (b.row, b.body.as_deref())).collect();
    let shown: BTreeMap<Ref, &str> = seen.rows.iter().map(|r| (r.row, r.body.as_str())).collect();
    for held in &seen.scopes {
        let theirs = look.scopes.get(&held.scope.to_string()).cloned().unwrap_or_default();
        let theirs_rows: BTreeMap<Ref, u64> =
            theirs.rows.iter().map(|(row, (version, _))| (*row, *version)).collect();
        let ours = members.get(&held.no).cloned().unwrap_or_default();
        holds(5, ours == theirs_rows, || {
            format!("{name}: {} holds other rows than the backend", held.scope)
        })?;
        let mut counted = Checksum::default();
        ours.iter().for_each(|(row, version)| counted.add(*row, *version));
        let agree = counted == held.checksum && counted == theirs.checksum;
        holds(5, agree, || format!("{name}: the checksum of {} is not that of its rows", held.scope))?;
        for row in ours.keys() {
            let ours = bases.get(row).copied().unwrap_or_else(|| shown.get(row).copied()).map(value);
            let theirs = look.things.get(row).map(|kept| value(&kept.entity.body()));
            holds(5, ours == theirs, || {
                format!("{name}: {} {} is {ours:?} here and {theirs:?} there", row.kind.name(), row.id)
            })?;
        }
    }
    Ok(())
}
