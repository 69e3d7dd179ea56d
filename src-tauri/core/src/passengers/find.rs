//! Looking passengers up: by what was typed, and by what a scanner read.

use airside_shared::{
    Fault,
    access::Permission,
    ipc::{Hit, Hits, ScanReply},
    passengers::Passenger,
    scan::{self, Scan, ScanContext},
};
use rusqlite::Connection;

use crate::{
    desk::Desk,
    store::{Today, people, rows},
    view,
};

/// Rows of a list of results.
pub(super) const HITS: usize = 20;
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
            hits.sort_by_key(|h: &Hit| (h.matched == people::SIMILAR, !h.today));
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
