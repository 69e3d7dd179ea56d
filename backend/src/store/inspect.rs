//! The whole store as values, for whoever doubts it: the simulation compares it with what it should be.

use std::collections::BTreeMap;

use airside_shared::{
    entity::{Entity, Ref},
    ids::DeviceId,
    ledger::TrialBalance,
    sync::{Checksum, EntryResult},
};

use super::{
    Tx,
    entities::kind,
    jobs::{self, Count},
    ledger,
};
use crate::refusal::Result;

/// One thing.
#[derive(Clone, Debug)]
pub struct Kept {
    pub entity: Entity,
    pub version: u64,
    pub seq: u64,
}

/// What became of one entry.
#[derive(Clone, Debug)]
pub struct Judged {
    pub device: DeviceId,
    pub lane: String,
    pub kind: String,
    /// `applied`, `rejected`, `blocked`, `superseded`.
    pub outcome: String,
    pub result: EntryResult,
}

/// A scope: its kept checksum and its rows, each with version and number of the change sequence.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    pub checksum: Checksum,
    pub rows: BTreeMap<Ref, (u64, u64)>,
}

/// Everything.
#[derive(Clone, Debug, Default)]
pub struct Look {
    pub things: BTreeMap<Ref, Kept>,
    /// In the order of device and number.
    pub entries: Vec<Judged>,
    /// By name.
    pub scopes: BTreeMap<String, Contents>,
    pub books: TrialBalance,
    /// What is left to be done, or has failed.
    pub jobs: Vec<Count>,
}

pub async fn look(tx: &mut dyn Tx) -> Result<Look> {
    let mut look = Look::default();
    for mut line in tx.query("SELECT kind, version, seq, body FROM entities", vec![]).await? {
        let entity = Entity::read(kind(&line.text(0))?, &line.text(3))?;
        let kept = Kept { version: line.int(1) as u64, seq: line.int(2) as u64, entity };
        look.things.insert(kept.entity.reference(), kept);
    }
    let sql = "SELECT device, lane, kind, outcome, result FROM entries ORDER BY device, seq";
    for mut line in tx.query(sql, vec![]).await? {
        look.entries.push(Judged {
            device: line.uuid(0).into(),
            lane: line.text(1),
            kind: line.text(2),
            outcome: line.text(3),
            result: serde_json::from_str(&line.text(4))?,
        });
    }
    let mut names = BTreeMap::new();
    for mut line in tx.query("SELECT id, name, row_count, row_sum FROM scopes", vec![]).await? {
        let checksum = Checksum { count: line.int(2) as u64, sum: line.int(3) as u64 };
        let name = line.text(1);
        names.insert(line.int(0), name.clone());
        look.scopes.insert(name, Contents { checksum, rows: BTreeMap::new() });
    }
    let sql = "SELECT scope, seq, kind, id, version FROM scope_rows WHERE gone = 0";
    for mut line in tx.query(sql, vec![]).await? {
        let row = Ref::new(kind(&line.text(2))?, line.uuid(3));
        let place = names.get(&line.int(0)).and_then(|name| look.scopes.get_mut(name));
        if let Some(contents) = place {
            contents.rows.insert(row, (line.int(4) as u64, line.int(1) as u64));
        }
    }
    look.books = ledger::trial_balance(tx).await?;
    look.jobs = jobs::counts(tx).await?;
    Ok(look)
}
