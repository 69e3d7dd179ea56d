//! Decisions under EU 261. The engines are given the table of amounts and what it asks for, worked out already; our
//! evaluator decides by every law, from the facts, and explains each step.

use std::{path::Path, time::Instant};

use airside_shared::compensation::{Facts, Policies, Regime, evaluate};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{Timed, ask, write};
use crate::figures::{Line, thousands};

/// From, to, kilometres, within the Union: one route of each band of Art 7(1).
const ROUTES: [(&str, &str, f64, bool); 5] = [
    ("SZG", "CGN", 544.8, true),
    ("MAD", "HEL", 2_950.0, true),
    ("HEL", "LPA", 4_700.0, true),
    ("MUC", "CMN", 2_100.0, false),
    ("VIE", "JFK", 6_800.0, false),
];
/// Minutes late.
const DELAYS: [u32; 6] = [60, 150, 180, 239, 240, 600];

struct Case {
    facts: Facts,
    table: Value,
}

fn case(nth: usize) -> Result<Case> {
    let (from, to, km, intra) = ROUTES[nth % ROUTES.len()];
    let delay = DELAYS[nth / ROUTES.len() % DELAYS.len()];
    let facts = json!({
        "event": "delay", "date": "2026-05-10", "route": [from, to], "single_booking": true, "carrier": "LH",
        "carrier_licence": "EU", "arrival_delay_min": delay, "cause": "technical",
    });
    let facts = Facts::read(facts.as_object().context("an object")?)?;
    let table = json!({ "event": "delay", "km": km, "intra": intra, "delay": delay, "extraordinary": false });
    Ok(Case { facts, table })
}

fn ours(cases: &[Case]) -> Result<Timed<i64>> {
    let policies = Policies::embedded()?;
    let mut timed = Timed { nanos: Vec::new(), answers: Vec::new() };
    for case in cases {
        let start = Instant::now();
        let decision = evaluate(&case.facts, policies)?;
        timed.nanos.push(start.elapsed().as_nanos() as u64);
        let european = decision.regimes.iter().find(|it| it.regime == Regime::Eu261).context("EU 261")?;
        timed.answers.push(european.compensation.as_ref().map_or(0, |it| it.money().minor / 100));
    }
    Ok(timed)
}

pub fn measure(peers: &Path, folder: &Path, count: usize) -> Result<Vec<Line>> {
    let cases = (0..count).map(case).collect::<Result<Vec<_>>>()?;
    let file = folder.join("cases.json");
    write(&file, &cases.iter().map(|case| &case.table).collect::<Vec<_>>())?;
    let own = ours(&cases)?;
    let mut lines = vec![Line::new(
        "one decision by all laws, explained",
        "p99 ≤ 50 µs",
        format!("p50 {}, p99 {} µs", own.quantile(0.5).as_micros(), own.quantile(0.99).as_micros()),
        own.quantile(0.99).as_micros() <= 50,
    )];
    for engine in ["json-rules-engine", "zen-engine"] {
        let line = format!("decisions a second on one core beside {engine} with the table of EU 261");
        let asked: Result<Timed<i64>> =
            ask("node".as_ref(), &peers.join("rules.mjs"), &[engine, &file.to_string_lossy()]);
        let theirs = match asked {
            Ok(theirs) => theirs,
            Err(why) => {
                lines.push(Line::not_measured(&line, "≥ 10", &why.to_string()));
                continue;
            }
        };
        ensure!(theirs.answers == own.answers, "{engine} decides otherwise");
        let ratio = own.a_second() / theirs.a_second();
        let [own, theirs] = [own.a_second(), theirs.a_second()].map(|rate| thousands(rate as usize));
        lines.push(Line::ratio(&line, "≥ 10", format!("{own}/s beside {theirs}/s"), ratio, ratio >= 10.0));
    }
    Ok(lines)
}
