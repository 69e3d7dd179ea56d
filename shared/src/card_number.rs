//! Numbers of payment cards in what people type. They are refused wherever they would be kept: on the desk
//! before anything is written, and on the backend again, because a device may lie.
//!
//! Looked for: 13 to 19 digits of any script, with spaces, dashes or points between them or not, that pass the
//! check of ISO/IEC 7812 (Luhn) and begin as cards of that length do. One number in ten passes the check by
//! chance, so what an airline writes down every day is told apart by its form:
//!
//! - e-ticket numbers (13 digits, or 14 with a check digit that is right) of a known airline; of others only
//!   where no card of that length begins so;
//! - loyalty numbers behind their airline's designator (`LH 992001234567890`), unless they begin as bank cards
//!   do, and the 16 digits of the Avios programmes (`308147…`), which pass the check too;
//! - bag tags (10 digits), phone numbers with `00` (no card begins with 0), IMEIs (15 digits from 35, 86, 99);
//! - ids, hashes and the codes of vouchers, which programs made.
//!
//! What is left of false alarms: another long reference that passes by chance, such as a parcel's. The message
//! says how to write it: without its last digits.

use serde_json::Value;

use crate::{
    Fault,
    scan::{designator, e_ticket_check_digit},
    vouchers::code,
};

/// Characters that may stand between two digits of one number.
const MOST_BETWEEN: usize = 3;

/// Whether a card number is in the text.
pub fn is_in(text: &str) -> bool {
    let digits = text.chars().filter(|c| digit(*c).is_some()).take(13).count();
    if digits < 13 || is_made_by_a_program(text) || code::is_one(text) {
        return false;
    }
    groups(text).iter().any(|run| holds_a_card(text, run))
}

/// Refuses a value (an intent's payload, a call's arguments) with a card number in any of its texts. The fault
/// names the field of the form, which is the outermost one.
pub fn refuse_in(value: &Value) -> Result<(), Fault> {
    match value {
        Value::Object(fields) => match fields.iter().find(|(_, value)| holds(value)) {
            Some((field, _)) => Err(refused(field)),
            None => Ok(()),
        },
        other if holds(other) => Err(refused("text")),
        _ => Ok(()),
    }
}

/// As [`refuse_in`], for one text of a form.
pub fn refuse(field: &str, text: &str) -> Result<(), Fault> {
    if is_in(text) { Err(refused(field)) } else { Ok(()) }
}

/// The number itself is in no message: messages are shown, logged and kept.
fn refused(field: &str) -> Fault {
    let message = "This looks like the number of a payment card, which is never written down: take it out. If it \
                   is another reference, leave off its last digits.";
    Fault::of(field, "card_number_refused", message)
}

fn holds(value: &Value) -> bool {
    match value {
        Value::String(text) => is_in(text),
        Value::Array(values) => values.iter().any(holds),
        Value::Object(fields) => fields.iter().any(|(name, value)| is_in(name) || holds(value)),
        Value::Number(number) => {
            number.as_u64().is_some_and(|n| n >= 1_000_000_000_000) && is_in(&number.to_string())
        }
        _ => false,
    }
}

/// UUIDs and SHA-256 digests: what is random holds long runs of digits now and then.
fn is_made_by_a_program(text: &str) -> bool {
    let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
    let bytes = text.as_bytes();
    match bytes.len() {
        36 => bytes
            .iter()
            .enumerate()
            .all(|(i, &b)| if [8, 13, 18, 23].contains(&i) { b == b'-' } else { hex(b) }),
        64 => bytes.iter().all(|&b| hex(b)),
        _ => false,
    }
}

/// Digits that stand together without anything between them.
struct Group {
    /// Where it begins in the text, in bytes.
    start: usize,
    digits: Vec<u8>,
}

