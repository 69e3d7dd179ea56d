//! What is shown = the server's rows + pending entries replayed over them.
//!
//! A row that a pending entry changes keeps the server's value in `bases`. When the server's value moves,
//! or an entry is settled, the rows concerned go back to their bases and the entries that still count are
//! replayed over them, by the same rules, in the order of the queue, in one transaction. An entry that its
//! rule refuses in the new state stays in the queue: the backend decides, not we.

use std::collections::BTreeSet;

use airside_shared::{
    Fault,
    entity::{Entity, Ref},
    intents::{Context, Intent, Rule},
};
use rusqlite::{Connection, params};

use super::{
    Maybe, id_of, queue,
    rows::{self, StoredRow},
    scopes, sql,
};
use crate::store::Today;

/// Writes the effects of an entry over the server's rows, and binds it to what its rule looked at.
pub fn cover(
    db: &Connection,
    seq: u64,
    changes: &[Entity],
    reads: &[Ref],
    today: &Today,
) -> Result<(), Fault> {
    for entity in changes {
        let row = entity.reference();
        let was = rows::find(db, row)?;
        keep_base(db, row, was.as_ref())?;
        let version = was.as_ref().map_or(0, |w| w.version);
        rows::put(db, was.as_ref(), entity, &entity.body(), version, today)?;
        run(
            db,
            "INSERT OR IGNORE INTO touches (kind, id, seq) VALUES (?1, ?2, ?3)",
            params![row.kind.name(), row.id.as_bytes(), seq],
        )?;
    }
    reads.iter().try_for_each(|row| {
        run(
            db,
            "INSERT OR IGNORE INTO touches (kind, id, seq, looked) VALUES (?1, ?2, ?3, 1)",
            params![row.kind.name(), row.id.as_bytes(), seq],
        )
    })
}

/// The server's value of a row: as it sent it, and what that says.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    pub version: u64,
    pub body: &'a str,
    pub thing: &'a Entity,
}

/// What came of the server's value of a row.
pub struct Received {
    /// The row's number, if it is on this device now.
    pub no: Option<i64>,
    /// Pending entries lie over it, seen or unseen: a rebase must follow.
    pub covered: bool,
}

/// The server's value of a row has come; `None`: it is gone. `was` is what stands there now.
pub fn receive(
    db: &Connection,
    row: Ref,
    was: Option<&StoredRow>,
    sent: Option<Sent<'_>>,
    today: &Today,
) -> Result<Received, Fault> {
    // A row that is not shown has nothing beneath it.
    if let Some(was) = was
        && has_base(db, row)?
    {
        run(
            db,
            "UPDATE bases SET version = ?3, body = ?4 WHERE kind = ?1 AND id = ?2",
            params![
                row.kind.name(),
                row.id.as_bytes(),
                sent.map_or(0, |it| it.version),
                sent.map(|it| it.body)
            ],
        )?;
        return Ok(Received { no: Some(was.no), covered: true });
    }
    let no = write(db, row, was, sent, today)?;
    Ok(Received { no, covered: covers(db, row)? })
}

/// Puts the rows concerned back to the server's values and replays what is still pending over them.
pub fn rebase(db: &Connection, rows: BTreeSet<Ref>, dropped: &[u64], today: &Today) -> Result<(), Fault> {
    let (rows, seqs) = closure(db, rows, dropped)?;
    for row in &rows {
        if let Some((version, body)) = base(db, *row)? {
            let thing = body.as_ref().map(|body| Entity::read(row.kind, body)).transpose()?;
            let sent = body.as_deref().zip(thing.as_ref());
            let sent = sent.map(|(body, thing)| Sent { version, body, thing });
            write(db, *row, rows::find(db, *row)?.as_ref(), sent, today)?;
            run(
                db,
                "DELETE FROM bases WHERE kind = ?1 AND id = ?2",
                params![row.kind.name(), row.id.as_bytes()],
            )?;
        }
    }
    for seq in &seqs {
        run(db, "DELETE FROM touches WHERE seq = ?1", [seq])?;
    }
    let seqs: Vec<u64> = seqs.into_iter().collect();
    for queued in queue::overlaid(db, &seqs)? {
        let entry = &queued.entry;
        // An entry of a newer program stays in the queue; this one cannot show its effect.
        let Ok(intent) = Intent::read(&entry.kind, entry.version, &entry.payload) else { continue };
        let ctx =
            Context { now: entry.made_at, actor: entry.actor.clone(), device: entry.device, op: entry.op };
        let reads = intent.reads();
        match intent.decide(&rows::state(db, &reads)?, &ctx) {
            Ok(changes) if !come(db, &changes, &reads)? => cover(db, entry.seq, &changes, &reads, today)?,
            // What it makes may leave again before the answer is here: then the act is shown again.
            Ok(changes) => {
                let made = changes.iter().map(Entity::reference);
                lie_unseen(db, entry.seq, &made.chain(reads).collect())?;
            }
            Err(_) => lie_unseen(db, entry.seq, &reads.into_iter().collect())?,
        }
    }
    rows.into_iter().try_for_each(|row| unheld(db, row, today))
}

