//! Writing off what is left of vouchers whose time is over: a job that was put beside the voucher when it came.

use airside_shared::{
    entity::{Entity, Kind},
    ids::VoucherId,
    vouchers::{Voucher, VoucherStanding, VoucherStatus, standing_id, written_off},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    jobs::{self, After},
    put::{Batch, read},
    refusal::Result,
    store::{
        self, Store, Tx,
        entities::{self, Held},
        jobs::Job,
    },
};

/// The kind of job that looks at one voucher when its time is over.
pub const JOB: &str = "voucher_expiry";

#[derive(Debug, Serialize, Deserialize)]
struct Of {
    voucher: VoucherId,
}

/// Has a new voucher looked at when its time is over.
pub async fn follow(tx: &mut dyn Tx, old: Option<&Held>, new: &Held) -> Result<()> {
    match (&new.entity, old.map(|held| &held.entity)) {
        (Entity::Voucher(voucher), None) => queue(tx, voucher, None).await,
        // Something that it paid for was voided: nobody looks at it any more who may have looked before.
        (Entity::Voucher(voucher), Some(Entity::Voucher(was)))
            if was.status == VoucherStatus::Redeemed && voucher.status == VoucherStatus::Issued =>
        {
            queue(tx, voucher, Some(new.version)).await
        }
        _ => Ok(()),
    }
}

/// The same for those that were there before.
pub async fn follow_all(tx: &mut dyn Tx) -> Result<()> {
    for held in entities::all_of(tx, Kind::Voucher).await? {
        follow(tx, None, &held).await?;
    }
    Ok(())
}

async fn queue(tx: &mut dyn Tx, voucher: &Voucher, again: Option<u64>) -> Result<()> {
    let Some(due) = voucher.written_off_at() else { return Ok(()) };
    let again = again.map_or_else(String::new, |version| format!(":{version}"));
    let key = format!("{JOB}:{}{again}", voucher.id);
    let payload = serde_json::to_string(&Of { voucher: voucher.id })?;
    store::jobs::enqueue(tx, JOB, &key, &payload, due, voucher.issued_at).await.map(drop)
}

pub async fn work(app: &App, job: Job) -> Result<()> {
    let now = app.now();
    let seq = app.store.write(move |tx| Box::pin(write_off(tx, job, now))).await?;
    seq.into_iter().for_each(|seq| app.changed(seq));
    Ok(())
}

/// In the transaction that ends the job.
async fn write_off(tx: &mut dyn Tx, job: Job, now: Timestamp) -> Result<Option<u64>> {
    let Of { voucher } = serde_json::from_str(&job.payload)?;
    let mut batch = Batch::begin(tx).await?;
    let held: Option<Voucher> = read(&mut batch, voucher).await?;
    let standing: Option<VoucherStanding> = read(&mut batch, standing_id(voucher)).await?;
    let seq = match held.and_then(|held| written_off(held, standing, now)) {
        Some((standing, voucher)) => {
            batch.put(standing.into()).await?;
            batch.put(voucher.into()).await?;
            Some(batch.finish().await?)
        }
        None => None,
    };
    jobs::end(tx, &job, After::Done, now).await?;
    Ok(seq)
}
