//! Numbers of electronic tickets and miscellaneous documents.

use serde::{Deserialize, Serialize};

use super::designator;

/// An e-ticket or EMD number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ETicket {
    /// 13 digits: airline code and document number.
    pub number: String,
    /// Accounting code, three digits.
    pub airline_code: String,
    /// Two-character designator, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub airline: Option<String>,
    /// Form code and serial, ten digits.
    pub document_number: String,
    /// The 14th digit, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_digit: Option<String>,
    /// Whether the 14th digit is the right one; absent if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_digit_ok: Option<bool>,
}

/// The check digit of a ticket number of any length: the number modulo 7. None unless all are digits.
///
/// It cannot tell digits apart that differ by seven (0 and 7, 1 and 8, 2 and 9).
pub fn e_ticket_check_digit(number: &str) -> Option<u8> {
    if number.is_empty() {
        return None;
    }
    number.bytes().try_fold(0, |rest, b| b.is_ascii_digit().then(|| (rest * 10 + (b - b'0')) % 7))
}

/// Reads `0141234567890`, `014-1234567890`, `014 1234567890 6`, each with or without the check digit.
pub(super) fn read(text: &str) -> Option<ETicket> {
    let (airline_code, rest) = text.split_at_checked(3)?;
    let (document_number, rest) = strip_separator(rest).split_at_checked(10)?;
    let check_digit = strip_separator(rest);
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let complete = check_digit.len() == 1 || rest.is_empty();
    if !complete || !digits(airline_code) || !digits(document_number) || !digits(check_digit) {
        return None;
    }
    let number = format!("{airline_code}{document_number}");
    let printed = check_digit.bytes().next().map(|b| b - b'0');
    Some(ETicket {
        check_digit_ok: printed.map(|digit| e_ticket_check_digit(&number) == Some(digit)),
        check_digit: printed.map(|digit| digit.to_string()),
        airline: designator(airline_code).map(str::to_owned),
        airline_code: airline_code.to_owned(),
        document_number: document_number.to_owned(),
        number,
    })
}

fn strip_separator(text: &str) -> &str {
    text.strip_prefix(['-', ' ']).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_number_has_the_check_digit_of_its_remainder_by_seven() {
        let cases = [
            ("0277198099386", 5),
            ("2202364224106", 4),
            ("0162476075898", 3),
            ("0742497067621", 1),
            ("1762401234567", 1),
            ("10133334178901", 3),
            ("00786234277044", 6),
            ("11327343888253", 1),
            ("00012234732287", 1),
            ("10237424413392", 1),
            ("00032781811234", 4),
            ("00611232134231", 5),
            ("00193222543435", 5),
        ];
        for (number, digit) in cases {
            assert_eq!(e_ticket_check_digit(number), Some(digit), "{number}");
        }
        assert_eq!(e_ticket_check_digit("02771980993A6"), None);
        assert_eq!(e_ticket_check_digit(""), None);
    }

    #[test]
    fn separators_stand_only_between_the_parts() {
        for text in ["0277198099386", "027-7198099386", "027 7198099386"] {
            assert_eq!(read(text).unwrap().check_digit_ok, None, "{text}");
        }
        for text in ["02771980993865", "027-7198099386-5", "027-71980993865", "027 7198099386 5"] {
            let ticket = read(text).unwrap();
            assert_eq!(
                (ticket.check_digit_ok, ticket.number.as_str()),
                (Some(true), "0277198099386"),
                "{text}"
            );
        }
        assert_eq!(read("02771980993864").unwrap().check_digit_ok, Some(false));
        for text in
            ["0277-198099386", "027--7198099386", "027-7198099386-", "027719809938", "027719809938655", "027"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
