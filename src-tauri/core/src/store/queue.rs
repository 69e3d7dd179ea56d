//! The queue: entries in the order of the device, with where each stands and why.
//!
//! An entry is written once; where it stands is a narrow row of its own. What is under way is one small
//! value: it is forgotten when the batch is answered or fails, and then the same entries are sent again.

use airside_shared::{
    Fault,
    entity::Kind,
    ids::{OpId, PassengerId},
    intents::{Lane, Rejection},
    sync::{Entry, EntryState, HEAD_OF_CHAIN},
};
use rusqlite::{Connection, Row, params};
use serde_json::Value;
use uuid::Uuid;

use super::{Maybe, meta, sql, standing};

/// An entry and where it stands.
#[derive(Clone, Debug)]
pub struct Queued {
    pub entry: Entry,
    /// Bytes of the entry as it is stored, about what it is on the wire.
    pub size: usize,
    pub state: EntryState,
    pub about: String,
    pub passenger: Option<PassengerId>,
    pub attempts: u32,
    pub reason: Option<Fault>,
    pub server_state: Option<Value>,
    pub blocked_by: Option<OpId>,
}

const SELECT: &str =
    "SELECT e.entry, s.state, e.about, e.passenger, s.attempts, s.reason, s.server_state, s.blocked_by
    FROM standing s JOIN entries e ON e.seq = s.seq";

/// First and last `seq` of the batch that is under way.
const SENDING: &str = "sending";

fn read(row: &Row) -> rusqlite::Result<Queued> {
    let json = |column: usize| -> rusqlite::Result<Option<String>> { row.get(column) };
    let uuid = |column: usize| -> rusqlite::Result<Option<Uuid>> {
        Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(Uuid::from_bytes))
    };
    let entry: String = row.get(0)?;
    let unreadable = |e: serde_json::Error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(e))
    };
    Ok(Queued {
        size: entry.len(),
        entry: serde_json::from_str(&entry).map_err(unreadable)?,
        state: EntryState::of(&row.get::<_, String>(1)?).unwrap_or(EntryState::Queued),
        about: row.get(2)?,
        passenger: uuid(3)?.map(PassengerId),
        attempts: row.get(4)?,
        reason: json(5)?.and_then(|t| serde_json::from_str(&t).ok()),
        server_state: json(6)?.and_then(|t| serde_json::from_str(&t).ok()),
        blocked_by: uuid(7)?.map(OpId),
    })
}

/// The next `seq` and the hash that the next entry refers to.
pub fn tail(db: &Connection) -> Result<(u64, String), Fault> {
    let last: Option<String> = db
        .prepare_cached("SELECT entry FROM entries ORDER BY seq DESC LIMIT 1")
        .map_err(sql)?
        .query_row([], |r| r.get(0))
        .maybe()?;
    let last: Option<Entry> = last.and_then(|t| serde_json::from_str(&t).ok());
    let last = last.map(|e| (e.seq, e.hash()));
    let resumed: Option<(u64, String)> = meta::get(db, standing::RESUMED)?;
    let after = last.into_iter().chain(resumed).max_by_key(|(seq, _)| *seq);
    Ok(after.map_or((1, HEAD_OF_CHAIN.to_owned()), |(seq, hash)| (seq + 1, hash)))
}

/// The hash of the entry of that number, if it is here.
pub fn hash_at(db: &Connection, seq: u64) -> Result<Option<String>, Fault> {
    let entry: Option<String> = db
        .prepare_cached("SELECT entry FROM entries WHERE seq = ?1")
        .map_err(sql)?
        .query_row([seq], |r| r.get(0))
        .maybe()?;
    Ok(entry.and_then(|text| serde_json::from_str::<Entry>(&text).ok()).map(|entry| entry.hash()))
}

