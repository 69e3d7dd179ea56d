//! `POST /v1/audit`: the devices' logs, appended only as their chains go on.

use airside_shared::{
    Fault,
    audit::{GENESIS, Record},
    ids::DeviceId,
    sync::AuditPush,
};
use axum::{Json, extract::State};
use serde::Serialize;

use crate::{
    app::App,
    auth::Signed,
    body::Packed,
    refusal::{Refusal, Result},
    store::{Store, Tx, audit},
};

/// Where the log stands here.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Appended {
    through: u64,
    head: String,
}

#[utoipa::path(post, tag = "airside", path = "/v1/audit", request_body = AuditPush,
    responses((status = 200, description = "Where the log stands here", body = Appended),
        (status = 409, description = "audit_gap, audit_broken", body = Fault)),
    security(("token" = [])))]
pub async fn append(
    State(app): State<App>,
    signed: Signed,
    Packed(push): Packed<AuditPush>,
) -> Result<Json<Appended>> {
    let device = signed.0.device.id;
    if push.device != device || push.records.iter().any(|record| record.log != device) {
        return Err(Refusal::forbidden("forged_device", "Each device sends its own log."));
    }
    Ok(Json(app.store.write(move |tx| Box::pin(append_all(tx, device, push.records))).await?))
}

async fn append_all(tx: &mut dyn Tx, device: DeviceId, records: Vec<Record>) -> Result<Appended> {
    let last = audit::last(tx, device).await?;
    let (mut through, mut head) = last.unwrap_or_else(|| (0, GENESIS.to_owned()));
    for record in records {
        let new_head = record.head();
        if record.seq <= through {
            // A resend after a lost reply says the same; anything else rewrites history.
            if audit::head_at(tx, device, record.seq).await?.as_ref() == Some(&new_head) {
                continue;
            }
            return Err(broken(record.seq));
        }
        if record.seq != through + 1 {
            let message = format!("Records are missing: send them from number {} on.", through + 1);
            return Err(Refusal::conflict("audit_gap", message));
        }
        if record.prev != head {
            return Err(broken(record.seq));
        }
        audit::append(tx, device, record.seq, &new_head, serde_json::to_string(&record)?).await?;
        (through, head) = (record.seq, new_head);
    }
    Ok(Appended { through, head })
}

fn broken(seq: u64) -> Refusal {
    tracing::warn!(seq, "a device's audit log does not follow from what it sent before");
    let message = format!("Record {seq} does not follow from what this device sent before: tell security.");
    Refusal::conflict("audit_broken", message)
}
