//! Refused entries, kept whole: a lost tablet or an absent crew does not take them along. A supervisor of the
//! station settles one for its device, which hears of it at its next contact.

use airside_shared::{
    Fault,
    access::{Permission, Role, grant},
    card_number,
    ids::{DeviceId, OpId, UserId},
    intents::Actor,
    sync::{DiscardRequest, Entry, EntryResult, Outcome, RefusedEntry, RefusedReply, Settlement},
};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    app::App,
    body::Packed,
    operator::{self, AtStation, Operator},
    push,
    refusal::{Refusal, Result},
    store::{Store, Tx, entries, refused, refused::End},
};

/// How long settled entries are still listed when asked for.
const SETTLED_SECONDS: i64 = 7 * 24 * 3_600;

#[utoipa::path(get, tag = "airside", path = "/v1/refused",
    params(("station" = Option<String>, Query), ("settled" = Option<bool>, Query, description = "Also what was settled in the last week")),
    responses((status = 200, description = "RefusedReply: whole entries, oldest first", body = RefusedReply),
        (status = 403, description = "Fault: not_permitted, other_station", body = Fault)),
    security(("token" = []), ("badge" = [])))]
pub async fn list(
    State(app): State<App>,
    operator: Operator,
    asked: std::result::Result<Query<AtStation>, QueryRejection>,
) -> Result<Json<RefusedReply>> {
    let (station, settled) = operator.asks(Permission::SettleRefused, asked)?;
    let since = if settled { app.now().as_second() - SETTLED_SECONDS } else { i64::MAX };
    let entries = app
        .store
        .read(move |tx| Box::pin(async move { refused::of_station(tx, &station, since).await }))
        .await?;
    Ok(Json(RefusedReply { entries }))
}

#[utoipa::path(post, tag = "airside", path = "/v1/refused/{op}/discard", params(("op" = String, Path)),
    request_body(content = DiscardRequest, description = "DiscardRequest: {\"reason\": \"…\"}, or null"),
    responses((status = 200, description = "RefusedEntry, settled", body = RefusedEntry),
        (status = 404, description = "Fault: not_found", body = Fault),
        (status = 409, description = "Fault: settled_already, not_refused", body = Fault)),
    security(("token" = []), ("badge" = [])))]
pub async fn discard(
    State(app): State<App>,
    operator: Operator,
    Path(op): Path<String>,
    Packed(asked): Packed<Option<DiscardRequest>>,
) -> Result<Json<RefusedEntry>> {
    operator.may(Permission::SettleRefused)?;
    let op = op.parse().map_err(|_| not_found())?;
    let reason = operator::reason(asked.unwrap_or_default().reason)?;
    let now = app.now();
    let (settled, seq) = app.store.write(move |tx| Box::pin(give_up(tx, op, operator, reason, now))).await?;
    app.changed(seq);
    Ok(Json(settled))
}

async fn give_up(
    tx: &mut dyn Tx,
    op: OpId,
    operator: Operator,
    reason: String,
    now: Timestamp,
) -> Result<(RefusedEntry, u64)> {
    let kept = refused::get(tx, op).await?.filter(|it| it.station == operator.station);
    let kept = kept.ok_or_else(not_found)?;
    if let Some(fault) = open(&kept) {
        return Err(Refusal { fault, ..Refusal::conflict("", "") });
    }
    let (how, by) = (Settlement::Discarded, Some(operator.person));
    let end = End { how, by, at: now, replaced_by: None, reason };
    settle_for(tx, &kept, end).await?;
    let seq = push::go_on(tx, op, now).await?;
    let settled = refused::get(tx, op).await?.ok_or_else(not_found)?;
    Ok((settled, seq))
}

fn not_found() -> Refusal {
    let message = "No refused entry of your station has this id: load the list again.";
    Refusal::new(StatusCode::NOT_FOUND, "not_found", message)
}