/// Runs of groups that only separators divide.
fn groups(text: &str) -> Vec<Vec<Group>> {
    let mut runs: Vec<Vec<Group>> = Vec::new();
    // How many separators were passed since the last digit; none yet, or a letter: a new run.
    let mut between: Option<usize> = None;
    for (start, c) in text.char_indices() {
        match (digit(c), between) {
            (Some(digit), Some(0)) => {
                if let Some(group) = runs.last_mut().and_then(|run| run.last_mut()) {
                    group.digits.push(digit);
                }
            }
            (Some(digit), gap) => {
                let group = Group { start, digits: vec![digit] };
                match runs.last_mut().filter(|_| gap.is_some()) {
                    Some(run) => run.push(group),
                    None => runs.push(vec![group]),
                }
                between = Some(0);
            }
            (None, gap) => {
                between = gap.map(|n| n + 1).filter(|n| separates(c) && *n <= MOST_BETWEEN);
            }
        }
    }
    runs
}

/// Card numbers are typed in the digits of the keyboard's language too.
fn digit(c: char) -> Option<u8> {
    const ZEROS: [char; 6] = ['0', '٠', '۰', '०', '০', '0'];
    let value =
        ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|n| *n < 10))?;
    u8::try_from(value).ok()
}

fn separates(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{200b}' | '-' | '.' | '_' | '‐'..='―' | '−'
    )
}

/// The whole run, however it is divided, or groups of it that follow each other: what stands before or behind a
/// card (a date, a room) joins its run. Cards are divided into groups of at least three digits.
fn holds_a_card(text: &str, run: &[Group]) -> bool {
    let length = |groups: &[Group]| groups.iter().map(|g| g.digits.len()).sum::<usize>();
    let all = (13..=19).contains(&length(run)) && is_a_card(text, run);
    all || (0..run.len()).any(|from| {
        let rest = run[from..].iter().take_while(|g| g.digits.len() >= 3).count();
        (from + 1..=from + rest).any(|to| {
            let part = &run[from..to];
            (13..=19).contains(&length(part)) && is_a_card(text, part)
        })
    })
}

fn is_a_card(text: &str, groups: &[Group]) -> bool {
    let digits: String = groups.iter().flat_map(|g| &g.digits).map(|d| char::from(b'0' + d)).collect();
    begins_as_a_card(&digits)
        && passes_luhn(&digits)
        && !is_a_ticket(&digits)
        && !is_loyalty(text, groups, &digits)
}

/// How cards of each length begin: banks' everywhere, those of travel and of airlines (UATP) where they are.
fn begins_as_a_card(digits: &str) -> bool {
    let any = |starts: &[&str]| starts.iter().any(|start| digits.starts_with(start));
    match digits.len() {
        13 => any(&["4", "5", "6"]),
        14 => any(&["300", "301", "302", "303", "304", "305", "36", "38", "39", "5", "6"]),
        15 => any(&["1", "2131", "34", "37", "5", "6"]),
        _ => !any(&["0", "308147"]),
    }
}

fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([1, 2].into_iter().cycle())
        .map(|(b, weight)| u32::from(b - b'0') * weight)
        .map(|n| if n > 9 { n - 9 } else { n })
        .sum();
    sum.is_multiple_of(10)
}

fn is_a_ticket(digits: &str) -> bool {
    let known = digits.get(..3).and_then(designator).is_some();
    match digits.len() {
        13 => known,
        14 => known && e_ticket_check_digit(&digits[..13]) == digits[13..].parse().ok(),
        _ => false,
    }
}

