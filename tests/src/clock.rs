//! The time of a test's world: a winter's morning that never changes, at whatever hour the test runs.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use airside_core::{Real, Surroundings};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, date},
};

/// The day of the storm in the worlds of tests.
pub const TODAY: Date = date(2026, 2, 8);

/// When every world begins: half past eight at JFK.
const MORNING: i64 = 1_770_557_400;

/// One clock for a whole world, set by the test. Each look is a millisecond after the one before, so that
/// what happens later has the later time.
#[derive(Clone, Debug)]
pub struct WorldClock(Arc<AtomicI64>);

impl Default for WorldClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(MORNING * 1_000)))
    }
}

impl WorldClock {
    /// A clock that begins elsewhere.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(now.as_millisecond())))
    }

    pub fn now(&self) -> Timestamp {
        let ms = self.0.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_millisecond(ms).expect("a time of this century")
    }

    /// Lets minutes go by.
    pub fn forward(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }

    pub fn forward_by(&self, time: Duration) {
        self.0.fetch_add(time.as_millis() as i64, Ordering::Relaxed);
    }
}

impl airside_backend::Surroundings for WorldClock {
    fn now(&self) -> Timestamp {
        WorldClock::now(self)
    }
}

/// What is around a device: the world's time, as its own clock shows it, and real chance.
pub struct Around {
    pub clock: WorldClock,
    /// Minutes that the device's clock is ahead.
    pub ahead: i64,
}

impl Surroundings for Around {
    fn now(&self) -> Timestamp {
        self.clock.now() + SignedDuration::from_mins(self.ahead)
    }

    fn fill(&self, bytes: &mut [u8]) {
        Real.fill(bytes);
    }
}