/// A row of a scope that was withdrawn stayed for what was pending over it, and goes with the last of that.
fn unheld(db: &Connection, row: Ref, today: &Today) -> Result<(), Fault> {
    let Some(was) = rows::find(db, row)? else { return Ok(()) };
    if covers(db, row)? || scopes::holds(db, was.no)? {
        return Ok(());
    }
    rows::delete(db, row.kind, &was, today)
}

/// What the act makes is among the backend's rows already: they came before the answer did.
fn come(db: &Connection, changes: &[Entity], reads: &[Ref]) -> Result<bool, Fault> {
    for made in changes.iter().map(Entity::reference).filter(|row| !reads.contains(row)) {
        if rows::find(db, made)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The effect of an entry is not shown now; it stays bound to what it looks at, so that news of that brings it
/// back.
fn lie_unseen(db: &Connection, seq: u64, concerned: &BTreeSet<Ref>) -> Result<(), Fault> {
    concerned.iter().try_for_each(|row| {
        run(
            db,
            "INSERT OR IGNORE INTO touches (kind, id, seq) VALUES (?1, ?2, ?3)",
            params![row.kind.name(), row.id.as_bytes(), seq],
        )
    })
}

/// Rows and entries that hang together: an entry over a row brings its other rows, and those their entries.
fn closure(
    db: &Connection,
    mut rows: BTreeSet<Ref>,
    dropped: &[u64],
) -> Result<(BTreeSet<Ref>, BTreeSet<u64>), Fault> {
    let mut seqs: BTreeSet<u64> = dropped.iter().copied().collect();
    let mut fresh_rows: Vec<Ref> = rows.iter().copied().collect();
    let mut fresh_seqs: Vec<u64> = dropped.to_vec();
    while !fresh_rows.is_empty() || !fresh_seqs.is_empty() {
        for seq in fresh_seqs.drain(..) {
            for row in touched_by(db, seq)? {
                if rows.insert(row) {
                    fresh_rows.push(row);
                }
            }
        }
        for row in fresh_rows.drain(..) {
            for seq in concerning(db, row)? {
                if seqs.insert(seq) {
                    fresh_seqs.push(seq);
                }
            }
        }
    }
    Ok((rows, seqs))
}

/// Writes the server's value over what stands there; the row's number, unless it is gone.
fn write(
    db: &Connection,
    row: Ref,
    was: Option<&StoredRow>,
    sent: Option<Sent<'_>>,
    today: &Today,
) -> Result<Option<i64>, Fault> {
    match (sent, was) {
        (Some(sent), was) => rows::put(db, was, sent.thing, sent.body, sent.version, today).map(Some),
        (None, Some(was)) => rows::delete(db, row.kind, was, today).map(|()| None),
        (None, None) => Ok(None),
    }
}

fn keep_base(db: &Connection, row: Ref, was: Option<&StoredRow>) -> Result<(), Fault> {
    let (version, body) = was.map_or((0, None), |w| (w.version, Some(w.body.as_str())));
    run(
        db,
        "INSERT OR IGNORE INTO bases (kind, id, version, body) VALUES (?1, ?2, ?3, ?4)",
        params![row.kind.name(), row.id.as_bytes(), version, body],
    )
}

fn base(db: &Connection, row: Ref) -> Result<Option<(u64, Option<String>)>, Fault> {
    db.prepare_cached("SELECT version, body FROM bases WHERE kind = ?1 AND id = ?2")
        .map_err(sql)?
        .query_row(params![row.kind.name(), row.id.as_bytes()], |r| Ok((r.get(0)?, r.get(1)?)))
        .maybe()
}

/// Whether pending entries concern this row: over it, or hidden because their rule refuses what it is now.
pub fn covers(db: &Connection, row: Ref) -> Result<bool, Fault> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM touches WHERE kind = ?1 AND id = ?2)")
        .and_then(|mut s| s.query_row(params![row.kind.name(), row.id.as_bytes()], |r| r.get(0)))
        .map_err(sql)
}

fn has_base(db: &Connection, row: Ref) -> Result<bool, Fault> {
    Ok(base(db, row)?.is_some())
}

/// The server's version of a row, beneath whatever is pending.
pub fn server_version(db: &Connection, row: Ref) -> Result<Option<u64>, Fault> {
    match base(db, row)? {
        Some((version, _)) => Ok(Some(version)),
        None => Ok(rows::find(db, row)?.map(|r| r.version)),
    }
}

