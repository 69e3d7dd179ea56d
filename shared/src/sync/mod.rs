//! The words of the protocol between a device and the backend. See ARCHITECTURE.md, "Sync".

mod checksum;
mod entry;
mod fleet;
mod standing;
mod wire;

pub use checksum::Checksum;
pub use entry::{Base, Entry, EntryState, HEAD_OF_CHAIN};
pub use fleet::{
    DiscardRequest, FleetDevice, FleetReply, FlushReply, Orders, PROTOCOL, RefusedEntry, RefusedReply,
    Report, RevokeRequest, Revoked, Settle, SettledEntry, Settlement, WipedRequest, Withdraw,
};
pub use standing::Standing;
pub use wire::{
    AuditPush, EntryResult, Limits, Outcome, PullReply, PullRequest, PullScope, PushReply, PushRequest, Row,
    ScopePage, SignInReply, SignInRequest, WATCH_SECONDS,
};

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    Fault,
    ids::{DeviceId, FlightId},
};

/// A set of rows that a device holds whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Flights of a station on a local day: the first page of the desk, usable alone.
    Board { station: String, day: Date },
    /// Everyone who departs from a station on a day, with their trips, cases, vouchers.
    Station { station: String, day: Date },
    /// One flight's manifest, trolley and sales.
    Flight(FlightId),
    /// What every device holds: products, keys of issuers, versions of tables of rules.
    Catalogue,
    /// What belongs to one device: its allowance.
    Device(DeviceId),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Board { station, day } => write!(f, "board:{station}:{day}"),
            Self::Station { station, day } => write!(f, "station:{station}:{day}"),
            Self::Flight(id) => write!(f, "flight:{id}"),
            Self::Catalogue => f.write_str("catalogue"),
            Self::Device(id) => write!(f, "device:{id}"),
        }
    }
}

impl FromStr for Scope {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let bad = || {
            Fault::of("scope", "unknown_scope", "The backend does not know this scope: update the program.")
        };
        let mut parts = text.split(':');
        let scope = match (parts.next(), parts.next(), parts.next()) {
            (Some("board"), Some(station), Some(day)) => {
                Self::Board { station: station.into(), day: day.parse().map_err(|_| bad())? }
            }
            (Some("station"), Some(station), Some(day)) => {
                Self::Station { station: station.into(), day: day.parse().map_err(|_| bad())? }
            }
            (Some("flight"), Some(id), None) => Self::Flight(id.parse().map_err(|_| bad())?),
            (Some("catalogue"), None, None) => Self::Catalogue,
            (Some("device"), Some(id), None) => Self::Device(id.parse().map_err(|_| bad())?),
            _ => return Err(bad()),
        };
        if parts.next().is_some() { Err(bad()) } else { Ok(scope) }
    }
}

#[cfg(feature = "schema")]
impl utoipa::PartialSchema for Scope {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::{ObjectBuilder, schema::Type};
        let forms =
            "`board:JFK:2026-11-21`, `station:JFK:2026-11-21`, `flight:<id>`, `catalogue`, `device:<id>`";
        ObjectBuilder::new().schema_type(Type::String).description(Some(forms)).into()
    }
}

#[cfg(feature = "schema")]
impl utoipa::ToSchema for Scope {}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_reads_back_from_its_name() {
        for name in ["board:JFK:2026-11-21", "station:JFK:2026-11-21", "catalogue"] {
            assert_eq!(name.parse::<Scope>().unwrap().to_string(), name);
        }
        assert!("station:JFK".parse::<Scope>().is_err());
        assert!("catalogue:x:y:z".parse::<Scope>().is_err());
    }
}
