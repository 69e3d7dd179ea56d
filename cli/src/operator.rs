//! Asking a backend as somebody who looks after things, with badge and PIN.

use airside_shared::Fault;
use anyhow::{Context, Result};
use clap::Args;
use serde::de::DeserializeOwned;

use crate::device::pin;

/// Asks the backend. The PIN comes from AIRSIDE_PIN or is asked for.
#[derive(Args)]
pub struct Ask {
    /// http://127.0.0.1:8790
    #[arg(long, default_value = "http://127.0.0.1:8790")]
    backend: String,
    /// Badge of somebody in finance.
    #[arg(long)]
    badge: String,
    /// JSON as the backend gives it, instead of a table.
    #[arg(long)]
    pub json: bool,
}

impl Ask {
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        get(&self.backend, &self.badge, path, &[]).await
    }
}

/// What the backend answers to whoever has that badge.
pub async fn get<T: DeserializeOwned>(
    backend: &str,
    badge: &str,
    path: &str,
    asked: &[(&str, &str)],
) -> Result<T> {
    let url = format!("{}{path}", backend.trim_end_matches('/'));
    let url = reqwest::Url::parse_with_params(&url, asked).context("the backend's address cannot be read")?;
    let request = reqwest::Client::new().get(url).basic_auth(badge, Some(pin(badge)?));
    let answer = request.send().await.with_context(|| format!("{backend} does not answer"))?;
    if answer.status().is_success() {
        return answer
            .json()
            .await
            .context("the backend's answer cannot be read: is it older than this program?");
    }
    let status = answer.status();
    let fault: Fault = answer.json().await.with_context(|| format!("the backend refused ({status})"))?;
    Err(fault.into())
}

/// Columns side by side, each as wide as its widest cell; `figures` names those that end at the same place.
pub fn columns(lines: &[Vec<String>], figures: &[usize]) -> String {
    let count = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let cells = line.iter().enumerate().map(|(at, cell)| {
            let width = widths[at];
            if figures.contains(&at) { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}
