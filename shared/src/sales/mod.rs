//! Inflight sales: catalogue, trolley, orders. A sale is a fact once its receipt is printed.

mod by_miles;
mod by_voucher;
mod close;
mod denied_card;
mod offline_cards;
mod order;
mod rates;
mod record;
mod takings;
mod tax;
mod tender;
#[cfg(test)]
mod tests;
mod void;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use by_miles::{ByMiles, Charge, MilesPrice, MilesPrices};
pub use by_voucher::{ByVoucher, ON_BOARD, given_back_of, redemption_of};
pub use close::{CardCount, CashCount, CloseTrolley, Closing, Count, StockCount};
pub use denied_card::{DeniedCard, denied_card_id};
pub use offline_cards::{OfflineCards, ReadCard, Unsent};
pub use order::{FailOrder, Order, OrderState, PlaceOrder};
pub use rates::{CashRate, CashRates};
pub use record::{RecordSale, check_stock, total_of};
pub use takings::{CardSum, Takings};
#[cfg(feature = "rules")]
pub use tax::SalesTax;
pub use tender::{ByCard, InCash, Paid, Part, Tender};
pub use void::VoidSale;

use crate::{
    Language,
    entity::Rest,
    ids::{DeviceId, FlightId, PassengerId, ProductId, SaleId, TrolleyId, derived},
    money::{Currency, Money},
};

/// An item of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Product {
    pub id: ProductId,
    pub sku: String,
    pub name: String,
    /// What it is called in other languages than English.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<Language, String>,
    /// `hot_drinks`, `cold_drinks`, `beer_wine`, `spirits`, `snacks`, `meals`, `comfort`, `duty_free`, …
    pub category: String,
    /// One per currency.
    pub prices: Vec<Money>,
    /// EU allergen names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allergens: Vec<String>,
    #[serde(default)]
    pub adults_only: bool,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

impl Product {
    /// Its name in a language; the English one where it has no other.
    pub fn called(&self, language: Language) -> &str {
        self.names.get(&language).unwrap_or(&self.name)
    }

    pub fn price(&self, currency: Currency) -> Option<Money> {
        self.prices.iter().copied().find(|p| p.currency == currency)
    }
}

/// What is on board of one flight to be sold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Trolley {
    pub id: TrolleyId,
    pub flight: FlightId,
    /// Units at the opening count.
    pub loaded: BTreeMap<ProductId, i64>,
    /// Units by the movements since: loaded, less sold, plus voided.
    pub on_hand: BTreeMap<ProductId, i64>,
    /// What the sales so far should have brought in, less what was voided.
    #[serde(default, skip_serializing_if = "Takings::is_empty")]
    pub takings: Takings,
    /// Each count at the end of the flight, oldest first: what was counted wrongly is counted again, never changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closings: Vec<Closing>,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

impl Trolley {
    /// As it comes on board.
    pub fn loaded_with(flight: FlightId, units: BTreeMap<ProductId, i64>) -> Self {
        Self {
            id: trolley_id(flight),
            flight,
            on_hand: units.clone(),
            loaded: units,
            takings: Takings::default(),
            closings: Vec::new(),
            rest: Rest::default(),
        }
    }
}

/// The trolley of a flight: one, with an id that follows from the flight's.
pub fn trolley_id(flight: FlightId) -> TrolleyId {
    derived("trolley", &[flight.0.as_bytes()])
}

/// An order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Sale {
    pub id: SaleId,
    /// What is on the receipt: `S-7Q2M9`.
    pub number: String,
    pub flight: FlightId,
    pub trolley: TrolleyId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    pub lines: Vec<SaleLine>,
    pub total: Money,
    pub tender: Tender,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voided: Option<Voided>,
    pub sold_at: Timestamp,
    pub sold_by: String,
    pub device: DeviceId,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SaleLine {
    pub product: ProductId,
    pub name: String,
    pub quantity: i64,
    /// With the tax that is in it.
    pub unit: Money,
    /// In hundredths of a percent of the price without it.
    #[serde(default, skip_serializing_if = "is_free")]
    pub tax_rate: i64,
}

fn is_free(rate: &i64) -> bool {
    *rate == 0
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Voided {
    pub at: Timestamp,
    pub by: String,
    pub reason: String,
}
