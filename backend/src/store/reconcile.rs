//! Entries that moved money, for comparing.

use airside_shared::ids::{DeviceId, Uuid};

use super::{Line, Tx};
use crate::refusal::Result;

/// What became of one.
#[derive(Clone, Debug)]
pub struct MoneyEntry {
    pub device: DeviceId,
    pub kind: String,
    /// `applied`, `rejected`, `blocked`, `superseded`.
    pub outcome: String,
    /// What it is about, by its lane.
    pub thing: Option<(String, Uuid)>,
}

pub async fn money_entries(tx: &mut dyn Tx) -> Result<Vec<MoneyEntry>> {
    let lines = tx.query(include_str!("sql/money_entries.sql"), vec![]).await?;
    let entry = |mut line: Line| {
        let lane = line.text(3);
        let thing = lane.split_once(':').and_then(|(kind, id)| Some((kind.to_owned(), id.parse().ok()?)));
        MoneyEntry { device: line.uuid(0).into(), kind: line.text(1), outcome: line.text(2), thing }
    };
    Ok(lines.into_iter().map(entry).collect())
}
