//! The backend of a world: the real one, on a database in memory that outlives it.

use std::{
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use airside_backend::{Inside, Later, Memory, Surroundings, inspect::Look};
use airside_shared::sync::{Entry, Limits};
use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};

use crate::{
    chance::Chance,
    clockwork::{Clockwork, at_once},
};

/// Small, so that a little work makes many batches, pages and pieces.
const LIMITS: Limits = Limits {
    batch_entries: 4,
    batch_bytes: 20_000,
    page_rows: 9,
    attachment_bytes: 10_000,
    chunk_bytes: 400,
    hash_form: Entry::HASH_FORM,
};

pub struct Server {
    around: Arc<Around>,
    disk: Memory,
    inside: Mutex<Option<Arc<Inside>>>,
    /// Counts restarts: what was begun before one is not answered after it.
    life: AtomicU64,
}

struct Around {
    time: Clockwork,
    chance: Chance,
    begins: Timestamp,
    ahead: AtomicI64,
}

impl Surroundings for Around {
    fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.time.now()).unwrap_or_default();
        self.begins + passed + SignedDuration::from_secs(self.ahead.load(Ordering::Relaxed))
    }

    fn random(&self) -> Result<[u8; 32], String> {
        let mut bytes = [0; 32];
        self.chance.fill(&mut bytes);
        Ok(bytes)
    }

    fn wait(&self, long: Duration) -> Later<()> {
        Box::pin(self.time.sleep(long))
    }
}

impl Server {
    pub fn new(time: Clockwork, chance: Chance, begins: Timestamp) -> anyhow::Result<Self> {
        let around = Arc::new(Around { time, chance, begins, ahead: AtomicI64::default() });
        let server =
            Self { around, disk: Memory::new()?, inside: Mutex::default(), life: AtomicU64::default() };
        server.start()?;
        Ok(server)
    }

    /// Starts it, unless it runs. A disk that fails while it opens ends it, and it is started once more.
    pub fn start(&self) -> anyhow::Result<()> {
        let mut slot = self.slot();
        if slot.is_none() {
            let open = || at_once(Inside::on(self.disk.clone(), self.around.clone(), LIMITS));
            *slot = Some(Arc::new(open().or_else(|_| open())?));
        }
        Ok(())
    }

    /// It is gone, with everything that it had in memory.
    pub fn die(&self) {
        self.life.fetch_add(1, Ordering::Relaxed);
        *self.slot() = None;
    }

    /// Its next transaction fails.
    pub fn fail_once(&self) {
        self.disk.fail_once();
    }

    /// Its clock is set.
    pub fn jump(&self, seconds: i64) {
        self.around.ahead.store(seconds, Ordering::Relaxed);
    }

    fn slot(&self) -> MutexGuard<'_, Option<Arc<Inside>>> {
        self.inside.lock().unwrap_or_else(|e| e.into_inner())
    }

    pub fn inside(&self) -> Option<Arc<Inside>> {
        self.slot().clone()
    }

    /// The answer, unless it is down, or dies meanwhile.
    pub async fn answer(&self, request: Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
        let (inside, life) = (self.inside()?, self.life.load(Ordering::Relaxed));
        let answer = if request.uri().path() == "/v1/watch" {
            inside.answer(request).await
        } else {
            at_once(inside.answer(request))
        };
        answer.filter(|_| self.life.load(Ordering::Relaxed) == life)
    }

    /// Everything that it keeps.
    pub fn look(&self) -> anyhow::Result<Look> {
        self.start()?;
        let inside = self.inside().ok_or_else(|| anyhow::anyhow!("the backend is down"))?;
        at_once(inside.look())
    }
}
