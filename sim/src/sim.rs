//! What everything in one simulated world shares.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use airside_shared::entity::Ref;
use jiff::{SignedDuration, Timestamp};

use crate::{
    chance::Chance,
    clockwork::{Clockwork, Sleep, at_once},
    server::Server,
    tally::{Sometimes, Tally},
};

/// Lines of the trace that are kept for a report.
const KEPT: usize = 80;

/// How bad the network is, each in so many of 1,000 messages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weather {
    pub drop: u64,
    pub cut: u64,
    pub double: u64,
    pub delay: u64,
    /// The backend dies after it did what was asked and before it said so.
    pub death: u64,
    pub disk: u64,
}

/// One world.
pub struct Sim {
    pub time: Clockwork,
    pub chance: Chance,
    pub server: Server,
    begins: Timestamp,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tally: Tally,
    weather: Weather,
    trace: Vec<String>,
    /// Print the trace as it happens.
    aloud: bool,
    /// How often the airline itself put a thing.
    puts: BTreeMap<Ref, u64>,
}

impl Sim {
    pub fn new(seed: u64, aloud: bool) -> anyhow::Result<Arc<Self>> {
        let (time, chance) = (Clockwork::default(), Chance::new(seed));
        // In some worlds it is nearly midnight at the station, so that days come to an end.
        let near_midnight = chance.happens(400);
        let begins: Timestamp =
            if near_midnight { "2026-01-16T04:40:00Z" } else { "2026-01-15T17:00:00Z" }.parse()?;
        let server = Server::new(time.clone(), chance.clone(), begins)?;
        let state = Mutex::new(State { aloud, ..State::default() });
        Ok(Arc::new(Self { time, chance, server, begins, state }))
    }

    /// By the clock that is right.
    pub fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.time.now()).unwrap_or_default();
        self.begins + passed
    }

    pub fn sleep(&self, millis: u64) -> Sleep {
        self.time.sleep(Duration::from_millis(millis))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    pub fn note(&self, what: Sometimes) {
        self.state().tally.note(what);
    }

    pub fn tally(&self) -> Tally {
        self.state().tally.clone()
    }

    pub fn weather(&self) -> Weather {
        self.state().weather
    }

    pub fn set_weather(&self, weather: Weather) {
        self.state().weather = weather;
    }

    /// Says what happens.
    pub fn tell(&self, what: impl FnOnce() -> String) {
        let line = format!("{:>9.3} {}", self.time.now().as_secs_f64(), what());
        let mut state = self.state();
        if state.aloud {
            println!("{line}");
        }
        state.trace.push(line);
    }

    /// The last of what happened.
    pub fn trace(&self) -> Vec<String> {
        let state = self.state();
        state.trace[state.trace.len().saturating_sub(KEPT)..].to_vec()
    }

    /// Everything that happened, as one number: two runs of a seed must agree.
    pub fn fingerprint(&self) -> u64 {
        let bytes = self.state().trace.join("\n").into_bytes();
        bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, b| (sum ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3))
    }

    /// The backend is gone for some seconds.
    pub fn server_dies(self: &Arc<Self>) {
        self.server.die();
        let sim = self.clone();
        self.time.spawn(async move {
            sim.sleep(sim.chance.range(500, 30_000)).await;
            if let Err(error) = sim.server.start() {
                sim.tell(|| format!("the backend does not start: {error:#}"));
            }
        });
    }

    /// The backend does what its table of jobs says is due; whether there was anything.
    pub fn work(&self) -> bool {
        let Some(inside) = self.server.inside() else { return false };
        match at_once(inside.work()) {
            Ok(done) => {
                (0..done).for_each(|_| self.note(Sometimes::JobDone));
                done > 0
            }
            Err(error) => {
                self.tell(|| format!("the backend's jobs: {error:#}"));
                true
            }
        }
    }

    pub fn put(&self, row: Ref) {
        *self.state().puts.entry(row).or_default() += 1;
    }

    pub fn puts(&self, row: &Ref) -> u64 {
        self.state().puts.get(row).copied().unwrap_or_default()
    }
}
