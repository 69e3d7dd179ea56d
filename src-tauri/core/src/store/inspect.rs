//! The whole database as values, for whoever doubts it: the simulation compares it with what it should be.

use std::collections::{BTreeSet, HashMap};

use airside_shared::{Fault, entity::Ref};
use rusqlite::Connection;

use super::{
    id_of,
    queue::{self, Queued},
    rows, sql,
};

/// A row as shown, and what lies beneath it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub row: Ref,
    pub version: u64,
    pub body: String,
    /// Numbers of the scopes that hold it, with the version that each has it at.
    pub scopes: Vec<(i64, u64)>,
}

/// The server's value beneath pending entries; without a body the server has none.
#[derive(Clone, Debug, PartialEq)]
pub struct Beneath {
    pub row: Ref,
    pub version: u64,
    pub body: Option<String>,
}

/// Every row that is shown.
pub fn rows(db: &Connection) -> Result<Vec<Shown>, Fault> {
    let mut members = members(db)?;
    let mut statement =
        db.prepare_cached("SELECT no, kind, id, version, body FROM rows ORDER BY no").map_err(sql)?;
    let mut found: Vec<Shown> = Vec::new();
    let mut lines = statement.query([]).map_err(sql)?;
    while let Some(line) = lines.next().map_err(sql)? {
        let (no, kind): (i64, String) = (line.get(0).map_err(sql)?, line.get(1).map_err(sql)?);
        let row = Ref { kind: rows::kind_of(&kind)?, id: id_of(line, 2).map_err(sql)? };
        let (version, body) = (line.get(3).map_err(sql)?, line.get(4).map_err(sql)?);
        found.push(Shown { row, version, body, scopes: members.remove(&no).unwrap_or_default() });
    }
    Ok(found)
}

/// Scope and version, by the number of the row.
fn members(db: &Connection) -> Result<HashMap<i64, Vec<(i64, u64)>>, Fault> {
    let mut statement =
        db.prepare_cached("SELECT row, scope, version FROM members ORDER BY scope").map_err(sql)?;
    let mut all: HashMap<i64, Vec<(i64, u64)>> = HashMap::new();
    let mut lines = statement.query([]).map_err(sql)?;
    while let Some(line) = lines.next().map_err(sql)? {
        let (scope, version) = (line.get(1).map_err(sql)?, line.get(2).map_err(sql)?);
        all.entry(line.get(0).map_err(sql)?).or_default().push((scope, version));
    }
    Ok(all)
}

/// Every row of the server that is covered by pending entries.
pub fn bases(db: &Connection) -> Result<Vec<Beneath>, Fault> {
    let mut statement = db.prepare_cached("SELECT kind, id, version, body FROM bases").map_err(sql)?;
    let lines = statement
        .query_map([], |r| Ok((r.get::<_, String>(0)?, id_of(r, 1)?, r.get(2)?, r.get(3)?)))
        .map_err(sql)?;
    lines
        .map(|line| {
            let (kind, id, version, body) = line.map_err(sql)?;
            Ok(Beneath { row: Ref { kind: rows::kind_of(&kind)?, id }, version, body })
        })
        .collect()
}

/// Rows that a pending entry lies over, looked at, or makes.
pub fn concerned(db: &Connection) -> Result<BTreeSet<Ref>, Fault> {
    let mut statement = db
        .prepare_cached(
            "SELECT DISTINCT t.kind, t.id FROM touches t JOIN standing s ON s.seq = t.seq WHERE s.overlaid = 1",
        )
        .map_err(sql)?;
    let lines = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, id_of(r, 1)?))).map_err(sql)?;
    lines
        .map(|line| {
            let (kind, id) = line.map_err(sql)?;
            Ok(Ref { kind: rows::kind_of(&kind)?, id })
        })
        .collect()
}

/// Members of scopes that have no row.
pub fn lost_members(db: &Connection) -> Result<u64, Fault> {
    db.prepare_cached(
        "SELECT count(*) FROM members m WHERE NOT EXISTS (SELECT 1 FROM rows r WHERE r.no = m.row)
            OR NOT EXISTS (SELECT 1 FROM scopes s WHERE s.no = m.scope)",
    )
    .and_then(|mut s| s.query_row([], |r| r.get(0)))
    .map_err(sql)
}

/// Every entry that was ever queued here, in order, and whether its effect is shown.
pub fn entries(db: &Connection) -> Result<Vec<(Queued, bool)>, Fault> {
    let mut all = queue::list(db, u32::MAX)?;
    all.reverse();
    all.into_iter()
        .map(|queued| {
            let shown = !queue::overlaid(db, &[queued.entry.seq])?.is_empty();
            Ok((queued, shown))
        })
        .collect()
}
