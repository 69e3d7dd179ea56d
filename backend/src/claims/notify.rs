//! What a passenger is told of their claim. It is put in the queue of notices in the transaction that says that they
//! are told, so it goes out exactly as often as that is said.

use airside_shared::{
    claims::{ClaimFile, Telling},
    entity::{Kind, Ref, Stored},
    passengers::Passenger,
};
use jiff::Timestamp;
use serde_json::json;

use crate::{notices::JOB, put::Batch, refusal::Result, store::jobs};

/// Where nothing is known of what somebody reads.
const LANGUAGE: &str = "en";

/// Queues what is sent, in the passenger's language.
pub async fn queue(
    batch: &mut Batch<'_>,
    file: &ClaimFile,
    telling: Telling,
    version: u64,
    now: Timestamp,
) -> Result<()> {
    let held = batch.get(Ref::new(Kind::Passenger, file.passenger)).await?;
    let passenger = held.and_then(|held| Passenger::of(&held.entity));
    let language = passenger.and_then(|it| it.preferences.get("language")).map(|it| it.value.clone());
    let language = language.unwrap_or_else(|| LANGUAGE.into());
    notify(batch, file, telling.template(), &language, version, now).await
}

async fn notify(
    batch: &mut Batch<'_>,
    file: &ClaimFile,
    template: &str,
    language: &str,
    version: u64,
    now: Timestamp,
) -> Result<()> {
    let key = format!("{JOB}:{}:{version}", file.id);
    let payload = json!({
        "claim": file.id, "passenger": file.passenger, "template": template, "language": language,
    });
    jobs::enqueue(batch.tx, JOB, &key, &payload.to_string(), Timestamp::UNIX_EPOCH, now).await.map(drop)
}
