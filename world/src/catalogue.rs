//! What is sold on board, and how much of it a flight carries.

use std::collections::BTreeMap;

use airside_shared::{
    Language,
    flights::FlightStatus,
    ids::{ProductId, derived},
    money::{Currency, Money},
    sales::{Product, Trolley},
};
use serde::Deserialize;

use crate::{reference::rows, schedule::Leg};

#[derive(Deserialize)]
struct Row {
    sku: String,
    name: String,
    arabic: String,
    category: String,
    /// Minor units.
    usd: i64,
    eur: i64,
    gbp: i64,
    /// Separated by `;`.
    allergens: String,
    adults_only: bool,
    /// Units for a hundred seats.
    par: i64,
    /// Loaded on all flights, on those of more than 1,000 miles, or on international ones.
    loaded: String,
}

pub struct Catalogue {
    pub products: Vec<Product>,
    pars: Vec<(ProductId, i64, String)>,
}

impl Catalogue {
    pub fn read() -> Self {
        let rows: Vec<Row> = rows(include_str!("../../assets/world/catalogue.csv"));
        let pars = rows.iter().map(|r| (id(&r.sku), r.par, r.loaded.clone())).collect();
        Self { products: rows.into_iter().map(product).collect(), pars }
    }

    /// What is sold on every flight.
    pub fn everywhere(&self) -> Vec<&Product> {
        let pairs = self.products.iter().zip(&self.pars);
        pairs.filter(|(_, (.., loaded))| loaded == "all").map(|(product, _)| product).collect()
    }

    /// The trolley of a flight that goes, at its opening count.
    pub fn trolley(&self, leg: &Leg) -> Option<Trolley> {
        let flight = &leg.flight;
        if flight.status == FlightStatus::Cancelled {
            return None;
        }
        let carried = |when: &str| match when {
            "all" => true,
            "long" => leg.miles > 1_000,
            _ => flight.international,
        };
        let units = |par: i64| (par * i64::from(flight.seats) + 99) / 100;
        let pars = self.pars.iter().filter(|(_, _, when)| carried(when));
        let loaded: BTreeMap<ProductId, i64> =
            pars.map(|(product, par, _)| (*product, units(*par))).collect();
        Some(Trolley::loaded_with(flight.id, loaded))
    }
}

fn id(sku: &str) -> ProductId {
    derived("product", &[sku.as_bytes()])
}

fn product(row: Row) -> Product {
    Product {
        id: id(&row.sku),
        sku: row.sku,
        name: row.name,
        names: BTreeMap::from([(Language::Ar, row.arabic)]),
        category: row.category,
        prices: vec![
            Money::new(row.usd, Currency::USD),
            Money::new(row.eur, Currency::EUR),
            Money::new(row.gbp, Currency::GBP),
        ],
        allergens: row.allergens.split(';').filter(|a| !a.is_empty()).map(str::to_owned).collect(),
        adults_only: row.adults_only,
        rest: Default::default(),
    }
}
