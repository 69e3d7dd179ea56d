//! IATA bar coded boarding pass (Resolution 792, format M, versions 1 to 8). Numbers in comments are its items.

use serde::{Deserialize, Serialize};

use super::cursor::Cursor;
use super::{ScanContext, ScanFault, bag_tag, present, resolve_day_of_year, resolve_issue_date};
use jiff::civil::Date;

/// Format, legs, name, ticket indicator and the first leg's mandatory items.
const SHORTEST: usize = 60;

/// A boarding pass. Texts are trimmed; a blank field is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardingPass {
    /// `SURNAME/GIVEN TITLE` as printed, cut at 20 characters, in any case. Absent on an all-blank pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passenger_name: Option<String>,
    /// Whether an electronic ticket stands behind it (item 253 is `E`).
    pub electronic_ticket: bool,
    /// Version of the layout, from 1; absent without conditional items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u8>,
    /// 1 to 9 flights, in order.
    pub legs: Vec<Leg>,
    /// Every bag tag that items 23, 31 and 32 stand for, ten digits each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bag_tags: Vec<String>,
    /// The issuer's signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security: Option<Security>,
    /// How the pass came about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuance: Option<Issuance>,
}

/// One flight of a boarding pass.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Leg {
    /// Record locator at the operating carrier, 6 or 7 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pnr: Option<String>,
    /// IATA airport code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// IATA airport code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Operating carrier, 2 or 3 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// Four digits, leading zeros kept, and a suffix letter if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flight_number: Option<String>,
    /// 1 to 366; the pass has no year. `000` and blanks mean an open date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_of_year: Option<u16>,
    /// The date nearest to the desk's today, where the reader knew it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Compartment, not booking class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cabin: Option<String>,
    /// `001A`, `INF` for an infant; absent on stand-by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    /// Check-in sequence number with its suffix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<String>,
    /// Passenger status when printed: 0 not checked in, 1 checked in, up to A.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Accounting code of the ticket's airline, three digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub airline_code: Option<String>,
    /// Form and serial of the ticket, ten digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// Carrier that sold the flight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marketing_carrier: Option<String>,
    /// Airline of the frequent-flyer programme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequent_flyer_airline: Option<String>,
    /// Up to 16 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequent_flyer_number: Option<String>,
    /// `20K`, `2PC`, `L`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_baggage: Option<String>,
    /// Since version 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fast_track: Option<FastTrack>,
    /// The airline's own data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub airline_use: Option<String>,
    /// Indicators for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handling: Option<Handling>,
}

/// Whether the passenger may use the fast lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FastTrack {
    #[serde(rename = "Y")]
    Yes,
    #[serde(rename = "N")]
    No,
}

/// Indicators of a leg (items 18, 108, 89), one character each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Handling {
    /// 0 none, 1 selectee, 3 known passenger; some carriers put the ticket's check digit here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selectee: Option<String>,
    /// 0 not required, 1 required, 2 done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_verification: Option<String>,
    /// Industry or agency discount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff_discount: Option<String>,
}

/// How a pass came about (items 15, 12, 14, 22, 16, 21).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Issuance {
    /// 0 adult, 1 male, 2 female, 3 child, 4 infant, 5 cabin baggage, 6 adult with infant, 7 unaccompanied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passenger_description: Option<String>,
    /// W web, K kiosk, R remote kiosk, M mobile, O airport agent, T town agent, V third party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_in_source: Option<String>,
    /// The same letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass_source: Option<String>,
    /// Last digit of the year and day of the year, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<String>,
    /// The latest such date, where the reader knew today's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Date>,
    /// B boarding pass, I itinerary receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_type: Option<String>,
    /// Designator of the issuing airline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

/// The signature over a pass, not verified here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Security {
    /// Kind of signature, one character.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub security_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
}