fn touched_by(db: &Connection, seq: u64) -> Result<Vec<Ref>, Fault> {
    let mut statement = db.prepare_cached("SELECT kind, id FROM touches WHERE seq = ?1").map_err(sql)?;
    let rows = statement.query_map([seq], |r| Ok((r.get::<_, String>(0)?, id_of(r, 1)?))).map_err(sql)?;
    rows.map(|row| {
        let (kind, id) = row.map_err(sql)?;
        Ok(Ref { kind: rows::kind_of(&kind)?, id })
    })
    .collect()
}

/// Entries that lie over a row, in order.
pub fn touching(db: &Connection, row: Ref) -> Result<Vec<u64>, Fault> {
    seqs(db, "SELECT seq FROM touches WHERE kind = ?1 AND id = ?2 AND looked = 0 ORDER BY seq", row)
}

/// Entries that lie over a row or looked at it, in order.
fn concerning(db: &Connection, row: Ref) -> Result<Vec<u64>, Fault> {
    seqs(db, "SELECT seq FROM touches WHERE kind = ?1 AND id = ?2 ORDER BY seq", row)
}

fn seqs(db: &Connection, text: &str, row: Ref) -> Result<Vec<u64>, Fault> {
    let mut statement = db.prepare_cached(text).map_err(sql)?;
    let seqs = statement.query_map(params![row.kind.name(), row.id.as_bytes()], |r| r.get(0)).map_err(sql)?;
    seqs.collect::<Result<_, _>>().map_err(sql)
}

fn run(db: &Connection, text: &str, params: impl rusqlite::Params) -> Result<(), Fault> {
    db.prepare_cached(text).and_then(|mut s| s.execute(params)).map(|_| ()).map_err(sql)
}

#[cfg(test)]
pub(super) mod tests {
    use airside_shared::{
        access::Role,
        ids::{PassengerId, Uuid},
        intents::Actor,
        passengers::{Passenger, PersonName, SetPreference},
        sync::{Entry, HEAD_OF_CHAIN},
    };

    use super::*;
    use crate::store::Store;

    pub fn wish() -> Entry {
        let intent: Intent = SetPreference {
            passenger: PassengerId(Uuid::from_u128(1)),
            name: "drink".into(),
            value: "tea".into(),
            at: jiff::Timestamp::UNIX_EPOCH,
            timeline: Uuid::from_u128(2).into(),
        }
        .into();
        let station = "JFK".into();
        let actor = Actor {
            user: Uuid::from_u128(3).into(),
            name: "Agent".into(),
            role: Role::CheckIn,
            role_epoch: 1,
            station,
        };
        Entry {
            op: Uuid::from_u128(4).into(),
            device: Uuid::from_u128(5).into(),
            seq: 1,
            actor,
            lane: intent.lane(),
            also: Vec::new(),
            kind: intent.kind().into(),
            version: intent.version(),
            payload_hash: Entry::hash_payload(intent.kind(), intent.version(), &intent.payload()),
            payload: intent.payload(),
            base: Vec::new(),
            depends_on: Vec::new(),
            replaces: None,
            made_at: jiff::Timestamp::UNIX_EPOCH,
            prev_hash: HEAD_OF_CHAIN.into(),
            hash_form: Entry::HASH_FORM,
        }
    }

    #[test]
    fn a_change_that_was_hidden_is_shown_again_when_its_row_comes_back() {
        let store = Store::in_memory(Box::new(|_| Ok(()))).unwrap();
        let today = Today { station: "JFK".into(), day: jiff::civil::date(2026, 1, 15) };
        let name = PersonName { surname: "Passenger".into(), ..PersonName::default() };
        let id = PassengerId(Uuid::from_u128(1));
        let body = serde_json::json!({ "id": id, "name": name }).to_string();
        let row = Ref::new(airside_shared::entity::Kind::Passenger, id);
        let drink = |db: &Connection| -> Option<String> {
            let passenger: Option<Passenger> = rows::get(db, id).unwrap();
            passenger.and_then(|p| p.preferences.get("drink").map(|d| d.value.clone()))
        };
        let shown = store.write(|tx| {
            queue::append(tx, &wish(), "", None)?;
            let mut shown = Vec::new();
            let receive = |version, body: Option<&str>| {
                let was = rows::find(tx, row)?;
                let thing = body.map(|body| Entity::read(row.kind, body)).transpose()?;
                let sent = body.zip(thing.as_ref()).map(|(body, thing)| Sent { version, body, thing });
                receive(tx, row, was.as_ref(), sent, &today)
            };
            receive(1, Some(&body))?;
            rebase(tx, BTreeSet::from([row]), &[1], &today)?;
            for (version, body) in [(2, None), (3, Some(body.as_str()))] {
                shown.push(drink(tx));
                if receive(version, body)?.covered {
                    rebase(tx, BTreeSet::from([row]), &[], &today)?;
                }
            }
            shown.push(drink(tx));
            Ok(shown)
        });
        let tea = || Some("tea".to_owned());
        assert_eq!(shown.unwrap(), [tea(), None, tea()]);
    }
}
