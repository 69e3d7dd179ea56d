//! Waiting for what is bound to happen: by asking again and again, never by sleeping and hoping.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long anything in the window may take on a machine that does much else.
pub const PATIENCE: Duration = Duration::from_secs(30);
const PERIOD: Duration = Duration::from_millis(40);

/// Asks until there is an answer.
pub async fn until<T>(
    longest: Duration,
    what: &str,
    mut ask: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask().await? {
            return Ok(answer);
        }
        if begun.elapsed() > longest {
            bail!("in {} s it did not happen that {what}", longest.as_secs());
        }
        tokio::time::sleep(PERIOD).await;
    }
}
