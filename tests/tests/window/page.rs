//! What a person does to a page: look, press, type, scan. Names are those of `data-test`; anything with a
//! bracket, dot, hash or space in it is a selector.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result};
use fantoccini::{
    Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
    error::CmdError,
};
use serde_json::{Value, json};

use crate::{
    app::App,
    patience::{PATIENCE, until},
};

/// A quick typist. Below 30 ms the window takes it for a scanner.
const KEY: Duration = Duration::from_millis(65);
const ENTER: char = '\u{e007}';

pub fn selector(name: &str) -> String {
    match name.contains(['[', '.', '#', ' ', '>']) {
        true => name.to_owned(),
        false => format!("[data-test=\"{name}\"]"),
    }
}

impl App {
    /// The first such element, once it is there and can be seen.
    pub async fn see(&self, name: &str) -> Result<Element> {
        let selector = selector(name);
        let seen = until(PATIENCE, &format!("{selector} is seen"), async || {
            let Ok(found) = self.client.find(Locator::Css(&selector)).await else { return Ok(None) };
            Ok(found.is_displayed().await.unwrap_or(false).then_some(found))
        })
        .await;
        self.or_picture(seen).await
    }

    /// Whether it is there now.
    pub async fn sees(&self, name: &str) -> bool {
        self.client.find(Locator::Css(&selector(name))).await.is_ok()
    }

    pub async fn sees_no(&self, name: &str) -> Result<()> {
        let gone =
            until(PATIENCE, &format!("{name} is gone"), async || Ok((!self.sees(name).await).then_some(())))
                .await;
        self.or_picture(gone).await
    }

    pub async fn count(&self, name: &str) -> Result<usize> {
        Ok(self.client.find_all(Locator::Css(&selector(name))).await?.len())
    }

    /// Waits until the text of it is as wanted, and gives it.
    pub async fn reads(&self, name: &str, wanted: impl Fn(&str) -> bool) -> Result<String> {
        let mut last = String::new();
        let seen = until(PATIENCE, &format!("{name} reads as wanted"), async || {
            last = self.text(name).await.unwrap_or_default();
            Ok(wanted(&last).then(|| last.clone()))
        })
        .await;
        self.or_picture(seen).await.with_context(|| format!("it reads {last:?}"))
    }

