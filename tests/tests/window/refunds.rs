//! A refund from the receipt to the decision: crew ask for it, a supervisor of the station grants one and refuses
//! another, and everybody sees by which limits.

use airside_shared::devices::DeviceKind;
use anyhow::{Result, ensure};

use crate::{
    app::App,
    world::{CREW, SUPERVISOR, World},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_is_asked_for_from_a_receipt_and_somebody_else_decides() -> Result<()> {
    let world = World::new().await?;
    let flight = world.scene.somebody()?.flight.designator();
    let tablet = world.open("tablet", DeviceKind::Tablet).await?;
    tablet.begin_work(CREW).await?;
    tablet.open_trolley(&flight, "80-trolley").await?;
    let first = tablet.sell_two(None).await?;
    tablet.press("new-order").await?;
    let second = tablet.sell_two(None).await?;
    ask(&tablet, &first, Some("81-refund-dialog")).await?;
    ask(&tablet, &second, None).await?;
    tablet.go("refunds").await?;
    tablet.see(&request(&first, "requested")).await?;
    ensure!(!tablet.sees("refund-grant").await, "crew grant nothing");
    tablet.picture("82-refund-asked").await?;

    let office = world.open("office", DeviceKind::Desk).await?;
    office.begin_work(SUPERVISOR).await?;
    office.go("refunds").await?;
    office.see(&request(&first, "requested")).await?;
    in_every_look(&office).await?;
    by_which_limits(&office, &first).await?;
    office.press(&format!("{} [data-test=refund-grant]", request(&first, "requested"))).await?;
    office.see(&request(&first, "approved")).await?;
    office.reads("refund-granted", |said| said.contains("Granted by")).await?;
    office.picture("84-refund-granted").await?;
    refuse(&office, &second).await?;
    tablet.see(&request(&first, "approved")).await?;
    tablet.see(&request(&second, "refused")).await?;
    tablet.picture("86-refund-decided").await
}

/// The row of a request in a state.
fn request(number: &str, state: &str) -> String {
    format!("[data-test=refund][data-number=\"{number}\"][data-state={state}]")
}

/// From the receipt of a sale.
async fn ask(tablet: &App, sale: &str, picture: Option<&str>) -> Result<()> {
    tablet.press("#tab-sales").await?;
    let row = format!("[data-test=sale-row][data-number=\"{sale}\"]");
    tablet.press(&format!("{row} [data-test=sale-refund]")).await?;
    tablet.see("ask-amount").await?;
    tablet.see("refund-limits").await?;
    if let Some(picture) = picture {
        tablet.picture(picture).await?;
    }
    tablet.press("ask-confirm").await?;
    tablet.says(&format!("Refund of {sale} asked for")).await
}

async fn in_every_look(office: &App) -> Result<()> {
    office.in_each_look("refund", "refunds").await
}

async fn by_which_limits(office: &App, sale: &str) -> Result<()> {
    let limits = format!("{} [data-test=refund-limits]", request(sale, "requested"));
    office.press(&format!("{limits} summary")).await?;
    office.reads(&limits, |said| said.contains("set for station JFK")).await?;
    office.picture("83-refund-limits").await
}

/// Not without a reason.
async fn refuse(office: &App, sale: &str) -> Result<()> {
    office.press(&format!("{} [data-test=refund-refuse]", request(sale, "requested"))).await?;
    office.press("reason-confirm").await?;
    office.reads("reason", |said| said.contains("Say why")).await?;
    office.fill("reason", "It was eaten before").await?;
    office.press("reason-confirm").await?;
    office.see(&request(sale, "refused")).await?;
    office.reads("refund-refused", |said| said.contains("It was eaten before")).await?;
    office.picture("85-refund-refused").await
}
