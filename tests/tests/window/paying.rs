//! Orders that are paid in notes of another currency, in parts, or with miles.

use airside_shared::devices::DeviceKind;
use anyhow::{Result, ensure};

use crate::{
    app::App,
    scene::Traveller,
    world::{CREW, World},
};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_in_notes_of_another_currency_in_parts_or_with_miles() -> Result<()> {
    let world = World::new().await?;
    let member = world.scene.member()?;
    let tablet = world.open("tablet", DeviceKind::Tablet).await?;
    tablet.begin_work(CREW).await?;
    tablet.open_trolley(&member.flight.designator(), "99-trolley").await?;
    in_euros(&tablet).await?;
    in_parts(&tablet).await?;
    with_miles(&tablet, &member).await?;
    tablet.press("#tab-sales").await?;
    tablet.reads("sale-row", |said| said.contains("miles")).await?;
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
    tablet.in_each_look("unsettled", "unsettled").await?;
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
    tablet.in_each_look("cash-worth", "notes").await?;
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

/// Only whoever sits there and is a member has miles; they pay for all of it, and nothing else is asked for.
async fn with_miles(tablet: &App, member: &Traveller) -> Result<()> {
    order(tablet).await?;
    tablet.press("miles-add").await?;
    tablet.see("[data-test=sale-fault][data-code=not_a_member]").await?;
    tablet.fill("seat", member.segment.seat.as_deref().unwrap_or_default()).await?;
    tablet.see("seat-passenger").await?;
    tablet.press("miles-add").await?;
    tablet.reads("miles", |said| said.contains("miles")).await?;
    tablet.reads("order-due", |said| said.contains("0.00")).await?;
    tablet.sees_no("tender-card").await?;
    tablet.in_each_look("paying-miles", "by-miles").await?;
    tablet.picture("109-by-miles").await?;
    tablet.press("take-payment").await?;
    tablet.reads("sale-number", |number| !number.trim().is_empty()).await?;
    tablet.press("receipt-preview").await?;
    tablet.see("document-page").await?;
    tablet.picture("110-receipt-by-miles").await?;
    tablet.chord(&['\u{e00c}']).await
}
