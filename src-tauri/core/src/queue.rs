//! The queue as a person sees it, and what can be done with an entry that was refused.

use airside_shared::{
    Fault,
    cases::{Category, OpenCase, Priority, reference},
    compensation::{Outcome, Overruling},
    flights::Flight,
    ids::{CaseId, FlightId, OpId, TripId},
    intents::Intent,
    ipc::{Compared, EntryCard, QueuePage, QueueRow, Saved},
    money::Money,
    sync::EntryState,
    trips::{SegmentStatus, Trip},
};
use rusqlite::Connection;
use serde_json::Value;

use crate::{
    act::Act,
    clock::clock,
    desk::{Desk, Said},
    store::{
        Today,
        queue::{self, Queued},
        rows,
    },
};

/// Rows of the queue page.
const SHOWN: u32 = 500;

impl Desk {
    pub fn queue(&self) -> Result<QueuePage, Fault> {
        self.session()?;
        let today = self.today();
        let rows = self.store()?.read(|db| queue::list(db, SHOWN))?;
        Ok(QueuePage { rows: rows.iter().map(|q| row(q, &today)).collect(), sync: self.sync_status() })
    }

    pub fn entry(&self, op: OpId) -> Result<EntryCard, Fault> {
        self.session()?;
        let today = self.today();
        let refused = self.queued(op)?.filter(|it| it.state == EntryState::Rejected);
        let fix = refused.and_then(|it| self.fix_of(&it));
        self.store()?.read(|db| {
            let queued = need(db, op)?;
            let behind = queue::behind(db, &queued.entry.lane, queued.entry.seq)?;
            Ok(EntryCard {
                fix,
                compare: compare(db, &queued.entry.payload, queued.server_state.as_ref())?,
                behind: behind.iter().map(|q| row(q, &today)).collect(),
                can_resend: queued.state == EntryState::Rejected,
                row: row(&queued, &today),
            })
        })
    }

    /// The same act again, as a new entry, judged on what is true now.
    pub fn resend(&self, op: OpId) -> Result<Saved, Fault> {
        let queued = self.refused(op)?;
        let intent = Intent::read(&queued.entry.kind, queued.entry.version, &queued.entry.payload)?;
        self.act(Act {
            intent,
            about: queued.about,
            passenger: queued.passenger,
            id: op.0,
            reference: None,
            replaces: Some(op),
        })
    }

    /// Gives a refused entry up. What waited behind it goes on.
    pub fn discard(&self, op: OpId) -> Result<Saved, Fault> {
        self.refused(op)?;
        let session = self.session()?;
        self.store()?.write(|tx| {
            queue::supersede(tx, op)?;
            let said = Said { action: "entry.discard", entity: "entry", op: Some(op), ..Said::default() };
            self.record(tx, &session, said)
        })?;
        self.nudge.wake();
        self.changed(["queue"]);
        Ok(Saved { op, id: op.0, reference: None })
    }

    /// Makes it a case that a supervisor finds, and gives the entry up.
    pub fn hand_over(&self, op: OpId) -> Result<Saved, Fault> {
        let queued = self.refused(op)?;
        let session = self.session()?;
        let case: CaseId = self.around.id();
        let reason = queued.reason.as_ref().map(|r| r.message.clone()).unwrap_or_default();
        let intent = OpenCase {
            case,
            note: self.around.id(),
            timeline: self.around.id(),
            passenger: queued.passenger,
            trip: None,
            flight: None,
            category: Category::Handover,
            priority: Priority::High,
            text: format!("{}: {} {reason}", queued.entry.kind.replace('_', " "), queued.about),
            photos: Vec::new(),
            at: self.around.now(),
        };
        let reference = reference(&session.actor.station, case);
        self.act(Act {
            intent: intent.into(),
            about: reference.clone(),
            passenger: queued.passenger,
            id: case.0,
            reference: Some(reference),
            replaces: Some(op),
        })
    }

    pub(crate) fn refused(&self, op: OpId) -> Result<Queued, Fault> {
        self.session()?;
        let queued = self.store()?.read(|db| need(db, op))?;
        if queued.state == EntryState::Rejected {
            return Ok(queued);
        }
        Err(Fault::new("not_refused", "Only an entry that was refused can be settled by hand."))
    }
}

