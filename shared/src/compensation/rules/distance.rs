//! How far two airports are apart. The law says "great circle" and not on which body, so both figures are
//! worked out, and a band edge between them is shown to a person.

use geographiclib_rs::{Geodesic, InverseGeodesic};
use serde::Deserialize;

use crate::airports::Airport;

/// Mean radius of the Earth in kilometres (IUGG).
const RADIUS_KM: f64 = 6371.0088;

/// Which figure decides; a table says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Sphere,
    Wgs84,
}

/// Both figures in kilometres; one may be unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Distance {
    pub sphere: Option<f64>,
    pub wgs84: Option<f64>,
}

impl Distance {
    pub fn between(a: &Airport, b: &Airport) -> Self {
        Self { sphere: Some(sphere_km(a, b)), wgs84: Some(wgs84_km(a, b)) }
    }

    /// The figure of the method, or else the other one.
    pub fn by(self, method: Method) -> Option<f64> {
        match method {
            Method::Sphere => self.sphere.or(self.wgs84),
            Method::Wgs84 => self.wgs84.or(self.sphere),
        }
    }
}

/// Great circle on the sphere (haversine).
pub fn sphere_km(a: &Airport, b: &Airport) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let across = ((lat_b - lat_a) / 2.0).sin().powi(2);
    let along = ((b.lon - a.lon).to_radians() / 2.0).sin().powi(2);
    2.0 * RADIUS_KM * (across + lat_a.cos() * lat_b.cos() * along).sqrt().min(1.0).asin()
}

/// Geodesic on the ellipsoid of WGS84.
pub fn wgs84_km(a: &Airport, b: &Airport) -> f64 {
    let metres: f64 = Geodesic::wgs84().inverse(a.lat, a.lon, b.lat, b.lon);
    metres / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::airports;

    #[test]
    fn both_figures_stand_on_either_side_of_a_band_edge_where_they_should() {
        let between = |a, b| Distance::between(airports::find(a).unwrap(), airports::find(b).unwrap());
        let dublin = between("DUB", "KEF");
        assert!(dublin.sphere.unwrap() < 1500.0 && dublin.wgs84.unwrap() > 1500.0, "{dublin:?}");
        let rome = between("FCO", "KRT");
        assert!(rome.sphere.unwrap() > 3500.0 && rome.wgs84.unwrap() < 3500.0, "{rome:?}");
    }
}
