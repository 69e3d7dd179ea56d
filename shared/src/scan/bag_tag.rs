//! Baggage licence plates: ten digits, no check digit (IATA Resolution 740).

use serde::{Deserialize, Serialize};

use super::{ScanFault, accounting_code, designator};

/// What a licence plate's leading digit says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagUse {
    /// 0: an ordinary bag, interline or online.
    Ordinary,
    /// 1: printed locally when nothing else was at hand; says nothing about where the bag goes.
    Fallback,
    /// 2: a bag that follows its owner.
    Rush,
    /// 3 to 9: the airline's own meaning.
    AirlineOwn,
}

/// A bag tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BagTag {
    /// All ten digits. Absent where the airline was given by letters whose accounting code is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Meaning of the leading digit; a tag given by letters is taken for ordinary.
    pub tag_use: TagUse,
    /// Accounting code, three digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub airline_code: Option<String>,
    /// Two-character designator, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub airline: Option<String>,
    /// Six digits.
    pub serial: String,
}

/// A bag tag from its bar code: exactly ten digits.
pub(super) fn from_digits(text: &str) -> Option<BagTag> {
    if text.len() != 10 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let tag_use = match &text[..1] {
        "0" => TagUse::Ordinary,
        "1" => TagUse::Fallback,
        "2" => TagUse::Rush,
        _ => TagUse::AirlineOwn,
    };
    Some(BagTag {
        number: Some(text.to_owned()),
        tag_use,
        airline_code: Some(text[1..4].to_owned()),
        airline: designator(&text[1..4]).map(str::to_owned),
        serial: text[4..].to_owned(),
    })
}

/// A bag tag as a person reads it from the label: `BA728359` or `BA 728359`.
pub(super) fn from_label(text: &str) -> Option<BagTag> {
    let (airline, serial) = airline_and_digits(text)?;
    if serial.len() != 6 {
        return None;
    }
    let code = accounting_code(airline);
    Some(BagTag {
        number: code.map(|code| format!("0{code}{serial}")),
        tag_use: TagUse::Ordinary,
        airline_code: code.map(str::to_owned),
        airline: Some(airline.to_owned()),
        serial: serial.to_owned(),
    })
}

/// A two-character airline (a capital and a capital or digit, in either order), perhaps a space, and digits.
pub(super) fn airline_and_digits(text: &str) -> Option<(&str, &str)> {
    let (airline, rest) = text.split_at_checked(2)?;
    let digits = rest.strip_prefix(' ').unwrap_or(rest);
    let designates = airline.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && airline.bytes().any(|b| b.is_ascii_uppercase());
    (designates && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        .then_some((airline, digits))
}

/// The licence plates that one field of a boarding pass (items 23, 31, 32) stands for: a plate and how many tags
/// there are in a row, the first included.
///
/// Up to version 6 a single bag is written `000`, from version 7 on `001`. A count of zero beside a plate
/// is therefore one tag in any version, as carriers that print 7 and still count the old way show.
pub(super) fn expand(field: &str, at: usize) -> Result<Vec<String>, ScanFault> {
    let text = field.trim_end();
    // Carriers fill the field of a passenger without bags with spaces or with zeros.
    if text.bytes().all(|b| b == b'0' || b == b' ') {
        return Ok(Vec::new());
    }
    let (plate, count) = text.split_at_checked(10).unwrap_or(("", ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if plate.is_empty() || !digits(plate) || !digits(count) {
        return Err(ScanFault::at(
            "bag_tag_not_digits",
            at,
            "A bag tag of this boarding pass is not ten digits and a count. Scan the bag tag itself.",
        ));
    }
    let first: u32 = plate[4..].parse().unwrap_or_default();
    let tags = count.parse::<u32>().unwrap_or_default().max(1);
    if first + tags - 1 > 999_999 {
        return Err(ScanFault::at(
            "bag_tag_overflow",
            at,
            "The bag tags of this boarding pass run past the last serial. Scan the bag tags themselves.",
        ));
    }
    Ok((first..first + tags).map(|serial| format!("{}{serial:06}", &plate[..4])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plate_and_its_count_become_tags() {
        let check =
            |field: &str, expected: &[&str]| assert_eq!(expand(field, 0).unwrap(), expected, "{field:?}");
        check("0014123456003", &["0014123456", "0014123457", "0014123458"]);
        check("0016111111002", &["0016111111", "0016111112"]);
        check("0016111111001", &["0016111111"]);
        check("0016111111000", &["0016111111"]);
        check("0016111111   ", &["0016111111"]);
        check("0016111111", &["0016111111"]);
        check("0016999999001", &["0016999999"]);
        check("0016999998002", &["0016999998", "0016999999"]);
        check("             ", &[]);
        check("0000000000000", &[]);
        check("", &[]);
        assert_eq!(expand("0016000001999", 0).unwrap().len(), 999);
    }

    #[test]
    fn tags_past_the_last_serial_are_refused() {
        for field in ["0016999999002", "0016999002999", "0016999500999"] {
            assert_eq!(expand(field, 7).unwrap_err().code, "bag_tag_overflow", "{field:?}");
        }
        assert_eq!(expand("0016999001999", 7).unwrap().last().unwrap(), "0016999999");
    }

    #[test]
    fn letters_short_plates_and_signs_are_refused() {
        for field in
            ["00161111A1002", "001611111", "0016111111+02", "0016111111 02", "00161111110 2", " 016111111001"]
        {
            let fault = expand(field, 7).unwrap_err();
            assert_eq!((fault.code.as_str(), fault.at), ("bag_tag_not_digits", Some(7)), "{field:?}");
        }
    }
}
