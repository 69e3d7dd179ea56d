//! Attachments: by the hash of their content, in chunks that resume where they broke off.

use airside_shared::ids::DeviceId;
use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    app::App,
    auth::Signed,
    refusal::{Refusal, Result},
    store::{Store, Tx, attachments},
};

#[derive(Debug, Deserialize)]
pub struct Offset {
    offset: u64,
    /// Bytes of the whole, where the device says so: a wrong hash is then told at the last chunk.
    total: Option<u64>,
}

/// How much is here.
#[derive(Debug, PartialEq, Serialize)]
pub struct Received {
    received: u64,
    complete: bool,
}

#[utoipa::path(put, tag = "airside", path = "/v1/attachments/{sha256}",
    params(("sha256" = String, Path), ("offset" = u64, Query), ("total" = Option<u64>, Query)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "{\"received\": n, \"complete\": false}", body = Object),
        (status = 409, description = "Fault: wrong_offset", body = Object)),
    security(("token" = [])))]
pub async fn put(
    State(app): State<App>,
    signed: Signed,
    Path(sha256): Path<String>,
    offset: std::result::Result<Query<Offset>, QueryRejection>,
    bytes: Bytes,
) -> Result<Json<Received>> {
    check_name(&sha256)?;
    let Query(offset) =
        offset.map_err(|_| Refusal::bad_request("bad_query", "Say where the chunk begins: ?offset=0."))?;
    let limits = app.limits;
    let end = offset.offset.saturating_add(bytes.len() as u64);
    if bytes.len() > limits.chunk_bytes as usize || end > limits.attachment_bytes {
        let message = "The photo is too large: take it again, smaller.";
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "attachment_too_large", message));
    }
    let device = signed.0.device.id;
    app.store.write(move |tx| Box::pin(receive(tx, sha256, device, offset, bytes))).await?.map(Json)
}

/// The inner result is an answer that is kept: a whole of another hash is forgotten, durably.
async fn receive(
    tx: &mut dyn Tx,
    sha256: String,
    device: DeviceId,
    offset: Offset,
    bytes: Bytes,
) -> Result<Result<Received>> {
    let (received, complete) = attachments::state(tx, &sha256).await?.unwrap_or_default();
    if complete {
        return Ok(Ok(Received { received, complete }));
    }
    if offset.offset != received {
        let message = format!("Send what comes after byte {received}.");
        return Err(Refusal::conflict("wrong_offset", message));
    }
    let end = received + bytes.len() as u64;
    if !bytes.is_empty() {
        attachments::add_chunk(tx, &sha256, received, bytes.to_vec()).await?;
    }
    let whole = attachments::bytes(tx, &sha256).await?;
    let complete = hex::encode(Sha256::digest(&whole)) == sha256;
    if !complete && offset.total.is_some_and(|total| end >= total) {
        attachments::forget(tx, &sha256).await?;
        let message = "What arrived is not what was announced: send it again from the start.";
        return Ok(Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "hash_mismatch", message)));
    }
    attachments::put_state(tx, &sha256, end, complete, device).await?;
    Ok(Ok(Received { received: end, complete }))
}

#[utoipa::path(get, tag = "airside", path = "/v1/attachments/{sha256}", params(("sha256" = String, Path)),
    responses((status = 200, description = "The bytes", content_type = "application/octet-stream"),
        (status = 404, description = "Fault: no_such_attachment", body = Object)),
    security(("token" = [])))]
pub async fn get(State(app): State<App>, _signed: Signed, Path(sha256): Path<String>) -> Result<Vec<u8>> {
    check_name(&sha256)?;
    let bytes = app
        .store
        .read(move |tx| {
            Box::pin(async move {
                match attachments::state(tx, &sha256).await? {
                    Some((_, true)) => attachments::bytes(tx, &sha256).await.map(Some),
                    _ => Ok(None),
                }
            })
        })
        .await?;
    bytes.ok_or_else(|| {
        Refusal::new(StatusCode::NOT_FOUND, "no_such_attachment", "The photo has not arrived here yet.")
    })
}

#[utoipa::path(get, tag = "airside", path = "/v1/attachments/{sha256}/state", params(("sha256" = String, Path)),
    responses((status = 200, description = "{\"received\": n, \"complete\": false}", body = Object)),
    security(("token" = [])))]
pub async fn state(
    State(app): State<App>,
    _signed: Signed,
    Path(sha256): Path<String>,
) -> Result<Json<Received>> {
    check_name(&sha256)?;
    let state =
        app.store.read(move |tx| Box::pin(async move { attachments::state(tx, &sha256).await })).await?;
    let (received, complete) = state.unwrap_or_default();
    Ok(Json(Received { received, complete }))
}

fn check_name(sha256: &str) -> Result<()> {
    let digits = sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if sha256.len() == 64 && digits {
        return Ok(());
    }
    Err(Refusal::bad_request("bad_hash", "An attachment's name is its SHA-256 in small hexadecimal digits."))
}
