//! Finding passengers: by name at every key, by any number.

use airside_shared::{Fault, names};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::{id_of, sql, words};

/// Hits below which a slip of the finger is thought of.
const FEW: usize = 5;
/// What hits are said to be found by that are near to what was typed.
pub const SIMILAR: &str = "similar";

/// A passenger who fits, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    pub passenger: Uuid,
    pub matched: String,
    pub today: bool,
}

/// Passengers whose name has words that start with those typed: today's departures first, then the rest in
/// no particular order. Unranked on purpose: ranking a million names by bm25 costs 200 times as much. Where that
/// finds few, those follow whose names are a slip away from what was typed.
pub fn by_name(db: &Connection, text: &str, limit: usize) -> Result<Vec<Match>, Fault> {
    let tokens = names::query_tokens(text);
    let Some(query) = names::fts_query(&tokens) else { return Ok(Vec::new()) };
    let mut found = asked(db, &query, limit, "name")?;
    if found.len() < FEW {
        let with_meant = |token: String| words::meant(db, &token).map(|meant| (token, meant));
        let tokens = tokens.into_iter().map(with_meant).collect::<Result<Vec<_>, _>>()?;
        if let Some(query) = names::fts_any(&tokens) {
            add(&mut found, asked(db, &query, limit, SIMILAR)?, limit);
        }
    }
    Ok(found)
}

/// Today's departures, filled up from everybody.
fn asked(db: &Connection, query: &str, limit: usize, matched: &str) -> Result<Vec<Match>, Fault> {
    let today =
        "SELECT r.id FROM names_today n JOIN rows r ON r.no = n.rowid WHERE names_today MATCH ?1 LIMIT ?2";
    let all = "SELECT r.id FROM names n JOIN rows r ON r.no = n.rowid WHERE names MATCH ?1 LIMIT ?2";
    let mut found = matching(db, today, query, limit, matched, true)?;
    if found.len() < limit {
        let rest = matching(db, all, query, limit + found.len(), matched, false)?;
        add(&mut found, rest, limit);
    }
    Ok(found)
}

/// Those who are not there yet.
fn add(found: &mut Vec<Match>, more: Vec<Match>, limit: usize) {
    for hit in more {
        if found.len() < limit && !found.iter().any(|f| f.passenger == hit.passenger) {
            found.push(hit);
        }
    }
}

fn matching(
    db: &Connection,
    text: &str,
    query: &str,
    limit: usize,
    matched: &str,
    today: bool,
) -> Result<Vec<Match>, Fault> {
    let mut statement = db.prepare_cached(text).map_err(sql)?;
    let ids = statement.query_map(params![query, limit as i64], |r| id_of(r, 0)).map_err(sql)?;
    ids.map(|id| Ok(Match { passenger: id.map_err(sql)?, matched: matched.into(), today })).collect()
}

/// Passengers by PNR, e-ticket, loyalty number, passport or bag tag, exactly.
pub fn by_number(db: &Connection, number: &str, limit: usize) -> Result<Vec<Match>, Fault> {
    let mut statement = db
        .prepare_cached("SELECT DISTINCT passenger, what FROM numbers WHERE number = ?1 LIMIT ?2")
        .map_err(sql)?;
    let rows = statement
        .query_map(params![number, limit as i64], |r| {
            Ok(Match { passenger: id_of(r, 0)?, matched: r.get(1)?, today: false })
        })
        .map_err(sql)?;
    rows.collect::<Result<_, _>>().map_err(sql)
}
