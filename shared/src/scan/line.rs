//! One line of the command line's protocol: `{"id", "payload"}` in, a result or an error out.

use serde::Serialize;
use serde_json::Value;

use super::{Scan, ScanContext, ScanFault, scan};

#[derive(Serialize)]
struct Answer {
    id: Value,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome {
    Read(Box<Scan>),
    Failed { error: ScanFault },
}

/// Reads `{"id": …, "payload": "…"}` and answers with one line of JSON without its line feed: the id and the scan,
/// or the id and `error`. The id is returned as it came, `null` where there was none to return.
///
/// The form is fixed: what [`Scan`] holds beyond it (issuance, handling, resolved dates) stays out.
pub fn scan_line(json_line: &str) -> String {
    let (id, outcome) = match request(json_line) {
        Ok((id, payload)) => (id, scan(&payload, &ScanContext::default())),
        Err((id, fault)) => (id, Err(fault)),
    };
    let outcome = match outcome {
        Ok(read) => Outcome::Read(Box::new(published(read))),
        Err(error) => Outcome::Failed { error },
    };
    serde_json::to_string(&Answer { id, outcome }).expect("strings, numbers and a parsed id always serialise")
}

fn request(json_line: &str) -> Result<(Value, String), (Value, ScanFault)> {
    let not_json = |_| {
        let message = "The line is not JSON. Send one object a line: {\"id\": …, \"payload\": \"…\"}.";
        (Value::Null, ScanFault::new("not_json", message))
    };
    let mut line: Value = serde_json::from_str(json_line).map_err(not_json)?;
    let id = line.get_mut("id").map(Value::take).unwrap_or_default();
    match line.get_mut("payload").map(Value::take) {
        Some(Value::String(payload)) => Ok((id, payload)),
        _ => Err((id, ScanFault::new("missing_payload", "The line has no text under \"payload\". Add it."))),
    }
}

fn published(mut read: Scan) -> Scan {
    if let Scan::BoardingPass(pass) = &mut read {
        pass.issuance = None;
        pass.legs.iter_mut().for_each(|leg| leg.handling = None);
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let answer: Value = serde_json::from_str(&scan_line(line)).unwrap();
        let expected: Value = serde_json::from_str(expected).unwrap();
        for (key, value) in expected.as_object().unwrap() {
            match (key.as_str(), value) {
                ("code", code) => assert_eq!(&answer["error"]["code"], code, "{line}"),
                (key, value) => assert_eq!(&answer[key], value, "{line}"),
            }
        }
        assert!(answer.as_object().unwrap().contains_key("id"), "{line}");
    }

    #[test]
    fn a_line_is_answered_under_its_id() {
        check(r#"{"id": "a", "payload": "ABC123"}"#, r#"{"id": "a", "kind": "pnr", "pnr": "ABC123"}"#);
        check(r#"{"id": 7, "payload": ""}"#, r#"{"id": 7, "code": "empty"}"#);
        check(r#"{"payload": "ABC123"}"#, r#"{"id": null, "kind": "pnr"}"#);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_answered_too() {
        check("", r#"{"id": null, "code": "not_json"}"#);
        check("{\"id\": 1", r#"{"id": null, "code": "not_json"}"#);
        check("[1, 2]", r#"{"id": null, "code": "missing_payload"}"#);
        check("null", r#"{"id": null, "code": "missing_payload"}"#);
        check(r#"{"id": "x"}"#, r#"{"id": "x", "code": "missing_payload"}"#);
        check(r#"{"id": "x", "payload": 5}"#, r#"{"id": "x", "code": "missing_payload"}"#);
        check(r#"{"id": "x", "payload": "\ud800"}"#, r#"{"id": null, "code": "not_json"}"#);
        assert!(!scan_line("{\n").contains('\n'));
    }
}
