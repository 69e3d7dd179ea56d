//! A day at the desk in the blizzard: from the first sign-in of two devices, through hours without a network
//! and a crash, until everything has reached the backend and a second desk.

use std::{
    io::Cursor,
    path::{Path, PathBuf},
};

use airside_shared::devices::DeviceKind;
use anyhow::{Context, Result, ensure};

use crate::{
    app::App,
    patience::{PATIENCE, until},
    scene::Traveller,
    world::{AGENT, CREW, OTHER_AGENT, World},
};

/// A preference, a case, a voucher.
const AT_THE_DESK: usize = 3;
/// Three orders by card, of which one failed and two are sales, and what voided one of those.
const ON_BOARD: usize = 7;

#[tokio::test(flavor = "multi_thread")]
async fn a_day_at_the_desk_in_the_blizzard() -> Result<()> {
    let mut world = World::new().await?;
    let desk = world.open("desk", DeviceKind::Desk).await?;
    first_sign_in(&desk).await?;
    let somebody = world.scene.somebody()?;
    finding_a_passenger(&desk, &somebody).await?;
    the_passengers_page(&desk, &somebody).await?;
    let tablet = world.open("tablet", DeviceKind::Tablet).await?;
    tablet.begin_work(CREW).await?;
    tablet.picture("09-tablet").await?;

    world.backend.down().await?;
    without_a_network(&desk, &somebody, &world).await?;
    let stranded = world.scene.stranded().next().context("a blizzard strands people")?;
    let voucher = a_cancelled_flight(&desk, &stranded).await?;
    selling_on_board(&tablet, &somebody).await?;

    let desk = a_crash(desk).await?;
    let tablet = a_crash_on_board(tablet).await?;
    world.backend.up().await?;
    everything_is_sent(&desk, &tablet).await?;
    a_second_desk(&world, &desk, &stranded, &voucher).await
}

async fn first_sign_in(desk: &App) -> Result<()> {
    desk.see("signin").await?;
    desk.picture("01-sign-in").await?;
    desk.choose_person(AGENT.0).await?;
    desk.see("signin-pin").await?;
    desk.keys("135790\u{e007}").await?;
    desk.reads(".pin__error", |said| !said.is_empty()).await?;
    desk.picture("02-wrong-pin").await?;
    desk.keys(&format!("{}\u{e007}", AGENT.1)).await?;
    desk.see(".frame").await?;
    if desk.sees("first-load").await {
        desk.snapshot("03-first-load").await?;
    }
    desk.see("board-flight").await?;
    desk.see("attention-cancelled").await?;
    desk.is_online().await?;
    desk.picture("04-board").await
}

async fn finding_a_passenger(desk: &App, who: &Traveller) -> Result<()> {
    desk.find_by_name(who, "05-find").await?;
    desk.find_by(&who.trip.pnr, who).await?;
    desk.find_by(&who.segment.ticket, who).await?;
    if let Some(tag) = who.segment.bags.first() {
        desk.find_by(tag, who).await?;
    }
    if let Some(loyalty) = &who.passenger.loyalty {
        desk.find_by(&loyalty.number, who).await?;
    }
    desk.find_by(&who.passenger.documents[0].number, who).await?;
    desk.go("board").await?;
    desk.see("board").await?;
    desk.scan(&who.boarding_pass()).await?;
    desk.shows_passenger(who).await
}

async fn the_passengers_page(desk: &App, who: &Traveller) -> Result<()> {
    desk.see("trip").await?;
    desk.see("timeline").await?;
    desk.picture("06-passenger").await?;
    desk.reveal(who, "07-revealed").await?;
    desk.scan(&who.boarding_pass()[..40]).await?;
    desk.see("fault").await?;
    desk.picture("08-scan-cut-short").await
}

async fn without_a_network(desk: &App, who: &Traveller, world: &World) -> Result<()> {
    desk.is_offline().await?;
    desk.open_passenger(who).await?;
    desk.change_seat_preference().await?;
    desk.picture("10-offline-preference").await?;
    let photo = photo(&world.file("bag.png"))?;
    desk.log_case("The handle of the bag was torn off on the way.", Some(photo), Some("11-case")).await?;
    desk.reads("chip", |said| said.contains('2')).await?;
    desk.picture("12-case-saved").await?;
    desk.go("cases").await?;
    desk.reads("case-row", |rows| rows.contains("The handle of the bag")).await?;
    desk.picture("13-cases").await
}

