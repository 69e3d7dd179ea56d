//! The books: postings and what they come to. The database itself refuses one that does not balance.

use std::collections::BTreeMap;

use airside_shared::{
    ids::{OpId, Uuid, derived},
    ledger::{Account, Posting, TrialBalance},
    money::{Currency, Money},
};
use jiff::Timestamp;

use super::{Line, Tx, Value};
use crate::refusal::{Refusal, Result};

/// What a posting is about: a thing or a payment in one of its versions, and the entry that made it so.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub kind: &'a str,
    pub id: Uuid,
    pub version: i64,
    /// Of several postings of one version.
    pub nth: i64,
    pub op: Option<OpId>,
}

/// Books. The same of the same source twice is refused by the database.
pub async fn post(
    tx: &mut dyn Tx,
    source: Source<'_>,
    what: &str,
    posting: &Posting,
    at: Timestamp,
) -> Result<()> {
    let Source { kind, id, version, nth, op } = source;
    let parts = [kind.as_bytes(), id.as_bytes(), &version.to_be_bytes(), &nth.to_be_bytes()];
    let own: Uuid = derived("posting", &parts);
    // The legs first: the row of the posting closes it.
    for leg in posting.legs() {
        let sql = "INSERT INTO legs (posting, account, currency, minor) VALUES ($1, $2, $3, $4)";
        let (account, currency) = (leg.account.name().into(), leg.amount.currency.code().into());
        tx.run(sql, vec![own.into(), account, currency, leg.amount.minor.into()]).await?;
    }
    let values = vec![
        own.into(),
        what.into(),
        kind.into(),
        id.into(),
        version.into(),
        op.map_or(Value::Null, |op| op.0.into()),
        at.as_second().into(),
    ];
    tx.run(include_str!("sql/posting_insert.sql"), values).await
}

pub async fn trial_balance(tx: &mut dyn Tx) -> Result<TrialBalance> {
    let sql = "SELECT account, currency, CAST(SUM(minor) AS bigint) FROM legs GROUP BY account, currency";
    let mut balance = TrialBalance::default();
    for mut line in tx.query(sql, vec![]).await? {
        let (account, money) = leg(&mut line, 0)?;
        balance.add(account, money)?;
    }
    Ok(balance)
}

/// What was booked about each thing: by kind and id.
pub type Booked = BTreeMap<(String, Uuid), TrialBalance>;

pub async fn by_source(tx: &mut dyn Tx) -> Result<Booked> {
    let mut booked = Booked::new();
    for mut line in tx.query(include_str!("sql/legs_by_source.sql"), vec![]).await? {
        let (account, money) = leg(&mut line, 2)?;
        booked.entry((line.text(0), line.uuid(1))).or_default().add(account, money)?;
    }
    Ok(booked)
}

/// Whether anything was booked about a thing.
pub async fn knows(tx: &mut dyn Tx, kind: &str, id: Uuid) -> Result<bool> {
    let sql = "SELECT at FROM postings WHERE source_kind = $1 AND source = $2 LIMIT 1";
    Ok(!tx.query(sql, vec![kind.into(), id.into()]).await?.is_empty())
}

fn leg(line: &mut Line, from: usize) -> Result<(Account, Money)> {
    let unknown = || Refusal::store(&"an account that this version does not know");
    let account = Account::of(&line.text(from)).ok_or_else(unknown)?;
    let currency: Currency = line.text(from + 1).parse()?;
    Ok((account, Money::new(line.int(from + 2), currency)))
}
