//! Orders that are paid in notes of another currency, or in parts.

use airside_shared::devices::DeviceKind;
use anyhow::{Result, ensure};

use crate::{
    app::App,
    looks::LOOKS,
    world::{CREW, World},
};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_in_notes_of_another_currency_or_in_parts() -> Result<()> {
    let world = World::new().await?;
    let flight = world.scene.somebody()?.flight.designator();
    let tablet = world.open("tablet", DeviceKind::Tablet).await?;
    tablet.begin_work(CREW).await?;
    tablet.open_trolley(&flight, "99-trolley").await?;
    in_euros(&tablet).await?;
    in_parts(&tablet).await?;
    tablet.press("#tab-sales").await?;
    tablet.reads("sale-row", |said| said.contains("4242") && said.contains('+')).await?;
    tablet.picture("102-paid-in-parts").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_terminal_says_nothing_is_kept_and_sold_when_it_is_asked_again() -> Result<()> {
    let world = World::new().await?;
    let flight = world.scene.somebody()?.flight.designator();
    let tablet = world.open("tablet", DeviceKind::Tablet).await?;
    tablet.begin_work(CREW).await?;
    tablet.open_trolley(&flight, "103-trolley").await?;
    order(&tablet).await?;
    tablet.press("card-silent").await?;
    tablet.see("[data-test=card-silent][aria-pressed=true]").await?;
    tablet.press("take-payment").await?;
    tablet.see("unsettled").await?;
    ensure!(tablet.count("order-line").await? == 0, "the same order is not paid twice");
    for (command, words, root) in LOOKS {
        tablet.command(command, words).await?;
        tablet.see(root).await?;
        tablet.see("unsettled").await?;
        tablet.picture(&format!("look-{command}-unsettled")).await?;
    }
    tablet.command("en", "English").await?;
    tablet.command("light", "light").await?;
    tablet.picture("104-unsettled").await?;
    tablet.press("ask-terminal").await?;
    tablet.reads("unsettled", |said| said.contains("does not answer")).await?;
    tablet.press("card-declined").await?;
    tablet.see("[data-test=card-declined][aria-pressed=true]").await?;
    tablet.press("ask-terminal").await?;
    tablet.reads("sale-number", |number| !number.trim().is_empty()).await?;
    order(&tablet).await?;
    tablet.press("take-payment").await?;
    tablet.see("[data-test=sale-fault][data-code=card_declined]").await?;
    ensure!(tablet.count("order-line").await? == 2, "another card may pay for it");
    tablet.press("#tab-sales").await?;
    tablet.see("sale-row").await?;
    tablet.reads("order-row", |said| said.contains("Card declined")).await?;
    tablet.picture("105-not-sold").await
}

async fn order(tablet: &App) -> Result<()> {
    tablet.press(".products__grid .tile:nth-child(1) [data-test=product-tile]").await?;
    tablet.press(".products__grid .tile:nth-child(2) [data-test=product-tile]").await
}

/// What the notes are worth is said, and change is of the order's currency.
async fn in_euros(tablet: &App) -> Result<()> {
    order(tablet).await?;
    tablet.press("tender-cash").await?;
    tablet.press("notes-EUR").await?;
    tablet.see("[data-test=notes-EUR][aria-pressed=true]").await?;
    tablet.fill("cash-given", "50").await?;
    tablet.reads("cash-worth", |said| said.contains("52.50") && said.contains("1.05")).await?;
    tablet.reads("cash-change", |said| said.contains('$')).await?;
    tablet.picture("100-notes").await?;
    for (command, words, root) in LOOKS {
        tablet.command(command, words).await?;
        tablet.see(root).await?;
        tablet.see("cash-worth").await?;
        tablet.picture(&format!("look-{command}-notes")).await?;
    }
    tablet.command("en", "English").await?;
    tablet.command("light", "light").await?;
    tablet.press("take-payment").await?;
    tablet.reads("sale-number", |number| !number.trim().is_empty()).await.map(drop)
}

/// All of it in cash is no part: the desk says so, and what was typed is still there.
async fn in_parts(tablet: &App) -> Result<()> {
    order(tablet).await?;
    tablet.press("tender-split").await?;
    tablet.see("demo-terminal").await?;
    tablet.fill("cash-given", "500").await?;
    tablet.press("take-payment").await?;
    tablet.see("[data-test=sale-fault][data-code=parts_differ]").await?;
    ensure!(tablet.count("order-line").await? == 2, "the order is as it was");
    tablet.fill("cash-given", "1").await?;
    tablet.picture("101-parts").await?;
    tablet.press("take-payment").await?;
    tablet.reads("sale-number", |number| !number.trim().is_empty()).await.map(drop)
}
