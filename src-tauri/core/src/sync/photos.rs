//! Photos on their way to the backend.

use std::sync::Arc;

use airside_shared::{Fault, sync::Limits};
use sha2::{Digest, Sha256};

use super::http::Backend;
use crate::{
    desk::Desk,
    store::{Store, attachments, meta},
};

/// Photos, piece by piece, each from where the backend stands.
pub async fn send(desk: &Arc<Desk>, store: &Arc<Store>, backend: &Backend) -> Result<(), Fault> {
    let limits: Limits = store.read(|db| meta::get(db, "limits"))?.unwrap_or_default();
    let mut put_off = String::new();
    let next = |after: &str| store.read(|db| attachments::next_unsent_after(db, after, limits.chunk_bytes));
    while let Some(piece) = next(&put_off)? {
        let name = &piece.sha256;
        let there = match backend.attach(name, piece.offset, piece.total, piece.chunk).await {
            // A reply was lost, or another device sends the same photo.
            Err(fault) if fault.code == "wrong_offset" => backend.attached(name).await,
            there => there,
        };
        match there {
            Ok(there) => {
                store.write(|tx| attachments::uploaded(tx, name, there.received, there.complete))?;
            }
            // What had arrived under this name was something else, and is forgotten there: from the start, in
            // the next round, so that it holds up no other.
            Err(fault) if fault.code == "hash_mismatch" => {
                begin_anew(desk, store, name).await?;
                put_off.clone_from(name);
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

async fn begin_anew(desk: &Arc<Desk>, store: &Arc<Store>, name: &str) -> Result<(), Fault> {
    let (store, name) = (store.clone(), name.to_owned());
    let again = move || {
        let content = store.read(|db| attachments::content(db, &name))?.unwrap_or_default();
        if hex::encode(Sha256::digest(&content)) == name {
            return store.write(|tx| attachments::uploaded(tx, &name, 0, false));
        }
        tracing::error!("a photo on this device is damaged and cannot be sent");
        store.write(|tx| attachments::damaged(tx, &name))
    };
    desk.around.blocking(again).await
}
