//! Small things with a name.

use airside_shared::Fault;
use rusqlite::{Connection, params};
use serde::{Serialize, de::DeserializeOwned};

use super::{Maybe, sql};

pub fn get<T: DeserializeOwned>(db: &Connection, name: &str) -> Result<Option<T>, Fault> {
    let text: Option<String> = db
        .prepare_cached("SELECT value FROM meta WHERE name = ?1")
        .map_err(sql)?
        .query_row([name], |r| r.get(0))
        .maybe()?;
    Ok(text.and_then(|t| serde_json::from_str(&t).ok()))
}

pub fn set(db: &Connection, name: &str, value: &impl Serialize) -> Result<(), Fault> {
    let text = serde_json::to_string(value).map_err(|e| Fault::new("unwritable", e.to_string()))?;
    db.prepare_cached(
        "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
    )
    .and_then(|mut s| s.execute(params![name, text]))
    .map_err(sql)?;
    Ok(())
}

pub fn remove(db: &Connection, name: &str) -> Result<(), Fault> {
    db.prepare_cached("DELETE FROM meta WHERE name = ?1").and_then(|mut s| s.execute([name])).map_err(sql)?;
    Ok(())
}
