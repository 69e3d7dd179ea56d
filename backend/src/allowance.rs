//! The right of a device to issue vouchers offline: made at sign-in, renewed when it has run out of time. The
//! airline's key vouches for it, and for the device's own, by which every till then verifies its vouchers.

use airside_shared::{
    devices::AllowanceTerms,
    entity::{Entity, Kind, Ref},
    ids::AllowanceId,
    vouchers::{Issuer, day},
};
use ed25519_dalek::SigningKey;
use jiff::Timestamp;

use crate::{
    policies,
    put::Batch,
    refusal::Result,
    store::{Tx, accounts::Device, entities},
};

/// Makes sure that the device has an allowance of its present key that has not expired. A new one is
/// another thing with another id: vouchers that are still on their way are counted against the old one.
pub async fn renew(
    tx: &mut dyn Tx,
    device: &Device,
    fresh: AllowanceId,
    now: Timestamp,
    airline: &SigningKey,
) -> Result<u64> {
    let mut batch = Batch::begin(tx).await?;
    let issuer = Issuer::vouched(device.id, &device.device_key, now, airline);
    if batch.get(Ref::new(Kind::Issuer, issuer.id)).await?.is_none() {
        batch.put(issuer.into()).await?;
    }
    for row in entities::followers(batch.tx, device.id.0).await? {
        if row.kind != Kind::Allowance {
            continue;
        }
        if let Some(Entity::Allowance(it)) = batch.get(row).await?.map(|held| &held.entity)
            && it.expires_at > now
            && it.device_key == device.device_key
        {
            return batch.finish().await;
        }
    }
    let owner = (device.id, device.device_key.clone());
    let allowance =
        policies::table::<AllowanceTerms>(batch.tx, day(now)).await?.of(fresh, device.kind, owner, now);
    batch.put(allowance.vouched(airline).into()).await?;
    batch.finish().await
}
