//! What holds for every input.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::compensation::evaluate_line;

const ROUTES: [[&str; 2]; 6] =
    [["FRA", "JFK"], ["AMS", "CPH"], ["HEL", "LPA"], ["DUB", "KEF"], ["CDG", "RUN"], ["MAD", "TFS"]];
const CAUSES: [&str; 4] = ["technical", "weather", "unspecified", "crew_illness"];

fn answer(facts: &Value) -> Value {
    serde_json::from_str(&evaluate_line(&json!({"id": 1, "facts": facts}).to_string())).unwrap()
}

fn paid(answer: &Value, regime: &str) -> f64 {
    let outcome = answer["regimes"].as_array().unwrap().iter().find(|r| r["regime"] == regime).unwrap();
    outcome["compensation"]["amount"].as_f64().unwrap_or(0.0)
}

/// A line with its fields in the order that `seed` shuffles them into.
fn written(facts: &Map<String, Value>, seed: u64) -> String {
    let mut fields: Vec<String> = facts.iter().map(|(k, v)| format!("{}:{v}", json!(k))).collect();
    let turn = seed as usize % fields.len();
    fields.rotate_left(turn);
    if seed.is_multiple_of(2) {
        fields.reverse();
    }
    format!(r#"{{"facts":{{{}}},"id":1}}"#, fields.join(","))
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop_oneof![Just("FRA"), Just("delay"), Just("2026-05-10"), Just("9999-12-31"), Just("-9999-01-01")]
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z_]{1,12}", inner), 0..4)
                .prop_map(|kv| Value::Object(kv.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn more_delay_never_pays_less(
        route in 0..ROUTES.len(), cause in 0..CAUSES.len(), short in 0_i64..2000, more in 0_i64..2000,
        extraordinary in prop::option::of(0_i64..400),
    ) {
        let at = |delay: i64| {
            let mut facts = json!({
                "event": "delay", "date": "2026-05-10", "route": ROUTES[route], "carrier": "LH",
                "carrier_licence": "EU", "arrival_delay_min": delay, "cause": CAUSES[cause],
            });
            if let Some(part) = extraordinary {
                facts["delay_extraordinary_min"] = part.into();
            }
            paid(&answer(&facts), "EU261")
        };
        prop_assert!(at(short) <= at(short + more));
    }

    #[test]
    fn the_order_of_the_facts_changes_nothing(delay in 0_i64..900, seed in any::<u64>()) {
        let facts = json!({
            "event": "delay", "date": "2026-05-10", "route": ["YUL", "CDG"], "carrier": "AF", "carrier_licence": "EU",
            "arrival_delay_min": delay, "cause": "technical", "single_booking": true, "unheard_of": [1, 2],
        });
        let facts = facts.as_object().unwrap();
        prop_assert_eq!(evaluate_line(&written(facts, seed)), evaluate_line(&written(facts, 0)));
    }

    #[test]
    fn the_order_of_the_facts_of_any_worked_case_changes_nothing(row in 0_usize..181, seed in any::<u64>()) {
        let mut rows = csv::Reader::from_reader(include_str!("../../testdata/compensation_cases.csv").as_bytes());
        let row = rows.records().nth(row).unwrap().unwrap();
        let facts: Map<String, Value> = serde_json::from_str(&row[2]).unwrap();
        prop_assert_eq!(evaluate_line(&written(&facts, seed)), evaluate_line(&written(&facts, 0)));
    }

    #[test]
    fn any_text_gets_one_line_of_json(line in "\\PC{0,200}") {
        let reply = evaluate_line(&line);
        prop_assert!(!reply.contains('\n'));
        let reply: Value = serde_json::from_str(&reply).unwrap();
        prop_assert!(reply["error"]["code"].is_string());
    }

    #[test]
    fn hostile_facts_get_an_answer(row in 0_usize..181, field in 0_usize..20, poison in any_json()) {
        let mut rows = csv::Reader::from_reader(include_str!("../../testdata/compensation_cases.csv").as_bytes());
        let row = rows.records().nth(row).unwrap().unwrap();
        let mut facts: Map<String, Value> = serde_json::from_str(&row[2]).unwrap();
        let name = facts.keys().nth(field % facts.len()).unwrap().clone();
        facts.insert(name, poison);
        let reply = evaluate_line(&json!({"id": "x", "facts": facts}).to_string());
        prop_assert!(!reply.contains('\n'));
        let reply: Value = serde_json::from_str(&reply).unwrap();
        prop_assert!(reply["regimes"].is_array() != reply["error"]["code"].is_string());
    }
}

#[test]
fn a_needed_fact_that_is_not_there_is_named() {
    let blame = |facts: Value| {
        let reply = answer(&facts);
        (reply["error"]["code"].clone(), reply["error"]["field"].clone())
    };
    let inbound =
        json!({"event": "delay", "date": "2026-05-10", "route": ["ACC", "FRA"], "arrival_delay_min": 300});
    assert_eq!(blame(inbound), (json!("missing_fact"), json!("carrier_licence")));
    let undated = json!({"event": "delay", "route": ["AMS", "CPH"], "arrival_delay_min": 300});
    assert_eq!(blame(undated), (json!("missing_fact"), json!("date")));
    let nowhere =
        json!({"event": "delay", "date": "2026-05-10", "route": ["QQQ", "CPH"], "arrival_delay_min": 300});
    assert_eq!(blame(nowhere), (json!("unknown_airport"), json!("route")));
    let words = json!({"event": "delay", "date": "2026-05-10", "route": ["AMS", "CPH"], "arrival_delay_min": "three hours"});
    assert_eq!(blame(words), (json!("wrong_value"), json!("arrival_delay_min")));
    let both = json!({"event": "delay", "cancelled": true, "date": "2026-05-10", "route": ["AMS", "CPH"], "arrival_delay_min": 300});
    assert_eq!(blame(both), (json!("contradictory_facts"), json!("cancelled")));
    let unknown = json!({"event": "delay", "date": "2026-05-10", "route": ["AMS", "CPH"], "arrival_delay_min": 200, "cause": "gremlins"});
    assert_eq!(blame(unknown), (json!("unknown_cause"), json!("cause")));
    let timeless = json!({"event": "delay", "date": "2026-05-10", "route": ["AMS", "CPH"]});
    assert_eq!(blame(timeless), (json!("missing_fact"), json!("arrival_delay_min")));
    assert_eq!(
        blame(json!({"event": "picnic", "date": "2026-05-10"})),
        (json!("unknown_event"), json!("event"))
    );
}
