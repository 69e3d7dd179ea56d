//! Rows of things, and which follows which.

use airside_shared::{
    entity::{Entity, Kind, Ref, Stored},
    ids::Uuid,
};

use super::{Line, Question, Tx, Value};
use crate::refusal::{Refusal, Result};

/// A stored thing.
#[derive(Clone, Debug)]
pub struct Held {
    pub entity: Entity,
    pub version: u64,
    pub seq: i64,
    /// Numbers of the scopes that hold it, sorted.
    pub scopes: Vec<i64>,
}

pub async fn get(tx: &mut dyn Tx, row: Ref) -> Result<Option<Held>> {
    let (sql, values) = asks(row);
    read(row, tx.query(sql, values).await?)
}

pub fn asks(row: Ref) -> Question {
    let sql = "SELECT version, seq, scopes, body FROM entities WHERE kind = $1 AND id = $2";
    (sql, vec![row.kind.name().into(), row.id.into()])
}

/// Out of the answer to [`asks`].
pub fn read(row: Ref, lines: Vec<Line>) -> Result<Option<Held>> {
    lines.into_iter().next().map(|line| held(row.kind, line)).transpose()
}

/// Rows that are asked for at once, in their order.
pub async fn get_all(tx: &mut dyn Tx, rows: &[Ref]) -> Result<Vec<Option<Held>>> {
    let answers = tx.query_all(rows.iter().map(|row| asks(*row)).collect()).await?;
    rows.iter().zip(answers).map(|(row, lines)| read(*row, lines)).collect()
}

/// A thing, if it is there.
pub async fn find<T: Stored>(tx: &mut dyn Tx, id: impl Into<Uuid>) -> Result<Option<T>> {
    let held = get(tx, Ref::new(T::KIND, id)).await?;
    Ok(held.and_then(|held| T::of(&held.entity).cloned()))
}

/// Those of the rows that are there and of that kind; only they are asked for.
pub async fn find_all<T: Stored>(tx: &mut dyn Tx, rows: impl IntoIterator<Item = Ref>) -> Result<Vec<T>> {
    let rows: Vec<Ref> = rows.into_iter().filter(|row| row.kind == T::KIND).collect();
    let held = get_all(tx, &rows).await?;
    Ok(held.into_iter().flatten().filter_map(|held| T::of(&held.entity).cloned()).collect())
}

fn held(kind: Kind, mut line: Line) -> Result<Held> {
    let entity = Entity::read(kind, &line.text(3))?;
    Ok(Held { entity, version: line.int(0) as u64, seq: line.int(1), scopes: numbers(&line.text(2)) })
}

/// Everything of one kind.
pub async fn all_of(tx: &mut dyn Tx, kind: Kind) -> Result<Vec<Held>> {
    let sql = "SELECT version, seq, scopes, body FROM entities WHERE kind = $1 ORDER BY seq";
    let lines = tx.query(sql, vec![kind.name().into()]).await?;
    lines.into_iter().map(|line| held(kind, line)).collect()
}

pub async fn insert(tx: &mut dyn Tx, held: &Held) -> Result<()> {
    tx.run(include_str!("sql/entity_insert.sql"), values(held)).await
}

pub async fn update(tx: &mut dyn Tx, held: &Held) -> Result<()> {
    tx.run(include_str!("sql/entity_update.sql"), values(held)).await
}

/// For the bulk load.
pub async fn insert_all(tx: &mut dyn Tx, all: impl Iterator<Item = &Held>) -> Result<()> {
    let lines = all.map(values).collect();
    tx.insert_all("INSERT INTO entities (kind, id, version, seq, scopes, body)", lines).await
}

/// The same, each with its body letter by letter.
pub async fn insert_as_written(tx: &mut dyn Tx, all: impl Iterator<Item = (&Held, &str)>) -> Result<()> {
    let lines = all.map(|(held, body)| written(held, body.to_owned())).collect();
    tx.insert_all("INSERT INTO entities (kind, id, version, seq, scopes, body)", lines).await
}

fn values(held: &Held) -> Vec<Value> {
    written(held, held.entity.body())
}

fn written(held: &Held, body: String) -> Vec<Value> {
    let Ref { kind, id } = held.entity.reference();
    vec![
        kind.name().into(),
        id.into(),
        (held.version as i64).into(),
        held.seq.into(),
        text(&held.scopes).into(),
        body.into(),
    ]
}

pub async fn link(tx: &mut dyn Tx, target: Uuid, from: Ref) -> Result<()> {
    let sql = "INSERT INTO links (target, kind, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    tx.run(sql, vec![target.into(), from.kind.name().into(), from.id.into()]).await
}

pub async fn unlink(tx: &mut dyn Tx, target: Uuid, from: Ref) -> Result<()> {
    let sql = "DELETE FROM links WHERE target = $1 AND kind = $2 AND id = $3";
    tx.run(sql, vec![target.into(), from.kind.name().into(), from.id.into()]).await
}

pub async fn link_all(tx: &mut dyn Tx, links: impl Iterator<Item = (Uuid, Ref)>) -> Result<()> {
    let lines =
        links.map(|(target, from)| vec![target.into(), from.kind.name().into(), from.id.into()]).collect();
    tx.insert_all("INSERT INTO links (target, kind, id)", lines).await
}

/// What follows `target`.
pub async fn followers(tx: &mut dyn Tx, target: Uuid) -> Result<Vec<Ref>> {
    let lines = tx.query("SELECT kind, id FROM links WHERE target = $1", vec![target.into()]).await?;
    lines.into_iter().map(|mut line| Ok(Ref::new(kind(&line.text(0))?, line.uuid(1)))).collect()
}

/// The scopes of the followers of one kind, together.
pub async fn scopes_of_followers(tx: &mut dyn Tx, target: Uuid, kind: Kind) -> Result<Vec<i64>> {
    let sql = include_str!("sql/scopes_of_followers.sql");
    let lines = tx.query(sql, vec![target.into(), kind.name().into()]).await?;
    Ok(lines.into_iter().flat_map(|mut line| numbers(&line.text(0))).collect())
}

/// Empties the world of things; queues, people and logs stay.
pub async fn clear(tx: &mut dyn Tx) -> Result<()> {
    for sql in ["DELETE FROM scope_rows", "DELETE FROM scopes", "DELETE FROM links", "DELETE FROM entities"] {
        tx.query(sql, vec![]).await?;
    }
    Ok(())
}

pub async fn any(tx: &mut dyn Tx) -> Result<bool> {
    Ok(!tx.query("SELECT seq FROM entities LIMIT 1", vec![]).await?.is_empty())
}

pub fn kind(name: &str) -> Result<Kind> {
    Kind::of(name).ok_or_else(|| Refusal::store(&"a row of a kind that this version does not know"))
}

fn numbers(text: &str) -> Vec<i64> {
    text.split_ascii_whitespace().filter_map(|number| number.parse().ok()).collect()
}

fn text(numbers: &[i64]) -> String {
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    texts.join(" ")
}