/// Gives the entries that wait the numbers after `last`, in their order: they are the same acts, under the ids that
/// they always had.
pub fn renumber(db: &Connection, mut last: u64, mut head: String) -> Result<(), Fault> {
    sent(db)?;
    for mut entry in to_send(db, u32::MAX)?.into_iter().map(|queued| queued.entry) {
        let was = entry.seq;
        (entry.seq, entry.prev_hash) = (last + 1, head);
        (last, head) = (entry.seq, entry.hash());
        let text = serde_json::to_string(&entry).map_err(|e| Fault::new("unwritable", e.to_string()))?;
        // Below zero first, where no other is in the way.
        let fresh = -i64::try_from(last).unwrap_or(i64::MAX);
        run(db, "UPDATE entries SET seq = ?2, entry = ?3 WHERE seq = ?1", params![was, fresh, text])?;
        run(db, "UPDATE standing SET seq = ?2 WHERE seq = ?1", params![was, fresh])?;
        run(db, "UPDATE touches SET seq = ?2 WHERE seq = ?1", params![was, fresh])?;
    }
    ["entries", "standing", "touches"]
        .iter()
        .try_for_each(|table| run(db, &format!("UPDATE {table} SET seq = -seq WHERE seq < 0"), []))
}

pub fn append(
    db: &Connection,
    entry: &Entry,
    about: &str,
    passenger: Option<PassengerId>,
) -> Result<(), Fault> {
    let text = serde_json::to_string(entry).map_err(|e| Fault::new("unwritable", e.to_string()))?;
    let passenger = passenger.map(|p| *p.0.as_bytes());
    run(
        db,
        "INSERT INTO entries (seq, op, lane, entry, about, passenger) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![entry.seq, entry.op.0.as_bytes(), entry.lane.0, text, about, passenger],
    )?;
    run(db, "INSERT INTO standing (seq, state, overlaid) VALUES (?1, 'queued', 1)", [entry.seq])
}

pub fn get(db: &Connection, op: OpId) -> Result<Option<Queued>, Fault> {
    db.prepare_cached(&format!("{SELECT} WHERE e.op = ?1"))
        .map_err(sql)?
        .query_row([op.0.as_bytes()], read)
        .maybe()
}

/// Newest first.
pub fn list(db: &Connection, limit: u32) -> Result<Vec<Queued>, Fault> {
    select(db, "ORDER BY s.seq DESC LIMIT ?1", [limit])
}

/// What a person should still know about: not applied, not given up. Newest first.
pub fn open(db: &Connection, limit: u32) -> Result<Vec<Queued>, Fault> {
    select(db, "WHERE s.open = 1 ORDER BY s.seq DESC LIMIT ?1", [limit])
}

/// The next entries to send, in order; those that were under way are sent again.
pub fn to_send(db: &Connection, limit: u32) -> Result<Vec<Queued>, Fault> {
    select(db, "WHERE s.open = 1 AND s.state = 'queued' ORDER BY s.seq LIMIT ?1", [limit])
}

/// Entries about things of a kind that the backend has not taken, in order.
pub fn unsettled(db: &Connection, kind: Kind) -> Result<Vec<Queued>, Fault> {
    let filter = "WHERE s.open = 1 AND e.lane LIKE ?1 ORDER BY s.seq";
    select(db, filter, [format!("{}:%", kind.name())])
}

/// Every entry of a lane, settled or not, in order.
pub fn in_lane(db: &Connection, lane: &Lane) -> Result<Vec<Queued>, Fault> {
    select(db, "WHERE e.lane = ?1 ORDER BY s.seq", [&lane.0])
}

/// Entries of a lane after `seq` that are not settled.
pub fn behind(db: &Connection, lane: &Lane, seq: u64) -> Result<Vec<Queued>, Fault> {
    let filter = "WHERE s.open = 1 AND s.state <> 'rejected' AND s.seq > ?2 AND e.lane = ?1 ORDER BY s.seq";
    select(db, filter, params![lane.0, seq])
}