/// Why an entry cannot be settled any more, or not yet.
fn open(kept: &RefusedEntry) -> Option<Fault> {
    if let Some(end) = &kept.settled {
        let who = if end.by.is_empty() { "On its device somebody" } else { &end.by };
        let message = format!("{who} has settled this already: nothing is left to do.");
        return Some(Fault::new("settled_already", message));
    }
    matches!(kept.outcome, Outcome::Blocked { .. }).then(|| {
        let message = "This only waits behind a refused entry: settle that one, and it goes on by itself.";
        Fault::new("not_refused", message)
    })
}

async fn settle_for(tx: &mut dyn Tx, kept: &RefusedEntry, end: End) -> Result<()> {
    refused::settle(tx, kept.entry.op, end).await?;
    entries::resolve(tx, kept.entry.device, kept.entry.op).await
}

/// Keeps what has no effect; what has one at last needs nobody any more.
pub async fn keep(
    tx: &mut dyn Tx,
    entry: &Entry,
    result: &EntryResult,
    station: &str,
    now: Timestamp,
    known: bool,
) -> Result<()> {
    match result.outcome {
        Outcome::Applied { .. } if known => {
            let end =
                End { how: Settlement::WentOn, by: None, at: now, replaced_by: None, reason: String::new() };
            refused::settle(tx, entry.op, end).await
        }
        Outcome::Applied { .. } => Ok(()),
        _ if names_a_card(entry) => {
            let bare = Entry {
                payload: Value::Null,
                actor: Actor { station: station.into(), ..entry.actor.clone() },
                ..entry.clone()
            };
            refused::put(tx, &bare, result, station, now).await
        }
        _ => refused::put(tx, entry, result, station, now).await,
    }
}

/// The number of a payment card is kept nowhere, least of all in what was refused for it.
fn names_a_card(entry: &Entry) -> bool {
    let typed = card_number::refuse_in(&entry.payload);
    typed.and_then(|()| card_number::refuse("station", &entry.actor.station)).is_err()
}

/// A device says that one of its own is settled there.
pub async fn on_device(tx: &mut dyn Tx, device: DeviceId, op: OpId, now: Timestamp) -> Result<()> {
    entries::resolve(tx, device, op).await?;
    refused::on_device(tx, device, op, now).await
}

/// Who wants to do a refused entry again, and where.
#[derive(Clone, Copy, Debug)]
pub struct Replacing<'a> {
    pub op: OpId,
    pub entry: &'a Entry,
    pub role: Role,
    pub station: &'a str,
}

/// Why the entry may not be done again by this one: somebody was quicker, or may not.
pub async fn may_replace(tx: &mut dyn Tx, who: Replacing<'_>) -> Result<Option<Fault>> {
    let Some(kept) = refused::get(tx, who.op).await? else { return Ok(None) };
    if kept.entry.device == who.entry.device {
        let by_other = kept.settled.as_ref().is_some_and(|end| !end.by.is_empty());
        return Ok(open(&kept).filter(|_| by_other));
    }
    let may = grant(who.role, Permission::SettleRefused).allowed && kept.station == who.station;
    if !may {
        let message = "Only a supervisor of its station may settle this: hand it over.";
        return Ok(Some(Fault::new("not_permitted", message)));
    }
    Ok(open(&kept))
}

/// The entry was done again and has effect: if it is another device's, it is settled. Whether it was.
pub async fn replaced(tx: &mut dyn Tx, op: OpId, entry: &Entry, by: UserId, now: Timestamp) -> Result<bool> {
    let other = refused::get(tx, op).await?.filter(|kept| kept.entry.device != entry.device);
    let Some(kept) = other else { return Ok(false) };
    let (how, replaced_by) = (Settlement::Replaced, Some(entry.op));
    let end = End { how, by: Some(by), at: now, replaced_by, reason: String::new() };
    settle_for(tx, &kept, end).await?;
    Ok(true)
}
