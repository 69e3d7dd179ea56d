//! Times of many, and the table.

use std::time::{Duration, Instant};

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Line {
    measure: String,
    reach: String,
    measured: String,
    verdict: String,
}

impl Line {
    pub fn new(measure: impl Into<String>, reach: &str, measured: impl Into<String>, met: bool) -> Self {
        let verdict = if met { "met" } else { "missed" };
        Self::with(measure, reach, measured, verdict)
    }

    /// A line whose verdict is a ratio.
    pub fn ratio(measure: &str, reach: &str, measured: String, ratio: f64, met: bool) -> Self {
        let verdict = format!("{ratio:.2}, {}", if met { "met" } else { "missed" });
        Self::with(measure, reach, measured, &verdict)
    }

    /// A ratio that is said and has no reach.
    pub fn said(measure: &str, measured: String, ratio: f64) -> Self {
        Self::with(measure, "–", measured, format!("{ratio:.2}"))
    }

    pub fn not_measured(measure: &str, reach: &str, why: &str) -> Self {
        Self::with(measure, reach, format!("not measured: {why}"), "")
    }

    fn with(
        measure: impl Into<String>,
        reach: &str,
        measured: impl Into<String>,
        verdict: impl Into<String>,
    ) -> Self {
        let line = Self {
            measure: measure.into(),
            reach: reach.into(),
            measured: measured.into(),
            verdict: verdict.into(),
        };
        // A run takes minutes and may be cut short: what is known is said at once.
        eprintln!("= {}: {} ({}) {}", line.measure, line.measured, line.reach, line.verdict);
        line
    }
}

/// The lines as a table of Markdown.
pub fn table(lines: &[Line]) -> String {
    let head = ["measure", "reach", "measured", "ratio, verdict"].map(String::from);
    let rule = head.clone().map(|_| "---".to_owned());
    let cells = |l: &Line| [l.measure.clone(), l.reach.clone(), l.measured.clone(), l.verdict.clone()];
    let rows: Vec<[String; 4]> = [head, rule].into_iter().chain(lines.iter().map(cells)).collect();
    let width = |column: usize| rows.iter().map(|r| r[column].chars().count()).max().unwrap_or(0);
    let widths = [0, 1, 2, 3].map(width);
    let text = rows.iter().map(|row| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    });
    text.collect::<Vec<_>>().join("\n")
}

/// How long each of many took, and how much of it no core was free because of other programs.
#[derive(Clone, Debug, Default)]
pub struct Times {
    took: Vec<Duration>,
    running: Vec<Duration>,
}

impl Times {
    pub fn take<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (waited, start) = (waited(), Instant::now());
        let done = work();
        let took = start.elapsed();
        self.took.push(took);
        self.running.push(took.saturating_sub(waited_since(waited)));
        done
    }

    pub fn last(&self) -> Duration {
        self.took.last().copied().unwrap_or_default()
    }

    /// The time that this share of all did not exceed.
    pub fn quantile(&self, share: f64) -> Duration {
        quantile(&self.took, share)
    }

    pub fn summary(&self) -> String {
        let [p50, p99, max] = [0.5, 0.99, 1.0].map(|share| millis(self.quantile(share)));
        let alone = millis(quantile(&self.running, 0.99));
        format!(
            "p50 {p50}, p99 {p99} ({alone} without waiting for a core), max {max} ms of {}",
            thousands(self.took.len())
        )
    }
}

/// The time that this share of all did not exceed.
pub fn quantile(times: &[Duration], share: f64) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(at.saturating_sub(1)).copied().unwrap_or_default()
}

/// How long this thread was ready to run and another program had the core, since it began. Nothing where the
/// system does not say.
fn waited() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split_whitespace().nth(1).and_then(|field| field.parse().ok());
    Duration::from_nanos(nanos.unwrap_or_default())
}

fn waited_since(before: Duration) -> Duration {
    waited().saturating_sub(before)
}

pub fn millis(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}

/// `1,000,000`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let group = |(at, digit): (usize, char)| {
        let comma = at > 0 && (digits.len() - at).is_multiple_of(3);
        [comma.then_some(','), Some(digit)].into_iter().flatten().collect::<String>()
    };
    digits.chars().enumerate().map(group).collect()
}