/// Entries whose effect is shown over the server's rows, among `seqs`, in order.
pub fn overlaid(db: &Connection, seqs: &[u64]) -> Result<Vec<Queued>, Fault> {
    let mut found = Vec::with_capacity(seqs.len());
    for seq in seqs {
        found.extend(select(db, "WHERE s.seq = ?1 AND s.overlaid = 1", [seq])?);
    }
    Ok(found)
}

/// `filter` is what follows the columns: at most one order and one limit.
fn select(db: &Connection, filter: &str, params: impl rusqlite::Params) -> Result<Vec<Queued>, Fault> {
    let mut statement = db.prepare_cached(&format!("{SELECT} {filter}")).map_err(sql)?;
    let rows = statement.query_map(params, read).map_err(sql)?;
    let mut found: Vec<Queued> = rows.collect::<Result<_, _>>().map_err(sql)?;
    if let Some((first, last)) = meta::get::<(u64, u64)>(db, SENDING)? {
        let under_way =
            |q: &&mut Queued| q.state == EntryState::Queued && (first..=last).contains(&q.entry.seq);
        found.iter_mut().filter(under_way).for_each(|q| q.state = EntryState::Sending);
    }
    Ok(found)
}

/// These entries go out now.
pub fn sending(db: &Connection, first: u64, last: u64) -> Result<(), Fault> {
    meta::set(db, SENDING, &(first, last))
}

/// Nothing is under way any more: the batch was answered, or will be sent again.
pub fn sent(db: &Connection) -> Result<(), Fault> {
    meta::remove(db, SENDING)
}

/// The batch under way got no answer.
pub fn unanswered(db: &Connection) -> Result<(), Fault> {
    let Some((first, last)) = meta::get::<(u64, u64)>(db, SENDING)? else { return Ok(()) };
    run(
        db,
        "UPDATE standing SET attempts = attempts + 1 WHERE open = 1 AND state = 'queued' AND seq BETWEEN ?1 AND ?2",
        [first, last],
    )?;
    sent(db)
}

/// The backend said yes; the effect stays overlaid until its rows have come.
pub fn applied(db: &Connection, seq: u64, settled_at: u64) -> Result<(), Fault> {
    run(
        db,
        "UPDATE standing SET state = 'applied', settled_at = ?2, reason = NULL, blocked_by = NULL
         WHERE seq = ?1 AND state NOT IN ('superseded', 'applied')",
        [seq, settled_at],
    )
}

/// The backend said no.
pub fn rejected(db: &Connection, seq: u64, rejection: &Rejection) -> Result<(), Fault> {
    let reason = serde_json::to_string(&rejection.fault).unwrap_or_default();
    let state = rejection.server_state.as_ref().map(Value::to_string);
    run(
        db,
        "UPDATE standing SET state = 'rejected', overlaid = 0, reason = ?2, server_state = ?3
         WHERE seq = ?1 AND state NOT IN ('superseded', 'rejected')",
        params![seq, reason, state],
    )
}

/// The backend said: not before that one. If a person settled the blocker while the answer was under way,
/// nothing would ever call the entry again: then it stays queued, to be sent once more.
pub fn blocked(db: &Connection, seq: u64, by: OpId) -> Result<(), Fault> {
    run(
        db,
        "UPDATE standing SET state = 'blocked', blocked_by = ?2 WHERE seq = ?1 AND state = 'queued' AND NOT EXISTS
         (SELECT 1 FROM entries e JOIN standing b ON b.seq = e.seq WHERE e.op = ?2 AND b.state = 'superseded')",
        params![seq, by.0.as_bytes()],
    )
}

/// A person gave a refused entry up or replaced it: what waited behind it goes on.
pub fn supersede(db: &Connection, op: OpId) -> Result<(), Fault> {
    run(
        db,
        "UPDATE standing SET state = 'superseded', overlaid = 0, reported = 0
         WHERE seq = (SELECT seq FROM entries WHERE op = ?1)",
        [op.0.as_bytes()],
    )?;
    run(
        db,
        "UPDATE standing SET state = 'queued', blocked_by = NULL WHERE open = 1 AND state = 'blocked' AND blocked_by = ?1",
        [op.0.as_bytes()],
    )
}

