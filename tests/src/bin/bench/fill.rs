//! A desk with as many people as an airline has, and whom to look up on it.

use airside_shared::{access::Role, devices::DeviceKind};
use airside_tests::{
    Device, World,
    fill::{Samples, fill},
};
use anyhow::Result;

/// A desk that is full.
pub struct Full {
    pub device: Device,
    pub samples: Samples,
}

pub async fn full_desk(world: &mut World, people: usize) -> Result<Full> {
    let device = world.device(DeviceKind::Desk);
    device.sign_in(world, Role::CheckIn).await?;
    // As a window does, which every desk has.
    device.desk.listen(|_| {})?;
    let samples = fill(&device.desk, people)?;
    Ok(Full { device, samples })
}
