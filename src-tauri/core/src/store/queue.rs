//! The queue: entries in the order of the device, with where each stands and why.

use airside_shared::{
    Fault,
    ids::{OpId, PassengerId},
    intents::{Lane, Rejection},
    sync::{Entry, EntryState, HEAD_OF_CHAIN},
};
use rusqlite::{Connection, Row, params};
use serde_json::Value;
use uuid::Uuid;

use super::{Maybe, sql};

/// An entry and where it stands.
#[derive(Clone, Debug)]
pub struct Queued {
    pub entry: Entry,
    pub state: EntryState,
    pub about: String,
    pub passenger: Option<PassengerId>,
    pub attempts: u32,
    pub reason: Option<Fault>,
    pub server_state: Option<Value>,
    pub blocked_by: Option<OpId>,
}

const COLUMNS: &str = "entry, state, about, passenger, attempts, reason, server_state, blocked_by";

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
        .prepare_cached("SELECT entry FROM queue ORDER BY seq DESC LIMIT 1")
        .map_err(sql)?
        .query_row([], |r| r.get(0))
        .maybe()?;
    let last: Option<Entry> = last.and_then(|t| serde_json::from_str(&t).ok());
    Ok(last.map_or((1, HEAD_OF_CHAIN.to_owned()), |e| (e.seq + 1, e.hash())))
}

pub fn append(
    db: &Connection,
    entry: &Entry,
    about: &str,
    passenger: Option<PassengerId>,
) -> Result<(), Fault> {
    let text = serde_json::to_string(entry).map_err(|e| Fault::new("unwritable", e.to_string()))?;
    db.prepare_cached(
        "INSERT INTO queue (seq, op, lane, state, overlaid, entry, about, passenger)
         VALUES (?1, ?2, ?3, 'queued', 1, ?4, ?5, ?6)",
    )
    .and_then(|mut s| {
        let passenger = passenger.map(|p| *p.0.as_bytes());
        s.execute(params![entry.seq, entry.op.0.as_bytes(), entry.lane.0, text, about, passenger])
    })
    .map_err(sql)?;
    Ok(())
}

pub fn get(db: &Connection, op: OpId) -> Result<Option<Queued>, Fault> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM queue WHERE op = ?1"))
        .map_err(sql)?
        .query_row([op.0.as_bytes()], read)
        .maybe()
}

/// Newest first.
pub fn list(db: &Connection, limit: u32) -> Result<Vec<Queued>, Fault> {
    select(db, &format!("SELECT {COLUMNS} FROM queue ORDER BY seq DESC LIMIT ?1"), [limit])
}

/// What a person should still know about: not applied, not given up. Newest first.
pub fn open(db: &Connection, limit: u32) -> Result<Vec<Queued>, Fault> {
    let text = format!(
        "SELECT {COLUMNS} FROM queue WHERE state IN ('queued', 'sending', 'rejected', 'blocked') ORDER BY seq DESC LIMIT ?1"
    );
    select(db, &text, [limit])
}

/// The next entries to send, in order; those that were under way are sent again.
pub fn to_send(db: &Connection, limit: u32) -> Result<Vec<Queued>, Fault> {
    let text =
        format!("SELECT {COLUMNS} FROM queue WHERE state IN ('queued', 'sending') ORDER BY seq LIMIT ?1");
    select(db, &text, [limit])
}

/// Entries of a lane after `seq` that are not settled.
pub fn behind(db: &Connection, lane: &Lane, seq: u64) -> Result<Vec<Queued>, Fault> {
    let text = format!(
        "SELECT {COLUMNS} FROM queue WHERE lane = ?1 AND seq > ?2 AND state IN ('queued', 'sending', 'blocked') ORDER BY seq"
    );
    select(db, &text, params![lane.0, seq])
}

/// Entries whose effect is shown over the server's rows, among `seqs`, in order.
pub fn overlaid(db: &Connection, seqs: &[u64]) -> Result<Vec<Queued>, Fault> {
    let mut found = Vec::with_capacity(seqs.len());
    for seq in seqs {
        let text = format!("SELECT {COLUMNS} FROM queue WHERE seq = ?1 AND overlaid = 1");
        found.extend(select(db, &text, [seq])?);
    }
    Ok(found)
}

fn select(db: &Connection, text: &str, params: impl rusqlite::Params) -> Result<Vec<Queued>, Fault> {
    let mut statement = db.prepare_cached(text).map_err(sql)?;
    let rows = statement.query_map(params, read).map_err(sql)?;
    rows.collect::<Result<_, _>>().map_err(sql)
}

