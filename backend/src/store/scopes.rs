//! Scopes: their rows in the order of the change sequence, and their checksums.

use airside_shared::{
    entity::{Kind, Ref},
    ids::Uuid,
    sync::{Checksum, Scope},
};

use super::{Tx, entities::kind};
use crate::refusal::Result;

/// The number of a scope, given when it is first needed.
pub async fn number(tx: &mut dyn Tx, name: &str) -> Result<i64> {
    let known = tx.query("SELECT id FROM scopes WHERE name = $1", vec![name.into()]).await?;
    if let Some(line) = known.first() {
        return Ok(line.int(0));
    }
    let made = tx.query(include_str!("sql/scope_insert.sql"), vec![name.into()]).await?;
    Ok(made.first().map_or(0, |line| line.int(0)))
}

/// For the bulk load: number, name, count, sum.
pub async fn insert_all(tx: &mut dyn Tx, all: impl Iterator<Item = (i64, String, i64, u64)>) -> Result<()> {
    let line = |(number, name, count, sum): (i64, String, i64, u64)| {
        vec![number.into(), name.into(), count.into(), (sum as i64).into()]
    };
    tx.insert_all("INSERT INTO scopes (id, name, row_count, row_sum)", all.map(line).collect()).await
}

/// A row of a scope: (scope, seq, thing, version, gone).
pub type ScopeRow = (i64, i64, Ref, u64, bool);

pub async fn add(tx: &mut dyn Tx, row: ScopeRow) -> Result<()> {
    let sql = include_str!("sql/scope_row_insert.sql");
    tx.run(sql, values(row)).await
}

pub async fn add_all(tx: &mut dyn Tx, rows: impl Iterator<Item = ScopeRow>) -> Result<()> {
    let lines = rows.map(values).collect();
    tx.insert_all("INSERT INTO scope_rows (scope, seq, kind, id, version, gone)", lines).await
}

fn values((scope, seq, row, version, gone): ScopeRow) -> Vec<super::Value> {
    let version = version as i64;
    vec![
        scope.into(),
        seq.into(),
        row.kind.name().into(),
        row.id.into(),
        version.into(),
        i64::from(gone).into(),
    ]
}

pub async fn remove(tx: &mut dyn Tx, scope: i64, seq: i64) -> Result<()> {
    let sql = "DELETE FROM scope_rows WHERE scope = $1 AND seq = $2";
    tx.run(sql, vec![scope.into(), seq.into()]).await
}

/// Adds to a checksum. The sum wraps, which no SQL does, so it is read and written.
pub async fn change_sum(tx: &mut dyn Tx, scope: i64, count: i64, sum: u64) -> Result<()> {
    let lines = tx.query("SELECT row_count, row_sum FROM scopes WHERE id = $1", vec![scope.into()]).await?;
    let (count_before, sum_before) = lines.first().map_or((0, 0), |line| (line.int(0), line.int(1) as u64));
    let sum = sum_before.wrapping_add(sum) as i64;
    let sql = "UPDATE scopes SET row_count = $2, row_sum = $3 WHERE id = $1";
    tx.run(sql, vec![scope.into(), (count_before + count).into(), sum.into()]).await
}

/// Number and checksum of a scope, if anything ever was in it.
pub async fn find(tx: &mut dyn Tx, scope: &Scope) -> Result<Option<(i64, Checksum)>> {
    let sql = "SELECT id, row_count, row_sum FROM scopes WHERE name = $1";
    let lines = tx.query(sql, vec![scope.to_string().into()]).await?;
    Ok(lines
        .first()
        .map(|line| (line.int(0), Checksum { count: line.int(1) as u64, sum: line.int(2) as u64 })))
}

/// A row as a page carries it.
#[derive(Debug)]
pub struct PageRow {
    pub seq: u64,
    pub row: Ref,
    pub version: u64,
    /// None when it left the scope.
    pub body: Option<String>,
}

pub async fn page(tx: &mut dyn Tx, scope: i64, after: u64, limit: usize) -> Result<Vec<PageRow>> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let values = vec![scope.into(), after.into(), (limit as i64).into()];
    let lines = tx.query(include_str!("sql/page.sql"), values).await?;
    lines
        .into_iter()
        .map(|mut line| {
            let row = Ref::new(kind(&line.text(1))?, line.uuid(2));
            let body = if line.int(4) == 1 { None } else { line.maybe_text(5) };
            Ok(PageRow { seq: line.int(0) as u64, row, version: line.int(3) as u64, body })
        })
        .collect()
}

/// The checksum of every row that is in a scope now, without those of some kinds.
pub async fn recount(tx: &mut dyn Tx, scope: i64, without: &[Kind]) -> Result<Checksum> {
    let sql = "SELECT kind, id, version FROM scope_rows WHERE scope = $1 AND gone = 0";
    let mut checksum = Checksum::default();
    for mut line in tx.query(sql, vec![scope.into()]).await? {
        let id: Uuid = line.uuid(1);
        let kind = kind(&line.text(0))?;
        if !without.contains(&kind) {
            checksum.add(Ref::new(kind, id), line.int(2) as u64);
        }
    }
    Ok(checksum)
}
