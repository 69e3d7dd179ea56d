//! Machine-readable zones of travel documents (ICAO Doc 9303 parts 3 to 7).

use serde::{Deserialize, Serialize};

use super::{ScanFault, invalid_character};

/// The size of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentFormat {
    /// Identity card, three lines of 30.
    #[serde(rename = "TD1")]
    Td1,
    /// Identity card, two lines of 36.
    #[serde(rename = "TD2")]
    Td2,
    /// Passport, two lines of 44.
    #[serde(rename = "TD3")]
    Td3,
    /// Visa, two lines of 44.
    #[serde(rename = "MRVA")]
    MrvA,
    /// Visa, two lines of 36.
    #[serde(rename = "MRVB")]
    MrvB,
}

/// A passport, identity card or visa. Fillers at the end of a field are removed; an empty field is absent.
///
/// Names have no check digit, so a misread letter in one cannot be noticed: never merge people on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TravelDocument {
    pub format: DocumentFormat,
    /// One or two letters: `P`, `PP`, `I`, `V`.
    pub document_code: String,
    /// State or organisation, up to three letters (`D` for Germany).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// In full, also where it is longer than its nine places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// Primary identifier, words separated by spaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surname: Option<String>,
    /// Secondary identifier; absent for people with a single name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_names: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    /// YYMMDD, always in the past; unknown parts are `<`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<String>,
    /// `M` or `F`; absent where unspecified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// YYMMDD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<String>,
    /// What the issuer added; two such fields are separated by a space.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<String>,
    pub checks: DocumentChecks,
}

/// Which check digits are right. A check that the format does not have is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentChecks {
    pub document_number: bool,
    pub date_of_birth: bool,
    pub expiry: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composite: Option<bool>,
}

/// Check digit of a field: weights 7, 3, 1; digits count as themselves, A to Z as 10 to 35, the filler as 0. None
/// if another character occurs.
pub fn mrz_check_digit(field: &str) -> Option<u8> {
    let sum = field.bytes().zip([7u32, 3, 1].into_iter().cycle()).try_fold(0, |sum, (b, weight)| {
        let value = match b {
            b'0'..=b'9' => b - b'0',
            b'A'..=b'Z' => b - b'A' + 10,
            b'<' => 0,
            _ => return None,
        };
        Some(sum + u32::from(value) * weight)
    });
    sum.map(|sum| (sum % 10) as u8)
}

/// Whether the text is meant as a machine-readable zone: it has a filler, or two or three long lines. No document
/// code has a digit, but a boarding pass begins with a letter and one and may have a `<` in its signature.
pub(super) fn claims(text: &str) -> bool {
    let lines = lines(text);
    let long = lines.iter().all(|(_, line)| line.len() >= 30);
    let filled = text.contains('<') && !text.as_bytes()[1..].first().is_some_and(u8::is_ascii_digit);
    filled || ((2..=3).contains(&lines.len()) && long)
}

pub(super) fn parse(text: &str, start: usize) -> Result<TravelDocument, ScanFault> {
    let lines = zone(text, start)?;
    let (first_at, first) = lines[0];
    if !first.as_bytes()[0].is_ascii_uppercase() {
        return Err(ScanFault::at(
            "mrz_document_code",
            first_at,
            "A document's first line begins with a letter. Scan all lines again, the upper one first.",
        ));
    }
    Ok(match (lines.len(), first.len(), first.starts_with('V')) {
        (3, _, _) => identity_card(first, lines[1].1, lines[2].1),
        (_, 44, false) => two_lines(DocumentFormat::Td3, first, lines[1].1),
        (_, 44, true) => two_lines(DocumentFormat::MrvA, first, lines[1].1),
        (_, _, false) => two_lines(DocumentFormat::Td2, first, lines[1].1),
        (_, _, true) => two_lines(DocumentFormat::MrvB, first, lines[1].1),
    })
}

/// Lines with their positions, without the spaces around them; empty ones are left out.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let mut found = Vec::new();
    for piece in text.split(['\n', '\r']) {
        let line = piece.trim();
        if !line.is_empty() {
            found.push((at + piece.len() - piece.trim_start().len(), line));
        }
        at += piece.len() + 1;
    }
    found
}

/// Two lines of 44 or 36 or three of 30, also where the reader sent them as one, in the zone's alphabet.
fn zone(text: &str, start: usize) -> Result<Vec<(usize, &str)>, ScanFault> {
    let mut lines = lines(text);
    if let [(at, line)] = lines[..] {
        let width = match line.len() {
            88 => 44,
            72 => 36,
            90 => 30,
            _ => line.len(),
        };
        lines = (0..line.len()).step_by(width).map(|i| (at + i, &line[i..i + width])).collect();
    }
    for (at, line) in &mut lines {
        *at += start;
        if let Some(found) = line.find(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '<') {
            return Err(invalid_character(*at + found));
        }
    }
    let widths: Vec<usize> = lines.iter().map(|(_, line)| line.len()).collect();
    match widths[..] {
        [44, 44] | [36, 36] | [30, 30, 30] => Ok(lines),
        _ => {
            let odd = lines.iter().find(|(_, line)| ![44, 36, 30].contains(&line.len())).unwrap_or(&lines[0]);
            Err(ScanFault::at(
                "mrz_line_length",
                odd.0,
                "A passport has two lines of 44 characters, a card three of 30 or two of 36. Scan all of them again.",
            ))
        }
    }
}

