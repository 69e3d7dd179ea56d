//! Opening a case and adding to it. Notes append, so two people writing at once both keep their words.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Case, CaseStatus, Category, Note, Photo, Priority};
use crate::{
    Fault,
    access::Permission,
    entity::{Entity, Kind, Ref},
    ids::{CaseId, FlightId, NoteId, PassengerId, TimelineId, TripId, read_out},
    intents::{Context, Lane, Rejection, Rule, State},
    timeline::{TimelineEntry, TimelineKind},
};

/// Characters of one note.
pub const NOTE_LIMIT: usize = 10_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OpenCase {
    pub case: CaseId,
    pub note: NoteId,
    pub timeline: TimelineId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger: Option<PassengerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trip: Option<TripId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flight: Option<FlightId>,
    pub category: Category,
    pub priority: Priority,
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
    pub at: Timestamp,
}

impl Rule for OpenCase {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Case, self.case)
    }

    fn permission(&self) -> Permission {
        Permission::CaseWrite
    }

    fn reads(&self) -> Vec<Ref> {
        let passenger = self.passenger.map(|id| Ref::new(Kind::Passenger, id));
        passenger.into_iter().chain([Ref::new(Kind::Case, self.case)]).collect()
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        check_text(&self.text)?;
        if state.has(Kind::Case, self.case) {
            return Err(Fault::new("case_exists", "This case was already opened.").into());
        }
        let due = SignedDuration::from_hours(self.priority.hours());
        let case = Case {
            id: self.case,
            reference: reference(&ctx.actor.station, self.case),
            passenger: self.passenger,
            trip: self.trip,
            flight: self.flight,
            category: self.category,
            priority: self.priority,
            status: CaseStatus::Open,
            notes: vec![Note { id: self.note, at: self.at, by: ctx.actor.label(), text: self.text.clone() }],
            photos: self.photos.clone(),
            station: ctx.actor.station.clone(),
            opened_at: self.at,
            opened_by: ctx.actor.label(),
            due_at: self.at.saturating_add(due).unwrap_or(self.at),
            rest: Default::default(),
        };
        let mut changes = Vec::new();
        if let Some(passenger) = self.passenger {
            changes.push(told(self, passenger, &case, ctx).into());
        }
        changes.push(case.into());
        Ok(changes)
    }
}

fn told(intent: &OpenCase, passenger: PassengerId, case: &Case, ctx: &Context) -> TimelineEntry {
    let kind = match intent.category {
        Category::Complaint => TimelineKind::Complaint,
        Category::Compliment => TimelineKind::Compliment,
        Category::Suggestion => TimelineKind::Suggestion,
        _ => TimelineKind::Case,
    };
    let first: String = intent.text.chars().take(140).collect();
    TimelineEntry {
        id: intent.timeline,
        passenger,
        at: intent.at,
        kind,
        summary: format!("{}: {first}", case.reference),
        place: ctx.actor.station.clone(),
        by: ctx.actor.label(),
        link: Some(Ref::new(Kind::Case, case.id)),
        rest: Default::default(),
    }
}

/// Adds to a case that is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AddNote {
    pub case: CaseId,
    pub note: NoteId,
    pub text: String,
    pub at: Timestamp,
}

impl Rule for AddNote {
    fn lane(&self) -> Lane {
        Lane::of(Kind::Case, self.case)
    }

    fn permission(&self) -> Permission {
        Permission::CaseWrite
    }

    fn reads(&self) -> Vec<Ref> {
        vec![Ref::new(Kind::Case, self.case)]
    }

    fn decide(&self, state: &State, ctx: &Context) -> Result<Vec<Entity>, Rejection> {
        check_text(&self.text)?;
        let mut case: Case = state.need(self.case)?;
        if case.notes.iter().any(|n| n.id == self.note) {
            return Err(Fault::new("note_exists", "This note is there already.").into());
        }
        case.notes.push(Note { id: self.note, at: self.at, by: ctx.actor.label(), text: self.text.clone() });
        Ok(vec![case.into()])
    }
}

fn check_text(text: &str) -> Result<(), Fault> {
    match text.chars().count() {
        0 => Err(Fault::of("text", "text_missing", "Write a sentence about what happened.")),
        n if n > NOTE_LIMIT => Err(Fault::of(
            "text",
            "text_too_long",
            format!("Shorten the note by {} characters.", n - NOTE_LIMIT),
        )),
        _ if text.trim().is_empty() => {
            Err(Fault::of("text", "text_missing", "Write a sentence about what happened."))
        }
        _ => Ok(()),
    }
}

/// Station and five letters of the id.
pub fn reference(station: &str, case: CaseId) -> String {
    format!("{station}-{}", read_out(case.0, 5))
}
