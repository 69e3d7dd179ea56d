//! What a backup holds: its tables row by row, always in the same order, and back into a store that has none.

use airside_shared::entity::Kind;

use super::{Line, Tx, Value};
use crate::refusal::Result;

/// Rows that are read at once.
const PAGE: i64 = 1_000;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Number,
    Text,
    Bytes,
}

/// A table of a backup.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [(&'static str, Shape)],
    /// Ends before `VALUES`.
    insert: &'static str,
}

use Shape::{Bytes, Number, Text};

pub static LEGS: Table = Table {
    name: "legs",
    columns: &[("posting", Bytes), ("account", Text), ("currency", Text), ("minor", Number)],
    insert: "INSERT INTO legs (posting, account, currency, minor)",
};

static POSTINGS: Table = Table {
    name: "postings",
    columns: &[
        ("id", Bytes),
        ("what", Text),
        ("source_kind", Text),
        ("source", Bytes),
        ("version", Number),
        ("op", Bytes),
        ("at", Number),
    ],
    insert: "INSERT INTO postings (id, what, source_kind, source, version, op, at)",
};

pub static PAYMENTS: Table = Table {
    name: "payments",
    columns: &[
        ("id", Bytes),
        ("way", Text),
        ("source", Bytes),
        ("charge", Bytes),
        ("token", Text),
        ("currency", Text),
        ("minor", Number),
        ("state", Text),
        ("code", Text),
        ("attempts", Number),
        ("due_at", Number),
        ("made_at", Number),
        ("through", Text),
        ("miles", Number),
    ],
    insert: "INSERT INTO payments (id, way, source, charge, token, currency, minor, state, code, attempts, due_at, made_at, through, miles)",
};

static PAYMENT_STATES: Table = Table {
    name: "payment_states",
    columns: &[("payment", Bytes), ("nth", Number), ("state", Text), ("code", Text), ("at", Number)],
    insert: "INSERT INTO payment_states (payment, nth, state, code, at)",
};

static NOTICES: Table = Table {
    name: "notices",
    columns: &[("id", Text), ("at", Number)],
    insert: "INSERT INTO notices (id, at)",
};

/// Things that money points to. They are put back with their scopes, which a backup does not hold.
pub static THINGS: Table = Table {
    name: "things",
    columns: &[("kind", Text), ("id", Bytes), ("version", Number), ("body", Text)],
    insert: "",
};

pub static AUDIT: Table = Table {
    name: "audit",
    columns: &[("device", Bytes), ("seq", Number), ("head", Text), ("record", Text)],
    insert: "INSERT INTO audit (device, seq, head, record)",
};

/// In the order in which they can be put back: a posting is closed by its own row, so its legs come first.
pub static TABLES: [&Table; 7] = [&LEGS, &POSTINGS, &PAYMENTS, &PAYMENT_STATES, &NOTICES, &THINGS, &AUDIT];

/// The kinds of things that payments and postings point to, and what those are verified by.
const KINDS: [Kind; 9] = [
    Kind::Order,
    Kind::Sale,
    Kind::Trolley,
    Kind::Refund,
    Kind::ClaimFile,
    Kind::Claim,
    Kind::Voucher,
    Kind::VoucherStanding,
    Kind::Issuer,
];

