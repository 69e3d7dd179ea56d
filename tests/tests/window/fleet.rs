//! A tablet that is lost: security sees it among the devices, has it give up what it holds, and it comes back as
//! another.

use airside_shared::devices::DeviceKind;
use anyhow::{Result, ensure};

use crate::{
    app::App,
    looks::LOOKS,
    world::{CREW, SECURITY, SUPERVISOR, World},
};

const F10: char = '\u{e03a}';
const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_tablet_is_withdrawn_and_comes_back_as_another_device() -> Result<()> {
    let mut world = World::new().await?;
    let tablet = world.open("tablet", DeviceKind::Tablet).await?;
    tablet.begin_work(CREW).await?;
    let office = world.open("office", DeviceKind::Desk).await?;
    office.begin_work(SECURITY).await?;
    let tablet = tablet.kill().await?;

    let lost = the_fleet(&office).await?;
    the_dialog_in_every_look(&office).await?;
    withdraw(&office, &lost).await?;
    the_fleet_in_every_look(&office, &lost).await?;
    without_a_network(&mut world, &office).await?;

    let tablet = tablet.open().await?;
    tablet.choose_person(CREW.0).await?;
    tablet.see("signin-pin").await?;
    tablet.keys(&format!("{}{ENTER}", CREW.1)).await?;
    tablet.see("wiped").await?;
    tablet.picture("66-wiped").await?;
    tablet.press("set-up-anew").await?;
    tablet.see("signin-badge").await?;
    let name = tablet.reads("device-name", |name| !name.is_empty()).await?;
    ensure!(!lost.contains(name.rsplit(' ').next().unwrap_or_default()), "it is another device: {name}");
    ensure!(tablet.count("signin-face").await? == 0, "nobody can unlock it yet");
    tablet.picture("67-set-up-anew").await?;
    tablet.begin_work(CREW).await?;

    office.go("fleet").await?;
    office.see("[data-test=fleet-device][data-weight=gone]").await?;
    office.reads("fleet", |said| said.matches("Tablet ").count() == 2).await?;
    office.picture("68-fleet-after").await?;
    a_supervisor_withdraws_nothing(office).await
}

/// By keys alone: to the fleet, down its rows, into the tablet's page.
async fn the_fleet(office: &App) -> Result<String> {
    office.chord(&[F10]).await?;
    office.see("fleet-device").await?;
    ensure!(office.count("fleet-device").await? == 2, "the office and the tablet");
    office.reads("fleet-contact", |said| said.contains("ago")).await?;
    office.picture("60-fleet").await?;
    office.type_into("fleet-search", "tablet").await?;
    office.see("[data-test=fleet-device]:only-of-type").await?;
    let name = office.text("[data-test=fleet-device] .row__title bdi:first-child").await?;
    ensure!(name.starts_with("Tablet "), "it is found by what it is called: {name}");
    office.client.execute("document.querySelector('[data-test=fleet-device]').focus()", vec![]).await?;
    office.keys(DOWN).await?;
    office.keys(ENTER).await?;
    office.see("device-facts").await?;
    office.reads(".page-head__title", |title| title == name).await?;
    office.picture("61-device").await?;
    Ok(name)
}

async fn the_dialog_in_every_look(office: &App) -> Result<()> {
    for (command, words, root) in LOOKS {
        office.command(command, words).await?;
        office.see(root).await?;
        office.press("withdraw-open").await?;
        office.see("withdraw-fates").await?;
        office.picture(&format!("look-{command}-withdraw")).await?;
        office.dismiss().await?;
    }
    office.command("en", "English").await?;
    office.command("light", "light").await
}

async fn the_fleet_in_every_look(office: &App, lost: &str) -> Result<()> {
    for (command, words, root) in LOOKS {
        office.command(command, words).await?;
        office.see(root).await?;
        office.go("fleet").await?;
        office.see("[data-test=fleet-device][data-weight=critical]").await?;
        office.picture(&format!("look-{command}-fleet")).await?;
        office.press("[data-test=fleet-device][data-weight=critical]").await?;
        office.see("device-withdrawal").await?;
        office.picture(&format!("look-{command}-device")).await?;
    }
    office.command("en", "English").await?;
    office.command("light", "light").await?;
    office.reads(".page-head__title", |title| title == lost).await.map(drop)
}

async fn withdraw(office: &App, lost: &str) -> Result<()> {
    office.press("withdraw-open").await?;
    office.reads("withdraw-fates", |said| said.contains("sent first")).await?;
    office.picture("62-flush-then-wipe").await?;
    office.press("[data-test=withdraw] .radio-card:has([value=wipe_now])").await?;
    let fates = office.reads("withdraw-fates", |said| said.contains("destroyed for good")).await?;
    ensure!(fates.contains("not sent"), "each thing is counted: {fates}");
    ensure!(office.sees("[data-test=withdraw-go][disabled]").await, "it needs a reason");
    office.type_into("withdraw-reason", "Left on the train to Jamaica").await?;
    office.picture("63-wipe-now").await?;
    office.press("withdraw-go").await?;
    office.says(&format!("{lost} is withdrawn")).await?;
    office.reads("device-withdrawal", |said| said.contains("Left on the train")).await?;
    office.reads("device-concerns", |said| said.contains("holds its rows still")).await?;
    office.picture("64-withdrawn").await
}

async fn without_a_network(world: &mut World, office: &App) -> Result<()> {
    world.backend.down().await?;
    office.is_offline().await?;
    office.go("fleet").await?;
    office.reads("fleet-stale", |said| said.contains("Offline")).await?;
    ensure!(office.count("fleet-device").await? == 2, "what was said last is shown");
    office.picture("65-fleet-offline").await?;
    world.backend.up().await?;
    office.reads("fleet-stale", |said| said.is_empty()).await.map(drop)
}

/// A supervisor sees the devices of the station and is told whom to ask.
async fn a_supervisor_withdraws_nothing(office: App) -> Result<()> {
    office.lock().await?;
    office.sign_in(SUPERVISOR).await?;
    office.go("fleet").await?;
    office.press("[data-test=fleet-device]:not([data-weight=gone])").await?;
    office.reads(".ways", |said| said.contains("Only security")).await?;
    ensure!(!office.sees("withdraw-open").await, "a supervisor has no way to withdraw");
    office.picture("69-supervisor").await
}
