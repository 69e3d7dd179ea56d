//! Airports with scheduled service: where they are, in which country and zone. Source and licence are in
//! `assets/airports/SOURCE.md`.

use std::{collections::HashMap, sync::LazyLock};

const TABLE: &str = include_str!("../../../assets/airports/airports.csv");

static AIRPORTS: LazyLock<HashMap<&'static str, Airport>> =
    LazyLock::new(|| TABLE.lines().skip(1).filter_map(read).map(|airport| (airport.iata, airport)).collect());

/// One row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Airport {
    /// IATA code, three letters.
    pub iata: &'static str,
    /// ISO 3166-1 alpha-2. Laws do not follow it everywhere: see the areas of the compensation tables.
    pub country: &'static str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Name in the IANA time zone database.
    pub tz: &'static str,
    pub name: &'static str,
    pub city: &'static str,
}

/// Countries whose signs are in Arabic first.
const ARABIC: &str = "AE BH DZ EG IQ JO KW LB LY MA MR OM PS QA SA SD SY TN YE";

impl Airport {
    /// The language that a stranger is greeted in here, among those that the window has.
    pub fn language(&self) -> &'static str {
        if ARABIC.split(' ').any(|country| country == self.country) { "ar" } else { "en" }
    }
}

/// The airport with this IATA code, in either case.
pub fn find(iata: &str) -> Option<&'static Airport> {
    if iata.len() != 3 {
        return None;
    }
    AIRPORTS.get(iata.to_ascii_uppercase().as_str())
}

/// Every airport, in no order.
pub fn all() -> impl Iterator<Item = &'static Airport> {
    AIRPORTS.values()
}

fn read(line: &'static str) -> Option<Airport> {
    let mut cells = line.splitn(7, ',');
    let mut next = || cells.next();
    Some(Airport {
        iata: next()?,
        country: next()?,
        lat: next()?.parse().ok()?,
        lon: next()?.parse().ok()?,
        tz: next()?,
        name: next()?,
        city: next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_an_airport() {
        assert_eq!(AIRPORTS.len(), TABLE.lines().count() - 1);
        assert!(all().all(|a| a.lat.abs() <= 90.0 && a.lon.abs() <= 180.0 && a.country.len() == 2));
    }

    #[test]
    fn a_stranger_is_greeted_in_the_language_of_the_place() {
        let language = |iata| find(iata).map(Airport::language);
        assert_eq!([language("DXB"), language("CAI"), language("JFK")], [Some("ar"), Some("ar"), Some("en")]);
    }

    #[test]
    fn closed_airports_and_either_case_are_found_and_metropolitan_codes_are_not() {
        assert_eq!(find("txl").map(|a| a.country), Some("DE"));
        assert_eq!(find("RUN").map(|a| a.country), Some("RE"));
        assert_eq!(find("LON"), None);
        assert_eq!(find("é"), None);
    }
}