/// What stands on the card of an entry from now on.
pub fn say(db: &Connection, op: OpId, reason: &Fault) -> Result<(), Fault> {
    let reason = serde_json::to_string(reason).map_err(|e| Fault::new("unwritable", e.to_string()))?;
    let text = "UPDATE standing SET reason = ?2 WHERE seq = (SELECT seq FROM entries WHERE op = ?1)";
    run(db, text, params![op.0.as_bytes(), reason])
}

/// Entries settled by a person that the backend has not heard of.
pub fn unreported(db: &Connection) -> Result<Vec<OpId>, Fault> {
    let mut statement = db
        .prepare_cached(
            "SELECT e.op FROM standing s JOIN entries e ON e.seq = s.seq WHERE s.reported = 0 LIMIT 500",
        )
        .map_err(sql)?;
    let ops = statement.query_map([], |r| super::id_of(r, 0)).map_err(sql)?;
    ops.map(|op| op.map(OpId).map_err(sql)).collect()
}

pub fn reported(db: &Connection, ops: &[OpId]) -> Result<(), Fault> {
    let text = "UPDATE standing SET reported = 1 WHERE seq = (SELECT seq FROM entries WHERE op = ?1)";
    ops.iter().try_for_each(|op| run(db, text, [op.0.as_bytes()]))
}

/// Applied entries whose effects every scope has by now: no overlay is needed any more.
pub fn arrived(db: &Connection, through: u64) -> Result<Vec<u64>, Fault> {
    let mut statement = db
        .prepare_cached(
            "SELECT seq FROM standing WHERE overlaid = 1 AND state = 'applied' AND settled_at <= ?1",
        )
        .map_err(sql)?;
    let seqs = statement.query_map([through], |r| r.get(0)).map_err(sql)?;
    seqs.collect::<Result<_, _>>().map_err(sql)
}

pub fn uncover(db: &Connection, seq: u64) -> Result<(), Fault> {
    run(db, "UPDATE standing SET overlaid = 0 WHERE seq = ?1", [seq])
}

/// Waiting, needing attention, and the oldest that waits.
pub fn counts(db: &Connection) -> Result<(u32, u32, Option<Entry>), Fault> {
    let (waiting, attention) = db
        .prepare_cached("SELECT waiting, attention FROM queue_counts")
        .and_then(|mut s| s.query_row([], |r| Ok((r.get(0)?, r.get(1)?))))
        .map_err(sql)?;
    let oldest = to_send(db, 1)?.into_iter().next().map(|q| q.entry);
    Ok((waiting, attention, oldest))
}

fn run(db: &Connection, text: &str, params: impl rusqlite::Params) -> Result<(), Fault> {
    db.prepare_cached(text).and_then(|mut s| s.execute(params)).map(|_| ()).map_err(sql)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, overlay::tests::wish};

    #[test]
    fn an_entry_whose_blocker_was_settled_while_the_answer_was_on_its_way_is_sent_again() {
        let store = Store::in_memory(Box::new(|_| Ok(()))).unwrap();
        let refused = wish();
        let behind = Entry { op: Uuid::from_u128(6).into(), seq: 2, ..wish() };
        let sent = store.write(|tx| {
            append(tx, &refused, "", None)?;
            append(tx, &behind, "", None)?;
            rejected(tx, refused.seq, &Fault::new("not_permitted", "").into())?;
            sending(tx, 2, 2)?;
            supersede(tx, refused.op)?;
            blocked(tx, behind.seq, refused.op)?;
            to_send(tx, 10)
        });
        assert_eq!(sent.unwrap().iter().map(|q| q.entry.op).collect::<Vec<_>>(), [behind.op]);
    }
}
