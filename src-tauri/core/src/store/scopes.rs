//! Scopes: what this device holds, how far each has come, and whether it agrees with the backend.

use airside_shared::{
    Fault,
    entity::Ref,
    sync::{Checksum, Scope},
};
use rusqlite::{Connection, Row, params};

use super::{
    Maybe, id_of, meta,
    overlay::{self, Sent},
    rows, sql,
};
use crate::store::Today;

/// The name of the count of heals.
const HEALS: &str = "scope_heals";

/// One scope of this device.
#[derive(Clone, Debug)]
pub struct Held {
    pub no: i64,
    pub scope: Scope,
    pub through: u64,
    /// It has been whole once; from then on it changes only from whole to whole.
    pub complete: bool,
    pub total: u64,
    pub bytes: u64,
    pub checksum: Checksum,
}

/// The name is read by the caller, where it can fail as a fault.
fn read(row: &Row) -> rusqlite::Result<(String, Held)> {
    let sum: String = row.get(7)?;
    let held = Held {
        no: row.get(0)?,
        scope: Scope::Catalogue,
        through: row.get(2)?,
        complete: row.get(3)?,
        total: row.get(4)?,
        bytes: row.get(5)?,
        checksum: Checksum { count: row.get(6)?, sum: sum.parse().unwrap_or_default() },
    };
    Ok((row.get(1)?, held))
}

/// All scopes, most urgent first.
pub fn list(db: &Connection) -> Result<Vec<Held>, Fault> {
    let mut statement = db
        .prepare_cached(
            "SELECT no, name, through, complete, total, bytes, count, sum FROM scopes ORDER BY place, no",
        )
        .map_err(sql)?;
    let rows = statement.query_map([], read).map_err(sql)?;
    rows.map(|row| {
        let (name, held) = row.map_err(sql)?;
        Ok(Held { scope: name.parse()?, ..held })
    })
    .collect()
}

/// Makes these the device's scopes; rows of others leave, except those that pending entries need.
pub fn subscribe(db: &Connection, wanted: &[Scope], today: &Today) -> Result<(), Fault> {
    for (place, scope) in wanted.iter().enumerate() {
        run(
            db,
            "INSERT INTO scopes (name, place) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET place = ?2",
            params![scope.to_string(), place as i64],
        )?;
    }
    for held in list(db)?.into_iter().filter(|h| !wanted.contains(&h.scope)) {
        leave(db, &held, today)?;
        run(db, "DELETE FROM scopes WHERE no = ?1", [held.no])?;
    }
    Ok(())
}

/// Adds one scope, most urgent.
pub fn add(db: &Connection, scope: &Scope) -> Result<(), Fault> {
    run(db, "INSERT OR IGNORE INTO scopes (name, place) VALUES (?1, 1)", params![scope.to_string()])
}

/// Empties a scope that disagrees with the backend, so that it is loaded anew. The queue is not touched.
pub fn reset(db: &Connection, held: &Held, today: &Today) -> Result<(), Fault> {
    leave(db, held, today)?;
    meta::set(db, HEALS, &(heals(db)? + 1))?;
    run(
        db,
        "UPDATE scopes SET through = 0, complete = 0, count = 0, sum = '0', total = 0, bytes = 0 WHERE no = ?1",
        [held.no],
    )
}

/// How often a scope of this device was emptied so far.
pub fn heals(db: &Connection) -> Result<u32, Fault> {
    Ok(meta::get(db, HEALS)?.unwrap_or(0))
}

fn leave(db: &Connection, held: &Held, today: &Today) -> Result<(), Fault> {
    let members: Vec<i64> = {
        let mut statement = db.prepare_cached("SELECT row FROM members WHERE scope = ?1").map_err(sql)?;
        let rows = statement.query_map([held.no], |r| r.get(0)).map_err(sql)?;
        rows.collect::<Result<_, _>>().map_err(sql)?
    };
    run(db, "DELETE FROM members WHERE scope = ?1", [held.no])?;
    for no in members {
        // What a person did and is not settled keeps all that it lies over and looked at, until it is.
        let Some((row, _)) = rows::by_no(db, no)? else { continue };
        if !overlay::covers(db, row)? {
            release(db, no, row, today)?;
        }
    }
    Ok(())
}

/// A row that no scope holds any more goes, also from beneath what is pending.
fn release(db: &Connection, no: i64, row: Ref, today: &Today) -> Result<(), Fault> {
    if holds(db, no)? {
        return Ok(());
    }
    let was = rows::find(db, row)?;
    overlay::receive(db, row, was.as_ref(), None, today).map(|_| ())
}

