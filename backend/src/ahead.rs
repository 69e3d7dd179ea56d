//! What a batch of entries will be asked about, asked at once before the first is settled. One question after the
//! other would be a trip to the database each, and all who write wait for those.

use std::collections::{BTreeSet, HashMap};

use airside_shared::{
    entity::Ref,
    ids::{DeviceId, OpId, UserId},
    intents::{Actor, Intent, Rule},
    sync::Entry,
};

use crate::{
    put::Batch,
    refusal::Result,
    store::{
        self, Tx, accounts, entities,
        entries::{self, Settled},
    },
};

/// The answers. They are of before the batch: whoever changes what they say says so here.
#[derive(Default)]
pub struct Ahead {
    /// Number and hash of the device's last entry.
    pub last: (u64, String),
    pub known: HashMap<OpId, Option<Settled>>,
    pub people: HashMap<UserId, Option<Actor>>,
    /// Devices, and whether something of theirs may hold up what follows.
    pub held_up: HashMap<DeviceId, bool>,
    /// Each entry's act, where it can be read.
    pub acts: HashMap<OpId, Intent>,
}

/// Looks ahead; the batch knows the rows that the acts look at.
pub async fn look<'a>(tx: &'a mut dyn Tx, device: DeviceId, batch: &[Entry]) -> Result<(Ahead, Batch<'a>)> {
    let ops: BTreeSet<OpId> = batch.iter().map(|entry| entry.op).collect();
    let people: BTreeSet<UserId> = batch.iter().map(|entry| entry.actor.user).collect();
    let read =
        |entry: &Entry| Some((entry.op, Intent::read(&entry.kind, entry.version, &entry.payload).ok()?));
    let acts: HashMap<OpId, Intent> = batch.iter().filter_map(read).collect();
    let rows: BTreeSet<Ref> = acts.values().flat_map(Rule::reads).collect();
    let mut questions =
        vec![accounts::asks_last_entry(device), store::asks_change_seq(), entries::asks_held_up(device)];
    questions.extend(ops.iter().map(|op| entries::asks_op(*op)));
    questions.extend(people.iter().map(|person| accounts::asks_user(*person)));
    questions.extend(rows.iter().map(|row| entities::asks(*row)));
    let mut answers = tx.query_all(questions).await?.into_iter();
    let mut next = || answers.next().unwrap_or_default();
    let last = accounts::read_last_entry(next());
    let seq = store::read_change_seq(&next());
    let held_up = HashMap::from([(device, !next().is_empty())]);
    let mut ahead = Ahead { last, held_up, acts, ..Ahead::default() };
    for op in ops {
        ahead.known.insert(op, entries::read_op(next())?);
    }
    for person in people {
        ahead.people.insert(person, accounts::read_user(next())?.map(|user| user.actor));
    }
    let mut batch = Batch::after(tx, seq);
    for row in rows {
        batch.know(row, entities::read(row, next())?);
    }
    Ok((ahead, batch))
}