    /// The text of all of them, in their order, as it is in the page (hidden or not).
    pub async fn text(&self, name: &str) -> Result<String> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent).join('\\n')";
        let said = self.client.execute(script, vec![json!(selector(name))]).await?;
        Ok(said.as_str().unwrap_or_default().to_owned())
    }

    /// Presses it. A page that is still drawing may move or replace it, so this tries until it is pressed.
    pub async fn press(&self, name: &str) -> Result<()> {
        let selector = selector(name);
        let mut why = None;
        let pressed = until(PATIENCE, &format!("{selector} is pressed"), async || {
            let pressed = match self.client.find(Locator::Css(&selector)).await {
                Ok(found) if found.is_enabled().await.unwrap_or(false) => self.click(&selector, found).await,
                Ok(_) => return Ok(None),
                Err(error) => Err(error),
            };
            match pressed {
                Ok(hit) => Ok(hit.then_some(())),
                Err(error) => {
                    why = Some(error);
                    Ok(None)
                }
            }
        })
        .await;
        self.or_picture(pressed)
            .await
            .with_context(|| why.map_or_else(|| "it stays disabled".into(), |why| why.to_string()))
    }

    /// Whether it was told of the press: what still moves, because the page scrolls, is missed.
    async fn click(&self, selector: &str, what: Element) -> Result<bool, CmdError> {
        self.client.execute(AWAIT_PRESS, vec![json!(selector)]).await?;
        what.click().await?;
        Ok(self.client.execute("return window.__hit", Vec::new()).await? != json!(false))
    }

    /// What did not happen leaves a picture of what there was instead.
    async fn or_picture<T>(&self, outcome: Result<T>) -> Result<T> {
        let Err(error) = outcome else { return outcome };
        self.snapshot("failed").await?;
        let complaints = self.client.execute("return window.__complaints", Vec::new()).await?;
        Err(error).with_context(|| format!("the page complains: {complaints}"))
    }

    /// Types as a person does, wherever the focus is.
    pub async fn keys(&self, text: &str) -> Result<()> {
        let typed = text.chars().fold(KeyActions::new("keys".into()), |keys, key| {
            keys.then(KeyAction::Down { value: key })
                .then(KeyAction::Up { value: key })
                .then(KeyAction::Pause { duration: KEY })
        });
        Ok(self.client.perform_actions(typed).await?)
    }

    /// Presses keys together: the last while all before it are held.
    pub async fn chord(&self, keys: &[char]) -> Result<()> {
        let mut actions = KeyActions::new("keys".into());
        for key in keys {
            actions = actions.then(KeyAction::Down { value: *key });
        }
        for key in keys.iter().rev() {
            actions = actions.then(KeyAction::Up { value: *key });
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Types into a field after emptying it.
    pub async fn type_into(&self, name: &str, text: &str) -> Result<()> {
        let field = self.field(name).await?;
        self.client.execute(SET, vec![field, json!("")]).await?;
        self.keys(text).await
    }

    /// Puts a long text into a field at once, as pasting does.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        let field = self.field(name).await?;
        self.client.execute(SET, vec![field, json!(text)]).await?;
        Ok(())
    }

    /// The control itself: a name may be that of the field around it. It has the focus afterwards.
    async fn field(&self, name: &str) -> Result<Value> {
        self.see(name).await?;
        let script = "const e = document.querySelector(arguments[0]); const kinds = 'input,textarea,select';
            const field = e.matches(kinds) ? e : e.querySelector(kinds) ?? e; field.focus(); return field";
        Ok(self.client.execute(script, vec![json!(selector(name))]).await?)
    }

    /// Chooses from a list by value.
    pub async fn choose(&self, name: &str, value: &str) -> Result<()> {
        let field = self.field(name).await?;
        let script =
            "const [e, v] = arguments; e.value = v; e.dispatchEvent(new Event('input', {bubbles: true}));
            e.dispatchEvent(new Event('change', {bubbles: true})); return e.value === v";
        let chosen = self.client.execute(script, vec![field, json!(value)]).await?;
        anyhow::ensure!(chosen == json!(true), "{name} has no choice {value}");
        Ok(())
    }

    /// Types as a scanner does: all at once, and Enter.
    pub async fn scan(&self, payload: &str) -> Result<()> {
        self.client.execute("document.activeElement?.blur()", Vec::new()).await?;
        let body = self.client.find(Locator::Css("body")).await?;
        body.send_keys(&format!("{payload}{ENTER}")).await?;
        Ok(())
    }

    /// A picture of the page when it has come to rest.
    pub async fn picture(&self, name: &str) -> Result<()> {
        until(PATIENCE, "the page rests", async || {
            Ok((self.client.execute(RESTS, Vec::new()).await? == json!(true)).then_some(()))
        })
        .await?;
        // What is on the screen may be some frames older than the page: a mark must have come and gone.
        self.client.execute(MARK, Vec::new()).await?;
        self.painted(true).await?;
        self.client.execute(UNMARK, Vec::new()).await?;
        let picture = self.painted(false).await?;
        self.keep(name, &picture)
    }

    /// Waits until the mark is on the screen, or is not.
    async fn painted(&self, marked: bool) -> Result<Vec<u8>> {
        until(PATIENCE, "the page is painted", async || {
            let picture = self.client.screenshot().await?;
            let corner = *image::load_from_memory(&picture)?.to_rgb8().get_pixel(1, 1);
            Ok(((corner.0 == [255, 0, 255]) == marked).then_some(picture))
        })
        .await
    }

    /// A picture of this very moment.
    pub async fn snapshot(&self, name: &str) -> Result<()> {
        self.keep(name, &self.client.screenshot().await?)
    }

    fn keep(&self, name: &str, picture: &[u8]) -> Result<()> {
        let folder =
            std::env::var_os("AIRSIDE_PICTURES").map_or_else(|| "target/pictures".into(), PathBuf::from);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("{name}.png")), picture)?;
        Ok(())
    }
}

/// A control that cannot be seen is pressed by its label.
const AWAIT_PRESS: &str = "const [name] = arguments; window.__hit = false;
    addEventListener('click', e => { window.__hit = e.target.closest(name) !== null
        || e.target.closest('label')?.querySelector(name) != null; }, { capture: true, once: true })";

const SET: &str = "const [e, v] = arguments;
    const kind = e instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(e, v);
    e.dispatchEvent(new Event('input', {bubbles: true}));
    e.dispatchEvent(new Event('change', {bubbles: true}))";

/// Nothing moves (what moves for ever aside), the fonts are there and so are the pictures.
const RESTS: &str = "const moves = document.getAnimations().some(a => a.playState === 'running' &&
        a.effect?.getComputedTiming().endTime !== Infinity);
    return !moves && document.fonts.status === 'loaded' && [...document.images].every(i => i.complete)";

/// In the top layer, so that no dialog covers it.
const MARK: &str =
    "const mark = document.createElement('div'); mark.id = 'picture-mark'; mark.popover = 'manual';
    Object.assign(mark.style, { position: 'fixed', inset: '0 auto auto 0', width: '4px', height: '4px',
        margin: 0, padding: 0, border: 0, background: 'rgb(255, 0, 255)' });
    document.body.append(mark); mark.showPopover()";
const UNMARK: &str = "document.getElementById('picture-mark').remove()";
