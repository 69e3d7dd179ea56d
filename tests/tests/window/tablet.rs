//! What cabin crew do on the tablet.

use anyhow::{Result, ensure};

use crate::app::App;

impl App {
    /// From the flights to the trolley of one.
    pub async fn open_trolley(&self, flight: &str, picture: &str) -> Result<()> {
        self.go("flights").await?;
        self.type_into("board-filter", flight).await?;
        self.press(&format!("[data-flight=\"{flight}\"]")).await?;
        self.see("[data-nav=flights][aria-current=page]").await?;
        self.see("[data-test=ready][data-ready=true]").await?;
        self.picture(&format!("{picture}-ready")).await?;
        self.press("open-trolley").await?;
        self.see("product-tile").await?;
        self.picture(picture).await
    }

    /// How many are left of the first product, as the tile says.
    async fn left(&self) -> Result<i64> {
        let said =
            self.reads(".products__grid .tile:first-child .tile__left", |said| !said.is_empty()).await?;
        let digits: String = said.chars().filter(char::is_ascii_digit).collect();
        Ok(digits.parse().unwrap_or(0))
    }

    /// Sells one each of the first two products, with a card. Gives the number of the sale.
    pub async fn sell_two(&self, pictures: Option<(&str, &str)>) -> Result<String> {
        let before = self.left().await?;
        self.press(".products__grid .tile:nth-child(1) [data-test=product-tile]").await?;
        self.press(".products__grid .tile:nth-child(2) [data-test=product-tile]").await?;
        ensure!(self.count("order-line").await? == 2, "two lines are in the order");
        self.press("tender-card").await?;
        self.see("demo-terminal").await?;
        if pictures.is_some() {
            self.press("card-declined").await?;
            self.see("[data-test=card-declined][aria-pressed=true]").await?;
        }
        if let Some((picture, _)) = pictures {
            self.picture(picture).await?;
        }
        self.press("take-payment").await?;
        if pictures.is_some() {
            self.a_declined_card().await?;
        }
        let number = self.reads("sale-number", |number| !number.trim().is_empty()).await?;
        ensure!(!self.sees(".tile__count").await, "an order that is paid leaves no mark on the tiles");
        let sold = format!("{}", before - 1);
        self.reads(".products__grid .tile:first-child .tile__left", |left| left.contains(&sold)).await?;
        if let Some((_, picture)) = pictures {
            self.picture(picture).await?;
        }
        Ok(number.trim().to_owned())
    }

    /// The terminal says no: the reason is there, the order too, and the next card is good.
    async fn a_declined_card(&self) -> Result<()> {
        self.see("[data-test=sale-fault][data-code=card_declined]").await?;
        ensure!(self.count("order-line").await? == 2, "the order is as it was");
        self.picture("21-declined").await?;
        self.press("card-good").await?;
        self.see("[data-test=card-good][aria-pressed=true]").await?;
        self.press("take-payment").await
    }

    /// Gives the receipt of the sale just made, as a PDF.
    pub async fn give_receipt(&self, picture: &str) -> Result<()> {
        self.press("receipt-preview").await?;
        self.see("document-page").await?;
        self.picture(picture).await?;
        self.press("document-save").await?;
        self.printed(1).await?;
        self.dismiss().await
    }

    /// Takes a sale back; what was sold is on the trolley again.
    pub async fn void(&self, number: &str, picture: &str) -> Result<()> {
        self.press("#tab-sales").await?;
        let row = format!("[data-test=sale-row][data-number=\"{number}\"]");
        self.press(&format!("{row} [data-test=sale-void]")).await?;
        self.fill("reason", "The passenger wanted something else").await?;
        self.press("reason-confirm").await?;
        self.see(&format!("{row}.sold__row--voided")).await?;
        self.picture(picture).await?;
        self.press("#tab-sell").await
    }
}
