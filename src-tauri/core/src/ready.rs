//! Whether a flight can be worked without a network: said only when all of it is here and adds up.

use airside_shared::{
    Fault,
    flights::Flight,
    ipc::{FlightArgs, Missing, Part, Readiness},
    sales::{Trolley, trolley_id},
    sync::Scope,
    trips::Trip,
};
use jiff::SignedDuration;
use rusqlite::Connection;

use crate::{
    clock::clock,
    desk::Desk,
    store::{
        rows,
        scopes::{self, Held},
    },
};

impl Desk {
    /// What is here of a flight, and what is missing.
    pub fn readiness(&self, args: FlightArgs) -> Result<Readiness, Fault> {
        self.session()?;
        let store = self.store()?;
        let (checked, now) = (self.history(&store).good_pull, self.around.now());
        let longest = SignedDuration::from_hours(self.config.kind.offline_hours());
        store.read(|db| {
            let flight: Flight = rows::need(db, args.flight)?;
            let held = scopes::list(db)?;
            let mut missing = Vec::new();
            let people = people_of(&held, &flight);
            let catalogue = held.iter().find(|h| h.scope == Scope::Catalogue);
            let allowance = held.iter().find(|h| matches!(h.scope, Scope::Device(_)));
            for (part, scope) in
                [(Part::People, people), (Part::Catalogue, catalogue), (Part::Allowance, allowance)]
            {
                missing.extend(lack(db, part, scope)?);
            }
            if rows::get::<Trolley>(db, trolley_id(flight.id))?.is_none() {
                missing.push(Missing::NoTrolley);
            }
            if checked.is_none_or(|at| now.duration_since(at) > longest) {
                missing.push(Missing::Unchecked);
            }
            let trips: Vec<Trip> = rows::children(db, flight.id.0.as_bytes(), false, 1_000)?;
            let on_board = trips.iter().filter(|trip| trip.segment_on(flight.id).is_some()).count();
            Ok(Readiness {
                designator: flight.designator(),
                people: u32::try_from(on_board).unwrap_or(u32::MAX),
                catalogue: catalogue.map_or(Ok(0), |held| scopes::newest(db, held))?,
                checked: checked.map(|at| clock(&self.config.station, at)),
                missing,
            })
        })
    }
}

/// The scope that holds a flight's people: its own, or the day of the station that it leaves from.
fn people_of<'a>(held: &'a [Held], flight: &Flight) -> Option<&'a Held> {
    let own = held.iter().find(|h| h.scope == Scope::Flight(flight.id));
    own.or_else(|| {
        held.iter().find(|h| match &h.scope {
            Scope::Station { station, day } => (station, day) == (&flight.from, &flight.date),
            _ => false,
        })
    })
}

/// The checksum is that of the backend since the scope was whole; the rows are counted anew, because what a
/// disk gives back is not always what it was given.
fn lack(db: &Connection, part: Part, held: Option<&Held>) -> Result<Option<Missing>, Fault> {
    let Some(held) = held else { return Ok(Some(Missing::NotHeld { part })) };
    if !held.complete {
        return Ok(Some(Missing::Coming { part, rows: held.checksum.count, total: held.total }));
    }
    let agrees = scopes::recount(db, held)? == held.checksum;
    Ok((!agrees).then_some(Missing::Disagrees { part }))
}
