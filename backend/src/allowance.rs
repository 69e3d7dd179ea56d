//! The right of a device to issue vouchers offline: made at sign-in, renewed when it has run out of time. The
//! airline's key vouches for it, and for the device's own, by which every till then verifies its vouchers.

use airside_shared::{
    devices::{Allowance, DeviceKind},
    entity::{Entity, Kind, Ref},
    ids::AllowanceId,
    money::{Currency, Money},
    vouchers::{Issuer, VoucherKind},
};
use ed25519_dalek::SigningKey;
use jiff::{SignedDuration, Timestamp};

use crate::{
    put::Batch,
    refusal::{Refusal, Result},
    store::{Tx, accounts::Device, entities},
};

const EACH: Money = Money::new(5_000, Currency::USD);

/// The largest of kinds that are worth more than a meal.
const EACH_OF: [(VoucherKind, Money); 3] = [
    (VoucherKind::Hotel, Money::new(25_000, Currency::USD)),
    (VoucherKind::Transport, Money::new(10_000, Currency::USD)),
    (VoucherKind::TravelCredit, Money::new(150_000, Currency::USD)),
];

/// All vouchers together, and how many. A desk has to look after a whole cancelled flight without a network.
const fn reach(kind: DeviceKind) -> (Money, u32) {
    match kind {
        DeviceKind::Desk => (Money::new(600_000, Currency::USD), 400),
        DeviceKind::Tablet | DeviceKind::Kiosk => (Money::new(50_000, Currency::USD), 50),
    }
}

const LASTS: SignedDuration = SignedDuration::from_hours(24);

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
    let (total, count) = reach(device.kind);
    let allowance = Allowance {
        id: fresh,
        device: device.id,
        device_key: device.device_key.clone(),
        total,
        each: EACH,
        each_of: EACH_OF.into(),
        count,
        spent: Money::zero(Currency::USD),
        spent_count: 0,
        expires_at: now.checked_add(LASTS).map_err(|e| Refusal::store(&e))?,
        signature: String::new(),
        rest: Default::default(),
    };
    batch.put(allowance.vouched(airline).into()).await?;
    batch.finish().await
}