/// Takes one row after the other.
pub type Sink<'s> = &'s mut (dyn FnMut(&'static Table, Vec<Value>) -> Result<()> + Send);

/// Every row of every table.
pub async fn each(tx: &mut dyn Tx, sink: Sink<'_>) -> Result<()> {
    each_leg(tx, sink).await?;
    let sql = "SELECT id, what, source_kind, source, version, op, at FROM postings
        WHERE id > $1 ORDER BY id LIMIT $2";
    pages(tx, &POSTINGS, sql, vec![nothing()], sink).await?;
    let sql =
        "SELECT id, way, source, charge, token, currency, minor, state, code, attempts, due_at, made_at,
        through, miles FROM payments WHERE id > $1 ORDER BY id LIMIT $2";
    pages(tx, &PAYMENTS, sql, vec![nothing()], sink).await?;
    let sql = "SELECT payment, nth, state, code, at FROM payment_states
        WHERE (payment, nth) > ($1, $2) ORDER BY payment, nth LIMIT $3";
    pages(tx, &PAYMENT_STATES, sql, vec![nothing(), (-1).into()], sink).await?;
    // Texts are put in order here: the two databases may not agree about it.
    let mut notices = tx.query("SELECT id, at FROM notices", vec![]).await?;
    notices.sort_by(|a, b| bytes(a, 0).cmp(bytes(b, 0)));
    give(&NOTICES, notices, sink)?;
    for kind in KINDS {
        let sql = "SELECT kind, id, version, body FROM entities
            WHERE kind = $1 AND id > $2 ORDER BY id LIMIT $3";
        pages(tx, &THINGS, sql, vec![kind.name().into(), nothing()], sink).await?;
    }
    let sql = "SELECT device, seq, head, record FROM audit
        WHERE (device, seq) > ($1, $2) ORDER BY device, seq LIMIT $3";
    pages(tx, &AUDIT, sql, vec![nothing(), (-1).into()], sink).await
}

/// Before every id.
fn nothing() -> Value {
    Value::Blob(Vec::new())
}

fn bytes(line: &Line, column: usize) -> &[u8] {
    match line.0.get(column) {
        Some(Value::Blob(it)) => it,
        Some(Value::Text(it)) => it.as_bytes(),
        _ => &[],
    }
}

fn give(table: &'static Table, lines: Vec<Line>, sink: Sink<'_>) -> Result<()> {
    lines.into_iter().try_for_each(|line| sink(table, line.0))
}

/// Pages of a table whose first columns are what it is in the order of.
async fn pages(
    tx: &mut dyn Tx,
    table: &'static Table,
    sql: &'static str,
    mut after: Vec<Value>,
    sink: Sink<'_>,
) -> Result<()> {
    loop {
        let mut values = after.clone();
        values.push(PAGE.into());
        let lines = tx.query(sql, values).await?;
        let full = lines.len() as i64 == PAGE;
        if let Some(last) = lines.last() {
            after = last.0[..after.len()].to_vec();
        }
        give(table, lines, sink)?;
        if !full {
            return Ok(());
        }
    }
}

/// The legs by their postings; those of one posting are put in order here, because of their texts.
async fn each_leg(tx: &mut dyn Tx, sink: Sink<'_>) -> Result<()> {
    let mut after = nothing();
    loop {
        let sql = "SELECT id FROM postings WHERE id > $1 ORDER BY id LIMIT $2";
        let postings = tx.query(sql, vec![after.clone(), PAGE.into()]).await?;
        let Some(last) = postings.last().and_then(|line| line.0.first()).cloned() else { return Ok(()) };
        let sql = "SELECT posting, account, currency, minor FROM legs WHERE posting > $1 AND posting <= $2";
        let mut legs = tx.query(sql, vec![after, last.clone()]).await?;
        legs.sort_by(|a, b| {
            let key = |line| [bytes(line, 0), bytes(line, 1), bytes(line, 2)];
            key(a).cmp(&key(b))
        });
        give(&LEGS, legs, sink)?;
        after = last;
    }
}

/// What there is already of what a backup holds; a store that it is put into has none of it.
pub async fn occupied(tx: &mut dyn Tx) -> Result<Vec<&'static str>> {
    const ASKED: [(&str, &str); 8] = [
        ("things", "SELECT seq FROM entities LIMIT 1"),
        ("devices", "SELECT last_seq FROM devices LIMIT 1"),
        ("entries", "SELECT seq FROM entries LIMIT 1"),
        ("postings", "SELECT at FROM postings LIMIT 1"),
        ("payments", "SELECT due_at FROM payments LIMIT 1"),
        ("payment states", "SELECT at FROM payment_states LIMIT 1"),
        ("notices", "SELECT at FROM notices LIMIT 1"),
        ("audit", "SELECT seq FROM audit LIMIT 1"),
    ];
    let mut found = Vec::new();
    for (what, sql) in ASKED {
        if !tx.query(sql, vec![]).await?.is_empty() {
            found.push(what);
        }
    }
    Ok(found)
}

/// Puts rows of one table back, as they were.
pub async fn insert(tx: &mut dyn Tx, table: &'static Table, rows: Vec<Vec<Value>>) -> Result<()> {
    tx.insert_all(table.insert, rows).await
}

/// Whether it is time, and nobody else's turn: whoever is told yes has until `until` before others are.
pub async fn take_turn(tx: &mut dyn Tx, now: i64, until: i64) -> Result<bool> {
    let due = tx.query("SELECT number FROM meta WHERE name = $1", vec![TURN.into()]).await?;
    if due.first().is_some_and(|line| line.int(0) > now) {
        return Ok(false);
    }
    next_turn(tx, until).await.map(|()| true)
}

pub async fn next_turn(tx: &mut dyn Tx, at: i64) -> Result<()> {
    let sql = "INSERT INTO meta (name, number) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET number = excluded.number";
    tx.run(sql, vec![TURN.into(), at.into()]).await
}

/// Where the time of the next backup is kept.
const TURN: &str = "backup_due";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_moves_money_is_in_a_backup() {
        let missing: Vec<Kind> =
            crate::money::KINDS.into_iter().filter(|kind| !KINDS.contains(kind)).collect();
        assert_eq!(missing, []);
    }
}
