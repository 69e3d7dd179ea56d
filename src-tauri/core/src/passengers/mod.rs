//! What is known of a passenger, and what is changed of them.

mod find;

use airside_shared::{
    Fault,
    access::{Grant, Permission, grant},
    card_number,
    cases::Case,
    entity::{Kind, Ref},
    flights::Flight,
    ids::PassengerId,
    intents::Actor,
    ipc::{
        Hit, PassengerPage, RebookArgs, RevealArgs, Revealed, Saved, SegmentView, SetPreferenceArgs,
        TimelineRow, TripView,
    },
    passengers::{Passenger, SetPreference, masked},
    timeline::TimelineEntry,
    trips::{Rebook, SegmentStatus, Trip},
    vouchers::Voucher,
};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    act::Act,
    clock::clock,
    desk::{Desk, Said},
    store::{Today, people, rows},
    view,
};

impl Desk {
    /// A passenger's page. Looking is audited.
    pub fn open_passenger(&self, id: PassengerId) -> Result<PassengerPage, Fault> {
        let (session, _) = self.authorise(Permission::PassengerOpen)?;
        let (today, now) = (self.today(), self.around.now());
        let page = self.store()?.read(|db| {
            let mut passenger: Passenger = rows::need(db, id)?;
            mask(&mut passenger, &session.actor);
            let of = id.0.as_bytes();
            let trips: Vec<Trip> = rows::children(db, of, true, 20)?;
            let timeline: Vec<TimelineEntry> = rows::children(db, of, true, 200)?;
            let cases: Vec<Case> = rows::children(db, of, true, 50)?;
            let vouchers: Vec<Voucher> = rows::children(db, of, true, 50)?;
            Ok(PassengerPage {
                state: view::save_state(db, Ref::new(Kind::Passenger, id))?,
                party: party(db, &trips, id, &today)?,
                trips: trips.iter().map(|t| trip(db, t, now)).collect::<Result<_, _>>()?,
                timeline: timeline.iter().map(|t| line(db, t, &today)).collect::<Result<_, _>>()?,
                cases: cases.iter().map(|c| view::case(db, c, now)).collect::<Result<_, _>>()?,
                vouchers: vouchers.iter().map(|v| view::voucher(db, v)).collect::<Result<_, _>>()?,
                passenger,
            })
        })?;
        let fields = &["name", "trips", "preferences", "consents", "timeline", "cases", "vouchers"];
        let said = Said {
            action: "passenger.open",
            entity: "passenger",
            subject: Some(id.0),
            fields,
            ..Said::default()
        };
        self.looked(&session, said)?;
        Ok(page)
    }

    /// Masked values in full. The reason is asked for, and audited before the values are shown.
    pub fn reveal(&self, args: &RevealArgs) -> Result<Revealed, Fault> {
        let (permission, fields): (_, &'static [&'static str]) = match args.field.as_str() {
            "documents" => (Permission::DocumentNumber, &["documents"]),
            "contacts" => (Permission::Contacts, &["contacts"]),
            _ => return Err(Fault::of("field", "unknown_field", "Choose documents or contacts.")),
        };
        let (session, grant) = self.authorise(permission)?;
        if grant.masked && !grant.reveal {
            return Err(Fault::new("not_permitted", "Your role sees this masked only."));
        }
        if args.reason.trim().chars().count() < 3 {
            return Err(Fault::of("reason", "reason_missing", "Say in a few words why you need it."));
        }
        card_number::refuse("reason", &args.reason)?;
        let passenger: Passenger = self.store()?.read(|db| rows::need(db, args.passenger))?;
        let (subject, purpose) = (Some(args.passenger.0), Some(args.reason.chars().take(200).collect()));
        let said =
            Said { action: "passenger.reveal", entity: "passenger", subject, purpose, fields, op: None };
        self.looked(&session, said)?;
        let contacts = [
            ("email", &passenger.contacts.email),
            ("phone", &passenger.contacts.phone),
            ("address", &passenger.contacts.address),
        ];
        let values = match args.field.as_str() {
            "documents" => passenger.documents.iter().map(|d| (d.kind.clone(), d.number.clone())).collect(),
            _ => contacts.into_iter().filter_map(|(l, v)| v.clone().map(|v| (l.to_owned(), v))).collect(),
        };
        Ok(Revealed { values })
    }

    pub fn set_preference(&self, args: SetPreferenceArgs) -> Result<Saved, Fault> {
        let name: Passenger = self.store()?.read(|db| rows::need(db, args.passenger))?;
        let intent = SetPreference {
            passenger: args.passenger,
            name: args.name,
            value: args.value.trim().to_owned(),
            at: self.around.now(),
            timeline: self.around.id(),
        };
        self.act(Act {
            about: format!("{} · {}: {}", name.name.full(), intent.name, intent.value),
            intent: intent.into(),
            passenger: Some(args.passenger),
            id: args.passenger.0,
            reference: None,
            replaces: None,
        })
    }

    pub fn rebook(&self, args: RebookArgs) -> Result<Saved, Fault> {
        let (trip, passenger, to) = self.store()?.read(|db| {
            let trip: Trip = rows::need(db, args.trip)?;
            let passenger: Passenger = rows::need(db, trip.passenger)?;
            Ok((trip, passenger, rows::need::<Flight>(db, args.to)?))
        })?;
        let intent = Rebook {
            trip: args.trip,
            passenger: trip.passenger,
            from: args.from,
            to: args.to,
            at: self.around.now(),
            timeline: self.around.id(),
        };
        self.act(Act {
            intent: intent.into(),
            about: format!("{} → {}", passenger.name.full(), to.designator()),
            passenger: Some(passenger.id),
            id: args.trip.0,
            reference: Some(to.designator()),
            replaces: None,
        })
    }
}

