//! What passengers are told, each once.

use std::collections::BTreeMap;

use airside_shared::{
    Language,
    ids::{PassengerId, Uuid},
    notices::{Channel, NoticeState},
};
use jiff::Timestamp;

use super::{Line, Tx, Value, time};
use crate::refusal::{Refusal, Result};

macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT key, id, passenger, subject, channel, template, language, facts, state, attempts, said, created_at,
            sent_at FROM passenger_notices ",
            $which
        )
    };
}

/// A notice as it stands.
#[derive(Clone, Debug)]
pub struct Notice {
    pub key: String,
    pub id: Uuid,
    pub passenger: PassengerId,
    /// The sale, the voucher, the claim.
    pub subject: Uuid,
    pub channel: Option<Channel>,
    pub template: String,
    pub language: Language,
    pub facts: BTreeMap<String, String>,
    pub state: NoticeState,
    pub attempts: u32,
    pub said: String,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

pub async fn insert(tx: &mut dyn Tx, it: &Notice) -> Result<()> {
    let values = vec![
        it.key.as_str().into(),
        it.id.into(),
        it.passenger.0.into(),
        it.subject.into(),
        it.channel.map_or("", Channel::name).into(),
        it.template.as_str().into(),
        it.language.tag().into(),
        serde_json::to_string(&it.facts)?.into(),
        it.state.name().into(),
        it.said.as_str().into(),
        it.created_at.as_second().into(),
    ];
    tx.run(include_str!("sql/notice_insert.sql"), values).await
}

pub async fn update(tx: &mut dyn Tx, it: &Notice) -> Result<()> {
    let values = vec![
        it.key.as_str().into(),
        it.state.name().into(),
        i64::from(it.attempts).into(),
        it.said.as_str().into(),
        it.sent_at.map_or(Value::Null, |at| at.as_second().into()),
    ];
    tx.run(include_str!("sql/notice_update.sql"), values).await
}

pub async fn get(tx: &mut dyn Tx, key: &str) -> Result<Option<Notice>> {
    tx.query(select!("WHERE key = $1"), vec![key.into()]).await?.into_iter().next().map(read).transpose()
}

/// The notice that was sent under that id.
pub async fn by_id(tx: &mut dyn Tx, id: Uuid) -> Result<Option<Notice>> {
    tx.query(select!("WHERE id = $1"), vec![id.into()]).await?.into_iter().next().map(read).transpose()
}

/// The last ones of a passenger, or of all; newest first.
pub async fn last(tx: &mut dyn Tx, passenger: Option<PassengerId>, most: i64) -> Result<Vec<Notice>> {
    let lines = match passenger {
        Some(passenger) => {
            let sql = select!("WHERE passenger = $1 ORDER BY created_at DESC, id DESC LIMIT $2");
            tx.query(sql, vec![passenger.0.into(), most.into()]).await?
        }
        None => {
            let sql = select!("ORDER BY created_at DESC, id DESC LIMIT $1");
            tx.query(sql, vec![most.into()]).await?
        }
    };
    lines.into_iter().map(read).collect()
}

fn read(mut line: Line) -> Result<Notice> {
    let unknown = || Refusal::store(&"a notice in a state that this version does not know");
    Ok(Notice {
        key: line.text(0),
        id: line.uuid(1),
        passenger: line.uuid(2).into(),
        subject: line.uuid(3),
        channel: Channel::of(&line.text(4)),
        template: line.text(5),
        language: Language::of(&line.text(6)),
        facts: serde_json::from_str(&line.text(7))?,
        state: NoticeState::of(&line.text(8)).ok_or_else(unknown)?,
        attempts: line.int(9) as u32,
        said: line.text(10),
        created_at: time(line.int(11)),
        sent_at: line.maybe_int(12).map(time),
    })
}
