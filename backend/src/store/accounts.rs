//! People, devices, and the tokens that bind them for some hours.

use airside_shared::{
    access::Role,
    devices::DeviceKind,
    ids::{DeviceId, UserId},
    intents::Actor,
    sync::Withdraw,
};
use serde::{Serialize, de::DeserializeOwned};

use super::{Line, Question, Tx};
use crate::refusal::{Refusal, Result};

#[derive(Clone, Debug)]
pub struct User {
    pub actor: Actor,
    pub badge: String,
    pub pin_hash: String,
}

#[derive(Clone, Debug)]
pub struct Device {
    pub id: DeviceId,
    pub kind: DeviceKind,
    pub station: String,
    pub device_key: String,
}

/// Who is behind a token, on what.
#[derive(Clone, Debug)]
pub struct Session {
    pub device: Device,
    pub role: Role,
    /// Seconds since 1970.
    pub expires_at: i64,
    pub person: UserId,
    /// The device may hold nothing any more.
    pub withdrawn: Option<Withdraw>,
}

pub async fn put_user(tx: &mut dyn Tx, user: &User) -> Result<()> {
    let actor = &user.actor;
    let values = vec![
        actor.user.0.into(),
        user.badge.as_str().into(),
        actor.name.as_str().into(),
        word(&actor.role).into(),
        i64::from(actor.role_epoch).into(),
        actor.station.as_str().into(),
        user.pin_hash.as_str().into(),
    ];
    tx.run(include_str!("sql/user_put.sql"), values).await
}

pub async fn by_badge(tx: &mut dyn Tx, badge: &str) -> Result<Option<User>> {
    let lines = tx.query(include_str!("sql/user_by_badge.sql"), vec![badge.into()]).await?;
    lines.into_iter().next().map(user).transpose()
}

pub async fn by_id(tx: &mut dyn Tx, id: UserId) -> Result<Option<User>> {
    let (sql, values) = asks_user(id);
    read_user(tx.query(sql, values).await?)
}

pub fn asks_user(id: UserId) -> Question {
    (include_str!("sql/user_by_id.sql"), vec![id.0.into()])
}

pub fn read_user(lines: Vec<Line>) -> Result<Option<User>> {
    lines.into_iter().next().map(user).transpose()
}

/// The account that stands for the kiosks of a station.
pub async fn kiosk_of(tx: &mut dyn Tx, station: &str) -> Result<Option<User>> {
    let values = vec![station.into(), word(&Role::Kiosk).into()];
    let lines = tx.query(include_str!("sql/user_by_part.sql"), values).await?;
    lines.into_iter().next().map(user).transpose()
}

fn user(mut line: Line) -> Result<User> {
    let actor = Actor {
        user: line.uuid(0).into(),
        name: line.text(2),
        role: of_word(&line.text(3))?,
        role_epoch: line.int(4) as u32,
        station: line.text(5),
    };
    Ok(User { actor, badge: line.text(1), pin_hash: line.text(6) })
}

/// Wrong tries of a badge since `after`, in seconds since 1970.
pub async fn wrong_tries(tx: &mut dyn Tx, badge: &str, after: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM wrong_tries WHERE badge = $1 AND at > $2";
    let lines = tx.query(sql, vec![badge.into(), after.into()]).await?;
    Ok(lines.first().map_or(0, |line| line.int(0)))
}

pub async fn add_wrong_try(tx: &mut dyn Tx, badge: &str, at: i64) -> Result<()> {
    tx.run("INSERT INTO wrong_tries (badge, at) VALUES ($1, $2)", vec![badge.into(), at.into()]).await
}

pub async fn forget_wrong_tries(tx: &mut dyn Tx, badge: &str) -> Result<()> {
    tx.run("DELETE FROM wrong_tries WHERE badge = $1", vec![badge.into()]).await
}

pub async fn put_device(tx: &mut dyn Tx, device: &Device) -> Result<()> {
    let Device { id, kind, station, device_key } = device;
    let values = vec![id.0.into(), word(kind).into(), station.as_str().into(), device_key.as_str().into()];
    tx.run(include_str!("sql/device_put.sql"), values).await
}

/// Number and hash of the last entry of a device that has a result.
pub async fn last_entry(tx: &mut dyn Tx, device: DeviceId) -> Result<(u64, String)> {
    let (sql, values) = asks_last_entry(device);
    Ok(read_last_entry(tx.query(sql, values).await?))
}

pub fn asks_last_entry(device: DeviceId) -> Question {
    ("SELECT last_seq, last_hash FROM devices WHERE id = $1", vec![device.0.into()])
}

pub fn read_last_entry(lines: Vec<Line>) -> (u64, String) {
    lines.into_iter().next().map(|mut line| (line.int(0) as u64, line.text(1))).unwrap_or_default()
}

pub async fn set_last_entry(tx: &mut dyn Tx, device: DeviceId, seq: u64, hash: &str) -> Result<()> {
    let sql = "UPDATE devices SET last_seq = $2, last_hash = $3 WHERE id = $1";
    tx.run(sql, vec![device.0.into(), (seq as i64).into(), hash.into()]).await
}

pub async fn put_token(
    tx: &mut dyn Tx,
    hash: Vec<u8>,
    device: DeviceId,
    user: UserId,
    now: i64,
    expires_at: i64,
) -> Result<()> {
    tx.query("DELETE FROM tokens WHERE expires_at < $1", vec![now.into()]).await?;
    let sql = "INSERT INTO tokens (hash, device, person, expires_at) VALUES ($1, $2, $3, $4)";
    tx.run(sql, vec![hash.into(), device.0.into(), user.0.into(), expires_at.into()]).await
}

/// A token is good until `expires_at` from now on.
pub async fn extend_token(tx: &mut dyn Tx, hash: Vec<u8>, expires_at: i64) -> Result<()> {
    let sql = "UPDATE tokens SET expires_at = $2 WHERE hash = $1";
    tx.run(sql, vec![hash.into(), expires_at.into()]).await
}

pub async fn session(tx: &mut dyn Tx, hash: Vec<u8>, now: i64) -> Result<Option<Session>> {
    let lines = tx.query(include_str!("sql/session.sql"), vec![hash.into(), now.into()]).await?;
    let Some(mut line) = lines.into_iter().next() else { return Ok(None) };
    let device = Device {
        id: line.uuid(0).into(),
        kind: of_word(&line.text(1))?,
        station: line.text(2),
        device_key: line.text(3),
    };
    let withdrawn = line.maybe_text(7).map(|how| super::fleet::way(&how)).transpose()?;
    let (role, expires_at, person) = (of_word(&line.text(4))?, line.int(5), line.uuid(6).into());
    Ok(Some(Session { device, role, expires_at, person, withdrawn }))
}

/// The protocol's word for a variant.
fn word<T: Serialize>(variant: &T) -> String {
    let value = serde_json::to_value(variant).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

pub fn of_word<T: DeserializeOwned>(word: &str) -> Result<T> {
    serde_json::from_value(word.into()).map_err(Refusal::from)
}