/// Whether the text begins like a boarding pass: a letter and a digit, or an `M` and enough to be one.
pub(super) fn claims(text: &str) -> bool {
    match text.as_bytes() {
        [b'M' | b'm' | b'S' | b's', b'0'..=b'9', ..] => true,
        [b'M', ..] => text.len() >= SHORTEST,
        [first, b'0'..=b'9', ..] => first.is_ascii_alphabetic() && text.len() >= SHORTEST,
        _ => false,
    }
}

pub(super) fn read(text: &str, start: usize, ctx: &ScanContext) -> Result<super::Scan, ScanFault> {
    parse(text, start, ctx).map(super::Scan::BoardingPass)
}

fn parse(text: &str, start: usize, ctx: &ScanContext) -> Result<BoardingPass, ScanFault> {
    if text.len() < SHORTEST {
        return Err(ScanFault::at(
            "too_short",
            start + text.len(),
            "A boarding pass has at least 60 characters. Scan the whole code again.",
        ));
    }
    let mut pass = Cursor::new(text, start);
    if pass.take(1)? != "M" {
        return Err(ScanFault::at(
            "unsupported_format",
            start,
            "This boarding pass is not of format M. Find the passenger by PNR or name.",
        ));
    }
    let legs = number_of_legs(pass.take(1)?, start + 1)?;
    let mut read = BoardingPass {
        passenger_name: present(pass.take(20)?),
        electronic_ticket: pass.take(1)? == "E",
        version: None,
        legs: Vec::with_capacity(legs),
        bag_tags: Vec::new(),
        security: None,
        issuance: None,
    };
    let mut structured = true;
    for number in 0..legs {
        let mut leg = mandatory(&mut pass, ctx)?;
        let size = pass.size()?;
        let mut conditional = pass.section(size)?;
        if number == 0 && size > 0 {
            // A block without the version's sign is the airline's own on every leg: there is no layout to it.
            structured = conditional.rest().starts_with('>');
            if structured {
                unique(&mut conditional, &mut read, ctx)?;
            }
        }
        if structured && !conditional.is_at_end() {
            repeated(&mut conditional, &mut leg)?;
        }
        leg.airline_use = present(conditional.rest());
        read.legs.push(leg);
    }
    read.security = security(&mut pass)?;
    Ok(read)
}

fn number_of_legs(digit: &str, at: usize) -> Result<usize, ScanFault> {
    match digit.parse::<usize>() {
        Ok(0) => {
            Err(ScanFault::at("legs_out_of_range", at, "The boarding pass has no flight. Scan it again."))
        }
        Ok(legs) => Ok(legs),
        Err(_) => {
            let message = "The number of flights on the boarding pass is no digit. Scan it again.";
            Err(ScanFault::at("legs_not_a_digit", at, message))
        }
    }
}

/// Items 7 to 113: every leg has all of them, though they may be blank.
fn mandatory(pass: &mut Cursor, ctx: &ScanContext) -> Result<Leg, ScanFault> {
    let mut leg = Leg {
        pnr: present(pass.take(7)?),
        from: present(pass.take(3)?),
        to: present(pass.take(3)?),
        carrier: present(pass.take(3)?),
        flight_number: present(pass.take(5)?),
        ..Leg::default()
    };
    let at = pass.at();
    leg.day_of_year = day_of_year(pass.take(3)?, at)?;
    leg.date = ctx.today.zip(leg.day_of_year).and_then(|(today, day)| resolve_day_of_year(day, today));
    leg.cabin = present(pass.take(1)?);
    leg.seat = present(pass.take(4)?);
    leg.sequence = present(pass.take(5)?);
    leg.status = present(pass.take(1)?);
    Ok(leg)
}

