//! The line protocol of the command line: one JSON object in, one out.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::decision::{Award, Decision, Figure, Regime, RegimeOutcome, Reimbursement, TraceEntry};
use super::{Facts, Policies, evaluate};
use crate::{Fault, Language};

/// The form of an answer, which others read: it stays as it is, whatever the decision's own types become.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    regimes: Vec<OutcomeLine<'a>>,
    best: Option<BestLine<'a>>,
}

#[derive(Serialize)]
struct BestLine<'a> {
    regime: Regime,
    compensation: &'a Option<Award>,
    because: String,
}

#[derive(Serialize)]
struct OutcomeLine<'a> {
    regime: Regime,
    applies: bool,
    compensation: &'a Option<Award>,
    care: &'a [String],
    refund_option: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reimbursement: &'a Option<Reimbursement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payable_sdr: Option<Figure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_time: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flag: Option<&'a str>,
    trace: Vec<TraceLine<'a>>,
}

#[derive(Serialize)]
struct TraceLine<'a> {
    rule: &'a str,
    fired: bool,
    because: String,
    citation: &'a str,
}

impl<'a> Answer<'a> {
    fn of(id: &'a Value, decision: &'a Decision) -> Self {
        let best = decision.best.as_ref().map(|best| BestLine {
            regime: best.regime,
            compensation: &best.compensation,
            because: best.because.in_words(Language::En),
        });
        Self { id, regimes: decision.regimes.iter().map(OutcomeLine::of).collect(), best }
    }
}

impl<'a> OutcomeLine<'a> {
    fn of(outcome: &'a RegimeOutcome) -> Self {
        let said = |entry: &'a TraceEntry| TraceLine {
            rule: &entry.rule,
            fired: entry.fired,
            because: entry.because.in_words(Language::En),
            citation: &entry.citation,
        };
        Self {
            regime: outcome.regime,
            applies: outcome.applies,
            compensation: &outcome.compensation,
            care: &outcome.care,
            refund_option: outcome.refund_option,
            reimbursement: &outcome.reimbursement,
            payable_sdr: outcome.payable_sdr,
            in_time: outcome.in_time,
            flag: outcome.flag.as_deref(),
            trace: outcome.trace.iter().map(said).collect(),
        }
    }
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
        Ok(decision) => {
            serde_json::to_string(&Answer::of(&id, &decision)).unwrap_or_else(|_| refusal(&id, &unwritable()))
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
