//! Withdrawing a device: it gets no rows and nobody signs in on it any more. What was done on it is taken first,
//! or destroyed and counted.

use airside_shared::{
    Fault,
    access::Permission,
    entity::Entity,
    ids::DeviceId,
    sync::{FleetDevice, FlushReply, RevokeRequest, SignInRequest, WipedRequest, Withdraw},
    vouchers::Issuer,
};
use axum::{
    Json,
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
};
use jiff::Timestamp;

use crate::{
    app::App,
    auth,
    body::Packed,
    operator::{self, Operator},
    put::Batch,
    refusal::{Refusal, Result},
    session,
    store::{self, Store, Tx, accounts, accounts::Session, entities, fleet},
};

/// How long a device that was withdrawn may take to send what it has.
const FLUSH_SECONDS: i64 = 72 * 3_600;

/// A request of a device that may be withdrawn, in whichever way.
#[derive(Clone, Debug)]
pub struct Leaving(pub Session);

impl FromRequestParts<App> for Leaving {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        auth::session(parts, app).await.map(Self)
    }
}

#[utoipa::path(post, tag = "airside", path = "/v1/devices/{id}/revoke", params(("id" = String, Path)),
    request_body(content = RevokeRequest, description = "RevokeRequest: {\"how\": \"flush_then_wipe\", \"reason\": \"…\"} or \"wipe_now\""),
    responses((status = 200, description = "FleetDevice", body = FleetDevice),
        (status = 403, description = "Fault: not_permitted", body = Fault),
        (status = 404, description = "Fault: unknown_device", body = Fault),
        (status = 409, description = "Fault: wiped_already", body = Fault)),
    security(("token" = []), ("badge" = [])))]
pub async fn revoke(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<String>,
    Packed(request): Packed<RevokeRequest>,
) -> Result<Json<FleetDevice>> {
    operator.may(Permission::Withdraw)?;
    let device = named(&id)?;
    let (now, how) = (app.now(), request.how);
    let reason = operator::reason(request.reason)?;
    let (revoked, seq) =
        app.store.write(move |tx| Box::pin(order(tx, device, (how, reason), operator, now))).await?;
    tracing::warn!(%device, how = how.name(), "a device is withdrawn");
    app.changed(seq);
    Ok(Json(revoked))
}

async fn order(
    tx: &mut dyn Tx,
    device: DeviceId,
    (how, reason): (Withdraw, String),
    operator: Operator,
    now: Timestamp,
) -> Result<(FleetDevice, u64)> {
    if !fleet::known(tx, device).await? {
        return Err(unknown_device());
    }
    if let Some((_, true)) = fleet::revocation(tx, device).await? {
        let message = "This device has said that it has nothing left: there is nothing to withdraw.";
        return Err(Refusal::conflict("wiped_already", message));
    }
    fleet::revoke(tx, device, how, fleet::Order { by: operator.person, at: now, reason }).await?;
    // Whoever watches asks again, and so the device hears of it at once.
    let seq = store::change_seq(tx).await? + 1;
    store::set_change_seq(tx, seq).await?;
    let seq = distrust(tx, device, now).await?.max(seq.unsigned_abs());
    let found = fleet::list(tx, "").await?.into_iter().find(|it| it.device == device);
    Ok((found.ok_or_else(unknown_device)?, seq))
}

/// Tills take nothing more on the word of its key: whoever has the device may sign with any date.
async fn distrust(tx: &mut dyn Tx, device: DeviceId, now: Timestamp) -> Result<u64> {
    let mut batch = Batch::begin(tx).await?;
    for row in entities::followers(batch.tx, device.0).await? {
        let held = batch.get(row).await?.map(|held| held.entity.clone());
        if let Some(Entity::Issuer(issuer)) = held
            && issuer.withdrawn.is_none()
        {
            batch.put(Issuer { withdrawn: Some(now), ..issuer }.into()).await?;
        }
    }
    batch.finish().await
}

#[utoipa::path(post, tag = "airside", path = "/v1/devices/{id}/flush", params(("id" = String, Path)),
    request_body(content = SignInRequest, description = "SignInRequest"),
    responses((status = 200, description = "FlushReply: a token that uploads and opens nothing", body = FlushReply),
        (status = 401, description = "Fault: wrong_badge_or_pin", body = Fault),
        (status = 409, description = "Fault: not_withdrawn", body = Fault)))]
pub async fn flush(
    State(app): State<App>,
    Path(id): Path<String>,
    Packed(request): Packed<SignInRequest>,
) -> Result<Json<FlushReply>> {
    let device = named(&id)?;
    let now = app.now().as_second();
    let person = session::check_pin(&app, &request.badge, &request.pin, now).await?.actor.user;
    let token = hex::encode(app.around.bytes()?);
    let hash = auth::hash(&token);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let Some((Withdraw::FlushThenWipe, false)) = fleet::revocation(tx, device).await? else {
                    let message = "This device is not waiting to send its queue: sign in as always.";
                    return Err(Refusal::conflict("not_withdrawn", message));
                };
                accounts::put_token(tx, hash, device, person, now, now + FLUSH_SECONDS).await
            })
        })
        .await?;
    Ok(Json(FlushReply { token }))
}

#[utoipa::path(post, tag = "airside", path = "/v1/devices/{id}/wiped", params(("id" = String, Path)),
    request_body(content = WipedRequest, description = "WipedRequest: how many entries were destroyed unsent"),
    responses((status = 200, description = "It is noted"),
        (status = 409, description = "Fault: not_withdrawn", body = Fault)),
    security(("token" = [])))]
pub async fn wiped(
    State(app): State<App>,
    leaving: Leaving,
    Path(id): Path<String>,
    Packed(request): Packed<WipedRequest>,
) -> Result<Json<serde_json::Value>> {
    let device = leaving.0.device.id;
    if named(&id)? != device {
        return Err(Refusal::forbidden("forged_device", "Each device speaks for itself."));
    }
    if leaving.0.withdrawn.is_none() {
        let message = "Nobody asked this device to give up what it holds.";
        return Err(Refusal::conflict("not_withdrawn", message));
    }
    let now = app.now();
    app.store
        .write(move |tx| Box::pin(async move { fleet::wiped(tx, device, now, request.destroyed).await }))
        .await?;
    tracing::warn!(%device, destroyed = request.destroyed, "a device that was withdrawn has nothing left");
    Ok(Json(serde_json::json!({})))
}

/// Refuses a sign-in on a device that was withdrawn; the code says how.
pub async fn check_sign_in(tx: &mut dyn Tx, device: DeviceId) -> Result<()> {
    match fleet::revocation(tx, device).await? {
        Some((how, _)) => Err(refusal(how)),
        None => Ok(()),
    }
}

/// What a device that was withdrawn is told where it asks for more than it may.
pub fn refusal(how: Withdraw) -> Refusal {
    let message = match how {
        Withdraw::FlushThenWipe => {
            "This device was withdrawn: what was done on it is sent, then what it holds is destroyed."
        }
        Withdraw::WipeNow => "This device was withdrawn: what it holds is destroyed now.",
    };
    Refusal { fault: Fault::new(how.name(), message), ..Refusal::forbidden("", "") }
}

fn named(id: &str) -> Result<DeviceId> {
    id.parse().map_err(|_| unknown_device())
}

fn unknown_device() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "unknown_device", "No device has this id: look at the fleet again.")
}
