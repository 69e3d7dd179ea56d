//! A preference, captured at any touchpoint. The later arrival wins; the loser stays in the timeline.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Passenger, Preference};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::{PassengerId, TimelineId},
    intents::{Context, Lane, Rejection, Rule, State},
    timeline::{TimelineEntry, TimelineKind},
};

/// What may be preferred, and from what. An empty list takes any text of 1 to 60 characters.
pub const PREFERENCES: &[(&str, &[&str])] = &[
    ("seat", &["window", "aisle", "front", "exit_row", "near_family"]),
    ("meal", &["standard", "VGML", "AVML", "MOML", "KSML", "HNML", "GFML", "DBML", "CHML"]),
    ("drink", &[]),
    ("language", &["en", "ar", "fr", "de", "es", "hi", "zh", "ja"]),
    ("channel", &["email", "sms", "push"]),
];

/// Sets one preference of one passenger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SetPreference {
    pub passenger: PassengerId,
    pub name: String,
    pub value: String,
    pub at: Timestamp,
    pub timeline: TimelineId,
}

impl Rule for SetPreference {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Passenger, self.passenger)
    }

    fn permission(&self) -> Permission {
        Permission::EditPreferences
    }

    fn reads(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::Passenger, self.passenger)]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        check(&self.name, &self.value)?;
        let mut passenger: Passenger = state.need(self.passenger)?;
        let before = passenger.preferences.get(&self.name).map(|p| p.value.clone());
        let preference = Preference { value: self.value.clone(), at: self.at, by: ctx.actor.label() };
        passenger.preferences.insert(self.name.clone(), preference);
        let was = before.map(|b| format!(" (was {b})")).unwrap_or_default();
        let entry = TimelineEntry {
            id: self.timeline,
            passenger: self.passenger,
            at: self.at,
            kind: TimelineKind::Preference,
            summary: format!("{}: {}{was}", self.name, self.value),
            place: ctx.actor.station.clone(),
            by: ctx.actor.label(),
            link: None,
            rest: Default::default(),
        };
        Ok(vec![passenger.into(), entry.into()])
    }
}

fn check(name: &str, value: &str) -> Result<(), Fault> {
    let (_, choices) = PREFERENCES
        .iter()
        .find(|(known, _)| *known == name)
        .ok_or_else(|| Fault::of("name", "unknown_preference", "Choose seat, meal, drink or language."))?;
    let fits = match choices {
        [] => (1..=60).contains(&value.trim().chars().count()),
        some => some.contains(&value),
    };
    if fits {
        Ok(())
    } else {
        Err(Fault::of("value", "bad_preference", "Choose one of the values that are offered."))
    }
}
