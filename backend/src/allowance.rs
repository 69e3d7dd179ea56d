//! The right of a device to issue vouchers offline: made at sign-in, renewed when it has run out of time.

use airside_shared::{
    devices::Allowance,
    entity::{Entity, Kind},
    ids::AllowanceId,
    money::{Currency, Money},
};
use jiff::{SignedDuration, Timestamp};

use crate::{
    put::Batch,
    refusal::{Refusal, Result},
    store::{Tx, accounts::Device, entities},
};

const TOTAL: Money = Money::new(50_000, Currency::USD);
const EACH: Money = Money::new(5_000, Currency::USD);
const COUNT: u32 = 50;
const LASTS: SignedDuration = SignedDuration::from_hours(24);

/// Makes sure that the device has an allowance of its present key that has not expired. A new one is
/// another thing with another id: vouchers that are still on their way are counted against the old one.
pub async fn renew(tx: &mut dyn Tx, device: &Device, fresh: AllowanceId, now: Timestamp) -> Result<u64> {
    let mut batch = Batch::begin(tx).await?;
    for row in entities::followers(batch.tx, device.id.0).await? {
        if row.kind != Kind::Allowance {
            continue;
        }
        if let Some(Entity::Allowance(it)) = batch.get(row).await?.map(|held| &held.entity)
            && it.expires_at > now
            && it.device_key == device.device_key
        {
            return Ok(batch.seq());
        }
    }
    let allowance = Allowance {
        id: fresh,
        device: device.id,
        device_key: device.device_key.clone(),
        total: TOTAL,
        each: EACH,
        count: COUNT,
        spent: Money::zero(Currency::USD),
        spent_count: 0,
        expires_at: now.checked_add(LASTS).map_err(|e| Refusal::store(&e))?,
        rest: Default::default(),
    };
    batch.put(allowance.into()).await?;
    batch.finish().await
}
