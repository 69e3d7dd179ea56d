//! A claim from the agent who opens it to the credit that settles it: the backend works it out, a supervisor grants
//! it, the passenger chooses, and everybody sees each step.

use airside_shared::devices::DeviceKind;
use anyhow::{Context, Result, ensure};

use crate::{
    app::App,
    scene::Traveller,
    world::{AGENT, SUPERVISOR, World},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_is_opened_granted_by_somebody_else_chosen_and_settled() -> Result<()> {
    let world = World::new().await?;
    let who = to_europe(&world)?;
    let desk = world.open("desk", DeviceKind::Desk).await?;
    desk.begin_work(AGENT).await?;
    desk.open_passenger(&who).await?;
    desk.open_due().await?;
    desk.picture("86-open-claim").await?;
    desk.press("open-claim").await?;
    desk.says("Claim opened").await?;
    desk.go("claims").await?;
    desk.see(&claim("awaiting_approval")).await?;
    ensure!(!desk.sees("claim-grant").await, "an agent grants nothing");
    desk.picture("87-claim-waits").await?;

    let office = world.open("office", DeviceKind::Desk).await?;
    office.begin_work(SUPERVISOR).await?;
    office.go("claims").await?;
    office.see(&claim("awaiting_approval")).await?;
    office.press("[data-test=claim-steps] summary").await?;
    in_every_look(&office).await?;
    office.press("claim-grant").await?;
    desk.see(&claim("offered")).await?;
    choosing(&desk).await?;
    desk.see(&claim("closed")).await?;
    desk.press("[data-test=claim-steps] summary").await?;
    desk.picture("89-claim-closed").await?;
    office.see(&claim("closed")).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bag_is_lost_its_receipts_are_said_later_and_its_claim_goes_on() -> Result<()> {
    let world = World::new().await?;
    let who = to_europe(&world)?;
    let desk = world.open("desk", DeviceKind::Desk).await?;
    desk.begin_work(AGENT).await?;
    desk.open_passenger(&who).await?;
    desk.open_due().await?;
    desk.choose("happened", "downgrade").await?;
    desk.see("[data-test=question][data-field=flight_price]").await?;
    desk.choose("happened", "baggage_loss").await?;
    desk.see("[data-test=question][data-field=proven_loss]").await?;
    ensure!(!desk.sees("meal-offer").await, "a bag eats nothing");
    desk.in_each_look("[data-field=proven_loss]", "bag").await?;
    desk.press("open-claim").await?;
    desk.says("Claim opened").await?;
    desk.press("open-claim").await?;
    desk.see("[data-test=open-claim-fault][data-code=claim_open_already]").await?;
    desk.go("claims").await?;
    let asked = "[data-test=claim-lacks] [data-field=proven_loss]";
    desk.see(asked).await?;
    desk.picture("105-claim-asks").await?;
    desk.type_into(asked, "300").await?;
    desk.choose(&format!("{asked} select"), "USD").await?;
    desk.in_each_look(asked, "claim-asks").await?;
    desk.press("[data-test=claim-lacks] [data-test=answer]").await?;
    let admitted = "[data-test=claim-lacks] [data-field=loss_admitted]";
    desk.choose(admitted, "yes").await?;
    desk.press("[data-test=claim-lacks] [data-test=answer]").await?;
    desk.see(&claim("offered")).await?;
    desk.reads("claim-due", |due| due.contains("300")).await?;
    desk.picture("106-claim-answered").await
}

fn claim(state: &str) -> String {
    format!("[data-test=claim][data-state={state}]")
}

/// Somebody without a card of the airline on the late flight to Paris: more is due than is given without a yes.
fn to_europe(world: &World) -> Result<Traveller> {
    let late = |who: &Traveller| {
        who.flight.carrier == "AF" && who.flight.number == "7" && who.passenger.loyalty.is_none()
    };
    world.scene.travellers().find(late).context("somebody flies to Paris")
}

async fn choosing(desk: &App) -> Result<()> {
    desk.press("claim-choose").await?;
    desk.press("[data-test=claim-choice] .radio-card:has([value=voucher])").await?;
    desk.see("claim-agree").await?;
    ensure!(desk.sees("[data-test=claim-choose-go]:disabled").await, "no credit without a yes to its words");
    desk.press("[data-test=claim-agree] .tick").await?;
    desk.picture("88-claim-choice").await?;
    desk.press("claim-choose-go").await
}

async fn in_every_look(office: &App) -> Result<()> {
    office.in_each_look("claim", "claims").await
}
