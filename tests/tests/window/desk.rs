//! What a check-in agent does at the desk.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, ensure};

use crate::{
    app::App,
    patience::{PATIENCE, until},
    scene::Traveller,
};

impl App {
    /// Finds by typing a part of the name; the hits come at every key.
    pub async fn find_by_name(&self, who: &Traveller, picture: &str) -> Result<()> {
        self.go("find").await?;
        self.time_keys().await?;
        let (given, surname) = (&who.passenger.name.given, &who.passenger.name.surname);
        self.type_into("find-input", &surname[..3].to_lowercase()).await?;
        self.reads("hits", |hits| !hits.is_empty()).await?;
        self.keys(&format!("{} {}", &surname[3..].to_lowercase(), &given[..2].to_lowercase())).await?;
        self.reads("hits", |hits| hits.contains(&who.name())).await?;
        let times = self.timed_keys().await?;
        if let (Some(most), Some(half)) = (times.last(), times.get(times.len() / 2)) {
            println!(
                "{} keys until the row was painted: median {half:.0} ms, most {most:.0} ms",
                times.len()
            );
        }
        self.picture(picture).await
    }

    /// Finds by a number: PNR, e-ticket, bag tag.
    pub async fn find_by(&self, number: &str, who: &Traveller) -> Result<()> {
        self.go("find").await?;
        self.type_into("find-input", number).await?;
        self.reads("hits", |hits| hits.contains(&who.name())).await.map(drop)
    }

    pub async fn shows_passenger(&self, who: &Traveller) -> Result<()> {
        self.reads("passenger-name", |name| name == who.name()).await.map(drop)
    }

    /// Opens a passenger by PNR.
    pub async fn open_passenger(&self, who: &Traveller) -> Result<()> {
        self.find_by(&who.trip.pnr, who).await?;
        self.press(&format!("[data-test=hit][href$=\"{}\"]", who.passenger.id)).await?;
        self.shows_passenger(who).await
    }

    /// A document's number is masked until somebody says why they must see it.
    pub async fn reveal(&self, who: &Traveller, picture: &str) -> Result<()> {
        let number = &who.passenger.documents[0].number;
        let masked = self.text("secret-value").await?;
        ensure!(masked.contains('•') && !masked.contains(number.as_str()), "it is masked: {masked}");
        self.press("reveal-documents").await?;
        self.fill("reveal-reason", "The airline asks for it at the gate").await?;
        self.press("reveal-go").await?;
        self.reads("secret-value", |said| said.contains(number.as_str())).await?;
        self.picture(picture).await
    }

    /// Sets the seat that they like to another than it was.
    pub async fn change_seat_preference(&self) -> Result<()> {
        let now = self
            .client
            .execute("return document.querySelector('[data-test=pref-seat] select').value", vec![]);
        let other = if now.await?.as_str() == Some("aisle") { "window" } else { "aisle" };
        self.choose("pref-seat", other).await?;
        self.says("Saved").await
    }

    /// Logs a case with a photo.
    pub async fn log_case(&self, text: &str, photo: Option<PathBuf>, picture: Option<&str>) -> Result<()> {
        self.press("case-open").await?;
        self.fill("case-text", text).await?;
        self.press("[data-test=case-category] .radio-card:has([value=baggage_damaged])").await?;
        self.choose("case-priority", "high").await?;
        if let Some(photo) = photo {
            let input = self.client.find(fantoccini::Locator::Css("[data-test=case-photo]")).await?;
            input.send_keys(photo.to_str().context("the photo's path is text")?).await?;
            self.see("case-thumbnail").await?;
        }
        if let Some(picture) = picture {
            self.picture(picture).await?;
        }
        self.press("case-save").await?;
        self.says("Saved").await
    }

    /// From the board over the flight's people to the passenger, as one looks after a cancelled flight.
    pub async fn open_from_board(&self, who: &Traveller, pictures: (&str, &str)) -> Result<()> {
        self.go("board").await?;
        self.press("filter-cancelled").await?;
        self.type_into("board-filter", &who.flight.designator()).await?;
        self.picture(pictures.0).await?;
        self.press(&format!("[data-flight=\"{}\"]", who.flight.designator())).await?;
        self.see("manifest").await?;
        self.type_into("manifest-filter", &who.passenger.name.surname).await?;
        self.see("[data-nav=board][aria-current=page]").await?;
        self.reads("manifest-person", |people| people.contains(&who.name())).await?;
        self.picture(pictures.1).await?;
        self.press("[data-test=manifest-person] td:nth-child(2)").await?;
        self.see("passenger").await?;
        Ok(())
    }

    /// From a passenger's page to what is due to them.
    pub async fn open_due(&self) -> Result<()> {
        self.press("due-open").await?;
        self.see("due").await?;
        Ok(())
    }

    /// Reads the decision, and issues the meal voucher; gives its number.
    pub async fn issue_meal_voucher(&self) -> Result<String> {
        self.see("meal-offer").await?;
        ensure!(self.count("clause").await? > 3, "the decision is explained clause by clause");
        self.press("issue-meal").await?;
        let number = self.reads("voucher-number", |number| number.contains("MV")).await?;
        Ok(number.trim().to_owned())
    }

    /// Previews the voucher, saves it and reads the file.
    pub async fn save_voucher(&self, picture: &str) -> Result<()> {
        self.press("voucher-preview").await?;
        self.see("document-page").await?;
        self.picture(picture).await?;
        self.press("document-save").await?;
        self.printed(1).await?;
        self.dismiss().await
    }

    /// Waits until so many PDFs are on the disk, all of them whole.
    pub async fn printed(&self, count: usize) -> Result<()> {
        let prints = self.device.prints();
        until(PATIENCE, &format!("{count} PDFs are saved"), async || {
            let files = fs::read_dir(&prints).into_iter().flatten().flatten();
            let pdfs = files.filter_map(|file| fs::read(file.path()).ok()).filter(|content| {
                content.starts_with(b"%PDF") && content.trim_ascii_end().ends_with(b"%%EOF")
            });
            Ok((pdfs.count() == count).then_some(()))
        })
        .await
    }
}
