//! What was refused on a desk whose people are not there: a supervisor settles it from another.

use airside_shared::devices::DeviceKind;
use anyhow::{Result, ensure};

use crate::{
    app::App,
    looks::LOOKS,
    world::{AGENT, OTHER_AGENT, SUPERVISOR, World},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_settles_what_was_refused_on_a_desk_that_nobody_is_at() -> Result<()> {
    let mut world = World::new().await?;
    let who = world.scene.movable()?;
    let desk = world.open("desk", DeviceKind::Desk).await?;
    desk.begin_work(AGENT).await?;
    let office = world.open("office", DeviceKind::Desk).await?;
    office.begin_work(OTHER_AGENT).await?;
    office.go("attention").await?;
    office.see("attention").await?;
    ensure!(!office.sees("a[href=\"/attention/station\"]").await, "an agent sees their own");

    world.backend.down().await?;
    desk.is_offline().await?;
    desk.open_passenger(&who).await?;
    desk.open_due().await?;
    desk.issue_meal_voucher().await?;
    let desk = desk.kill().await?;
    world.backend.up().await?;
    office.is_online().await?;
    office.open_passenger(&who).await?;
    office.press("rebook").await?;
    office.press("[data-test=alternative] .strip__flight").await?;
    office.press("rebook-go").await?;
    office.queue_is(|states| states == ["applied"]).await?;
    let desk = desk.open().await?;
    desk.sign_in(AGENT).await?;
    desk.queue_is(|states| states == ["rejected"]).await?;
    let desk = desk.close().await?;

    office.lock().await?;
    office.sign_in(SUPERVISOR).await?;
    at_the_station(&office, &who.name(), &who.flight.designator()).await?;
    without_a_network(&mut world, &office).await?;
    given_up(&office).await?;
    let desk = desk.open().await?;
    desk.sign_in(AGENT).await?;
    desk.queue_is(|states| states == ["superseded"]).await?;
    desk.press("queue-row").await?;
    desk.reads("entry", |said| said.contains("Ingrid Keller") && said.contains("She ate")).await?;
    desk.picture("74-settled-for-her").await
}

async fn at_the_station(office: &App, name: &str, flight: &str) -> Result<()> {
    office.go("attention").await?;
    office.press("a[href=\"/attention/station\"]").await?;
    office.see("[data-test=station-entry][data-kind=issue_voucher]").await?;
    let did = office.text("station-entry").await?;
    ensure!(
        did.contains(name) && did.contains("Mara Okafor on Desk "),
        "what, and by whom, and where: {did}"
    );
    office.see("[data-test=entry-reason][data-code=passenger_rebooked]").await?;
    let compared = office.text("entry-compare").await?;
    ensure!(
        compared.contains(flight) && compared.contains("Theirs"),
        "theirs beside the server's: {compared}"
    );
    ensure!(
        office.sees("[data-test=station-apply][disabled]").await,
        "a voucher of another device's allowance is not issued again from here"
    );
    office.picture("70-station").await?;
    for (command, words, root) in LOOKS {
        office.command(command, words).await?;
        office.see(root).await?;
        office.picture(&format!("look-{command}-station")).await?;
    }
    office.command("en", "English").await?;
    office.command("light", "light").await
}

async fn without_a_network(world: &mut World, office: &App) -> Result<()> {
    world.backend.down().await?;
    office.is_offline().await?;
    office.press("station-again").await?;
    office.see("station-offline").await?;
    office.picture("71-station-offline").await?;
    world.backend.up().await?;
    office.is_online().await?;
    office.press("station-again").await?;
    office.see("station-entry").await.map(drop)
}

async fn given_up(office: &App) -> Result<()> {
    office.press("station-discard").await?;
    office.type_into("station-reason", "She ate on the later flight").await?;
    office.picture("72-give-up").await?;
    office.press("station-discard-confirm").await?;
    office.says("Given up").await?;
    office.sees_no("station-entry").await?;
    office
        .reads("station-settled", |said| said.contains("Ingrid Keller") && said.contains("She ate"))
        .await?;
    office.picture("73-given-up").await
}
