//! Whatever a scanner or a keyboard wedge sends, read into one [`Scan`].
//!
//! A payload may satisfy more than one form, so the order is fixed. Characters that scanners add around a
//! code (control characters at either end, an AIM symbology identifier such as `]Q3`) are removed first;
//! then the first form that claims the payload reads it, and its fault is final:
//!
//! 1. `AV1:` and base45: a voucher;
//! 2. a `<`, or two or three lines of at least 30 characters: the machine-readable zone of a travel document;
//! 3. exactly 10 digits: a bag tag; 13 or 14 digits (also with a dash or a space after the airline code and
//!    before the check digit): an e-ticket; any other run of 7 or more digits is nothing we know;
//! 4. `AAABBNNNNN`: an irregularity reference;
//! 5. 6 capitals or digits: a PNR, even if all six are digits;
//! 6. a two-character airline and exactly 6 digits: a bag tag as a person reads it; and 7 to 16 digits: a
//!    loyalty number;
//! 7. what begins like a boarding pass: a boarding pass, however badly it goes on.
//!
//! Capitals are required everywhere but in a passenger's name, because a bar code never changes case; what a
//! person types goes through [`crate::names::query_tokens`] instead.

mod airlines;
mod bag_tag;
mod boarding_pass;
mod calendar;
mod cursor;
mod e_ticket;
mod line;
mod references;
mod travel_document;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod vectors;

pub use airlines::{accounting_code, designator};
pub use bag_tag::{BagTag, TagUse};
pub use boarding_pass::{BoardingPass, FastTrack, Handling, Issuance, Leg, Security};
pub use calendar::{resolve_day_of_year, resolve_issue_date};
pub use e_ticket::{ETicket, e_ticket_check_digit};
pub use line::scan_line;
pub use references::{Irregularity, Loyalty, Pnr, VOUCHER_PREFIX, Voucher};
pub use travel_document::{DocumentChecks, DocumentFormat, TravelDocument, mrz_check_digit};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The longest payload that is looked at, in bytes.
pub const MAX_PAYLOAD: usize = 4096;

/// What was scanned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Scan {
    /// IATA bar coded boarding pass, Resolution 792, format M.
    BoardingPass(BoardingPass),
    /// Passport, identity card or visa, ICAO Doc 9303.
    TravelDocument(TravelDocument),
    /// Baggage licence plate, IATA Resolution 740.
    BagTag(BagTag),
    /// Electronic ticket or miscellaneous document number.
    ETicket(ETicket),
    /// Record locator of a booking.
    Pnr(Pnr),
    /// Reference of a baggage irregularity report.
    Irregularity(Irregularity),
    /// A voucher's signed code, still encoded.
    Voucher(Voucher),
    /// Frequent-flyer number.
    Loyalty(Loyalty),
}

/// What the reader knows besides the payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScanContext {
    /// The local date at the desk. With it, days of a year become dates; without it they stay days.
    pub today: Option<Date>,
}

/// Why a payload was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ScanFault {
    /// Stable, snake_case: `empty`, `too_long`, `invalid_character`, `unknown`, `too_short`,
    /// `unsupported_format`, `legs_not_a_digit`, `legs_out_of_range`, `day_not_a_number`,
    /// `day_out_of_range`, `version_not_a_digit`, `not_hex`, `unexpected_end`, `expected_security`,
    /// `trailing_characters`, `bag_tag_not_digits`, `bag_tag_overflow`, `digit_count`, `mrz_line_length`,
    /// `mrz_document_code`, `voucher_code`; and `not_json`, `missing_payload` for a line of the protocol.
    pub code: String,
    /// What is wrong and what to do next.
    pub message: String,
    /// Where, in characters from 0 in the payload as it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<usize>,
}

impl ScanFault {
    fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), at: None }
    }

    fn at(code: &str, at: usize, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), at: Some(at) }
    }
}

impl From<ScanFault> for crate::Fault {
    fn from(fault: ScanFault) -> Self {
        Self { code: fault.code.into(), message: fault.message, field: Some("payload".into()) }
    }
}

/// Reads a payload by the order of forms that the module describes.
pub fn scan(payload: &str, ctx: &ScanContext) -> Result<Scan, ScanFault> {
    if payload.len() > MAX_PAYLOAD {
        return Err(ScanFault::new("too_long", "The code is longer than 4 KiB. Scan a single code again."));
    }
    let (text, start) = bare(payload);
    if text.trim().is_empty() {
        return Err(ScanFault::new("empty", "Nothing was read. Scan again."));
    }
    if let Some(at) = payload.chars().position(|c| !c.is_ascii()) {
        return Err(invalid_character(at));
    }
    let at_of = |found: usize| invalid_character(start + found);
    if let Some(found) = text.find(|c: char| c.is_ascii_control() && c != '\n' && c != '\r') {
        return Err(at_of(found));
    }
    if let Some(voucher) = references::voucher(text, start) {
        return voucher.map(Scan::Voucher);
    }
    if travel_document::claims(text) {
        return travel_document::parse(text, start).map(Scan::TravelDocument);
    }
    if let Some(found) = text.find(['\n', '\r']) {
        return Err(at_of(found));
    }
    short_form(text.trim(), start)
        .or_else(|| boarding_pass::claims(text).then(|| boarding_pass::read(text, start, ctx)))
        .unwrap_or_else(|| {
            Err(ScanFault::new(
                "unknown",
                "This is no boarding pass, travel document, bag tag, ticket, PNR, voucher or loyalty number. \
                 Scan again, or search by name.",
            ))
        })
}

fn invalid_character(at: usize) -> ScanFault {
    ScanFault::at(
        "invalid_character",
        at,
        "The code holds a character that does not belong there. Scan again, or type the reference.",
    )
}

/// The payload without what a scanner puts around it, and how many characters were before it.
fn bare(payload: &str) -> (&str, usize) {
    let front = payload.trim_start_matches(|c: char| c.is_ascii_control());
    let front = match front.as_bytes() {
        [b']', symbology, modifier, ..]
            if symbology.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() =>
        {
            &front[3..]
        }
        _ => front,
    };
    let start = payload.len() - front.len();
    (front.trim_end_matches(|c: char| c.is_ascii_control()), start)
}

/// The one-line references, in the order of the module's description; none if no form claims the text.
fn short_form(text: &str, start: usize) -> Option<Result<Scan, ScanFault>> {
    if let Some(tag) = bag_tag::from_digits(text) {
        return Some(Ok(Scan::BagTag(tag)));
    }
    if let Some(ticket) = e_ticket::read(text) {
        return Some(Ok(Scan::ETicket(ticket)));
    }
    if text.len() > 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Err(ScanFault::at(
            "digit_count",
            start,
            "A bag tag has 10 digits, an e-ticket 13 or 14. Check the number and enter it again.",
        )));
    }
    references::irregularity(text)
        .map(Scan::Irregularity)
        .or_else(|| references::pnr(text).map(Scan::Pnr))
        .or_else(|| bag_tag::from_label(text).map(Scan::BagTag))
        .or_else(|| references::loyalty(text).map(Scan::Loyalty))
        .map(Ok)
}

/// A field's text without its padding; none if nothing is left.
fn present(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
