//! Putting a backup into a store that has nothing of the kind.

use std::sync::Mutex;

use airside_shared::{Fault, entity::Entity};

use super::{
    document::{Reader, Row, line},
    refused,
};
use crate::{
    load,
    refusal::Result,
    store::{
        Tx, Value,
        backup::{self, THINGS, Table},
        entities,
    },
};

/// Rows that are put back at once.
const PAGE: usize = 1_000;

/// Puts everything back, in the caller's transaction, and compares before that is committed.
pub async fn put_back(tx: &mut dyn Tx, content: Vec<u8>) -> Result<()> {
    let there = backup::occupied(tx).await?;
    if !there.is_empty() {
        let message = format!("This store has {} already: restore into an empty one.", there.join(", "));
        return Err(refused(Fault::new("store_not_empty", message)));
    }
    let mut reader = Reader::begin(content.clone()).map_err(refused)?;
    let (mut things, mut page): (Vec<load::Kept>, Vec<Vec<Value>>) = (Vec::new(), Vec::new());
    let mut of: Option<&'static Table> = None;
    while let Some(Row { table, values, .. }) = reader.row().map_err(refused)? {
        if table.name == THINGS.name {
            things.push(kept(values)?);
            continue;
        }
        if page.len() == PAGE || of.is_some_and(|of| of.name != table.name) {
            flush(tx, of, &mut page).await?;
        }
        of = Some(table);
        page.push(values);
    }
    flush(tx, of, &mut page).await?;
    load::restore(tx, things).await?;
    same(tx, content).await
}

async fn flush(tx: &mut dyn Tx, table: Option<&'static Table>, page: &mut Vec<Vec<Value>>) -> Result<()> {
    match table {
        Some(table) => backup::insert(tx, table, std::mem::take(page)).await,
        None => Ok(()),
    }
}

fn kept(values: Vec<Value>) -> Result<load::Kept> {
    let [Value::Text(kind), _, Value::Int(version), Value::Text(body)] = &values[..] else {
        return Err(refused(Fault::new(
            "backup_unreadable",
            "A thing in it has another shape: use another backup.",
        )));
    };
    let entity = Entity::read(entities::kind(kind)?, body).map_err(refused)?;
    Ok(load::Kept { entity, version: version.unsigned_abs(), body: body.clone() })
}

/// Reads everything again and compares it with the backup, row by row.
async fn same(tx: &mut dyn Tx, content: Vec<u8>) -> Result<()> {
    let reader = Mutex::new(Reader::begin(content).map_err(refused)?);
    let next = || reader.lock().expect("nobody panics holding it").row().map_err(refused);
    let mut nth: u64 = 0;
    backup::each(tx, &mut |table, row| {
        nth += 1;
        match next()? {
            Some(was) if was.line == line(table, &row) => Ok(()),
            _ => Err(refused(differs(table.name, nth))),
        }
    })
    .await?;
    match next()? {
        Some(more) => Err(refused(differs(more.table.name, nth + 1))),
        None => Ok(()),
    }
}

fn differs(table: &str, nth: u64) -> Fault {
    let message = format!(
        "Row {nth} ({table}) is not what the backup says, so nothing was restored: use another backup."
    );
    Fault::new("restore_differs", message)
}