fn two_lines(format: DocumentFormat, first: &str, second: &str) -> TravelDocument {
    let visa = matches!(format, DocumentFormat::MrvA | DocumentFormat::MrvB);
    // A passport's optional data ends with a check digit, and all but visas end with the composite one.
    let optional_end = match format {
        DocumentFormat::Td3 => 42,
        DocumentFormat::Td2 => 35,
        _ => second.len(),
    };
    let mut number =
        Numbered { number: second[..9].to_owned(), digit: &second[9..10], rest: &second[28..optional_end] };
    if format == DocumentFormat::Td2 {
        number = number.continued();
    }
    let end = second.len() - 1;
    let composite = [&second[..10], &second[13..20], &second[21..end]].concat();
    let (surname, given_names) = names(&first[5..]);
    TravelDocument {
        format,
        document_code: first[..2].trim_end_matches('<').to_owned(),
        issuer: field(&first[2..5]),
        document_number: field(&number.number),
        surname,
        given_names,
        nationality: field(&second[10..13]),
        date_of_birth: date(&second[13..19]),
        sex: field(&second[20..21]),
        expiry: date(&second[21..27]),
        optional: field(number.rest),
        checks: DocumentChecks {
            document_number: holds(&number.number, number.digit),
            date_of_birth: holds(&second[13..19], &second[19..20]),
            expiry: holds(&second[21..27], &second[27..28]),
            optional: (format == DocumentFormat::Td3).then(|| holds(&second[28..42], &second[42..43])),
            composite: (!visa).then(|| holds(&composite, &second[end..])),
        },
    }
}

fn identity_card(first: &str, second: &str, third: &str) -> TravelDocument {
    let number =
        Numbered { number: first[5..14].to_owned(), digit: &first[14..15], rest: &first[15..] }.continued();
    let composite = [&first[5..], &second[..7], &second[8..15], &second[18..29]].concat();
    let (surname, given_names) = names(third);
    let optional: Vec<String> = [field(number.rest), field(&second[18..29])].into_iter().flatten().collect();
    TravelDocument {
        format: DocumentFormat::Td1,
        document_code: first[..2].trim_end_matches('<').to_owned(),
        issuer: field(&first[2..5]),
        document_number: field(&number.number),
        surname,
        given_names,
        nationality: field(&second[15..18]),
        date_of_birth: date(&second[..6]),
        sex: field(&second[7..8]),
        expiry: date(&second[8..14]),
        optional: (!optional.is_empty()).then(|| optional.join(" ")),
        checks: DocumentChecks {
            document_number: holds(&number.number, number.digit),
            date_of_birth: holds(&second[..6], &second[6..7]),
            expiry: holds(&second[8..14], &second[14..15]),
            optional: None,
            composite: Some(holds(&composite, &second[29..])),
        },
    }
}

/// A document number, its check digit and the optional data that follow.
struct Numbered<'a> {
    number: String,
    digit: &'a str,
    rest: &'a str,
}

impl Numbered<'_> {
    /// A number of more than nine places has a filler for its check digit and goes on in the optional data, up to
    /// the next filler, with its check digit last.
    fn continued(mut self) -> Self {
        let overflow = self.rest.split('<').next().unwrap_or_default();
        if self.digit == "<" && !self.number.contains('<') && !overflow.is_empty() {
            let (more, digit) = overflow.split_at(overflow.len() - 1);
            self.rest = &self.rest[overflow.len()..];
            self.number.push_str(more);
            self.digit = digit;
        }
        self
    }
}

/// Whether a check digit fits its field. An empty field may have a filler in place of the digit.
fn holds(field: &str, digit: &str) -> bool {
    match digit.parse::<u8>() {
        Ok(digit) => mrz_check_digit(field) == Some(digit),
        Err(_) => digit == "<" && field.bytes().all(|b| b == b'<'),
    }
}

fn field(text: &str) -> Option<String> {
    let text = text.trim_matches('<');
    (!text.is_empty()).then(|| text.to_owned())
}

/// A date keeps the fillers of its unknown parts, so that day, month and year stay in their places.
fn date(text: &str) -> Option<String> {
    field(text).map(|_| text.to_owned())
}

/// Two fillers part the primary from the secondary identifier, one parts words.
fn names(zone: &str) -> (Option<String>, Option<String>) {
    let words = |part: &str| {
        let words: Vec<&str> = part.split('<').filter(|word| !word.is_empty()).collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    let (surname, given_names) = zone.split_once("<<").unwrap_or((zone, ""));
    (words(surname), words(given_names))
}
