//! Attachments: by the hash of their content, in chunks that resume where they broke off.

use std::sync::Arc;

use airside_shared::{Fault, ids::DeviceId};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use sha2::{
    Digest, Sha256,
    digest::common::hazmat::{SerializableState, SerializedState},
};

use crate::{
    app::App,
    auth::Signed,
    refusal::{Refusal, Result},
    store::{
        Store, Tx,
        attachments::{self, Arrived},
    },
    vault::Vault,
};

#[derive(Debug, Deserialize)]
pub struct Offset {
    offset: u64,
    /// Bytes of the whole, where the device says so: a wrong hash is then told at the last chunk.
    total: Option<u64>,
}

/// How much is here.
#[derive(Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Received {
    received: u64,
    complete: bool,
}

#[utoipa::path(put, tag = "airside", path = "/v1/attachments/{sha256}",
    params(("sha256" = String, Path), ("offset" = u64, Query), ("total" = Option<u64>, Query)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "How much has arrived", body = Received),
        (status = 409, description = "wrong_offset", body = Fault)),
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
    let incoming = Incoming { sha256, device: signed.0.device.id, offset, bytes };
    let vault = app.vault.clone();
    app.store.write(move |tx| Box::pin(receive(tx, vault, incoming))).await?.map(Json)
}

/// A chunk on its way in.
struct Incoming {
    sha256: String,
    device: DeviceId,
    offset: Offset,
    bytes: Bytes,
}

/// The inner result is an answer that is kept: a whole of another hash is forgotten, durably.
async fn receive(tx: &mut dyn Tx, vault: Arc<Vault>, incoming: Incoming) -> Result<Result<Received>> {
    let Incoming { sha256, device, offset, bytes } = incoming;
    let Arrived { received, complete, hash_state } =
        attachments::arrived(tx, &sha256).await?.unwrap_or_default();
    if complete {
        return Ok(Ok(Received { received, complete }));
    }
    if offset.offset != received {
        let message = format!("Send what comes after byte {received}.");
        return Err(Refusal::conflict("wrong_offset", message));
    }
    let place = format!("hash/{sha256}");
    let mut hasher = match hash_state.is_empty() {
        true => Sha256::new_with_prefix(whole(tx, &vault, &sha256).await?),
        false => resumed(&vault.open(&place, &hash_state)?)?,
    };
    hasher.update(&bytes);
    let end = received + bytes.len() as u64;
    if !bytes.is_empty() {
        let sealed = vault.seal(&chunk_place(&sha256, received), &bytes)?;
        attachments::add_chunk(tx, &sha256, received, sealed).await?;
    }
    let hash_state = vault.seal(&place, &hasher.serialize())?;
    let complete = hex::encode(hasher.finalize()) == sha256;
    if !complete && offset.total.is_some_and(|total| end >= total) {
        attachments::forget(tx, &sha256).await?;
        let message = "What arrived is not what was announced: send it again from the start.";
        return Ok(Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "hash_mismatch", message)));
    }
    let arrived = Arrived { received: end, complete, hash_state };
    attachments::put(tx, &sha256, arrived, device).await?;
    Ok(Ok(Received { received: end, complete }))
}

/// The hash of all chunks so far, to go on from.
fn resumed(state: &[u8]) -> Result<Sha256> {
    let state = SerializedState::<Sha256>::try_from(state).map_err(|e| Refusal::store(&e))?;
    Sha256::deserialize(&state).map_err(|_| Refusal::store(&"the state of an attachment's hash is damaged"))
}

fn chunk_place(sha256: &str, start: u64) -> String {
    format!("attachment/{sha256}/{start}")
}

async fn whole(tx: &mut dyn Tx, vault: &Vault, sha256: &str) -> Result<Vec<u8>> {
    let mut whole = Vec::new();
    for chunk in attachments::chunks(tx, sha256).await? {
        match chunk.sealed {
            true => whole.extend(vault.open(&chunk_place(sha256, chunk.start), &chunk.bytes)?),
            false => whole.extend(chunk.bytes),
        }
    }
    Ok(whole)
}

#[utoipa::path(get, tag = "airside", path = "/v1/attachments/{sha256}", params(("sha256" = String, Path)),
    responses((status = 200, description = "The bytes", content_type = "application/octet-stream"),
        (status = 404, description = "no_such_attachment", body = Fault)),
    security(("token" = [])))]
pub async fn get(State(app): State<App>, _signed: Signed, Path(sha256): Path<String>) -> Result<Vec<u8>> {
    check_name(&sha256)?;
    let vault = app.vault.clone();
    let bytes = app
        .store
        .read(move |tx| {
            Box::pin(async move {
                match attachments::arrived(tx, &sha256).await? {
                    Some(it) if it.complete => whole(tx, &vault, &sha256).await.map(Some),
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
    responses((status = 200, description = "How much has arrived", body = Received)),
    security(("token" = [])))]
pub async fn state(
    State(app): State<App>,
    _signed: Signed,
    Path(sha256): Path<String>,
) -> Result<Json<Received>> {
    check_name(&sha256)?;
    let arrived =
        app.store.read(move |tx| Box::pin(async move { attachments::arrived(tx, &sha256).await })).await?;
    let Arrived { received, complete, .. } = arrived.unwrap_or_default();
    Ok(Json(Received { received, complete }))
}

fn check_name(sha256: &str) -> Result<()> {
    let digits = sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if sha256.len() == 64 && digits {
        return Ok(());
    }
    Err(Refusal::bad_request("bad_hash", "An attachment's name is its SHA-256 in small hexadecimal digits."))
}
