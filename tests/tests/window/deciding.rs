//! Deciding: about one passenger otherwise than the rules, and about a whole cancelled flight.

use std::collections::BTreeMap;

use airside_shared::devices::DeviceKind;
use anyhow::{Context, Result, ensure};

use crate::{
    app::App,
    scene::Traveller,
    world::{AGENT, World},
};

const REASON: &str = "The crew told her that it was the engine, not the snow.";

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_overrules_a_decision_and_gives_a_whole_flight_its_vouchers() -> Result<()> {
    let world = World::new().await?;
    let desk = world.open("desk", DeviceKind::Desk).await?;
    desk.begin_work(AGENT).await?;
    let who = fullest(&world)?;
    overruling(&desk, &who).await?;
    let issued = a_whole_flight(&desk, &who).await?;
    desk.queue_is(|states| states.len() == issued + 1).await?;
    for (look, words) in [("dark", "dark"), ("light", "light"), ("ar", "العربية")] {
        desk.command(look, words).await?;
        pages(&desk, &who, look).await?;
    }
    Ok(())
}

/// Somebody of the cancelled flight with the most people.
fn fullest(world: &World) -> Result<Traveller> {
    let mut flights: BTreeMap<_, Vec<Traveller>> = BTreeMap::new();
    for who in world.scene.stranded() {
        flights.entry(who.flight.id).or_default().push(who);
    }
    let fullest = flights.into_values().max_by_key(Vec::len).context("a blizzard strands people")?;
    fullest.into_iter().next().context("somebody is on it")
}

async fn overruling(desk: &App, who: &Traveller) -> Result<()> {
    desk.open_passenger(who).await?;
    desk.open_due().await?;
    desk.press("overrule").await?;
    desk.see("overrule-dialog").await?;
    ensure!(!desk.sees("verdict").await, "nobody has decided yet");
    desk.fill("overrule-amount", "125").await?;
    desk.fill("overrule-reason", REASON).await?;
    desk.picture("60-overrule").await?;
    desk.press("overrule-go").await?;
    desk.reads("verdict-amount", |said| said.contains("125.00")).await?;
    desk.reads("verdict-reason", |said| said == REASON).await?;
    ensure!(desk.count("clause").await? > 3, "what the rules said stays");
    desk.picture("61-overruled").await?;
    desk.press("letter").await?;
    desk.see("document-page").await?;
    desk.picture("62-overruled-letter").await?;
    desk.dismiss().await
}

/// From the flight's people to vouchers for all of them but one; gives how many were issued.
async fn a_whole_flight(desk: &App, who: &Traveller) -> Result<usize> {
    to_the_flight(desk, who).await?;
    let people = desk.count("goes-along").await?;
    ensure!(people > 3, "{people} people on the flight");
    let along = desk.count("[data-test=goes-along]:checked").await?;
    desk.picture("63-whole-flight").await?;
    desk.press("goes-along").await?;
    desk.see("restore-choice").await?;
    desk.press("issue-all").await?;
    desk.see("issue-all-dialog").await?;
    desk.picture("64-issue-all").await?;
    desk.press("issue-all-not").await?;
    desk.sees_no("dialog[open]").await?;
    ensure!(!desk.sees("print-all").await, "nothing was issued");
    desk.press("restore-choice").await?;
    desk.press("issue-all").await?;
    desk.press("issue-all-go").await?;
    desk.see("document-page").await?;
    desk.picture("65-all-vouchers").await?;
    desk.press("document-save").await?;
    desk.printed(1).await?;
    desk.dismiss().await?;
    desk.see("print-all").await?;
    desk.sees_no("[data-test=goes-along]:checked").await?;
    desk.picture("66-all-issued").await?;
    Ok(along + goodwill(desk).await?)
}

/// Beside the meal everybody gets what the terms suggest; gives how many were issued.
async fn goodwill(desk: &App) -> Result<usize> {
    desk.press("[data-test=gives][data-kind=goodwill]").await?;
    desk.see("issue-all").await?;
    let along = desk.count("[data-test=goes-along]:checked").await?;
    desk.picture("67-goodwill-for-all").await?;
    desk.press("issue-all").await?;
    desk.press("issue-all-go").await?;
    desk.see("document-page").await?;
    desk.dismiss().await?;
    desk.sees_no("[data-test=goes-along]:checked").await?;
    Ok(along)
}

async fn to_the_flight(desk: &App, who: &Traveller) -> Result<()> {
    desk.go("board").await?;
    desk.press("filter-cancelled").await?;
    desk.type_into("board-filter", &who.flight.designator()).await?;
    desk.press(&format!("[data-flight=\"{}\"]", who.flight.designator())).await?;
    desk.see("manifest").await?;
    desk.press("open-flight-due").await?;
    desk.see("flight-due-person").await?;
    Ok(())
}

async fn pages(desk: &App, who: &Traveller, look: &str) -> Result<()> {
    to_the_flight(desk, who).await?;
    desk.picture(&format!("look-{look}-whole-flight")).await?;
    desk.open_passenger(who).await?;
    desk.open_due().await?;
    desk.see("verdict").await?;
    desk.picture(&format!("look-{look}-overruled")).await?;
    desk.press("overrule").await?;
    desk.see("overrule-dialog").await?;
    desk.picture(&format!("look-{look}-overrule")).await?;
    desk.dismiss().await
}
