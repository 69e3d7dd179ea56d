//! One device: the real desk on a database in memory that outlives it, with a clock and a network of its own.

use std::{
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use airside_backend::Account;
use airside_core::{
    Config, Desk, Later, Surroundings,
    keys::MemoryKeyring,
    store::{Moment, Store},
    sync,
};
use airside_shared::{Fault, devices::DeviceKind, ids::OpId, intents::Actor, ipc::Saved};
use jiff::{SignedDuration, Timestamp};

use crate::{
    check::Subject,
    radio::Radio,
    sim::Sim,
    tally::Sometimes,
    world::{PIN, STATION},
};

pub struct Machine {
    pub name: String,
    pub kind: DeviceKind,
    pub sim: Arc<Sim>,
    pub radio: Arc<Radio>,
    pub store: Arc<Store>,
    /// A checksum here was damaged since the last quiet point.
    pub damaged: AtomicBool,
    clock: Arc<Clock>,
    life: Arc<Life>,
    keyring: MemoryKeyring,
    config: Config,
    running: Mutex<Option<Running>>,
    /// Who is at work, or was when it died.
    person: Mutex<Option<Account>>,
    /// What the desk said is saved, in order.
    saved: Mutex<Vec<OpId>>,
}

struct Running {
    desk: Arc<Desk>,
    tasks: Vec<u64>,
}

/// The device's own clock and chance.
struct Clock {
    sim: Arc<Sim>,
    ahead: AtomicI64,
}

impl Surroundings for Clock {
    fn now(&self) -> Timestamp {
        self.sim.now() + SignedDuration::from_secs(self.ahead.load(Ordering::Relaxed))
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.sim.chance.fill(bytes);
    }

    fn wait(&self, long: Duration) -> Later<'static, ()> {
        Box::pin(self.sim.time.sleep(long))
    }

    fn aside(&self, work: Box<dyn FnOnce() + Send>) -> Later<'static, ()> {
        work();
        Box::pin(std::future::ready(()))
    }
}

/// When the device dies next.
#[derive(Default)]
struct Life {
    /// Moments of its store until then; 0: never.
    left: AtomicU64,
    radio: Mutex<Option<Arc<Radio>>>,
}

impl Life {
    fn goes_on(&self, moment: Moment) -> Result<(), Fault> {
        let radio = self.radio.lock().unwrap_or_else(|e| e.into_inner());
        let Some(radio) = radio.as_ref() else { return Ok(()) };
        let dead = || Fault::new("killed", "The device is dead.");
        if radio.dead.load(Ordering::Relaxed) {
            return Err(dead());
        }
        match self.left.load(Ordering::Relaxed) {
            0 => return Ok(()),
            1 => self.left.store(0, Ordering::Relaxed),
            more => {
                self.left.store(more - 1, Ordering::Relaxed);
                return Ok(());
            }
        }
        radio.dead.store(true, Ordering::Relaxed);
        let what = match moment {
            Moment::BeforeCommit => Sometimes::CrashBeforeCommit,
            Moment::AfterCommit => Sometimes::CrashAfterCommit,
        };
        radio.sim.note(what);
        radio.sim.tell(|| format!("{}: {}", radio.device, what.words()));
        Err(dead())
    }
}

impl Machine {
    pub fn new(sim: &Arc<Sim>, name: &str, kind: DeviceKind, folder: &Path) -> Result<Self, Fault> {
        let life = Arc::new(Life::default());
        let radio = Arc::new(Radio::new(sim.clone(), name.to_owned()));
        *life.radio.lock().unwrap_or_else(|e| e.into_inner()) = Some(radio.clone());
        let fate = life.clone();
        let data = folder.join(name);
        Ok(Self {
            name: name.to_owned(),
            kind,
            sim: sim.clone(),
            radio,
            store: Arc::new(Store::in_memory(Box::new(move |moment| fate.goes_on(moment)))?),
            damaged: AtomicBool::default(),
            clock: Arc::new(Clock { sim: sim.clone(), ahead: AtomicI64::default() }),
            life,
            keyring: MemoryKeyring::default(),
            config: Config {
                prints: data.clone(),
                data,
                backend: "http://backend".into(),
                kind,
                station: STATION.into(),
            },
            running: Mutex::default(),
            person: Mutex::default(),
            saved: Mutex::default(),
        })
    }

    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Starts the program, with somebody at work.
    pub fn start(&self, person: &Account) -> Result<(), Fault> {
        self.stop();
        self.life.left.store(0, Ordering::Relaxed);
        self.radio.dead.store(false, Ordering::Relaxed);
        let desk = Desk::over(self.config.clone(), &self.keyring, self.clock.clone(), self.radio.clone());
        desk.resume(self.store.clone(), actor(person))?;
        let driver = self.sim.time.spawn(sync::run(desk.clone()));
        *self.running() = Some(Running { desk, tasks: vec![driver] });
        *self.person.lock().unwrap_or_else(|e| e.into_inner()) = Some(person.clone());
        self.sign_in();
        self.sim.tell(|| format!("{}: {} is at work", self.name, person.badge));
        Ok(())
    }

    /// Asks the backend for a token, as a sign-in does beside the unlocking.
    pub fn sign_in(&self) {
        let Some(badge) = self.person().map(|p| p.badge) else { return };
        if let Some(running) = &mut *self.running() {
            let desk = running.desk.clone();
            let task = self.sim.time.spawn(async move { drop(desk.renew(&badge, PIN).await) });
            running.tasks.push(task);
        }
    }

    /// The program is gone; the database stays.
    pub fn stop(&self) {
        if let Some(running) = self.running().take() {
            running.tasks.iter().for_each(|task| self.sim.time.end(*task));
        }
    }

    pub fn dead(&self) -> bool {
        self.radio.dead.load(Ordering::Relaxed)
    }

    /// It dies at one of its next commits, before or after it.
    pub fn doom(&self, moments: u64) {
        self.life.left.store(moments, Ordering::Relaxed);
    }

    pub fn jump(&self, seconds: i64) {
        self.clock.ahead.store(seconds, Ordering::Relaxed);
    }

    pub fn desk(&self) -> Option<Arc<Desk>> {
        self.running().as_ref().map(|r| r.desk.clone()).filter(|_| !self.dead())
    }

    pub fn person(&self) -> Option<Account> {
        self.person.lock().unwrap_or_else(|e| e.into_inner()).clone()
    }

    /// Remembers what the desk promised.
    pub fn promised(&self, saved: &Saved) {
        self.saved.lock().unwrap_or_else(|e| e.into_inner()).push(saved.op);
    }

    /// For the invariants.
    pub fn subject(&self) -> Subject<'_> {
        let promises = self.saved.lock().unwrap_or_else(|e| e.into_inner()).clone();
        Subject { name: &self.name, store: &self.store, desk: self.desk(), promises }
    }
}

pub fn actor(person: &Account) -> Actor {
    Actor {
        user: person.user,
        name: person.name.clone(),
        role: person.role,
        role_epoch: 1,
        station: person.station.clone(),
    }
}