/// Whether any scope holds the row of that number.
pub fn holds(db: &Connection, no: i64) -> Result<bool, Fault> {
    // The order is said: members are found by scope and row alone.
    let asked =
        "SELECT EXISTS (SELECT 1 FROM scopes s CROSS JOIN members m WHERE m.scope = s.no AND m.row = ?1)";
    db.prepare_cached(asked).and_then(|mut s| s.query_row([no], |r| r.get(0))).map_err(sql)
}

/// One row of a page: written, counted into the scope. Answers whether pending entries concern it.
pub fn take(
    db: &Connection,
    held: &mut Held,
    row: Ref,
    sent: Option<Sent<'_>>,
    today: &Today,
) -> Result<bool, Fault> {
    // Of a scope that comes for the first time nearly every row is new, and one that is new lies over nothing.
    if let Some(sent) = sent.filter(|_| !held.complete)
        && let Some(no) = rows::add(db, row, &sent, today)?
    {
        belong(db, held, row, no, sent.version)?;
        return overlay::covers(db, row);
    }
    let was = rows::find(db, row)?;
    if let Some(before) = was.as_ref().map(|was| version_in(db, held, was.no)).transpose()?.flatten() {
        held.checksum.remove(row, before);
    }
    let Some(sent) = sent else {
        let Some(was) = was else { return Ok(false) };
        run(db, "DELETE FROM members WHERE scope = ?1 AND row = ?2", [held.no, was.no])?;
        let covered = overlay::covers(db, row)?;
        release(db, was.no, row, today)?;
        return Ok(covered);
    };
    let received = overlay::receive(db, row, was.as_ref(), Some(sent), today)?;
    if let Some(no) = received.no {
        belong(db, held, row, no, sent.version)?;
    }
    Ok(received.covered)
}

/// The scope holds the row from now on, at this version of the server's.
fn belong(db: &Connection, held: &mut Held, row: Ref, no: i64, version: u64) -> Result<(), Fault> {
    run(
        db,
        "INSERT INTO members (scope, row, version) VALUES (?1, ?2, ?3)
         ON CONFLICT (scope, row) DO UPDATE SET version = ?3",
        params![held.no, no, version],
    )?;
    held.checksum.add(row, version);
    Ok(())
}

/// The server's version of a row when the scope brought it last.
fn version_in(db: &Connection, held: &Held, no: i64) -> Result<Option<u64>, Fault> {
    db.prepare_cached("SELECT version FROM members WHERE scope = ?1 AND row = ?2")
        .map_err(sql)?
        .query_row([held.no, no], |r| r.get(0))
        .maybe()
}

/// Stores how far a scope has come.
pub fn checkpoint(db: &Connection, held: &Held) -> Result<(), Fault> {
    run(
        db,
        "UPDATE scopes SET through = ?2, complete = ?3, total = ?4, bytes = ?5, count = ?6, sum = ?7 WHERE no = ?1",
        params![
            held.no,
            held.through,
            held.complete,
            held.total,
            held.bytes,
            held.checksum.count,
            held.checksum.sum.to_string()
        ],
    )
}

/// The version of the newest row of a scope.
pub fn newest(db: &Connection, held: &Held) -> Result<u64, Fault> {
    let newest: Option<u64> = db
        .prepare_cached("SELECT max(version) FROM members WHERE scope = ?1")
        .and_then(|mut s| s.query_row([held.no], |r| r.get(0)))
        .map_err(sql)?;
    Ok(newest.unwrap_or(0))
}

/// What the scope's rows add up to, counted anew. For tests and for `airside-cli`.
pub fn recount(db: &Connection, held: &Held) -> Result<Checksum, Fault> {
    let mut statement = db
        .prepare_cached(
            "SELECT r.kind, r.id, m.version FROM members m JOIN rows r ON r.no = m.row WHERE m.scope = ?1",
        )
        .map_err(sql)?;
    let rows = statement
        .query_map([held.no], |r| Ok((r.get::<_, String>(0)?, id_of(r, 1)?, r.get::<_, u64>(2)?)))
        .map_err(sql)?;
    let mut sum = Checksum::default();
    for row in rows {
        let (kind, id, version) = row.map_err(sql)?;
        sum.add(Ref { kind: rows::kind_of(&kind)?, id }, version);
    }
    Ok(sum)
}

fn run(db: &Connection, text: &str, params: impl rusqlite::Params) -> Result<(), Fault> {
    db.prepare_cached(text).and_then(|mut s| s.execute(params)).map(|_| ()).map_err(sql)
}
