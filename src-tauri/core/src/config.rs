//! What a device is told when it starts.

use std::{env, path::PathBuf};

use airside_shared::{Fault, devices::DeviceKind};

/// The settings of one device.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of the database, the key wraps and the prints.
    pub data: PathBuf,
    /// `http://127.0.0.1:8790`.
    pub backend: String,
    pub kind: DeviceKind,
    /// IATA code of the airport.
    pub station: String,
    /// Where PDFs are saved.
    pub prints: PathBuf,
}

impl Config {
    /// From `AIRSIDE_DATA`, `AIRSIDE_BACKEND`, `AIRSIDE_DEVICE`, `AIRSIDE_STATION`, `AIRSIDE_PRINTS`.
    pub fn from_env() -> Result<Self, Fault> {
        let home = || env::var_os("HOME").map(PathBuf::from).unwrap_or_else(|| PathBuf::from("."));
        let data = env::var_os("AIRSIDE_DATA").map(PathBuf::from);
        let data = data.unwrap_or_else(|| home().join(".local/share/airside"));
        let kind = match env::var("AIRSIDE_DEVICE").as_deref() {
            Ok("tablet") => DeviceKind::Tablet,
            Ok("kiosk") => DeviceKind::Kiosk,
            Ok("desk") | Err(_) => DeviceKind::Desk,
            Ok(other) => {
                let message = format!("AIRSIDE_DEVICE is {other}: give desk, tablet or kiosk.");
                return Err(Fault::of("AIRSIDE_DEVICE", "bad_setting", message));
            }
        };
        let station = env::var("AIRSIDE_STATION").unwrap_or_else(|_| "JFK".into()).to_uppercase();
        if station.len() != 3 || !station.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(Fault::of(
                "AIRSIDE_STATION",
                "bad_setting",
                "Give the IATA code of an airport, such as JFK.",
            ));
        }
        Ok(Self {
            prints: env::var_os("AIRSIDE_PRINTS")
                .map(PathBuf::from)
                .unwrap_or_else(|| home().join("Airside")),
            data,
            backend: env::var("AIRSIDE_BACKEND").unwrap_or_else(|_| "http://127.0.0.1:8790".into()),
            kind,
            station,
        })
    }
}
