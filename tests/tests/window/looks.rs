//! How the pages look: in three themes, in Arabic, and on a kiosk. A person judges the pictures.

use airside_shared::devices::DeviceKind;
use anyhow::{Context, Result, ensure};

use crate::{
    app::App,
    scene::Traveller,
    world::{AGENT, CREW, HOST, World},
};

/// A command of the palette and the words that find it; what it does to the root of the page.
pub const LOOKS: [(&str, &str, &str); 4] = [
    ("light", "light", "html[data-theme=light][dir=ltr]"),
    ("dark", "dark", "html[data-theme=dark][dir=ltr]"),
    ("night", "night", "html[data-theme=night][dir=ltr]"),
    ("ar", "العربية", "html[lang=ar][dir=rtl]"),
];

impl App {
    /// A picture of the page in each look, once that is on it; English and light again afterwards.
    pub async fn in_each_look(&self, seen: &str, name: &str) -> Result<()> {
        for (command, words, root) in LOOKS {
            self.command(command, words).await?;
            self.see(root).await?;
            self.see(seen).await?;
            self.picture(&format!("look-{command}-{name}")).await?;
        }
        self.command("en", "English").await?;
        self.command("light", "light").await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_its_themes_and_reads_from_the_right_in_arabic() -> Result<()> {
    let world = World::new().await?;
    let desk = world.open("desk", DeviceKind::Desk).await?;
    desk.begin_work(AGENT).await?;
    let who = world.scene.stranded().next().context("a blizzard strands people")?;
    for (command, words, root) in LOOKS {
        desk.command(command, words).await?;
        ensure!(desk.sees(root).await, "{command} makes the page {root}");
        at_the_desk(&desk, &who, command).await?;
    }
    desk.close().await?;
    let tablet = world.open("tablet", DeviceKind::Tablet).await?;
    tablet.begin_work(CREW).await?;
    let flight = world.scene.somebody()?.flight.designator();
    for (command, words, _) in LOOKS {
        tablet.command(command, words).await?;
        tablet.open_trolley(&flight, &format!("look-{command}-trolley")).await?;
    }
    Ok(())
}

async fn at_the_desk(desk: &App, who: &Traveller, look: &str) -> Result<()> {
    desk.go("board").await?;
    desk.see("board-flight").await?;
    desk.picture(&format!("look-{look}-board")).await?;
    desk.open_passenger(who).await?;
    desk.see("trip").await?;
    desk.picture(&format!("look-{look}-passenger")).await?;
    desk.open_due().await?;
    desk.see("meal-offer").await?;
    desk.picture(&format!("look-{look}-due")).await?;
    desk.go("queue").await?;
    desk.see("queue-summary").await?;
    desk.picture(&format!("look-{look}-queue")).await?;
    desk.press(".tab[href=\"/sync\"]").await?;
    desk.see("sync-scope").await?;
    desk.picture(&format!("look-{look}-sync")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_is_set_up_once_and_invites_by_itself_without_a_word_about_anybody() -> Result<()> {
    let mut world = World::new().await?;
    let kiosk = world.open("kiosk", DeviceKind::Kiosk).await?;
    kiosk.picture("50-kiosk-before").await?;
    kiosk.choose_person(HOST.0).await?;
    kiosk.see("signin-pin").await?;
    kiosk.keys(&format!("{}\u{e007}", HOST.1)).await?;
    kiosk.see("attract").await?;
    kiosk.reads(".attract__station", |name| !name.is_empty()).await?;
    kiosk.picture("51-kiosk").await?;
    kiosk.press("[data-language=ar]").await?;
    kiosk.see("kiosk-menu").await?;
    kiosk.see("html[lang=ar]").await?;
    kiosk.picture("52-kiosk-menu").await?;

    world.backend.down().await?;
    let kiosk = kiosk.kill().await?.open().await?;
    kiosk.see("attract").await?;
    kiosk.see("html[lang=en]").await?;
    kiosk.reads(".attract__station", |name| !name.is_empty()).await?;
    kiosk.picture("53-kiosk-by-itself").await
}