fn mask(passenger: &mut Passenger, actor: &Actor) {
    let of = |permission| -> Grant { grant(actor.role, permission) };
    let documents = of(Permission::DocumentNumber);
    if !documents.allowed {
        passenger.documents.clear();
    } else if documents.masked {
        passenger.documents.iter_mut().for_each(|d| d.number = masked(&d.number));
    }
    let contacts = of(Permission::Contacts);
    let hide = |value: &mut Option<String>| {
        *value = if contacts.allowed { value.as_deref().map(masked) } else { None };
    };
    if !contacts.allowed || contacts.masked {
        hide(&mut passenger.contacts.email);
        hide(&mut passenger.contacts.phone);
        hide(&mut passenger.contacts.address);
    }
}

fn party(db: &Connection, trips: &[Trip], me: PassengerId, today: &Today) -> Result<Vec<Hit>, Fault> {
    let Some(trip) = trips.iter().find(|t| t.party > 1) else { return Ok(Vec::new()) };
    let mut others = Vec::new();
    for hit in people::by_number(db, &trip.pnr, find::HITS)? {
        if let Some(other) = rows::get::<Passenger>(db, hit.passenger)?.filter(|p| p.id != me) {
            others.push(view::hit(db, &other, "pnr", today)?);
        }
    }
    Ok(others)
}

fn trip(db: &Connection, it: &Trip, now: Timestamp) -> Result<TripView, Fault> {
    let mut segments = Vec::with_capacity(it.segments.len());
    for segment in &it.segments {
        let flight: Option<Flight> = rows::get(db, segment.flight)?;
        let live = segment.status != SegmentStatus::Rebooked;
        segments.push(SegmentView {
            segment: segment.clone(),
            cabin: segment.cabin,
            assessable: live && flight.as_ref().is_some_and(|f| f.disrupted(60)),
            // Whoever was moved is owed for the flight that did not go, and a bag is lost on one that was on time.
            claimable: !live || flight.as_ref().is_some_and(|f| f.disrupted(1) || f.status_at(now).gone()),
            flight: flight.as_ref().map(|f| view::flight(f, now)),
        });
    }
    Ok(TripView {
        trip: it.id,
        pnr: it.pnr.clone(),
        party: it.party,
        requests: it.requests.clone(),
        segments,
        state: view::save_state(db, Ref::new(Kind::Trip, it.id))?,
    })
}

fn line(db: &Connection, it: &TimelineEntry, today: &Today) -> Result<TimelineRow, Fault> {
    Ok(TimelineRow {
        at: clock(&today.station, it.at),
        kind: it.kind,
        summary: it.summary.clone(),
        place: it.place.clone(),
        by: it.by.clone(),
        state: view::save_state(db, Ref::new(Kind::Timeline, it.id))?,
    })
}
