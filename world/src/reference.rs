//! The tables that the world is made of, read once from the files of `assets/world`.

use std::{collections::HashMap, sync::LazyLock};

use jiff::tz::TimeZone;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct Airport {
    iata: String,
    pub lat: f64,
    pub lon: f64,
    tz: String,
}

#[derive(Debug, Deserialize)]
pub struct Airline {
    iata: String,
    /// Accounting code of the tickets that it flies on.
    pub accounting: String,
    /// Whose loyalty programme it belongs to.
    pub programme: String,
    pub licence: String,
}

pub struct Place {
    pub airport: Airport,
    pub zone: TimeZone,
}

/// Rows of an embedded file. They are part of the program, so one that cannot be read is a bug.
pub fn rows<T: for<'de> Deserialize<'de>>(text: &str) -> Vec<T> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("an embedded table is well-formed")
}

static PLACES: LazyLock<HashMap<String, Place>> = LazyLock::new(|| {
    let airports: Vec<Airport> = rows(include_str!("../../assets/world/airports.csv"));
    let zones: HashMap<String, TimeZone> = airports
        .iter()
        .map(|a| (a.tz.clone(), TimeZone::get(&a.tz).expect("the tz database is part of the program")))
        .collect();
    airports.into_iter().map(|a| (a.iata.clone(), Place { zone: zones[&a.tz].clone(), airport: a })).collect()
});

static AIRLINES: LazyLock<HashMap<String, Airline>> = LazyLock::new(|| {
    let airlines: Vec<Airline> = rows(include_str!("../../assets/world/airlines.csv"));
    airlines.into_iter().map(|a| (a.iata.clone(), a)).collect()
});

/// An airport of the network.
pub fn place(iata: &str) -> &'static Place {
    &PLACES[iata]
}

/// An airline of the network.
pub fn airline(iata: &str) -> &'static Airline {
    &AIRLINES[iata]
}

/// Great-circle miles between two airports of the network, on a sphere: good enough for a fare.
pub fn miles(from: &str, to: &str) -> u32 {
    let (a, b) = (&place(from).airport, &place(to).airport);
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let half = |x: f64| (x / 2.0).sin().powi(2);
    let h = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half((b.lon - a.lon).to_radians());
    (3958.8 * 2.0 * h.sqrt().asin()) as u32
}
