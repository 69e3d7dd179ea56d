//! The worked cases, row by row.

use serde_json::{Value, json};

use crate::compensation::evaluate_line;

const CASES: &str = include_str!("../../testdata/compensation_cases.csv");

/// The regime that a row speaks of. Rows on the pending reform name packs; they are of the same regime.
fn regime(expected: &Value) -> Option<&str> {
    let name = expected["regime"].as_str()?;
    Some(if name.starts_with("EU261") { "EU261" } else { name })
}

/// Whether every part of `expected` is in `found`, numbers compared as numbers.
fn within(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(wanted), Value::Object(got)) => {
            wanted.iter().all(|(key, value)| got.get(key).is_some_and(|f| within(value, f)))
        }
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        _ => expected == found,
    }
}

fn differences(expected: &Value, answer: &Value) -> Vec<String> {
    if !answer["error"].is_null() {
        return vec![format!("error {}", answer["error"])];
    }
    let Some(regime) = regime(expected) else {
        let applying = answer["regimes"].as_array().unwrap().iter().filter(|r| r["applies"] == true);
        return applying.map(|r| format!("{} applies", r["regime"])).collect();
    };
    let outcome = answer["regimes"].as_array().unwrap().iter().find(|r| r["regime"] == regime).unwrap();
    let mut wrong = Vec::new();
    for key in ["applies", "flag", "reimbursement", "payable_sdr", "refund_option", "in_time"] {
        if let Some(wanted) = expected.get(key)
            && !within(wanted, &outcome[key])
        {
            wrong.push(format!("{key}: wanted {wanted}, found {}", outcome[key]));
        }
    }
    if let Some(wanted) = expected.get("compensation") {
        let money = json!({"amount": wanted["amount"], "currency": wanted["currency"]});
        let wanted = if wanted.is_null() { wanted } else { &money };
        if !within(wanted, &outcome["compensation"]) {
            wrong.push(format!("compensation: wanted {wanted}, found {}", outcome["compensation"]));
        }
    }
    // Where no money is due, a regime that the row does not speak of may give more care.
    if expected["compensation"].is_object() && answer["best"]["regime"] != regime {
        wrong.push(format!("best: wanted {regime}, found {}", answer["best"]["regime"]));
    }
    wrong
}

#[test]
fn every_worked_case_is_decided_as_it_should_be() {
    let mut rows = csv::Reader::from_reader(CASES.as_bytes());
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in rows.records() {
        let row = row.unwrap();
        let (id, facts, expected) = (&row[0], &row[2], &row[3]);
        let expected: Value = serde_json::from_str(expected).unwrap();
        let answer: Value =
            serde_json::from_str(&evaluate_line(&format!(r#"{{"id":"{id}","facts":{facts}}}"#))).unwrap();
        assert_eq!(answer["id"], id);
        count += 1;
        wrong.extend(differences(&expected, &answer).into_iter().map(|d| format!("{id}: {d}")));
    }
    assert_eq!(count, 181);
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_step_of_every_explanation_cites_its_source() {
    let mut rows = csv::Reader::from_reader(CASES.as_bytes());
    for row in rows.records() {
        let row = row.unwrap();
        let answer = evaluate_line(&format!(r#"{{"id":1,"facts":{}}}"#, &row[2]));
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let regimes = answer["regimes"].as_array().unwrap();
        assert_eq!(regimes.len(), 12, "{}", &row[0]);
        for outcome in regimes {
            let trace = outcome["trace"].as_array().unwrap();
            assert!(!trace.is_empty(), "{}: {} does not say why", &row[0], outcome["regime"]);
            for entry in trace {
                let keys: Vec<_> = entry.as_object().unwrap().keys().map(String::as_str).collect();
                assert_eq!(keys, ["because", "citation", "fired", "rule"]);
                assert!(!entry["citation"].as_str().unwrap().is_empty());
            }
        }
    }
}

#[test]
fn a_decision_survives_being_written_and_read() {
    let mut rows = csv::Reader::from_reader(CASES.as_bytes());
    let policies = crate::compensation::Policies::embedded().unwrap();
    for row in rows.records() {
        let facts: Value = serde_json::from_str(&row.unwrap()[2]).unwrap();
        let facts = crate::compensation::Facts::read(facts.as_object().unwrap()).unwrap();
        let decision = crate::compensation::evaluate(&facts, policies).unwrap();
        let written = serde_json::to_string(&decision).unwrap();
        assert_eq!(serde_json::from_str::<crate::compensation::Decision>(&written).unwrap(), decision);
    }
}
