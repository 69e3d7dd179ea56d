//! What the backend takes from the world around it: the time and chance. Tests and the simulation bring
//! their own, so nothing else in this crate reads a clock.

use std::{future::Future, pin::Pin, time::Duration};

use airside_shared::ids::Uuid;
use jiff::Timestamp;

use crate::refusal::{Refusal, Result};

/// What comes of something later.
pub type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Time and chance.
pub trait Surroundings: Send + Sync {
    fn now(&self) -> Timestamp;

    /// Fails only if the operating system has no random numbers.
    fn random(&self) -> Result<[u8; 32], String> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|e| e.to_string())?;
        Ok(bytes)
    }

    /// Returns after this long.
    fn wait(&self, long: Duration) -> Later<()> {
        Box::pin(tokio::time::sleep(long))
    }
}

impl dyn Surroundings + '_ {
    pub(crate) fn bytes(&self) -> Result<[u8; 32]> {
        self.random().map_err(|e| Refusal::store(&e))
    }

    /// A new UUIDv7.
    pub(crate) fn id<T: From<Uuid>>(&self) -> Result<T> {
        let mut random = [0; 10];
        random.copy_from_slice(&self.bytes()?[..10]);
        let millis = self.now().as_millisecond().max(0).unsigned_abs();
        Ok(T::from(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()))
    }
}

/// The real world.
#[derive(Clone, Copy, Debug, Default)]
pub struct Real;

impl Surroundings for Real {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
