//! By what a row is found: parents, numbers, names. Pure in what it derives from an entity; only the
//! difference between before and after is written, so that an act touches few pages.

use airside_shared::{Fault, entity::Entity, names, trips::SegmentStatus};
use jiff::civil::Date;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::{sql, words};

/// Which departures rank first: those of this station on this day.
#[derive(Clone, Debug)]
pub struct Today {
    pub station: String,
    pub day: Date,
}

/// The parent of a day's flights.
pub fn board_key(station: &str, day: Date) -> Vec<u8> {
    format!("board {station} {day}").into_bytes()
}

/// The parent of a station's open cases, and of what else has no passenger.
pub fn station_key(station: &str) -> Vec<u8> {
    format!("station {station}").into_bytes()
}

/// The parent of vouchers for which something was given that they do not cover, until somebody looked at it.
pub const LOSSES: &[u8] = b"voucher losses";

/// The parent of orders of which nobody knows yet whether they were paid.
pub const OPEN_ORDERS: &[u8] = b"open orders";

#[derive(Default, PartialEq)]
struct Keys {
    /// (parent, sort).
    links: Vec<(Vec<u8>, i64)>,
    /// (number, what, passenger).
    numbers: Vec<(String, &'static str, Uuid)>,
    /// Tokens of a passenger's name.
    name: Option<String>,
    /// The passenger departs today.
    today: Option<Uuid>,
}

/// Brings the indexes of row `no` from `before` to `after`.
pub fn update(
    db: &Connection,
    no: i64,
    before: Option<&Entity>,
    after: Option<&Entity>,
    today: &Today,
) -> Result<(), Fault> {
    let kind = before.or(after).map(|e| e.kind().name()).unwrap_or_default();
    let old = before.map(|e| keys(e, today)).unwrap_or_default();
    let new = after.map(|e| keys(e, today)).unwrap_or_default();
    for (parent, sort) in old.links.iter().filter(|l| !new.links.contains(l)) {
        run(
            db,
            "DELETE FROM links WHERE parent = ?1 AND kind = ?2 AND sort = ?3 AND row = ?4",
            params![parent, kind, sort, no],
        )?;
    }
    for (parent, sort) in new.links.iter().filter(|l| !old.links.contains(l)) {
        run(
            db,
            "INSERT OR IGNORE INTO links (parent, kind, sort, row) VALUES (?1, ?2, ?3, ?4)",
            params![parent, kind, sort, no],
        )?;
    }
    for (number, what, passenger) in old.numbers.iter().filter(|n| !new.numbers.contains(n)) {
        run(
            db,
            "DELETE FROM numbers WHERE number = ?1 AND what = ?2 AND passenger = ?3 AND row = ?4",
            params![number, what, passenger.as_bytes(), no],
        )?;
    }
    for (number, what, passenger) in new.numbers.iter().filter(|n| !old.numbers.contains(n)) {
        run(
            db,
            "INSERT OR IGNORE INTO numbers (number, what, passenger, row) VALUES (?1, ?2, ?3, ?4)",
            params![number, what, passenger.as_bytes(), no],
        )?;
    }
    if old.name != new.name {
        rename(db, no, old.name.as_deref(), new.name.as_deref(), after, today)?;
    }
    match (old.today, new.today) {
        (None, Some(passenger)) => arrive_today(db, passenger),
        (Some(passenger), None) => leave_today(db, passenger),
        _ => Ok(()),
    }
}

fn rename(
    db: &Connection,
    no: i64,
    was: Option<&str>,
    tokens: Option<&str>,
    after: Option<&Entity>,
    today: &Today,
) -> Result<(), Fault> {
    if let Some(was) = was {
        run(db, "DELETE FROM names WHERE rowid = ?1", [no])?;
        run(db, "DELETE FROM names_today WHERE rowid = ?1", [no])?;
        words::forget(db, was)?;
    }
    let Some(tokens) = tokens else { return Ok(()) };
    run(db, "INSERT INTO names (rowid, tokens) VALUES (?1, ?2)", params![no, tokens])?;
    words::learn(db, tokens)?;
    // The trip may have come before the passenger.
    let Some(passenger) = after.map(Entity::id) else { return Ok(()) };
    let trips: Vec<airside_shared::trips::Trip> = super::rows::children(db, passenger.as_bytes(), false, 50)?;
    if trips.into_iter().any(|t| keys(&t.into(), today).today.is_some()) {
        run(db, "INSERT INTO names_today (rowid, tokens) VALUES (?1, ?2)", params![no, tokens])?;
    }
    Ok(())
}

fn arrive_today(db: &Connection, passenger: Uuid) -> Result<(), Fault> {
    run(
        db,
        "INSERT OR REPLACE INTO names_today (rowid, tokens)
         SELECT n.rowid, n.tokens FROM rows r JOIN names n ON n.rowid = r.no WHERE r.kind = 'passenger' AND r.id = ?1",
        [passenger.as_bytes()],
    )
}

fn leave_today(db: &Connection, passenger: Uuid) -> Result<(), Fault> {
    run(
        db,
        "DELETE FROM names_today WHERE rowid = (SELECT no FROM rows WHERE kind = 'passenger' AND id = ?1)",
        [passenger.as_bytes()],
    )
}

fn keys(entity: &Entity, today: &Today) -> Keys {
    let mut keys = Keys::default();
    let mut link = |parent: &[u8], sort: i64| keys.links.push((parent.to_vec(), sort));
    match entity {
        Entity::Flight(it) => link(&board_key(&it.from, it.date), it.scheduled_departure.as_second()),
        Entity::Passenger(it) => {
            keys.name =
                Some(names::search_tokens(&it.name.surname, &it.name.given, it.name.native.as_deref()));
            let documents = it.documents.iter().map(|d| (d.number.to_uppercase(), "passport", it.id.0));
            let loyalty = it.loyalty.iter().map(|l| (l.number.to_uppercase(), "loyalty", it.id.0));
            keys.numbers = documents.chain(loyalty).collect();
        }
        Entity::Trip(it) => {
            let first = it.segments.first().map_or(0, |s| {
                i64::from(s.date.duration_since(Date::constant(1970, 1, 1)).as_hours() as i32)
            });
            link(it.passenger.0.as_bytes(), first);
            for segment in it.segments.iter().filter(|s| s.status != SegmentStatus::Rebooked) {
                link(segment.flight.0.as_bytes(), 0);
                if segment.from == today.station && segment.date == today.day {
                    keys.today = Some(it.passenger.0);
                }
            }
            let tickets = it.segments.iter().map(|s| (s.ticket.clone(), "e_ticket", it.passenger.0));
            let bags =
                it.segments.iter().flat_map(|s| &s.bags).map(|b| (b.clone(), "bag_tag", it.passenger.0));
            keys.numbers =
                std::iter::once((it.pnr.clone(), "pnr", it.passenger.0)).chain(tickets).chain(bags).collect();
            keys.numbers.sort();
            keys.numbers.dedup();
        }
        Entity::Timeline(it) => link(it.passenger.0.as_bytes(), it.at.as_millisecond()),
        Entity::Case(it) => {
            if let Some(passenger) = it.passenger {
                link(passenger.0.as_bytes(), it.opened_at.as_millisecond());
            }
            link(&station_key(&it.station), it.opened_at.as_millisecond());
        }
        Entity::Voucher(it) => link(it.passenger.0.as_bytes(), it.issued_at.as_millisecond()),
        Entity::Order(it) => {
            link(it.flight.0.as_bytes(), it.placed_at.as_millisecond());
            if it.is_open() {
                link(OPEN_ORDERS, it.placed_at.as_millisecond());
            }
        }
        Entity::Sale(it) => link(it.flight.0.as_bytes(), it.sold_at.as_millisecond()),
        Entity::VoucherStanding(it) => {
            if let Some(open) = it.open_losses().last() {
                link(LOSSES, open.at.as_millisecond());
            }
        }
        Entity::ClaimFile(it) => link(it.passenger.0.as_bytes(), it.opened.at.as_millisecond()),
        Entity::Overruling(_)
        | Entity::Issuer(_)
        | Entity::Refund(_)
        | Entity::Policy(_)
        | Entity::DeniedCard(_)
        | Entity::Claim(_)
        | Entity::Allowance(_)
        | Entity::Product(_)
        | Entity::Trolley(_) => {}
    }
    keys
}

fn run(db: &Connection, text: &str, params: impl rusqlite::Params) -> Result<(), Fault> {
    db.prepare_cached(text).and_then(|mut s| s.execute(params)).map(|_| ()).map_err(sql)
}

/// Makes the list of today's names anew, when the day or the station has changed.
pub fn rebuild_today(db: &Connection, today: &Today) -> Result<(), Fault> {
    run(db, "DELETE FROM names_today", [])?;
    let flights: Vec<airside_shared::flights::Flight> =
        super::rows::children(db, &board_key(&today.station, today.day), false, 100_000)?;
    for flight in flights {
        let trips: Vec<airside_shared::trips::Trip> =
            super::rows::children(db, flight.id.0.as_bytes(), false, 100_000)?;
        for trip in trips {
            arrive_today(db, trip.passenger.0)?;
        }
    }
    Ok(())
}
