//! The app itself, started by a WebKitWebDriver of its own, on a device of its own.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use airside_shared::devices::DeviceKind;
use anyhow::{Context, Result};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::patience::until;

/// A device: its files outlive the app that runs on it.
#[derive(Clone, Debug)]
pub struct Device {
    folder: PathBuf,
    backend: String,
    kind: DeviceKind,
}

impl Device {
    pub fn new(folder: &Path, name: &str, backend: &str, kind: DeviceKind) -> Self {
        Self { folder: folder.join(name), backend: backend.to_owned(), kind }
    }

    /// Where its database is.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Where its PDFs go.
    pub fn prints(&self) -> PathBuf {
        self.folder.join("prints")
    }

    /// Opens the app on it.
    pub async fn open(&self) -> Result<App> {
        App::open(self).await.with_context(|| format!("the app does not open in {}", self.folder.display()))
    }

    fn kind(&self) -> &'static str {
        match self.kind {
            DeviceKind::Desk => "desk",
            DeviceKind::Tablet => "tablet",
            DeviceKind::Kiosk => "kiosk",
        }
    }

    /// The app inherits what its driver is given.
    fn driver(&self, port: u16) -> Result<Child> {
        fs::create_dir_all(&self.folder)?;
        let log = fs::File::options().create(true).append(true).open(self.folder.join("log"))?;
        Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("AIRSIDE_DATA", self.data())
            .env("AIRSIDE_PRINTS", self.prints())
            .env("AIRSIDE_BACKEND", &self.backend)
            .env("AIRSIDE_DEVICE", self.kind())
            .env("AIRSIDE_STATION", airside_tests::STATION)
            // What the web view keeps (theme, language) belongs to the device too.
            .env("XDG_DATA_HOME", self.folder.join("share"))
            .env("XDG_CACHE_HOME", self.folder.join("cache"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("WebKitWebDriver does not start: it is in the package webkit2gtk-driver")
    }
}

/// Keeps what the page complains of (a panic among it), for whoever looks into a failure.
const LISTEN: &str = "window.__complaints = []; const error = console.error;
    console.error = (...said) => { window.__complaints.push(said.join(' ')); error(...said); };
    addEventListener('error', e => window.__complaints.push(e.message));
    addEventListener('unhandledrejection', e => window.__complaints.push(String(e.reason)));";

/// The running app. Ends with its owner.
pub struct App {
    pub client: Client,
    pub device: Device,
    driver: Child,
    process: u32,
}

impl App {
    async fn open(device: &Device) -> Result<App> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let driver = Tied(Some(device.driver(port)?));
        let address = format!("http://127.0.0.1:{port}");
        until(Duration::from_secs(20), "the driver answers", async || {
            Ok(reqwest::get(format!("{address}/status")).await.is_ok().then_some(()))
        })
        .await?;
        let options = json!({ "binary": crate::program("AIRSIDE_APP")?, "args": [] });
        let Value::Object(wanted) = json!({ "webkitgtk:browserOptions": options }) else { unreachable!() };
        // The driver waits for ever for an app that ended at once: its log says why.
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let opening = builder.capabilities(wanted).connect(&address);
        let client = tokio::time::timeout(Duration::from_secs(60), opening)
            .await
            .with_context(|| fs::read_to_string(device.folder.join("log")).unwrap_or_default())??;
        client.execute(LISTEN, Vec::new()).await?;
        let process = driver.0.as_ref().and_then(|it| child_of(it.id())).context("the driver has no app")?;
        Ok(App { client, device: device.clone(), driver: driver.release(), process })
    }

    /// Ends the app without a word, as a power cut does.
    pub async fn kill(mut self) -> Result<Device> {
        crate::signal("KILL", self.process)?;
        let gone = PathBuf::from(format!("/proc/{}/fd", self.process));
        // A dead child that nobody has asked for yet has no open files.
        until(Duration::from_secs(10), "the app is gone", async || {
            Ok(fs::read_dir(&gone).map_or(true, |mut files| files.next().is_none()).then_some(()))
        })
        .await?;
        self.end_driver();
        Ok(self.device.clone())
    }

    /// Closes the window as a person does.
    pub async fn close(mut self) -> Result<Device> {
        self.client.clone().close().await?;
        self.end_driver();
        Ok(self.device.clone())
    }

    fn end_driver(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let ours = fs::read_to_string(format!("/proc/{}/comm", self.process));
        if ours.is_ok_and(|name| name.trim().starts_with("airside")) {
            let _ = crate::signal("KILL", self.process);
        }
        self.end_driver();
    }
}

/// A driver that ends when its app could not be opened.
struct Tied(Option<Child>);

impl Tied {
    fn release(mut self) -> Child {
        self.0.take().expect("released once")
    }
}

impl Drop for Tied {
    fn drop(&mut self) {
        if let Some(driver) = &mut self.0 {
            if let Some(app) = child_of(driver.id()) {
                let _ = crate::signal("KILL", app);
            }
            let _ = driver.kill();
            let _ = driver.wait();
        }
    }
}

fn child_of(parent: u32) -> Option<u32> {
    let children = |task: &Path| fs::read_to_string(task.join("children")).unwrap_or_default();
    let tasks = fs::read_dir(format!("/proc/{parent}/task")).ok()?;
    let all: String = tasks.flatten().map(|task| children(&task.path()) + " ").collect();
    all.split_whitespace().next()?.parse().ok()
}
