//! What a person would feel, timed inside the page, so that the driver's own round trips do not count.

use anyhow::{Context, Result};
use serde_json::json;

use crate::{app::App, page::selector};

/// From each key to the frame in which the answer to the text that it made is painted. A key that is overtaken by
/// the next before its answer is there has none.
const KEYS: &str = "window.__keys = []; let key = 0, typed = null;
    addEventListener('keydown', e => { key = e.timeStamp; }, true);
    addEventListener('input', e => { typed = { text: e.target.value, from: key }; }, true);
    new MutationObserver(() => {
        const answered = document.querySelector('[data-test=answered]');
        if (!typed || answered?.dataset.text !== typed.text) return;
        const { from } = typed; typed = null;
        requestAnimationFrame(() => setTimeout(() => window.__keys.push(performance.now() - from)));
    }).observe(document.body, { attributeFilter: ['data-text'], childList: true, subtree: true });";

/// When something is pressed, on the machine's clock.
const PRESSED: &str = "const [name] = arguments; window.__pressed = null;
    addEventListener('click', e => { if (e.target.closest(name)) window.__pressed = Date.now(); }, true);";

/// When a text first stands in the page, on the same clock. Not when it is painted: a window that another covers
/// paints nothing.
const SEEN: &str = "const [name, text] = arguments; window.__seen = null;
    const look = () => { if (!window.__seen && [...document.querySelectorAll(name)].some(e => e.textContent.includes(text)))
        window.__seen = Date.now(); };
    new MutationObserver(look).observe(document.body, { childList: true, characterData: true, subtree: true }); look();";

impl App {
    /// Times every key from now on, until the rows it brings are painted.
    pub async fn time_keys(&self) -> Result<()> {
        self.client.execute(KEYS, Vec::new()).await?;
        Ok(())
    }

    /// Milliseconds of the keys so far, shortest first.
    pub async fn timed_keys(&self) -> Result<Vec<f64>> {
        let times = self.client.execute("return window.__keys", Vec::new()).await?;
        let mut times: Vec<f64> = serde_json::from_value(times).context("no key was timed")?;
        times.sort_by(f64::total_cmp);
        Ok(times)
    }

    pub async fn time_press(&self, name: &str) -> Result<()> {
        self.client.execute(PRESSED, vec![json!(selector(name))]).await?;
        Ok(())
    }

    pub async fn time_sight(&self, name: &str, text: &str) -> Result<()> {
        self.client.execute(SEEN, vec![json!(selector(name)), json!(text)]).await?;
        Ok(())
    }

    /// The moment that was waited for, in milliseconds since 1970.
    pub async fn moment(&self, which: &str) -> Result<i64> {
        let at = self.client.execute(&format!("return window.__{which}"), Vec::new()).await?;
        at.as_f64().map(|at| at as i64).with_context(|| format!("nothing was {which}"))
    }
}
