//! Rows of things: reading them, writing them together with everything by which they are found.

use airside_shared::{
    Fault,
    entity::{Entity, Kind, Ref, Stored},
    intents::State,
};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::{
    Maybe, id_of,
    index::{self, Today},
    overlay::Sent,
    sql,
};

/// A row as it is stored.
#[derive(Clone, Debug)]
pub struct StoredRow {
    pub no: i64,
    pub version: u64,
    pub body: String,
}

/// The row of that name.
pub fn find(db: &Connection, row: Ref) -> Result<Option<StoredRow>, Fault> {
    db.prepare_cached("SELECT no, version, body FROM rows WHERE kind = ?1 AND id = ?2")
        .map_err(sql)?
        .query_row(params![row.kind.name(), row.id.as_bytes()], |r| {
            Ok(StoredRow { no: r.get(0)?, version: r.get(1)?, body: r.get(2)? })
        })
        .maybe()
}

/// The thing of that id.
pub fn get<T: Stored>(db: &Connection, id: impl Into<Uuid>) -> Result<Option<T>, Fault> {
    let row = find(db, Ref::new(T::KIND, id))?;
    row.map(|r| read::<T>(&r.body)).transpose()
}

/// The thing of that id, or the fault that says it is not on this device.
pub fn need<T: Stored>(db: &Connection, id: impl Into<Uuid>) -> Result<T, Fault> {
    let name = T::KIND.name();
    get(db, id)?.ok_or_else(|| {
        Fault::of(name, "not_found", format!("The {name} is not on this device: look it up again."))
    })
}

/// What a rule asked for.
pub fn state(db: &Connection, refs: &[Ref]) -> Result<State, Fault> {
    let mut state = State::default();
    for row in refs {
        if let Some(found) = find(db, *row)? {
            state.put(Entity::read(row.kind, &found.body)?);
        }
    }
    Ok(state)
}

/// Everything of one kind that belongs to `parent`, in the order of the link; newest (largest) first if
/// `latest`, at most `limit`.
pub fn children<T: Stored>(
    db: &Connection,
    parent: &[u8],
    latest: bool,
    limit: u32,
) -> Result<Vec<T>, Fault> {
    let text = if latest {
        "SELECT r.body FROM links l JOIN rows r ON r.no = l.row WHERE l.parent = ?1 AND l.kind = ?2
         ORDER BY l.sort DESC LIMIT ?3"
    } else {
        "SELECT r.body FROM links l JOIN rows r ON r.no = l.row WHERE l.parent = ?1 AND l.kind = ?2
         ORDER BY l.sort LIMIT ?3"
    };
    let mut statement = db.prepare_cached(text).map_err(sql)?;
    let bodies = statement
        .query_map(params![parent, T::KIND.name(), limit], |r| r.get::<_, String>(0))
        .map_err(sql)?;
    bodies.map(|body| read::<T>(&body.map_err(sql)?)).collect()
}

/// Everything of one kind.
pub fn all<T: Stored>(db: &Connection) -> Result<Vec<T>, Fault> {
    let mut statement = db.prepare_cached("SELECT body FROM rows WHERE kind = ?1").map_err(sql)?;
    let bodies = statement.query_map([T::KIND.name()], |r| r.get::<_, String>(0)).map_err(sql)?;
    bodies.map(|body| read::<T>(&body.map_err(sql)?)).collect()
}

/// Writes a row and its indexes; answers the row's number. `was` is what stands there now.
pub fn put(
    db: &Connection,
    was: Option<&StoredRow>,
    entity: &Entity,
    body: &str,
    version: u64,
    today: &Today,
) -> Result<i64, Fault> {
    let before = was.map(|w| Entity::read(entity.kind(), &w.body)).transpose()?;
    let no = match was {
        Some(was) => {
            db.prepare_cached("UPDATE rows SET version = ?2, body = ?3 WHERE no = ?1")
                .and_then(|mut s| s.execute(params![was.no, version, body]))
                .map_err(sql)?;
            was.no
        }
        None => db
            .prepare_cached("INSERT INTO rows (kind, id, version, body) VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut s| s.insert(params![entity.kind().name(), entity.id().as_bytes(), version, body]))
            .map_err(sql)?,
    };
    index::update(db, no, before.as_ref(), Some(entity), today)?;
    Ok(no)
}

/// Writes a row that is not here yet; its number, unless one of that name stands there already.
pub fn add(db: &Connection, row: Ref, sent: &Sent<'_>, today: &Today) -> Result<Option<i64>, Fault> {
    let insert = "INSERT INTO rows (kind, id, version, body) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    let added = db
        .prepare_cached(insert)
        .and_then(|mut s| s.execute(params![row.kind.name(), row.id.as_bytes(), sent.version, sent.body]))
        .map_err(sql)?;
    if added == 0 {
        return Ok(None);
    }
    let no = db.last_insert_rowid();
    index::update(db, no, None, Some(sent.thing), today)?;
    Ok(Some(no))
}

/// Deletes a row and its indexes.
pub fn delete(db: &Connection, kind: Kind, was: &StoredRow, today: &Today) -> Result<(), Fault> {
    let before = Entity::read(kind, &was.body)?;
    index::update(db, was.no, Some(&before), None, today)?;
    db.prepare_cached("DELETE FROM rows WHERE no = ?1").and_then(|mut s| s.execute([was.no])).map_err(sql)?;
    Ok(())
}

/// The row behind a number.
pub fn by_no(db: &Connection, no: i64) -> Result<Option<(Ref, StoredRow)>, Fault> {
    let found = db
        .prepare_cached("SELECT kind, id, version, body FROM rows WHERE no = ?1")
        .map_err(sql)?
        .query_row([no], |r| {
            Ok((r.get::<_, String>(0)?, id_of(r, 1)?, StoredRow { no, version: r.get(2)?, body: r.get(3)? }))
        })
        .maybe()?;
    found.map(|(kind, id, row)| Ok((Ref { kind: kind_of(&kind)?, id }, row))).transpose()
}

pub(crate) fn kind_of(name: &str) -> Result<Kind, Fault> {
    Kind::of(name)
        .ok_or_else(|| Fault::new("unknown_kind", format!("{name} is newer than this program: update it.")))
}

fn read<T: Stored>(body: &str) -> Result<T, Fault> {
    serde_json::from_str(body)
        .map_err(|e| Fault::new("unreadable_row", format!("A {} could not be read: {e}", T::KIND.name())))
}