fn is_loyalty(text: &str, groups: &[Group], digits: &str) -> bool {
    let [group] = groups else { return false };
    let before = text[..group.start].strip_suffix(' ').unwrap_or(&text[..group.start]);
    let letters: String = before.chars().rev().take_while(char::is_ascii_alphabetic).collect();
    let airline: String = letters.chars().rev().collect();
    let bank = digits.starts_with(['3', '4', '5', '6']);
    !bank && digits.len() <= 16 && crate::scan::accounting_code(&airline).is_some()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::{
        ids::Uuid,
        money::{Currency, Money},
    };

    #[test]
    fn a_vouchers_code_is_never_taken_for_a_card_whatever_digits_it_happens_to_have() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let code = |nth: u128| {
            let signed = code::Signed {
                voucher: Uuid::from_u128(nth).into(),
                allowance: Uuid::from_u128(2).into(),
                kind: "meal".into(),
                amount: Money::new(1500, Currency::USD),
                expires: Timestamp::from_second(1_795_000_000).unwrap(),
                place: "JFK".into(),
                detail: None,
            };
            code::sign(&signed, &key)
        };
        let codes: Vec<String> = (0..2_000).map(code).collect();
        assert!(codes.iter().all(|code| !is_in(code)));
        // What a person adds to one is looked at.
        assert!(codes.iter().all(|code| is_in(&format!("{code} 4111111111111111"))));
    }

    #[test]
    fn cards_are_found_however_they_are_typed() {
        let cards = [
            "4111111111111111",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "4111.1111.1111.1111",
            "4111 - 1111 - 1111 - 1111",
            "41 11 11 11 11 11 11 11",
            "card: 5555555555554444, exp 12/27",
            "5555 5555 5555 4444 12/27 123",
            "room 214 378282246310005",
            "3782 822463 10005",
            "30569309025904",
            "6011111111111117",
            "3530111333300000",
            "2223003122003222",
            "4222222222222",
            "6304000000000000",
            "6200000000000000000",
            "135410014004955",
            "VI4111111111111111EXP1227",
            "LH 4111111111111111",
            "٤١١١ ١١١١ ١١١١ ١١١١",
            "۴۱۱۱۱۱۱۱۱۱۱۱۱۱۱۱",
            "4111\u{a0}1111\u{a0}1111\u{a0}1111",
        ];
        for card in cards {
            assert!(is_in(card), "{card}");
        }
    }

    #[test]
    fn what_an_airline_writes_every_day_is_none() {
        let texts = [
            "",
            "Seat 12A, 2 bags, 4 hours late",
            "4111 1111 1111 1112",
            "Ticket 176-2401234564 and 0062345678901",
            "6072345678901 of Etihad, 512-1234567893",
            "Bag tags 0016123456 0016123457 0016123458",
            "Call back +971 50 123 4567 or 0044 20 7946 0958",
            "IMEI of the phone: 352099001761481",
            "LH 992001234567893",
            "Avios 3081471234567890",
            "2026-11-21 14:30:00 to 2026-11-22 06:15:00",
            "20261121 143000",
            "1795000000000",
            "00000000-0000-0000-0000-000000000001",
            "4111 1111 and then 1111 1111",
        ];
        for text in texts {
            assert!(!is_in(text), "{text}");
        }
    }

    #[test]
    fn a_ticket_is_told_from_a_card_by_its_airline_and_its_check_digit() {
        let passing = |start: &str| (0..10).map(|n| format!("{start}{n}")).find(|t| passes_luhn(t)).unwrap();
        assert!(!is_in(&passing("512123456789")), "Royal Jordanian");
        assert!(is_in(&passing("499123456789")), "no airline that is known");
        assert!(!is_in(&passing("999123456789")), "no card of 13 digits begins so");
        let ticket = "1762401234567";
        assert!(!is_in(&format!("{ticket}{}", e_ticket_check_digit(ticket).unwrap())));
    }

    #[test]
    fn the_field_of_the_form_is_named_and_the_number_is_not_repeated() {
        let payload = json!({
            "sale": "00000000-0000-0000-0000-000000000000",
            "photos": [{ "sha256": "4111111111111111".repeat(4) }],
            "tender": { "kind": "card", "token": "4111111111111111" },
        });
        let fault = refuse_in(&payload).unwrap_err();
        assert_eq!((&*fault.code, fault.field.as_deref()), ("card_number_refused", Some("tender")));
        assert!(!fault.message.contains("4111"));
        assert!(refuse_in(&json!({ "minor": 4_111_111_111_111_111_u64 })).is_err());
        assert!(refuse_in(&json!({ "text": "The meal was cold", "amount": 1500 })).is_ok());
        assert_eq!(refuse("reason", "4111 1111 1111 1111").unwrap_err().field.as_deref(), Some("reason"));
    }
}
