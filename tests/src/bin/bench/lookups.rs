//! Looking people up on a full desk, as the window does it: everything that `search` answers is measured.

use std::time::Duration;

use airside_shared::passengers::Passenger;
use airside_tests::Device;
use anyhow::{Result, ensure};

use crate::{
    figures::{Line, Times, millis},
    fill::Full,
};

/// Keys of one search; who has not found by then types no further.
const LONGEST: usize = 16;

pub fn measure(full: &Full) -> Result<Vec<Line>> {
    let device = &full.device;
    let mut lines = vec![names(device, &full.samples.people)?];
    let kinds = [
        ("PNR", &full.samples.pnrs),
        ("e-ticket", &full.samples.tickets),
        ("loyalty number", &full.samples.loyalty),
        ("passport", &full.samples.passports),
        ("bag tag", &full.samples.bags),
    ];
    for (kind, numbers) in kinds {
        lines.push(exact(device, kind, numbers)?);
    }
    Ok(lines)
}

fn names(device: &Device, people: &[Passenger]) -> Result<Line> {
    let mut times = Times::default();
    let mut slowest: Vec<(Duration, String)> = Vec::new();
    let mut found = 0;
    for (nth, person) in people.iter().enumerate() {
        let typed: Vec<char> = as_typed(nth, person).chars().take(LONGEST).collect();
        for keys in 1..=typed.len() {
            let text: String = typed[..keys].iter().collect();
            found += times.take(|| device.desk.search(&text))?.hits.len();
            slowest.push((times.last(), text));
        }
    }
    ensure!(found > 0, "nobody was found");
    slowest.sort_by(|a, b| b.cmp(a));
    let worst = slowest.iter().take(12).map(|(time, text)| format!("{text:?} {}", millis(*time)));
    eprintln!("  slowest searches, ms: {}", worst.collect::<Vec<_>>().join(", "));
    let met = times.quantile(0.99) <= Duration::from_millis(5);
    Ok(Line::new("name search, every key, two prefixes", "p99 ≤ 5 ms in core", times.summary(), met))
}

/// Surname first, given name first, the beginnings of both, the surname alone, or the person's own script.
fn as_typed(nth: usize, person: &Passenger) -> String {
    let begin = |name: &str| name.chars().take(3).collect::<String>();
    let (given, surname) = (person.name.given.to_lowercase(), person.name.surname.to_lowercase());
    match (nth % 5, &person.name.native) {
        (0, Some(native)) => native.clone(),
        (0 | 1, _) => format!("{} {}", begin(&given), begin(&surname)),
        (2, _) => format!("{surname} {given}"),
        (3, _) => format!("{given} {surname}"),
        _ => surname,
    }
}

fn exact(device: &Device, kind: &str, numbers: &[String]) -> Result<Line> {
    let mut times = Times::default();
    for number in numbers {
        let hits = times.take(|| device.desk.search(number))?.hits;
        ensure!(!hits.is_empty(), "{kind} {number} was not found");
    }
    let met = times.quantile(0.99) <= Duration::from_micros(500);
    Ok(Line::new(format!("exact {kind}"), "p99 ≤ 0.5 ms", times.summary(), met))
}
