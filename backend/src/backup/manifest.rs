//! What a backup says of itself: how many rows, what they come to, where the audit logs end. It is counted from the
//! rows when they are read from the store, and again whenever they are read from the backup.

use std::collections::{BTreeMap, btree_map::Entry};

use airside_shared::{
    Fault,
    audit::{GENESIS, Record},
    ids::{DeviceId, Uuid},
    money::{Currency, Money},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::key::Holder;
use crate::store::{
    Value,
    backup::{AUDIT, LEGS, PAYMENTS, TABLES, Table},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub taken_at: Timestamp,
    /// The program that made it.
    pub program: String,
    /// Whose key it is sealed to.
    pub sealed_to: Holder,
    #[serde(flatten)]
    pub contents: Contents,
}

/// What the rows come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contents {
    pub tables: BTreeMap<String, Rows>,
    pub sums: Vec<Sum>,
    pub logs: Vec<Log>,
    /// SHA-256 over the ends of all logs: one line of device, number and head each, in the order of devices.
    pub audit_head: String,
}

/// Rows of a table, and SHA-256 over them, line by line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    pub count: u64,
    pub sha256: String,
}

/// What one kind of money comes to: `ledger cash_bag`, `charge captured`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    pub of: String,
    pub amount: Money,
}

/// Where the log of a device ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    pub device: DeviceId,
    pub through: u64,
    pub head: String,
    /// Where it breaks, if it does: it is backed up nevertheless, and never taken for whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken_at: Option<u64>,
}

impl Contents {
    /// What is wrong with money and logs themselves, in whatever the rows were read from.
    pub fn sound(&self) -> Result<(), Fault> {
        let mut off: BTreeMap<Currency, i128> = BTreeMap::new();
        for sum in self.sums.iter().filter(|sum| sum.of.starts_with(LEDGER)) {
            *off.entry(sum.amount.currency).or_default() += i128::from(sum.amount.minor);
        }
        if let Some((currency, off)) = off.into_iter().find(|(_, off)| *off != 0) {
            let message = format!(
                "The books in it are off by {off} minor units of {currency}: compare with the store."
            );
            return Err(Fault::new("backup_unbalanced", message));
        }
        let broken = self.logs.iter().find_map(|log| Some((log.device, log.broken_at?)));
        let Some((device, at)) = broken else { return Ok(()) };
        let message = format!("The audit log of device {device} breaks at record {at}: tell security.");
        Err(Fault::new("backup_chain_broken", message))
    }

    /// Whether the manifest, which says `self`, fits rows that come to `found`.
    pub fn fits(&self, found: &Self) -> Result<(), Fault> {
        let differs = |what: String| {
            let message = format!("Its manifest does not fit what is in it ({what}): use another backup.");
            Err(Fault::new("backup_manifest_differs", message))
        };
        for table in TABLES {
            let (said, found) = (self.tables.get(table.name), found.tables.get(table.name));
            if said != found {
                let count = |rows: Option<&Rows>| rows.map_or(0, |rows| rows.count);
                let (said, found) = (count(said), count(found));
                return differs(format!("{}: {said} rows are said, {found} are there", table.name));
            }
        }
        if self.sums != found.sums {
            return differs("the sums".into());
        }
        if (&self.logs, &self.audit_head) != (&found.logs, &found.audit_head) {
            return differs("the ends of the audit logs".into());
        }
        if self != found { differs("tables that this version does not know".into()) } else { Ok(()) }
    }
}

const LEDGER: &str = "ledger ";

/// Counts rows.
#[derive(Default)]
pub struct Tally {
    tables: BTreeMap<&'static str, (u64, Sha256)>,
    sums: BTreeMap<(String, Currency), Money>,
    logs: BTreeMap<Uuid, Log>,
}