fn day_of_year(field: &str, at: usize) -> Result<Option<u16>, ScanFault> {
    let day = field.trim();
    if day.is_empty() {
        return Ok(None);
    }
    match day.parse::<u16>() {
        Ok(0) => Ok(None),
        Ok(day @ 1..=366) => Ok(Some(day)),
        Ok(_) => Err(ScanFault::at(
            "day_out_of_range",
            at,
            "No year has the boarding pass's day of flight. Scan it again, or find the passenger by PNR.",
        )),
        Err(_) => Err(ScanFault::at(
            "day_not_a_number",
            at,
            "The boarding pass's day of flight is no number. Scan it again, or find the passenger by PNR.",
        )),
    }
}

/// Items 8 to 32, on the first leg only. Any of the trailing ones may be missing.
fn unique(conditional: &mut Cursor, read: &mut BoardingPass, ctx: &ScanContext) -> Result<(), ScanFault> {
    conditional.take(1)?;
    let at = conditional.at();
    match conditional.take_up_to(1).bytes().next() {
        None => return Ok(()),
        Some(digit @ b'0'..=b'9') => read.version = Some(digit - b'0'),
        Some(_) => {
            let message =
                "The boarding pass's version is no digit. Scan it again, or find the passenger by PNR.";
            return Err(ScanFault::at("version_not_a_digit", at, message));
        }
    }
    if conditional.is_at_end() {
        return Ok(());
    }
    let size = conditional.size()?;
    let mut block = conditional.section(size)?;
    let mut issuance = Issuance {
        passenger_description: present(block.take_up_to(1)),
        check_in_source: present(block.take_up_to(1)),
        pass_source: present(block.take_up_to(1)),
        issued: present(block.take_up_to(4)),
        issued_on: None,
        document_type: present(block.take_up_to(1)),
        issuer: present(block.take_up_to(3)),
    };
    issuance.issued_on =
        ctx.today.zip(issuance.issued.as_deref()).and_then(|(today, code)| resolve_issue_date(code, today));
    read.issuance = (issuance != Issuance::default()).then_some(issuance);
    for _ in ["23", "31", "32"] {
        let at = block.at();
        read.bag_tags.extend(bag_tag::expand(block.take_up_to(13), at)?);
    }
    Ok(())
}

/// Items 17 to 254. Any of the trailing ones may be missing; items of later versions are passed over.
fn repeated(conditional: &mut Cursor, leg: &mut Leg) -> Result<(), ScanFault> {
    let size = conditional.size()?;
    let mut block = conditional.section(size)?;
    leg.airline_code = present(block.take_up_to(3));
    leg.document_number = present(block.take_up_to(10));
    let mut handling = Handling {
        selectee: present(block.take_up_to(1)),
        document_verification: present(block.take_up_to(1)),
        staff_discount: None,
    };
    leg.marketing_carrier = present(block.take_up_to(3));
    leg.frequent_flyer_airline = present(block.take_up_to(3));
    leg.frequent_flyer_number = present(block.take_up_to(16));
    handling.staff_discount = present(block.take_up_to(1));
    leg.free_baggage = present(block.take_up_to(3));
    leg.fast_track = match block.take_up_to(1) {
        "Y" => Some(FastTrack::Yes),
        "N" => Some(FastTrack::No),
        _ => None,
    };
    leg.handling = (handling != Handling::default()).then_some(handling);
    Ok(())
}

/// Items 25 to 30, after the last leg. Nothing but spaces may follow, with which some carriers pad the code.
fn security(pass: &mut Cursor) -> Result<Option<Security>, ScanFault> {
    if pass.rest().trim_end().is_empty() {
        return Ok(None);
    }
    let at = pass.at();
    if pass.take(1)? != "^" {
        let message =
            "Where the boarding pass's signature should begin stands something else. Scan it again.";
        return Err(ScanFault::at("expected_security", at, message));
    }
    let security_type = present(pass.take(1)?);
    let size = pass.size()?;
    let data = present(pass.take(size)?);
    if !pass.rest().trim_end().is_empty() {
        let message = "The code goes on after the boarding pass ended. Scan it again.";
        return Err(ScanFault::at("trailing_characters", pass.at(), message));
    }
    Ok(Some(Security { security_type, data }))
}
