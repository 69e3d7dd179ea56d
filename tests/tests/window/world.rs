//! A backend, the people of its demo world, and the devices of the station; all in one folder that goes with
//! the test.

use std::path::PathBuf;

use airside_shared::devices::DeviceKind;
use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::{
    app::{App, Device},
    backend::Backend,
    patience::{PATIENCE, until},
    scene::Scene,
};

pub struct World {
    pub backend: Backend,
    pub scene: Scene,
    folder: TempDir,
}

/// Somebody of the demo world who works at the station: badge and PIN.
pub type Colleague = (&'static str, &'static str);
pub const AGENT: Colleague = ("1001", "246810");
pub const OTHER_AGENT: Colleague = ("1002", "275314");
pub const HOST: Colleague = ("3001", "112358");
pub const CREW: Colleague = ("2001", "135791");
pub const SUPERVISOR: Colleague = ("4001", "864209");
pub const SECURITY: Colleague = ("8001", "409368");

const ENTER: &str = "\u{e007}";

impl World {
    pub async fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let backend = Backend::start(folder.path()).await?;
        Ok(Self { backend, scene: Scene::make(), folder })
    }

    pub fn device(&self, name: &str, kind: DeviceKind) -> Device {
        Device::new(self.folder.path(), name, &self.backend.url(), kind)
    }

    /// A place for a file of the test's own.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A device with its app open, and nobody at work.
    pub async fn open(&self, name: &str, kind: DeviceKind) -> Result<App> {
        self.device(name, kind).open().await
    }
}

impl App {
    /// Signs in by the face if the person is known here, by the badge if not.
    pub async fn sign_in(&self, (badge, pin): Colleague) -> Result<()> {
        self.choose_person(badge).await?;
        self.see("signin-pin").await?;
        self.keys(&format!("{pin}{ENTER}")).await?;
        self.see(".frame").await?;
        Ok(())
    }

    pub async fn choose_person(&self, badge: &str) -> Result<()> {
        self.see("signin-badge").await?;
        let face = format!("[data-test=signin-face][data-badge=\"{badge}\"]");
        if self.sees(&face).await {
            return self.press(&face).await;
        }
        self.type_into("signin-badge", badge).await?;
        self.press("signin-next").await
    }

    /// Leaves the device to the next person.
    pub async fn lock(&self) -> Result<()> {
        self.chord(&['\u{e009}', 'l']).await?;
        self.see("signin").await?;
        Ok(())
    }

    /// Goes to a page by the navigation: `board`, `find`, `cases`, `flights`, `attention`, `queue`, `fleet`.
    pub async fn go(&self, place: &str) -> Result<()> {
        self.press(&format!("[data-nav=\"{place}\"]")).await
    }

    /// Signs in, and waits until the station's day is here.
    pub async fn begin_work(&self, who: Colleague) -> Result<()> {
        self.sign_in(who).await?;
        self.go("board").await?;
        self.see("board-flight").await?;
        self.sees_no(".load-line").await
    }

    pub async fn is_offline(&self) -> Result<()> {
        self.reads("chip", |said| said.contains("Offline")).await.map(drop)
    }

    pub async fn is_online(&self) -> Result<()> {
        self.reads("chip", |said| said.contains("Online")).await.map(drop)
    }

    /// A message says this.
    pub async fn says(&self, words: &str) -> Result<()> {
        self.reads(".toasts", |said| said.to_lowercase().contains(&words.to_lowercase())).await.map(drop)
    }

    /// Closes the dialog that is open.
    pub async fn dismiss(&self) -> Result<()> {
        self.chord(&['\u{e00c}']).await?;
        self.sees_no("dialog[open]").await
    }

    /// The states of the queue's entries, newest first.
    pub async fn states(&self) -> Result<Vec<String>> {
        self.go("queue").await?;
        self.see("queue-summary").await?;
        self.entries("state").await
    }

    /// What the entries of the queue's page are: `open_case`.
    pub async fn kinds(&self) -> Result<Vec<String>> {
        self.entries("kind").await
    }

    async fn entries(&self, datum: &str) -> Result<Vec<String>> {
        let script =
            "const [datum] = arguments; const rows = document.querySelectorAll('[data-test=queue-row]');
            return [...rows].map(row => row.dataset[datum])";
        Ok(serde_json::from_value(self.client.execute(script, vec![datum.into()]).await?)?)
    }

    /// Waits until the queue is as wanted.
    pub async fn queue_is(&self, wanted: impl Fn(&[String]) -> bool) -> Result<Vec<String>> {
        let mut last = Vec::new();
        let seen = until(PATIENCE, "the queue is as wanted", async || {
            last = self.states().await?;
            Ok(wanted(&last).then(|| last.clone()))
        })
        .await;
        seen.with_context(|| format!("it holds {last:?}"))
    }

    /// Chooses from the palette: a theme, a language.
    pub async fn command(&self, id: &str, words: &str) -> Result<()> {
        self.chord(&['\u{e009}', 'k']).await?;
        self.fill(".palette__input", words).await?;
        self.press(&format!(".palette__row[data-command=\"{id}\"]")).await?;
        self.sees_no("dialog.palette[open]").await
    }
}
