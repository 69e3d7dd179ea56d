//! A device whose program runs apart, so that it can be ended, or its disk can fail, at any call to the system.
//! Folder and keyring outlive it. What runs is `tests/src/bin/mortal.rs`: the desk as it ships, on one thread,
//! so that the calls come in one order.

use std::{
    fs,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use airside_core::{
    Config, Desk, Real, Surroundings,
    keys::DatabaseKey,
    sync::http::{Network, Wire},
};
use airside_shared::{
    Fault,
    access::Role,
    devices::DeviceKind,
    ids::{FlightId, OpId, PassengerId, TripId},
    ipc::SignInArgs,
};
use anyhow::{Result, ensure};
use http::{Request, Response};
use jiff::Timestamp;

use super::trace::{self, FILES, Record};
use crate::{FileKeyring, World, WorldClock};

/// The device.
#[derive(Clone)]
pub struct Mortal {
    /// Of everything that it leaves: `data`, `keyring`.
    pub folder: PathBuf,
    pub badge: SignInArgs,
    backend: String,
    clock: WorldClock,
}

/// Of whom the person at the desk takes care.
#[derive(Clone, Copy, Debug)]
pub struct Stranded {
    pub passenger: PassengerId,
    pub trip: TripId,
    pub flight: FlightId,
}

/// What the program does.
#[derive(Clone, Copy, Debug)]
pub enum Errand {
    /// Without a network: a case with a photo, then a meal voucher. Each is tried so often.
    Work(Stranded, u32),
    /// The same, and the program ends without closing its files.
    Leave(Stranded),
    /// Sends and fetches.
    Sync,
}

/// How a program's run ended.
#[derive(Debug)]
pub struct Ended {
    pub said: Vec<String>,
    pub killed: bool,
}

impl Ended {
    /// The acts that were called saved.
    pub fn acknowledged(&self) -> Vec<OpId> {
        let ops = self.said.iter().filter_map(|line| line.strip_prefix("acknowledged "));
        ops.filter_map(|op| op.parse::<uuid::Uuid>().ok()).map(OpId).collect()
    }

    /// The codes of the faults that the program was given.
    pub fn refused(&self) -> Vec<&str> {
        self.said.iter().filter_map(|line| line.strip_prefix("refused ")).collect()
    }

    pub fn has_said(&self, what: &str) -> bool {
        self.said.iter().any(|line| line == what)
    }
}

impl Mortal {
    /// A desk with somebody at work and the station's day on it, closed.
    pub async fn new(world: &mut World) -> Result<Self> {
        world.desks += 1;
        let mortal = Self {
            folder: world.folder.path().join(format!("mortal-{}", world.desks)),
            badge: world.badge(Role::CheckIn),
            backend: format!("http://{}", world.addr),
            clock: world.clock.clone(),
        };
        let desk = mortal.over(Arc::new(Network::default()));
        desk.sign_in(mortal.badge.clone()).await?;
        airside_core::sync::once(&desk).await?;
        Ok(mortal)
    }

    /// The same device in another folder: a copy of everything that it has.
    pub fn copy(&self, folder: PathBuf) -> Result<Self> {
        for part in ["data", "keyring"] {
            copy_files(&self.folder.join(part), &folder.join(part))?;
        }
        Ok(Self { folder, ..self.clone() })
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub fn database(&self) -> PathBuf {
        self.data().join("airside.db")
    }

    pub fn keyring(&self) -> FileKeyring {
        FileKeyring::at(self.folder.join("keyring"))
    }

    fn over(&self, wire: Arc<dyn Wire>) -> Arc<Desk> {
        desk(self.data(), &self.keyring(), &self.backend, self.clock.now(), wire)
    }

    /// Unlocks the device with its PIN, without asking the backend.
    pub async fn open(&self) -> Result<Arc<Desk>, Fault> {
        let desk = self.over(Arc::new(Known::default()));
        desk.sign_in(self.badge.clone()).await?;
        desk.renewed().await;
        Ok(desk)
    }

    /// A start of the program with a sign-in at the backend.
    pub async fn sign_in(&self) -> Result<Arc<Desk>, Fault> {
        let desk = self.over(Arc::new(Network::default()));
        desk.sign_in(self.badge.clone()).await?;
        desk.renewed().await;
        Ok(desk)
    }

    pub async fn key(&self) -> Result<DatabaseKey, Fault> {
        Ok(self.open().await?.store()?.key().clone())
    }

    /// Runs the program and records what it does to its files.
    pub fn record(&self, errand: &Errand) -> Result<(Ended, Record)> {
        let trace = [WATCHED, &["-y", "-xx", "-s", "1000000"]].concat();
        let ended = self.run(errand, &trace)?;
        let log = fs::read_to_string(self.log())?;
        Ok((ended, trace::read(&log, &self.folder, &self.data())?))
    }

    /// Runs the program with harms to some of its calls, in the words of strace: `pwrite64:signal=KILL:when=3`.
    pub fn harmed(&self, errand: &Errand, harms: &[String]) -> Result<Ended> {
        let harms: Vec<String> = harms.iter().map(|harm| format!("inject={harm}")).collect();
        let files: Vec<String> = FILES
            .iter()
            .map(|name| self.data().join(name).to_string_lossy().trim_end_matches('/').to_owned())
            .collect();
        let mut trace = WATCHED.to_vec();
        trace.extend(harms.iter().flat_map(|harm| ["-e", harm.as_str()]));
        trace.extend(files.iter().flat_map(|file| ["-P", file.as_str()]));
        self.run(errand, &trace)
    }

    fn log(&self) -> PathBuf {
        self.folder.join("strace.log")
    }

    /// The backend runs on other threads of this process meanwhile.
    fn run(&self, errand: &Errand, trace: &[&str]) -> Result<Ended> {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o"]).arg(self.log()).args(trace).arg("--").arg(program()?);
        command.arg("--data").arg(self.data()).arg("--keyring").arg(self.folder.join("keyring"));
        command.args(["--backend", &self.backend, "--badge", &self.badge.badge, "--pin", &self.badge.pin]);
        command.args(["--now", &self.clock.now().as_millisecond().to_string()]);
        match errand {
            Errand::Work(whom, tries) => {
                command.args(["--tries", &tries.to_string(), "work"]).args(whom.args())
            }
            Errand::Leave(whom) => command.args(["--leave", "work"]).args(whom.args()),
            Errand::Sync => command.arg("sync"),
        };
        let output = tokio::task::block_in_place(|| command.output())?;
        let killed = output.status.signal() == Some(9);
        let text = String::from_utf8_lossy(&output.stderr);
        ensure!(killed || output.status.success(), "{command:?} ended with {}: {text}", output.status);
        ensure!(!text.contains("panicked"), "{command:?}: {text}");
        let said = String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect();
        Ok(Ended { said, killed })
    }
}

impl Stranded {
    /// The nth of a world.
    pub fn of(world: &World, nth: usize) -> Self {
        let (passenger, trip, flight) = world.stranded(nth);
        Self { passenger, trip, flight: flight.id }
    }

    fn args(&self) -> [String; 3] {
        [self.passenger.to_string(), self.trip.to_string(), self.flight.to_string()]
    }
}

const WATCHED: &[&str] =
    &["-e", "trace=openat,read,write,pread64,pwrite64,fsync,fdatasync,ftruncate,rename,unlink,unlinkat"];

/// Beside the tests that use it.
fn program() -> Result<PathBuf> {
    let mut folder = std::env::current_exe()?;
    ensure!(folder.pop() && folder.pop(), "the test lies in cargo's target folder");
    let program = folder.join("mortal");
    ensure!(program.exists(), "{} is built together with these tests", program.display());
    Ok(program)
}

/// A desk on these files. Its time begins where that of the world is.
pub fn desk(
    data: PathBuf,
    keyring: &FileKeyring,
    backend: &str,
    now: Timestamp,
    wire: Arc<dyn Wire>,
) -> Arc<Desk> {
    let config = Config {
        prints: data.join("prints"),
        data,
        backend: backend.to_owned(),
        kind: DeviceKind::Desk,
        station: crate::STATION.into(),
    };
    Desk::over(config, keyring, Arc::new(OneThread(WorldClock::at(now))), wire)
}

/// What blocks is done at once, on the thread that asks for it.
struct OneThread(WorldClock);

impl Surroundings for OneThread {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn fill(&self, bytes: &mut [u8]) {
        Real.fill(bytes);
    }

    fn aside(&self, work: Box<dyn FnOnce() + Send>) -> airside_core::Later<'static, ()> {
        work();
        Box::pin(async {})
    }
}

/// The network, except that nobody is asked who is at work: the token of the last sign-in goes on. Each sign-in
/// costs two Argon2 here and one there.
#[derive(Default)]
pub struct Known(Network);

impl Wire for Known {
    fn ask(&self, request: Request<Vec<u8>>) -> airside_core::Later<'_, Option<Response<Vec<u8>>>> {
        match request.uri().path() {
            "/v1/sign-in" => Box::pin(async { None }),
            _ => self.0.ask(request),
        }
    }
}

/// All files of a folder.
pub fn copy_files(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
