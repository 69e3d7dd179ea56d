//! Taking in what changed elsewhere.
//!
//! A scope that is not whole yet is stored page by page: it is resumed where it stopped, and the board is
//! usable before the rest is in. A scope that is whole moves only from one whole state to the next: its
//! pages are collected and applied, with the rebase, in one transaction.

use std::collections::BTreeSet;

use airside_shared::{
    Fault,
    entity::{Entity, Kind, Ref},
    ids::DeviceId,
    sync::{Orders, PullReply, PullRequest, PullScope, Row, Scope, ScopePage},
};

use crate::store::{
    Store, Today,
    overlay::{self, Sent},
    queue,
    scopes::{self, Held},
};

/// A reply whose rows have been read, as may be done while the reply before it is written.
#[derive(Debug, Default)]
pub struct Arrived {
    pages: Vec<Page>,
    pub orders: Orders,
}

/// A page, and what its rows say in their order.
#[derive(Debug)]
struct Page {
    page: ScopePage,
    things: Vec<Option<Entity>>,
}

impl TryFrom<PullReply> for Arrived {
    type Error = Fault;

    fn try_from(reply: PullReply) -> Result<Self, Fault> {
        let thing = |row: &Row| row.body.as_ref().map(|body| Entity::read(row.kind, body.get())).transpose();
        let read = |page: ScopePage| {
            Ok(Page { things: page.rows.iter().map(thing).collect::<Result<_, Fault>>()?, page })
        };
        let pages = reply.pages.into_iter().map(read).collect::<Result<_, Fault>>()?;
        Ok(Self { pages, orders: reply.orders })
    }
}

/// Pages of whole scopes that wait for their rest.
#[derive(Debug, Default)]
pub struct Staged(Vec<Page>);

impl Staged {
    fn through(&self, held: &Held) -> u64 {
        let pages = self.0.iter().map(|it| &it.page).filter(|page| page.scope == held.scope);
        pages.map(|page| page.through).max().unwrap_or(held.through)
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
pub fn foreseen(asked: &[PullScope], arrived: &Arrived) -> Option<Vec<PullScope>> {
    let pages = arrived.pages.iter().map(|it| &it.page);
    let more = pages.clone().any(|page| !page.complete && !page.rows.is_empty());
    let page = |scope: &Scope| pages.clone().find(|page| page.scope == *scope);
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
    arrived: Arrived,
    bytes: u64,
    today: &Today,
) -> Result<Taken, Fault> {
    let whole: BTreeSet<String> =
        store.read(scopes::list)?.iter().filter(|h| h.complete).map(|h| h.scope.to_string()).collect();
    let mut taken = Taken::default();
    let (later, now): (Vec<_>, Vec<_>) =
        arrived.pages.into_iter().partition(|it| whole.contains(&it.page.scope.to_string()));
    for page in now {
        taken.more = true;
        apply(store, vec![page], bytes, today, &mut taken)?;
    }
    let open = later.iter().any(|it| !it.page.complete);
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

fn apply(store: &Store, pages: Vec<Page>, bytes: u64, today: &Today, taken: &mut Taken) -> Result<(), Fault> {
    store.write(|tx| {
        let mut covered = BTreeSet::new();
        for Page { page, things } in pages {
            let Some(mut held) = scopes::list(tx)?.into_iter().find(|h| h.scope == page.scope) else { continue };
            if page.withdrawn {
                let rest: Vec<_> = scopes::list(tx)?.into_iter().map(|h| h.scope).filter(|s| *s != page.scope).collect();
                scopes::subscribe(tx, &rest, today)?;
                // Whatever page is open must not go on showing what was withdrawn.
                taken.kinds.extend(Kind::ALL.iter().map(|kind| kind.name()));
                taken.rows += held.checksum.count as usize;
                continue;
            }
            for (row, thing) in page.rows.iter().zip(&things) {
                taken.kinds.insert(row.kind.name());
                taken.rows += 1;
                if take_row(tx, &mut held, (row, thing.as_ref()), today)? {
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

fn take_row(
    tx: &rusqlite::Connection,
    held: &mut Held,
    (row, thing): (&Row, Option<&Entity>),
    today: &Today,
) -> Result<bool, Fault> {
    let said = row.body.as_ref().zip(thing);
    let sent = said.map(|(body, thing)| Sent { version: row.version, body: body.get(), thing });
    scopes::take(tx, held, Ref { kind: row.kind, id: row.id }, sent, today)
}
