//! The line protocol of the command line: one JSON object in, one out.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Facts, Policies, decision::Decision, evaluate};
use crate::Fault;

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    #[serde(flatten)]
    decision: &'a Decision,
}

/// Answers one line `{"id": …, "facts": {…}}` with one line: the decision, or
/// `{"id", "error": {"code", "message", "field"}}`. Any text may be given.
pub fn evaluate_line(json_line: &str) -> String {
    let read: Result<Value, _> = serde_json::from_str(json_line);
    let id = read.as_ref().ok().and_then(|v| v.get("id")).cloned().unwrap_or(Value::Null);
    let answer = read
        .map_err(|_| {
            Fault::new("unreadable_line", "Write one JSON object a line: {\"id\": …, \"facts\": {…}}.")
        })
        .and_then(|value| decide(&value));
    match answer {
        Ok(mut decision) => {
            // The typed arguments are for the window; the line protocol has no place for them.
            decision.regimes.iter_mut().flat_map(|r| &mut r.trace).for_each(|entry| entry.args.clear());
            serde_json::to_string(&Answer { id: &id, decision: &decision })
                .unwrap_or_else(|_| refusal(&id, &unwritable()))
        }
        Err(fault) => refusal(&id, &fault),
    }
}

fn decide(line: &Value) -> Result<Decision, Fault> {
    let facts = line.get("facts").and_then(Value::as_object).ok_or_else(no_facts)?;
    evaluate(&Facts::read(facts)?, Policies::embedded()?)
}

fn no_facts() -> Fault {
    Fault::of("facts", "missing_fact", "Add facts: an object with what happened.")
}

fn unwritable() -> Fault {
    Fault::new("unwritable_answer", "Check the figures: the answer cannot be written.")
}

fn refusal(id: &Value, fault: &Fault) -> String {
    let mut line = Map::new();
    line.insert("id".to_owned(), id.clone());
    line.insert(
        "error".to_owned(),
        json!({"code": fault.code, "message": fault.message, "field": fault.field}),
    );
    Value::Object(line).to_string()
}
