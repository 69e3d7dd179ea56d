//! Looking passengers up, and what is known of one.

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
        Hit, Hits, PassengerPage, RebookArgs, RevealArgs, Revealed, Saved, ScanReply, SegmentView,
        SetPreferenceArgs, TimelineRow, TripView,
    },
    passengers::{Passenger, SetPreference, masked},
    scan::{self, Scan, ScanContext},
    timeline::TimelineEntry,
    trips::{Rebook, SegmentStatus, Trip},
    vouchers::Voucher,
};
use rusqlite::Connection;

use crate::{
    act::Act,
    clock::clock,
    desk::{Desk, Said},
    store::{Today, people, rows},
    view,
};

/// Rows of a list of results.
const HITS: usize = 20;
/// The longest text that is looked at; nobody's name is longer.
const LONGEST_QUERY: usize = 200;

impl Desk {
    /// People by part of a name, or by a number in full; today's departures first.
    pub fn search(&self, text: &str) -> Result<Hits, Fault> {
        self.authorise(Permission::PassengerOpen)?;
        let (today, typed) = (self.today(), text.chars().take(LONGEST_QUERY).collect::<String>());
        self.store()?.read(|db| {
            let mut found = people::by_number(db, &number(&typed), HITS)?;
            if found.is_empty() {
                found = people::by_name(db, &typed, HITS + 1)?;
            }
            let more = found.len() > HITS;
            found.truncate(HITS);
            let mut hits = Vec::with_capacity(found.len());
            for hit in found {
                if let Some(passenger) = rows::get::<Passenger>(db, hit.passenger)? {
                    hits.push(view::hit(db, &passenger, &hit.matched, &today)?);
                }
            }
            hits.sort_by_key(|h: &Hit| !h.today);
            Ok(Hits { text: text.to_owned(), hits, more })
        })
    }

    /// What a scanner typed: who it belongs to, or why it could not be read.
    pub fn scan(&self, payload: &str) -> Result<ScanReply, Fault> {
        self.authorise(Permission::PassengerOpen)?;
        let today = self.today();
        let scanned = match scan::scan(payload, &ScanContext { today: Some(today.day) }) {
            Ok(scanned) => scanned,
            Err(fault) => {
                return Ok(ScanReply {
                    kind: None,
                    passenger: None,
                    hits: Vec::new(),
                    parsed: serde_json::Value::Null,
                    fault: Some(fault.into()),
                });
            }
        };
        let parsed = serde_json::to_value(&scanned).unwrap_or_default();
        let hits = self.store()?.read(|db| found_by(db, &scanned, &today))?;
        let misread = matches!(&scanned, Scan::ETicket(it) if it.check_digit_ok == Some(false));
        let fault = hits.is_empty().then(|| match misread {
            true => Fault::of(
                "payload",
                "e_ticket_check_digit",
                "A digit of the e-ticket is wrong: type or scan it again.",
            ),
            false => Fault::new(
                "nobody_found",
                "The code was read, but nobody on this device has it: search by name.",
            ),
        });
        let passenger = (hits.len() == 1).then(|| hits[0].passenger);
        Ok(ScanReply { kind: parsed["kind"].as_str().map(str::to_owned), passenger, hits, parsed, fault })
    }

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
                trips: trips.iter().map(|t| trip(db, t)).collect::<Result<_, _>>()?,
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

/// A number as it is stored: capitals, without the spaces and dashes that people put between groups.
fn number(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase()
}

fn found_by(db: &Connection, scanned: &Scan, today: &Today) -> Result<Vec<Hit>, Fault> {
    let numbers: Vec<String> = match scanned {
        Scan::BoardingPass(pass) => {
            let tickets = pass
                .legs
                .iter()
                .filter_map(|l| Some(format!("{}{}", l.airline_code.as_ref()?, l.document_number.as_ref()?)));
            tickets.chain(pass.legs.iter().filter_map(|l| l.pnr.clone())).collect()
        }
        Scan::TravelDocument(document) => document.document_number.iter().cloned().collect(),
        Scan::BagTag(tag) => tag.number.iter().cloned().collect(),
        Scan::ETicket(ticket) => vec![ticket.number.clone()],
        Scan::Pnr(it) => vec![it.pnr.clone()],
        Scan::Loyalty(it) => vec![it.number.clone(), format!("{}{}", it.airline, it.number)],
        Scan::Irregularity(_) | Scan::Voucher(_) => Vec::new(),
    };
    for wanted in numbers {
        let found = people::by_number(db, &wanted, HITS)?;
        let mut hits = Vec::with_capacity(found.len());
        for hit in found {
            if let Some(passenger) = rows::get::<Passenger>(db, hit.passenger)? {
                hits.push(view::hit(db, &passenger, &hit.matched, today)?);
            }
        }
        if let Scan::BoardingPass(pass) = scanned {
            narrow(&mut hits, pass);
        }
        if !hits.is_empty() {
            return Ok(hits);
        }
    }
    Ok(Vec::new())
}

/// A PNR is a whole party's; the seat on the pass is one person's.
fn narrow(hits: &mut Vec<Hit>, pass: &scan::BoardingPass) {
    let seats: Vec<String> = pass
        .legs
        .iter()
        .filter_map(|l| l.seat.as_ref())
        .map(|s| s.trim_start_matches('0').to_owned())
        .collect();
    if hits.len() > 1 && hits.iter().any(|h| h.seat.as_ref().is_some_and(|s| seats.contains(s))) {
        hits.retain(|h| h.seat.as_ref().is_some_and(|s| seats.contains(s)));
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
    for hit in people::by_number(db, &trip.pnr, HITS)? {
        if let Some(other) = rows::get::<Passenger>(db, hit.passenger)?.filter(|p| p.id != me) {
            others.push(view::hit(db, &other, "pnr", today)?);
        }
    }
    Ok(others)
}

fn trip(db: &Connection, it: &Trip) -> Result<TripView, Fault> {
    let mut segments = Vec::with_capacity(it.segments.len());
    for segment in &it.segments {
        let flight: Option<Flight> = rows::get(db, segment.flight)?;
        let live = segment.status != SegmentStatus::Rebooked;
        segments.push(SegmentView {
            segment: segment.clone(),
            cabin: segment.cabin,
            assessable: live && flight.as_ref().is_some_and(|f| f.disrupted(60)),
            flight: flight.as_ref().map(view::flight),
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
