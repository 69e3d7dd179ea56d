//! What the processor has done.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::magic::Question;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Charge,
    Refund,
    /// Miles to a member, of no charge.
    Award,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Authorised,
    Captured,
    Refunded,
    Declined,
}

/// One charge, or one refund of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The merchant's: the key under which it is done once.
    pub reference: String,
    pub kind: Kind,
    /// Of a refund, the charge that it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge: Option<String>,
    pub amount: i64,
    pub currency: String,
    /// Of a programme: how many miles it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub miles: Option<i64>,
    #[serde(skip)]
    pub token: String,
    pub status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How often money was moved for it.
    pub moved: u32,
}

#[derive(Debug, Default)]
pub struct Books {
    records: Vec<Record>,
    asked: HashMap<(String, u8), u32>,
}

impl Books {
    pub fn all(&self) -> Vec<Record> {
        self.records.clone()
    }

    pub fn find(&self, reference: &str) -> Option<&Record> {
        self.records.iter().find(|it| it.reference == reference)
    }

    pub fn find_mut(&mut self, reference: &str) -> Option<&mut Record> {
        self.records.iter_mut().find(|it| it.reference == reference)
    }

    pub fn add(&mut self, record: Record) -> Record {
        self.records.push(record.clone());
        record
    }

    pub fn meddle(&mut self, change: impl FnOnce(&mut Vec<Record>)) {
        change(&mut self.records);
    }

    /// Counts a question; how often it was asked before.
    pub fn asked(&mut self, question: Question, reference: &str) -> u32 {
        let count = self.asked.entry((reference.to_owned(), question as u8)).or_default();
        *count += 1;
        *count - 1
    }

    /// What was taken and can still be given back.
    pub fn left(&self, charge: &str) -> i64 {
        let taken = self.find(charge).filter(|it| it.status == Status::Captured).map_or(0, |it| it.amount);
        let of = |it: &&Record| it.charge.as_deref() == Some(charge) && it.status == Status::Refunded;
        taken - self.records.iter().filter(of).map(|it| it.amount).sum::<i64>()
    }
}
