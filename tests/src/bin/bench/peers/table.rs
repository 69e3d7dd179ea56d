//! One table: a column for everyone, each figure with its ratio to Airside's.

use std::{fs, thread};

use anyhow::Result;

use super::{
    kills::Harm,
    measure::{Cost, Sizes},
    rows,
};
use crate::figures::thousands;

/// What came of one peer. A figure that there is none of has its reason.
pub struct Found {
    pub name: &'static str,
    pub durable: &'static str,
    pub load: Result<Cost, String>,
    pub delta: Result<Cost, String>,
    pub drain: Result<Cost, String>,
    pub loads: Result<Harm, String>,
    pub drains: Result<Harm, String>,
    /// How many programs wanted a core, at the beginning and at the end.
    pub busy: [String; 2],
}

impl Found {
    pub fn nothing(name: &'static str, durable: &'static str, why: &str) -> Self {
        let none = || Err(why.to_owned());
        let busy = [busy(), busy()];
        let (loads, drains) = (Err(why.to_owned()), Err(why.to_owned()));
        Self { name, durable, load: none(), delta: none(), drain: none(), loads, drains, busy }
    }
}

/// Programs that run or wait for a core, over the last minute.
pub fn busy() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("?").to_owned()
}

/// What was measured on, without its name.
pub fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|l| l.strip_prefix("model name")?.split(':').nth(1));
    let cores = thread::available_parallelism().map_or(0, |n| n.get());
    format!("{cores} cores ({})", model.unwrap_or("model unknown").trim())
}

type Look = fn(&Found) -> &Result<Cost, String>;

/// As Markdown.
pub fn table(found: &[Found], sizes: &Sizes) -> String {
    let [load, base, changes, writes, kills] =
        [sizes.load, sizes.base, sizes.changes, sizes.writes, sizes.kills].map(thousands);
    let json = (sizes.load * rows::SIZE) as f64;
    let costs: [(String, Look, usize); 3] = [
        (format!("first load of {load} rows"), |f| &f.load, sizes.load),
        (format!("delta of {changes} changes on {base} rows"), |f| &f.delta, sizes.changes),
        (format!("drain of {writes} queued writes"), |f| &f.drain, sizes.writes),
    ];
    let mut lines = vec![
        line("", found.iter().map(|f| f.name.to_owned())),
        line("---", found.iter().map(|_| "---".into())),
    ];
    for (name, look, count) in &costs {
        let own = found.first().and_then(|f| look(f).as_ref().ok());
        lines.push(line(name, found.iter().map(|f| time(look(f), own, *count))));
    }
    for (name, look, _) in &costs {
        let own = found.first().and_then(|f| look(f).as_ref().ok());
        lines.push(line(&format!("bytes on the wire, {name}"), found.iter().map(|f| wire(look(f), own))));
    }
    let share = |f: &Found| {
        f.load.as_ref().map_or("–".into(), |c| {
            if c.bytes == 0 { "–".into() } else { format!("{:.2}", c.bytes as f64 / json) }
        })
    };
    lines.push(line("first load's bytes beside the rows' JSON", found.iter().map(share)));
    lines.push(line(&format!("{kills} kills in loads"), found.iter().map(|f| harm(&f.loads, "rows"))));
    lines.push(line(
        &format!("{kills} kills in drains"),
        found.iter().map(|f| harm(&f.drains, "saved writes")),
    ));
    lines.push(line("a write is safe by", found.iter().map(|f| f.durable.to_owned())));
    lines.push(line("load average, before and after", found.iter().map(|f| f.busy.join(" and "))));
    lines.join("\n")
}

fn line(first: &str, cells: impl Iterator<Item = String>) -> String {
    format!("| {first} | {} |", cells.collect::<Vec<_>>().join(" | "))
}

fn time(cost: &Result<Cost, String>, own: Option<&Cost>, count: usize) -> String {
    match cost {
        Err(why) => why.clone(),
        Ok(it) => {
            let rate = thousands((count as f64 / it.seconds) as usize);
            format!("{:.2} s, {rate}/s{}", it.seconds, ratio(it.seconds, own.map(|o| o.seconds)))
        }
    }
}

fn wire(cost: &Result<Cost, String>, own: Option<&Cost>) -> String {
    match cost {
        Ok(it) if it.bytes > 0 => {
            format!(
                "{} kB{}",
                thousands((it.bytes / 1_000) as usize),
                ratio(it.bytes as f64, own.map(|o| o.bytes as f64))
            )
        }
        _ => "–".into(),
    }
}

fn ratio(value: f64, own: Option<f64>) -> String {
    own.map_or(String::new(), |own| format!(" ({:.2} ×)", value / own))
}

fn harm(harm: &Result<Harm, String>, what: &str) -> String {
    match harm {
        Err(why) => why.clone(),
        Ok(it) => {
            let [lost, doubled, of, kills] = [it.lost, it.doubled, it.of, it.kills].map(thousands);
            format!("{lost} lost, {doubled} doubled of {of} {what} ({kills} struck)")
        }
    }
}
