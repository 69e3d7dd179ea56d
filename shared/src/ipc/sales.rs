use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Clock, FlightRow, SaveState};
use crate::{
    ids::{FlightId, PassengerId, ProductId, SaleId},
    money::{Currency, Money},
    sales::{CashRate, MilesPrice, Product, SaleLine, Takings, Tender},
};

/// What crew sell from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrolleyPage {
    pub flight: FlightRow,
    pub items: Vec<TrolleyItem>,
    /// Newest first.
    pub sales: Vec<SaleRow>,
    /// Those that are no sales: the card was declined, or nobody knows yet. Newest first.
    #[serde(default)]
    pub orders: Vec<OrderRow>,
    pub currencies: Vec<Currency>,
    /// What notes of other currencies are worth.
    #[serde(default)]
    pub rates: Vec<CashRate>,
    /// What prices cost in miles, by currency.
    #[serde(default)]
    pub miles: Vec<MilesPrice>,
    pub terminal: Terminal,
    /// The airline has not heard for long of a card that was taken here.
    #[serde(default)]
    pub cards_unheard: bool,
    /// What should be in the bag and what the terminal should say.
    pub takings: Takings,
    /// The last count of this flight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
}

/// A count that was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    pub at: Clock,
    pub by: String,
    pub differs: bool,
}

/// What takes cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terminal {
    /// A stand-in: no card is charged and no money moves.
    pub demo: bool,
    /// What the stand-in makes of the next card.
    pub card: TestCard,
}

/// Cards for the stand-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestCard {
    #[default]
    Good,
    /// The same good card each time.
    Same,
    Declined,
    /// It is charged, and the terminal says nothing.
    Silent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalArgs {
    pub card: TestCard,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderArgs {
    pub order: SaleId,
}

/// An order that is no sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderRow {
    pub id: SaleId,
    pub number: String,
    pub at: Clock,
    pub by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    pub lines: Vec<SaleLine>,
    pub total: Money,
    /// What the card was asked for.
    pub card: Money,
    /// Of what it came to nothing; none while that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// It is this device's terminal that knows.
    pub here: bool,
    pub state: SaveState,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrolleyItem {
    pub product: Product,
    pub left: i64,
    pub loaded: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaleRow {
    pub id: SaleId,
    pub number: String,
    pub at: Clock,
    pub by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    pub lines: Vec<SaleLine>,
    pub total: Money,
    pub tender: Tender,
    pub voided: bool,
    pub state: SaveState,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordSaleArgs {
    pub flight: FlightId,
    #[serde(default)]
    pub seat: Option<String>,
    #[serde(default)]
    pub passenger: Option<PassengerId>,
    pub lines: Vec<OrderLine>,
    pub currency: Currency,
    /// Codes of vouchers that pay first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<String>,
    /// How many miles of the passenger pay for what vouchers leave, as they agreed to; as much of it as they may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub miles: Option<i64>,
    /// How the rest is paid.
    pub tender: TenderArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderLine {
    pub product: ProductId,
    pub quantity: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TenderArgs {
    /// The terminal is asked.
    Card,
    /// Minor units that were handed over, of notes in another currency if one is named.
    Cash {
        given: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notes: Option<Currency>,
    },
    /// Minor units of the order that are paid in cash, exactly; the terminal is asked for the rest.
    Split { cash: i64 },
}

/// What was counted; [`crate::sales::CloseTrolley`] says how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CloseTrolleyArgs {
    pub flight: FlightId,
    pub stock: BTreeMap<ProductId, i64>,
    pub cash: Vec<Money>,
    pub cards: Vec<Money>,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoidSaleArgs {
    pub sale: SaleId,
    pub reason: String,
}
