//! The window's shell: it opens the window, hands its calls to the desk and the desk's events to it.
//! Nothing is decided here.

mod commands;
mod window;

use std::{
    fs::{self, File},
    io::ErrorKind,
    process::ExitCode,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use airside_core::{Config, Desk, Real, keys::SystemKeyring, sync};
use airside_shared::{Fault, ipc::CHANGED};
use tauri::{Emitter, Manager};
use tracing_subscriber::EnvFilter;

/// Runs the app until its window closes.
pub fn run() -> ExitCode {
    let filter =
        EnvFilter::try_from_env("AIRSIDE_LOG").unwrap_or_else(|_| EnvFilter::new("warn,airside_core=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("airside: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), Fault> {
    let config = Config::from_env()?;
    let _only_one = claim(&config)?;
    let desk = Desk::new(config, &SystemKeyring, Arc::new(Real));
    tauri::Builder::default()
        .manage(desk.clone())
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let handle = app.handle().clone();
            desk.listen(move |changed| {
                if let Err(error) = handle.emit(CHANGED, changed) {
                    tracing::warn!(%error, "the window was not told of a change");
                }
            })?;
            tauri::async_runtime::spawn(sync::run(desk.clone()));
            window::open(app, desk.config.kind)?;
            Ok(())
        })
        .run(tauri::generate_context!())
        .map_err(|e| Fault::new("window_failed", format!("The window could not be opened: {e}")))
}

/// How long a program that was killed may take to let its files go, on a machine that is busy.
const DYING: Duration = Duration::from_secs(3);

/// Two programs on one database would each believe that the queue is theirs.
fn claim(config: &Config) -> Result<File, Fault> {
    let locked = || -> std::io::Result<File> {
        fs::create_dir_all(&config.data)?;
        let file = File::create(config.data.join("airside.lock"))?;
        let until = Instant::now() + DYING;
        while file.try_lock().is_err() {
            if Instant::now() > until {
                return Err(ErrorKind::WouldBlock.into());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(file)
    };
    locked().map_err(|e| match e.kind() {
        ErrorKind::WouldBlock => {
            Fault::new("already_running", "Airside already runs on this device: use its window.")
        }
        _ => Fault::new("disk_failed", format!("{} cannot be written: {e}", config.data.display())),
    })
}

/// The desk that a command works on.
pub(crate) fn desk(app: &tauri::AppHandle) -> Arc<Desk> {
    app.state::<Arc<Desk>>().inner().clone()
}
