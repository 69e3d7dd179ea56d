//! What a claim has to hear of besides events: a person decided otherwise than the rules, or the passenger was moved to
//! another flight. One from which nobody has chosen yet is worked out anew by that.

use std::collections::BTreeSet;

use airside_shared::{
    claims::{ClaimFile, Matter, claim_file_id},
    compensation::Overruling,
    ids::ClaimFileId,
    trips::{SegmentStatus, Trip},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::read;
use crate::{
    jobs::{After, Made},
    put::Batch,
    refusal::Result,
    store::{
        Tx,
        entities::find,
        jobs::{self, Job},
    },
};

/// The kind of job that tells a claim of it.
pub const JOB: &str = "claim_verdict";

#[derive(Debug, Serialize, Deserialize)]
struct Told {
    file: ClaimFileId,
    verdict: String,
}

pub async fn follow(tx: &mut dyn Tx, verdicts: &Overruling, version: u64) -> Result<()> {
    let Some(last) = verdicts.verdicts.last() else { return Ok(()) };
    let file = claim_file_id(verdicts.passenger, verdicts.flight, Matter::Journey);
    let told = Told { file, verdict: format!("{} · {}", last.by, last.reason) };
    let (key, payload) = (format!("{JOB}:{}:{version}", verdicts.id), serde_json::to_string(&told)?);
    jobs::enqueue(tx, JOB, &key, &payload, Timestamp::UNIX_EPOCH, last.at).await.map(drop)
}

/// Everybody who was moved off a flight arrives with another one.
pub async fn moved(tx: &mut dyn Tx, trip: &Trip, version: u64) -> Result<()> {
    if !trip.segments.iter().any(|segment| segment.status == SegmentStatus::Rebooked) {
        return Ok(());
    }
    let now: Vec<&str> = trip
        .segments
        .iter()
        .filter(|it| it.status != SegmentStatus::Rebooked)
        .map(|it| &*it.designator)
        .collect();
    // Whichever flight of the journey it was opened for. One that is opened later looks at the trip anyway.
    for flight in trip.segments.iter().map(|segment| segment.flight).collect::<BTreeSet<_>>() {
        let id = claim_file_id(trip.passenger, flight, Matter::Journey);
        let Some(file) = find::<ClaimFile>(tx, id.0).await? else { continue };
        let told = Told { file: id, verdict: format!("→ {}", now.join(", ")) };
        let (key, payload) = (format!("{JOB}:{}:{flight}:{version}", trip.id), serde_json::to_string(&told)?);
        jobs::enqueue(tx, JOB, &key, &payload, Timestamp::UNIX_EPOCH, file.moved_at()).await?;
    }
    Ok(())
}

pub async fn heard(tx: &mut dyn Tx, job: &Job, now: Timestamp) -> Result<Made> {
    let Told { file, verdict } = serde_json::from_str(&job.payload)?;
    let mut batch = Batch::begin(tx).await?;
    let file: Option<ClaimFile> = read(&mut batch, file).await?;
    let file = file.and_then(|file| {
        let reason = file.reason;
        file.heard(&verdict, reason, now)
    });
    let Some(file) = file else { return Ok((After::Done, None)) };
    batch.put(file.into()).await?;
    let seq = batch.finish().await?;
    Ok((After::Done, Some(seq)))
}