async fn a_cancelled_flight(desk: &App, who: &Traveller) -> Result<String> {
    desk.open_from_board(who, ("14-board-filtered", "15-manifest")).await?;
    desk.picture("16-stranded").await?;
    desk.open_due().await?;
    desk.see("meal-offer").await?;
    desk.picture("17-due").await?;
    let number = desk.issue_meal_voucher().await?;
    desk.picture("18-voucher").await?;
    desk.save_voucher("19-voucher-preview").await?;
    Ok(number)
}

async fn selling_on_board(tablet: &App, who: &Traveller) -> Result<()> {
    tablet.is_offline().await?;
    tablet.open_trolley(&who.flight.designator(), "20-trolley").await?;
    let sale = tablet.sell_two(Some(("21-order", "22-sold"))).await?;
    tablet.give_receipt("23-receipt").await?;
    tablet.press("new-order").await?;
    tablet.void(&sale, "24-voided").await?;
    tablet.sell_two(None).await?;
    let states = tablet.queue_is(|states| states.len() == ON_BOARD).await?;
    ensure!(waits(&states), "nothing was sent: {states:?}");
    tablet.picture("25-tablet-queue").await
}

/// Preference, case and voucher are there after the app was killed.
async fn a_crash(desk: App) -> Result<App> {
    let before = desk.queue_is(|states| states.len() == AT_THE_DESK).await?;
    ensure!(waits(&before), "nothing was sent: {before:?}");
    let kinds = desk.kinds().await?;
    desk.picture("26-desk-queue").await?;
    let desk = desk.kill().await?.open().await?;
    desk.see("signin-face").await?;
    desk.picture("27-after-the-crash").await?;
    desk.sign_in(AGENT).await?;
    desk.queue_is(|after| after.len() == before.len() && waits(after)).await?;
    ensure!(desk.kinds().await? == kinds, "every entry is what it was: {kinds:?}");
    desk.picture("28-nothing-is-missing").await?;
    Ok(desk)
}

async fn a_crash_on_board(tablet: App) -> Result<App> {
    let tablet = tablet.kill().await?.open().await?;
    tablet.sign_in(CREW).await?;
    tablet.queue_is(|after| after.len() == ON_BOARD && waits(after)).await?;
    Ok(tablet)
}

/// After a start without a network the backend wants to see who it is: a person unlocks once more.
async fn everything_is_sent(desk: &App, tablet: &App) -> Result<()> {
    let both = [(desk, AGENT, AT_THE_DESK, "29-desk-sent"), (tablet, CREW, ON_BOARD, "30-tablet-sent")];
    for (app, who, all, picture) in both {
        app.lock().await?;
        app.sign_in(who).await?;
        app.queue_is(|states| states.len() == all && states.iter().all(|state| state == "applied")).await?;
        app.is_online().await?;
        app.picture(picture).await?;
    }
    Ok(())
}

/// What one desk does the other sees: what was done long ago, and what is done now, at once.
async fn a_second_desk(world: &World, desk: &App, who: &Traveller, voucher: &str) -> Result<()> {
    let other = world.open("other", DeviceKind::Desk).await?;
    other.begin_work(OTHER_AGENT).await?;
    other.open_passenger(who).await?;
    other.open_due().await?;
    other.reads("voucher-number", |number| number.contains(voucher)).await?;
    other.picture("31-second-desk").await?;
    other.go("cases").await?;
    other.reads("case-row", |rows| rows.contains("The handle of the bag")).await?;

    desk.open_passenger(who).await?;
    let text = "Asks to be called when the runway is open again.";
    other.time_sight("case-row", "Asks to be called").await?;
    desk.time_press("case-save").await?;
    desk.log_case(text, None, None).await?;
    until(PATIENCE, "the second desk sees the case", async || {
        Ok(other.text("case-row").await?.contains("Asks to be called").then_some(()))
    })
    .await?;
    let late = other.moment("seen").await? - desk.moment("pressed").await?;
    println!("a second desk showed the case {late} ms after Save was pressed");
    other.picture("32-second-desk-cases").await
}

/// Saved here and not at the backend: an attempt to send may be under way all the same.
fn waits(states: &[String]) -> bool {
    states.iter().all(|state| ["queued", "sending"].contains(&state.as_str()))
}

/// A picture as a phone's camera makes it, made here.
fn photo(path: &Path) -> Result<PathBuf> {
    let paint = |x: u32, y: u32| image::Rgb([(x / 3) as u8, (y / 2) as u8, ((x + y) / 5) as u8]);
    let mut content = Cursor::new(Vec::new());
    image::RgbImage::from_fn(640, 480, paint).write_to(&mut content, image::ImageFormat::Png)?;
    std::fs::write(path, content.into_inner())?;
    Ok(path.to_owned())
}
