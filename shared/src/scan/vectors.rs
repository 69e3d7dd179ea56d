//! Every published vector and the ways people try to break a parser, as data: `vectors.jsonl` has a payload and what
//! the command line's protocol answers, whole for what is read, code and place for what is not.

use super::*;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Vector {
    name: String,
    payload: String,
    expected: Value,
}

fn vectors() -> impl Iterator<Item = Vector> {
    include_str!("vectors.jsonl").lines().map(|line| serde_json::from_str(line).expect("a vector a line"))
}

fn answer(payload: &str) -> Value {
    let line = json!({"id": 1, "payload": payload}).to_string();
    let mut answer: Value = serde_json::from_str(&scan_line(&line)).unwrap();
    answer.as_object_mut().unwrap().remove("id");
    answer
}

fn check(vector: &Vector) -> Result<(), String> {
    let mut got = answer(&vector.payload);
    if let (Some(got), Some(expected)) = (got.get_mut("error"), vector.expected.get("error")) {
        let got = got.as_object_mut().unwrap();
        got.remove("message").ok_or("an error without a message")?;
        if expected.get("at").is_none() {
            got.remove("at");
        }
    }
    if got == vector.expected {
        Ok(())
    } else {
        Err(format!("{}\n  got      {got}\n  expected {}", vector.name, vector.expected))
    }
}

#[test]
fn every_vector_is_read_or_refused_as_published() {
    let failures: Vec<String> = vectors().filter_map(|vector| check(&vector).err()).collect();
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn a_vector_cut_anywhere_is_a_fault_with_a_place_inside_it_or_a_valid_shorter_code() {
    for vector in vectors() {
        for (end, _) in vector.payload.char_indices() {
            if let Err(fault) = scan(&vector.payload[..end], &ScanContext::default()) {
                let inside = fault.at.is_none_or(|at| at <= end);
                assert!(inside && !fault.code.is_empty(), "{} cut at {end}: {fault:?}", vector.name);
            }
        }
    }
}

#[test]
fn a_boarding_pass_of_two_legs_cut_anywhere_is_never_taken_for_whole() {
    let whole = vectors().find(|vector| vector.name.starts_with("B4")).unwrap().payload;
    let signature = whole.find('^').unwrap();
    for end in 7..whole.len() {
        let code = scan(&whole[..end], &ScanContext::default()).map_err(|fault| fault.code);
        // Up to the signature nothing is missing: a pass need not have one.
        let expected = if end < 60 { "too_short" } else { "unexpected_end" };
        assert_eq!(code.err().as_deref(), (end != signature).then_some(expected), "cut at {end}");
    }
}

#[test]
fn with_todays_date_days_become_dates() {
    let ctx = ScanContext { today: Some(jiff::civil::date(2016, 8, 12)) };
    let whole = vectors().find(|vector| vector.name.starts_with("B4")).unwrap().payload;
    let Ok(Scan::BoardingPass(pass)) = scan(&whole, &ctx) else { panic!("a boarding pass") };
    assert_eq!(pass.legs[0].date, Some(jiff::civil::date(2016, 8, 13)));
    assert_eq!(pass.legs[1].date, Some(jiff::civil::date(2016, 8, 14)));
    let issuance = pass.issuance.unwrap();
    assert_eq!(issuance.issued_on, Some(jiff::civil::date(2016, 8, 12)));
    assert_eq!(issuance.passenger_description.as_deref(), Some("1"));
    assert_eq!(pass.legs[0].handling.as_ref().unwrap().document_verification.as_deref(), Some("1"));
}

#[test]
fn check_digits_are_those_of_the_standard() {
    let cases = [
        ("520727", 3),
        ("AB2134<<<", 5),
        ("L898902C3", 6),
        ("ZE184226B<<<<<", 1),
        ("740812", 2),
        ("120415", 9),
        ("HA672242<658022549601086<<<<<<<<<<<<<<0", 8),
        ("D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<<", 2),
        ("HA672242<658022549601086<<<<<<<", 8),
    ];
    for (field, digit) in cases {
        assert_eq!(mrz_check_digit(field), Some(digit), "{field}");
    }
    assert_eq!(mrz_check_digit("ab"), None);
}

#[test]
fn what_was_read_survives_its_own_json() {
    for vector in vectors() {
        if let Ok(read) = scan(&vector.payload, &ScanContext::default()) {
            let json = serde_json::to_string(&read).unwrap();
            assert_eq!(serde_json::from_str::<Scan>(&json).unwrap(), read, "{}", vector.name);
        }
    }
}
