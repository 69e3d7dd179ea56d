//! Taking in what changed elsewhere.
//!
//! A scope that is not whole yet is stored page by page: it is resumed where it stopped, and the board is
//! usable before the rest is in. A scope that is whole moves only from one whole state to the next: its
//! pages are collected and applied, with the rebase, in one transaction.

use std::collections::BTreeSet;

use airside_shared::{
    Fault,
    entity::{Kind, Ref},
    ids::DeviceId,
    sync::{PullReply, PullRequest, PullScope, Row, Scope, ScopePage},
};

use crate::store::{
    Store, Today, overlay, queue,
    scopes::{self, Held},
};

/// Pages of whole scopes that wait for their rest.
#[derive(Debug, Default)]
pub struct Staged(Vec<ScopePage>);

impl Staged {
    fn through(&self, held: &Held) -> u64 {
        self.0.iter().filter(|p| p.scope == held.scope).map(|p| p.through).max().unwrap_or(held.through)
    }
}

/// What came of a reply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taken {
    /// Names of kinds of rows that changed.
    pub kinds: BTreeSet<&'static str>,
    /// Ask again at once: there is more.
    pub more: bool,
    pub rows: usize,
}

/// What to ask for: the scopes that are not whole first, alone, most urgent first; then news for all.
pub fn next(store: &Store, device: DeviceId, staged: &Staged) -> Result<PullRequest, Fault> {
    let held = store.read(scopes::list)?;
    let first = held.iter().find(|h| !h.complete);
    let wanted: Vec<&Held> = first.map_or_else(|| held.iter().collect(), |h| vec![h]);
    let scopes =
        wanted.into_iter().map(|h| PullScope { id: h.scope.clone(), after: staged.through(h) }).collect();
    let kinds = Kind::ALL.iter().map(|kind| kind.name().to_owned()).collect();
    Ok(PullRequest { device, scopes, bytes: None, kinds, report: None })
}

/// What will be asked for when this reply is in, if it goes as expected: then it can be fetched meanwhile.
pub fn foreseen(asked: &[PullScope], reply: &PullReply) -> Option<Vec<PullScope>> {
    let more = reply.pages.iter().any(|page| !page.complete && !page.rows.is_empty());
    let page = |scope: &Scope| reply.pages.iter().find(|page| page.scope == *scope);
    let go_on = |it: &PullScope| {
        let after = page(&it.id).map_or(it.after, |page| page.through);
        PullScope { id: it.id.clone(), after }
    };
    more.then(|| asked.iter().map(go_on).collect())
}

/// Takes a reply in.
pub fn take(
    store: &Store,
    staged: &mut Staged,
    reply: PullReply,
    bytes: u64,
    today: &Today,
) -> Result<Taken, Fault> {
    let whole: BTreeSet<String> =
        store.read(scopes::list)?.iter().filter(|h| h.complete).map(|h| h.scope.to_string()).collect();
    let mut taken = Taken::default();
    let (later, now): (Vec<_>, Vec<_>) =
        reply.pages.into_iter().partition(|p| whole.contains(&p.scope.to_string()));
    for page in now {
        taken.more = true;
        apply(store, vec![page], bytes, today, &mut taken)?;
    }
    let open = later.iter().any(|p| !p.complete);
    staged.0.extend(later);
    if open {
        taken.more = true;
    } else if !staged.0.is_empty() {
        apply(store, std::mem::take(&mut staged.0), bytes, today, &mut taken)?;
    }
    if !taken.more {
        taken.more = store.read(scopes::list)?.iter().any(|h| !h.complete);
    }
    Ok(taken)
}

fn apply(
    store: &Store,
    pages: Vec<ScopePage>,
    bytes: u64,
    today: &Today,
    taken: &mut Taken,
) -> Result<(), Fault> {
    store.write(|tx| {
        let mut covered = BTreeSet::new();
        for page in pages {
            let Some(mut held) = scopes::list(tx)?.into_iter().find(|h| h.scope == page.scope) else { continue };
            if page.withdrawn {
                let rest: Vec<_> = scopes::list(tx)?.into_iter().map(|h| h.scope).filter(|s| *s != page.scope).collect();
                scopes::subscribe(tx, &rest, today)?;
                // Whatever page is open must not go on showing what was withdrawn.
                taken.kinds.extend(Kind::ALL.iter().map(|kind| kind.name()));
                taken.rows += held.checksum.count as usize;
                continue;
            }
            for row in &page.rows {
                taken.kinds.insert(row.kind.name());
                taken.rows += 1;
                if take_row(tx, &mut held, row, today)? {
                    covered.insert(Ref { kind: row.kind, id: row.id });
                }
            }
            (held.through, held.total) = (page.through, page.total);
            held.bytes += bytes;
            held.complete |= page.complete;
            match page.checksum.filter(|c| page.complete && *c != held.checksum) {
                // The scope heals by itself, alone.
                Some(_) => {
                    tracing::warn!(scope = %held.scope, "a scope disagreed with the backend and is loaded anew");
                    scopes::reset(tx, &held, today)?;
                    taken.more = true;
                }
                None => scopes::checkpoint(tx, &held)?,
            }
        }
        // A scope that is still being loaded has brought nothing yet that could be relied upon.
        let scopes = scopes::list(tx)?;
        let through = scopes.iter().map(|h| if h.complete { h.through } else { 0 }).min().unwrap_or(0);
        let arrived = queue::arrived(tx, through)?;
        for seq in &arrived {
            queue::uncover(tx, *seq)?;
        }
        if covered.is_empty() && arrived.is_empty() {
            return Ok(());
        }
        overlay::rebase(tx, covered, &arrived, today)
    })
}

fn take_row(tx: &rusqlite::Connection, held: &mut Held, row: &Row, today: &Today) -> Result<bool, Fault> {
    let reference = Ref { kind: row.kind, id: row.id };
    scopes::take(tx, held, reference, row.version, row.body.as_ref().map(|b| b.get()), today)
}
