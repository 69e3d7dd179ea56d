//! An act that was right when it was done and is not any more: the backend refuses it, and a person settles it.

use std::fs;

use airside_shared::devices::DeviceKind;
use anyhow::{Result, ensure};

use crate::app::App;
use crate::world::{AGENT, OTHER_AGENT, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_for_somebody_who_was_rebooked_meanwhile_is_a_card_with_ways_out() -> Result<()> {
    let mut world = World::new().await?;
    let who = world.scene.movable()?;
    let desk = world.open("desk", DeviceKind::Desk).await?;
    desk.begin_work(AGENT).await?;
    let other = world.open("other", DeviceKind::Desk).await?;
    other.begin_work(OTHER_AGENT).await?;

    world.backend.down().await?;
    desk.is_offline().await?;
    desk.open_passenger(&who).await?;
    desk.open_due().await?;
    desk.issue_meal_voucher().await?;
    let desk = desk.kill().await?;

    world.backend.up().await?;
    other.is_online().await?;
    other.open_passenger(&who).await?;
    other.press("rebook").await?;
    other.press("[data-test=alternative] .strip__flight").await?;
    other.picture("40-rebook").await?;
    other.press("rebook-go").await?;
    other.queue_is(|states| states == ["applied"]).await?;

    let desk = desk.open().await?;
    desk.sign_in(AGENT).await?;
    desk.queue_is(|states| states == ["rejected"]).await?;
    desk.picture("41-refused").await?;
    desk.go("board").await?;
    desk.see("attention-refused").await?;
    desk.picture("42-refused-on-the-board").await?;
    how_sync_goes(&desk).await?;
    desk.go("attention").await?;
    desk.see("refusal").await?;
    desk.see("[data-test=entry-reason][data-code=passenger_rebooked]").await?;
    let compared = desk.text("entry-compare").await?;
    ensure!(compared.contains(&who.flight.designator()), "mine stands beside the server's: {compared}");
    for way in ["entry-resend", "entry-handover", "entry-discard"] {
        desk.see(way).await?;
    }
    desk.picture("43-refusal").await?;
    ensure!(!compared.contains("not given"), "both sides are told: {compared}");
    desk.press("entry-handover").await?;
    desk.says("Handed over").await?;
    desk.sees_no("refusal").await?;
    desk.picture("44-nothing-needs-me").await?;
    desk.queue_is(|states| states == ["applied", "superseded"]).await?;
    desk.picture("45-handed-over").await
}

/// What is stopped and why, what went lately, and the file for support.
async fn how_sync_goes(desk: &App) -> Result<()> {
    desk.press("chip").await?;
    desk.see("sync-stopped").await?;
    desk.see("sync-round").await?;
    desk.see("sync-scope").await?;
    desk.picture("46-sync").await?;
    desk.press("sync-export").await?;
    desk.says("airside-diagnostics").await?;
    let saved = fs::read_dir(desk.device.prints())?.flatten();
    let named = |file: &fs::DirEntry| file.file_name().to_string_lossy().starts_with("airside-diagnostics");
    ensure!(saved.filter(named).count() == 1, "the file is on the disk");
    Ok(())
}