pub fn mark_sending(db: &Connection, through: u64) -> Result<(), Fault> {
    run(
        db,
        "UPDATE queue SET state = 'sending', attempts = attempts + 1 WHERE state IN ('queued', 'sending') AND seq <= ?1",
        [through],
    )
}

/// The backend said yes; the effect stays overlaid until its rows have come.
pub fn applied(db: &Connection, op: OpId, settled_at: u64) -> Result<(), Fault> {
    run(
        db,
        "UPDATE queue SET state = 'applied', settled_at = ?2, reason = NULL, blocked_by = NULL
         WHERE op = ?1 AND state NOT IN ('superseded', 'applied')",
        params![op.0.as_bytes(), settled_at],
    )
}

/// The backend said no.
pub fn rejected(db: &Connection, op: OpId, rejection: &Rejection) -> Result<(), Fault> {
    let reason = serde_json::to_string(&rejection.fault).unwrap_or_default();
    let state = rejection.server_state.as_ref().map(Value::to_string);
    run(
        db,
        "UPDATE queue SET state = 'rejected', overlaid = 0, reason = ?2, server_state = ?3
         WHERE op = ?1 AND state NOT IN ('superseded', 'rejected')",
        params![op.0.as_bytes(), reason, state],
    )
}

pub fn blocked(db: &Connection, op: OpId, by: OpId) -> Result<(), Fault> {
    run(
        db,
        // A person may have settled what blocks it while the answer was on its way: then it is sent again.
        "UPDATE queue SET blocked_by = ?2,
            state = CASE WHEN EXISTS (SELECT 1 FROM queue WHERE op = ?2 AND state = 'superseded')
                THEN 'queued' ELSE 'blocked' END
         WHERE op = ?1 AND state IN ('queued', 'sending')",
        params![op.0.as_bytes(), by.0.as_bytes()],
    )
}

/// A person gave a refused entry up or replaced it: what waited behind it goes on.
pub fn supersede(db: &Connection, op: OpId) -> Result<(), Fault> {
    run(
        db,
        "UPDATE queue SET state = 'superseded', overlaid = 0, reported = 0 WHERE op = ?1",
        [op.0.as_bytes()],
    )?;
    run(
        db,
        "UPDATE queue SET state = 'queued', blocked_by = NULL WHERE blocked_by = ?1 AND state = 'blocked'",
        [op.0.as_bytes()],
    )
}

/// Entries settled by a person that the backend has not heard of.
pub fn unreported(db: &Connection) -> Result<Vec<OpId>, Fault> {
    let mut statement =
        db.prepare_cached("SELECT op FROM queue WHERE reported = 0 LIMIT 500").map_err(sql)?;
    let ops = statement.query_map([], |r| super::id_of(r, 0)).map_err(sql)?;
    ops.map(|op| op.map(OpId).map_err(sql)).collect()
}

pub fn reported(db: &Connection, ops: &[OpId]) -> Result<(), Fault> {
    ops.iter().try_for_each(|op| run(db, "UPDATE queue SET reported = 1 WHERE op = ?1", [op.0.as_bytes()]))
}

/// Applied entries whose effects every scope has by now: no overlay is needed any more.
pub fn arrived(db: &Connection, through: u64) -> Result<Vec<u64>, Fault> {
    let mut statement = db
        .prepare_cached("SELECT seq FROM queue WHERE overlaid = 1 AND state = 'applied' AND settled_at <= ?1")
        .map_err(sql)?;
    let seqs = statement.query_map([through], |r| r.get(0)).map_err(sql)?;
    seqs.collect::<Result<_, _>>().map_err(sql)
}

pub fn uncover(db: &Connection, seq: u64) -> Result<(), Fault> {
    run(db, "UPDATE queue SET overlaid = 0 WHERE seq = ?1", [seq])
}

/// Waiting, needing attention, and when the oldest waiting one was made.
pub fn counts(db: &Connection) -> Result<(u32, u32, Option<Entry>), Fault> {
    let count = |states: &str| -> Result<u32, Fault> {
        db.prepare_cached(&format!("SELECT count(*) FROM queue WHERE state IN ({states})"))
            .and_then(|mut s| s.query_row([], |r| r.get(0)))
            .map_err(sql)
    };
    let oldest = to_send(db, 1)?.into_iter().next().map(|q| q.entry);
    Ok((count("'queued', 'sending'")?, count("'rejected', 'blocked'")?, oldest))
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
            rejected(tx, refused.op, &Fault::new("not_permitted", "").into())?;
            mark_sending(tx, 2)?;
            supersede(tx, refused.op)?;
            blocked(tx, behind.op, refused.op)?;
            to_send(tx, 10)
        });
        assert_eq!(sent.unwrap().iter().map(|q| q.entry.op).collect::<Vec<_>>(), [behind.op]);
    }
}
