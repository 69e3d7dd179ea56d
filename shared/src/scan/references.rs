//! Short references: PNR, irregularity, loyalty number, and the wrapping of a voucher's code.

use serde::{Deserialize, Serialize};

use super::{ScanFault, bag_tag::airline_and_digits};

/// What stands before the base45 text of a voucher's code.
pub use crate::vouchers::code::PREFIX as VOUCHER_PREFIX;

/// Record locator of a booking. Locators are used again after a purge, so one alone is no key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pnr {
    /// Six capitals or digits.
    pub pnr: String,
}

/// Reference of a baggage irregularity report, such as `PHLDL19676`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Irregularity {
    /// The whole reference, ten characters.
    pub reference: String,
    /// IATA airport code of the station that opened it.
    pub station: String,
    /// Two-character designator of the airline.
    pub airline: String,
    /// Five digits.
    pub serial: String,
}

/// A voucher's code. Signature and content are for the voucher rules to judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    /// Base45 text without its prefix.
    pub code: String,
}

/// Frequent-flyer number as printed on cards: `AC1234567890` or `DL 9012345678`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loyalty {
    /// Two-character designator of the airline.
    pub airline: String,
    /// 7 to 16 digits.
    pub number: String,
}

pub(super) fn pnr(text: &str) -> Option<Pnr> {
    (text.len() == 6 && text.bytes().all(is_capital_or_digit)).then(|| Pnr { pnr: text.to_owned() })
}

pub(super) fn irregularity(text: &str) -> Option<Irregularity> {
    let bytes = text.as_bytes();
    let fits = bytes.len() == 10
        && bytes[..3].iter().all(u8::is_ascii_uppercase)
        && bytes[3..5].iter().copied().all(is_capital_or_digit)
        && bytes[5..].iter().all(u8::is_ascii_digit);
    fits.then(|| Irregularity {
        reference: text.to_owned(),
        station: text[..3].to_owned(),
        airline: text[3..5].to_owned(),
        serial: text[5..].to_owned(),
    })
}

pub(super) fn loyalty(text: &str) -> Option<Loyalty> {
    let (airline, number) = airline_and_digits(text)?;
    (7..=16)
        .contains(&number.len())
        .then(|| Loyalty { airline: airline.to_owned(), number: number.to_owned() })
}

/// None without the prefix. Spaces belong to base45, so nothing is trimmed.
pub(super) fn voucher(text: &str, start: usize) -> Option<Result<Voucher, ScanFault>> {
    let code = text.strip_prefix(VOUCHER_PREFIX)?;
    let at = start + VOUCHER_PREFIX.len();
    let foreign = code.find(|c: char| !is_base45(c));
    // Base45 makes three characters of two bytes and two of one, so one left over cannot be.
    if let Some(found) = foreign.or((code.is_empty() || code.len() % 3 == 1).then_some(code.len())) {
        return Some(Err(ScanFault::at(
            "voucher_code",
            at + found,
            "The voucher's code is damaged. Scan it again, or look the voucher up by its holder.",
        )));
    }
    Some(Ok(Voucher { code: code.to_owned() }))
}

fn is_capital_or_digit(b: u8) -> bool {
    b.is_ascii_uppercase() || b.is_ascii_digit()
}

fn is_base45(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || " $%*+-./:".contains(c)
}