pub fn row(it: &Queued, today: &Today) -> QueueRow {
    QueueRow {
        op: it.entry.op,
        seq: it.entry.seq,
        kind: it.entry.kind.clone(),
        about: it.about.clone(),
        state: it.state,
        made: clock(&today.station, it.entry.made_at),
        actor: it.entry.actor.name.clone(),
        attempts: it.attempts,
        reason: it.reason.clone(),
        passenger: it.passenger,
    }
}

fn need(db: &Connection, op: OpId) -> Result<Queued, Fault> {
    queue::get(db, op)?
        .ok_or_else(|| Fault::of("op", "not_found", "This entry is not in the queue of this device."))
}

/// What I wanted beside what the backend had, field by field, in words.
pub(crate) fn compare(db: &Connection, mine: &Value, server: Option<&Value>) -> Result<Vec<Compared>, Fault> {
    let Some(state) = server else { return Ok(Vec::new()) };
    let body = &state["body"];
    let line = |label: &str, mine: String, server: String| Compared { label: label.into(), mine, server };
    Ok(match state["kind"].as_str() {
        Some("trip") => {
            let trip: Option<Trip> = serde_json::from_value(body.clone()).ok();
            let now = trip.iter().flat_map(|t| &t.segments).filter(|s| s.status != SegmentStatus::Rebooked);
            let now: Vec<String> =
                now.map(|s| format!("{} ({} → {}, {})", s.designator, s.from, s.to, s.date)).collect();
            let wanted = flight_of(db, mine)?.unwrap_or_default();
            let pnr = trip.map(|t| t.pnr).unwrap_or_default();
            let held: Option<Trip> = match text(mine, "trip").parse::<TripId>() {
                Ok(id) => rows::get(db, id)?,
                Err(_) => None,
            };
            let meant = held.map(|t| t.pnr).unwrap_or_default();
            vec![line("flight", wanted, now.join(", ")), line("pnr", meant, pnr)]
        }
        Some("claim") => vec![
            amount(mine),
            line("voucher", text(mine, "number"), text(body, "voucher")),
            line("law", text(&mine["basis"], "law"), text(body, "law")),
        ],
        Some("overruling") => vec![verdict(mine, body)],
        _ => differing(mine, body),
    })
}

fn flight_of(db: &Connection, mine: &Value) -> Result<Option<String>, Fault> {
    let Ok(id) = text(mine, "flight").parse::<FlightId>() else { return Ok(None) };
    let flight: Option<Flight> = rows::get(db, id)?;
    Ok(flight.map(|f| format!("{} ({} → {}, {})", f.designator(), f.from, f.to, f.date)))
}

fn amount(mine: &Value) -> Compared {
    let money = serde_json::from_value::<Money>(mine["amount"].clone());
    Compared {
        label: "amount".into(),
        mine: money.map(|m| m.to_string()).unwrap_or_default(),
        server: String::new(),
    }
}

/// What I decided beside what a colleague had decided meanwhile.
fn verdict(mine: &Value, server: &Value) -> Compared {
    let line = |amount: Option<Money>, reason: &str| {
        let amount = amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string());
        format!("{amount} ({reason})")
    };
    let outcome = serde_json::from_value::<Outcome>(mine["outcome"].clone()).ok();
    let wanted = outcome.and_then(|outcome| match outcome {
        Outcome::Amount { amount } => Some(amount),
        _ => None,
    });
    let theirs = serde_json::from_value::<Overruling>(server.clone()).ok();
    let theirs = theirs.as_ref().and_then(|it| it.verdicts.last());
    Compared {
        label: "amount".into(),
        mine: line(wanted, &text(mine, "reason")),
        server: theirs.map(|v| line(v.amount, &v.reason)).unwrap_or_default(),
    }
}

fn differing(mine: &Value, server: &Value) -> Vec<Compared> {
    let fields = mine.as_object().into_iter().flatten().filter(|(name, value)| {
        server.get(name.as_str()).is_some_and(|s| s != *value) && (value.is_string() || value.is_number())
    });
    fields
        .map(|(name, _)| Compared { label: name.clone(), mine: text(mine, name), server: text(server, name) })
        .collect()
}

fn text(value: &Value, field: &str) -> String {
    match &value[field] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