impl Tally {
    /// Counts one; `line` is how it is written.
    pub fn count(&mut self, table: &'static Table, row: &[Value], line: &str) -> Result<(), Fault> {
        let (count, hash) = self.tables.entry(table.name).or_default();
        *count += 1;
        hash.update(line);
        hash.update("\n");
        match table.name {
            name if name == LEGS.name => {
                self.add(format!("{LEDGER}{}", text(row, 1)), text(row, 2), number(row, 3))
            }
            name if name == PAYMENTS.name => {
                self.add(format!("{} {}", text(row, 1), text(row, 7)), text(row, 5), number(row, 6))
            }
            name if name == AUDIT.name => {
                self.follow(row);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn add(&mut self, of: String, currency: &str, minor: i64) -> Result<(), Fault> {
        let amount = Money::new(minor, currency.parse()?);
        match self.sums.entry((of, amount.currency)) {
            Entry::Vacant(place) => {
                place.insert(amount);
            }
            Entry::Occupied(mut sum) => *sum.get_mut() = sum.get().plus(amount)?,
        }
        Ok(())
    }

    /// The next record of a device's log: it has to follow from the one before, and its head from itself.
    fn follow(&mut self, row: &[Value]) {
        let device = uuid(row, 0);
        let (seq, head) = (number(row, 1).unsigned_abs(), text(row, 2).to_owned());
        let log = self.logs.entry(device).or_insert_with(|| Log {
            device: device.into(),
            through: 0,
            head: GENESIS.to_owned(),
            broken_at: None,
        });
        let record: Option<Record> = serde_json::from_str(text(row, 3)).ok();
        let follows = record.is_some_and(|it| {
            it.seq == seq
                && seq == log.through + 1
                && it.prev == log.head
                && it.head() == head
                && it.log == log.device
        });
        if !follows {
            log.broken_at.get_or_insert(log.through + 1);
        }
        (log.through, log.head) = (seq, head);
    }

    pub fn contents(self) -> Contents {
        let rows = |table: &Table| {
            let (count, hash) = self.tables.get(table.name).cloned().unwrap_or_default();
            (table.name.to_owned(), Rows { count, sha256: hex::encode(hash.finalize()) })
        };
        let tables = TABLES.into_iter().map(rows).collect();
        let sums = self.sums.into_iter().map(|((of, _), amount)| Sum { of, amount }).collect();
        let logs: Vec<Log> = self.logs.into_values().collect();
        let mut ends = Sha256::new();
        for Log { device, through, head, .. } in &logs {
            ends.update(format!("{device} {through} {head}\n"));
        }
        Contents { tables, sums, logs, audit_head: hex::encode(ends.finalize()) }
    }
}

fn text(row: &[Value], column: usize) -> &str {
    match row.get(column) {
        Some(Value::Text(it)) => it,
        _ => "",
    }
}

fn number(row: &[Value], column: usize) -> i64 {
    match row.get(column) {
        Some(Value::Int(it)) => *it,
        _ => 0,
    }
}

fn uuid(row: &[Value], column: usize) -> Uuid {
    match row.get(column) {
        Some(Value::Blob(it)) => Uuid::from_slice(it).unwrap_or_default(),
        _ => Uuid::nil(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leg(account: &str, minor: i64) -> Vec<Value> {
        vec![Value::Blob(vec![1; 16]), account.into(), "EUR".into(), minor.into()]
    }

    fn contents(legs: &[Vec<Value>]) -> Contents {
        let mut tally = Tally::default();
        for leg in legs {
            tally.count(&LEGS, leg, &format!("{leg:?}")).unwrap();
        }
        tally.contents()
    }

    #[test]
    fn books_that_do_not_balance_are_named() {
        let good = contents(&[leg("cash_bag", 400), leg("sales_revenue", -400)]);
        assert_eq!(good.sound(), Ok(()));
        assert_eq!(good.sums[0].of, "ledger cash_bag");
        let bad = contents(&[leg("cash_bag", 400), leg("sales_revenue", -399)]);
        assert_eq!(bad.sound().unwrap_err().code, "backup_unbalanced");
    }

    #[test]
    fn a_manifest_that_leaves_a_row_out_or_changes_one_does_not_fit() {
        let (one, other) = (leg("cash_bag", 400), leg("cash_bag", 300));
        let said = contents(std::slice::from_ref(&one));
        assert_eq!(said.fits(&contents(std::slice::from_ref(&one))), Ok(()));
        for found in [contents(&[]), contents(&[one, other.clone()]), contents(&[other])] {
            assert_eq!(said.fits(&found).unwrap_err().code, "backup_manifest_differs");
        }
    }

    #[test]
    fn sums_that_overflow_are_refused() {
        let mut tally = Tally::default();
        tally.count(&LEGS, &leg("cash_bag", i64::MAX), "").unwrap();
        assert_eq!(tally.count(&LEGS, &leg("cash_bag", 1), "").unwrap_err().code, "amount_too_large");
    }
}
