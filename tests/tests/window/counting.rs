//! The end of a flight on the tablet: crew count, say why something differs, and print it for who takes over.

use airside_shared::devices::DeviceKind;
use anyhow::Result;

use crate::{
    app::App,
    world::{CREW, World},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_crew_count_the_trolley_and_the_bag_at_the_end_of_the_flight() -> Result<()> {
    let world = World::new().await?;
    let flight = world.scene.somebody()?.flight.designator();
    let tablet = world.open("tablet", DeviceKind::Tablet).await?;
    tablet.begin_work(CREW).await?;
    tablet.open_trolley(&flight, "95-trolley").await?;
    tablet.sell_two(None).await?;
    tablet.press("#tab-count").await?;
    tablet.see("count-row").await?;
    tablet.fill(".count__table [data-test=count-row]:nth-child(1) input", "3").await?;
    tablet.reads(".count__off", |said| said.contains('-') || said.contains('−')).await?;
    tablet.press("count-close").await?;
    tablet.see("[data-test=count-fault][data-code=difference_unexplained]").await?;
    tablet.picture("96-count-differs").await?;
    in_every_look(&tablet).await?;
    tablet.fill(".count textarea", "One tray broke in the galley").await?;
    tablet.press("count-close").await?;
    tablet.see("[data-test=count-done][data-differs=true]").await?;
    tablet.picture("97-counted").await?;
    tablet.press("count-print").await?;
    tablet.see("document-page").await?;
    tablet.picture("98-count-printed").await?;
    tablet.press("document-save").await?;
    tablet.printed(1).await?;
    tablet.dismiss().await
}

async fn in_every_look(tablet: &App) -> Result<()> {
    tablet.in_each_look("count-row", "count").await
}
