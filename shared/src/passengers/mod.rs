//! Who the passenger is: identity, contacts, loyalty, preferences, consent.

mod preference;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use preference::{PREFERENCES, SetPreference};

use crate::{entity::Rest, ids::PassengerId};

/// A profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Passenger {
    pub id: PassengerId,
    pub name: PersonName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Date>,
    /// ISO 3166-1 alpha-3, as in a passport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<TravelDocument>,
    #[serde(default)]
    pub contacts: Contacts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loyalty: Option<Loyalty>,
    /// By name: `seat`, `meal`, `drink`, `language`. See [`PREFERENCES`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub preferences: BTreeMap<String, Preference>,
    /// By purpose: `email_offers`, `sms_notices`, `profiling`, `partner_sharing`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub consents: BTreeMap<String, Consent>,
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub rest: Rest,
}

/// A name as its owner writes it. Many people have one name only: it is the surname then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PersonName {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub given: String,
    pub surname: String,
    /// In the script of its language, where that is not Latin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
}

impl PersonName {
    /// `Anna Maria Eriksson`.
    pub fn full(&self) -> String {
        format!("{} {}", self.given, self.surname).trim().to_owned()
    }
}

/// A passport or identity card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TravelDocument {
    /// `passport`, `identity_card`.
    pub kind: String,
    pub number: String,
    /// ISO 3166-1 alpha-3.
    pub issuer: String,
    pub expires: Date,
}

/// How to reach them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Contacts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// Membership of the frequent-flyer programme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Loyalty {
    /// Airline of the programme (IATA designator).
    pub programme: String,
    pub number: String,
    pub tier: Tier,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    Blue,
    Silver,
    Gold,
    Platinum,
}

/// What they like, and who wrote it down when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Preference {
    pub value: String,
    pub at: Timestamp,
    pub by: String,
}

/// A yes or a no, and when it was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Consent {
    pub given: bool,
    pub at: Timestamp,
}

/// All but the last two characters hidden, whatever its length: `•••••••36`.
pub fn masked(secret: &str) -> String {
    let count = secret.chars().count();
    let shown = if count > 4 { 2 } else { 0 };
    secret.chars().enumerate().map(|(i, c)| if i + shown < count { '•' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_number_shows_two_characters_and_a_short_one_none() {
        assert_eq!(masked("L898902C3"), "•••••••C3");
        assert_eq!(masked("ABCD"), "••••");
    }
}
