//! Rows as the window shows them: times on the airport's wall, names instead of ids, how far each has come.

use airside_shared::{
    Fault, airports,
    cases::Case,
    entity::{Kind, Ref},
    flights::{Flight, FlightStatus},
    ipc::{CaseRow, Clock, FlightRow, Hit, SaveState, VoucherRow},
    passengers::Passenger,
    sync::EntryState,
    trips::{SegmentStatus, Trip},
    vouchers::{Voucher, VoucherStanding, standing_id},
};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    clock::clock,
    store::{Today, overlay, queue, rows},
};

/// How far what was done to a row on this device has come.
pub fn save_state(db: &Connection, row: Ref) -> Result<SaveState, Fault> {
    let seqs = overlay::touching(db, row)?;
    let states = queue::overlaid(db, &seqs)?.into_iter().map(|q| q.state);
    Ok(states.map(state_of).max_by_key(|s| rank(*s)).unwrap_or_default())
}

fn state_of(state: EntryState) -> SaveState {
    match state {
        EntryState::Queued => SaveState::Waiting,
        EntryState::Sending => SaveState::Sending,
        EntryState::Rejected | EntryState::Blocked => SaveState::Attention,
        EntryState::Applied | EntryState::Superseded => SaveState::Sent,
    }
}

fn rank(state: SaveState) -> u8 {
    match state {
        SaveState::Sent => 0,
        SaveState::Sending => 1,
        SaveState::Waiting => 2,
        SaveState::Attention => 3,
    }
}

/// A flight as it stands at `now`.
pub fn flight(it: &Flight, now: Timestamp) -> FlightRow {
    let status = it.status_at(now);
    let off = status.gone();
    let later = it.leaves() > it.scheduled_departure && status != FlightStatus::Cancelled;
    FlightRow {
        id: it.id,
        carrier: it.carrier.clone(),
        designator: it.designator(),
        from: it.from.clone(),
        to: it.to.clone(),
        city: airports::find(&it.to).map_or_else(|| it.to.clone(), |a| a.city.to_owned()),
        scheduled: clock(&it.from, it.scheduled_departure),
        expected: (later && !off).then(|| clock(&it.from, it.leaves())),
        left: off.then(|| clock(&it.from, it.leaves())),
        arrives: clock(&it.to, it.lands()),
        status,
        past: it.is_past(now),
        delay: it.departure_delay(),
        cause: it.disruption.as_ref().map(|d| d.cause.clone()),
        gate: it.gate.clone(),
        aircraft: it.aircraft.clone(),
        seats: it.seats,
        booked: it.booked,
    }
}

pub fn case(db: &Connection, it: &Case, now: Timestamp) -> Result<CaseRow, Fault> {
    let name = match it.passenger {
        Some(id) => rows::get::<Passenger>(db, id)?.map(|p| p.name.full()),
        None => None,
    };
    Ok(CaseRow {
        id: it.id,
        reference: it.reference.clone(),
        category: it.category,
        priority: it.priority,
        status: it.status,
        summary: it.notes.first().map(|n| n.text.chars().take(140).collect()).unwrap_or_default(),
        passenger: it.passenger,
        passenger_name: name,
        photos: it.photos.len() as u32,
        opened: clock(&it.station, it.opened_at),
        due: clock(&it.station, it.due_at),
        overdue: it.status.open() && it.due_at < now,
        state: save_state(db, Ref::new(Kind::Case, it.id))?,
    })
}

pub fn voucher(db: &Connection, it: &Voucher) -> Result<VoucherRow, Fault> {
    let designator = rows::get::<Flight>(db, it.flight)?.map(|f| f.designator()).unwrap_or_default();
    let standing: Option<VoucherStanding> = rows::get(db, standing_id(it.id))?;
    Ok(VoucherRow {
        id: it.id,
        number: it.number.clone(),
        kind: it.kind,
        amount: it.amount,
        status: it.status,
        left: standing.as_ref().map_or(it.amount, VoucherStanding::left),
        copy: it.copy,
        flight: it.flight,
        designator,
        issued: clock(&it.station, it.issued_at),
        issued_by: it.issued_by.clone(),
        expires: it.expires().map(|at| clock(&it.station, at)),
        basis: it.basis.clone(),
        state: save_state(db, Ref::new(Kind::Voucher, it.id))?,
    })
}

/// A passenger among others, with today's segment from here if there is one.
pub fn hit(db: &Connection, it: &Passenger, matched: &str, today: &Today) -> Result<Hit, Fault> {
    let trips: Vec<Trip> = rows::children(db, it.id.0.as_bytes(), true, 5)?;
    let of_today = |t: &Trip| {
        let live = t.segments.iter().filter(|s| s.status != SegmentStatus::Rebooked);
        live.into_iter().find(|s| s.from == today.station && s.date == today.day).cloned()
    };
    let found = trips.iter().find_map(|t| of_today(t).map(|s| (t, s)));
    let segment = found.as_ref().map(|(_, s)| s);
    let trip = found.as_ref().map(|(t, _)| *t);
    Ok(Hit {
        passenger: it.id,
        name: it.name.full(),
        native: it.name.native.clone(),
        tier: it.loyalty.as_ref().map(|l| l.tier),
        pnr: trip.or(trips.first()).map(|t| t.pnr.clone()),
        designator: segment.map(|s| s.designator.clone()),
        route: segment.map(|s| format!("{} → {}", s.from, s.to)),
        seat: segment.and_then(|s| s.seat.clone()),
        requests: trip.map(|t| t.requests.clone()).unwrap_or_default(),
        matched: matched.into(),
        today: segment.is_some(),
    })
}

/// `at` where the desk stands.
pub fn here(today: &Today, at: Timestamp) -> Clock {
    clock(&today.station, at)
}
