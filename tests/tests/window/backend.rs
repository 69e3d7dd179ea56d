//! The real backend, as its own process, with the demo world. Ending it is what pulls the network means here.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::patience::until;

/// People of the demo world: enough for every story, few enough to be made and loaded in seconds.
pub const PASSENGERS: usize = 3_000;
/// The seed that the backend takes by itself.
pub const SEED: u64 = 1;

/// Ends with its owner.
pub struct Backend {
    data: PathBuf,
    address: String,
    process: Option<Child>,
}

impl Backend {
    /// Makes the demo world and serves it.
    pub async fn start(folder: &Path) -> Result<Self> {
        // A free port, that stays the same however often the backend goes and comes back.
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let mut backend = Self { data: folder.join("backend"), address, process: None };
        backend.up().await?;
        Ok(backend)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Starts it, and waits until it answers.
    pub async fn up(&mut self) -> Result<()> {
        std::fs::create_dir_all(&self.data)?;
        let log = std::fs::File::options().create(true).append(true).open(self.data.join("log"))?;
        let process = Command::new(crate::program("AIRSIDE_BACKEND_PROGRAM")?)
            .args(["serve", "--demo", "--listen", &self.address, "--data"])
            .arg(&self.data)
            .env("AIRSIDE_BACKEND_DEMO_PASSENGERS", PASSENGERS.to_string())
            .env("AIRSIDE_BACKEND_DEMO_SEED", SEED.to_string())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("the backend does not start")?;
        self.process = Some(process);
        let health = format!("{}/health", self.url());
        until(Duration::from_secs(120), "the backend answers", async || {
            if let Some(process) = &mut self.process
                && let Some(status) = process.try_wait()?
            {
                bail!("the backend ended with {status}: see {}", self.data.join("log").display());
            }
            Ok(reqwest::get(&health).await.is_ok_and(|answer| answer.status().is_success()).then_some(()))
        })
        .await
    }

    /// Asks it to end, as an operator would, and waits until it is gone.
    pub async fn down(&mut self) -> Result<()> {
        let Some(mut process) = self.process.take() else { return Ok(()) };
        crate::signal("TERM", process.id())?;
        until(Duration::from_secs(20), "the backend ends", async || Ok(process.try_wait()?.map(|_| ()))).await
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
