//! What the desk takes from the world around it: the time and chance. Tests and the simulation bring
//! their own, so nothing else in this crate may read a clock or a random number, wait, or start a thread.

use std::{future::Future, pin::Pin, time::Duration};

use airside_shared::Fault;
use jiff::Timestamp;
use tokio::sync::oneshot;
use uuid::{Builder, Uuid};

/// What comes of something later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Time and chance.
pub trait Surroundings: Send + Sync {
    fn now(&self) -> Timestamp;
    fn fill(&self, bytes: &mut [u8]);

    /// Returns after this long.
    fn wait(&self, long: Duration) -> Later<'static, ()> {
        Box::pin(tokio::time::sleep(long))
    }

    /// Does what blocks (Argon2, the disk) where it blocks nobody.
    fn aside(&self, work: Box<dyn FnOnce() + Send>) -> Later<'static, ()> {
        Box::pin(async {
            // If it panicked, whoever waits for its answer is told so by the answer's absence.
            let _ = tokio::task::spawn_blocking(work).await;
        })
    }
}

impl dyn Surroundings + '_ {
    /// A new UUIDv7.
    pub fn id<T: From<Uuid>>(&self) -> T {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = self.now().as_millisecond().max(0).unsigned_abs();
        T::from(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// [`Surroundings::aside`], with an answer.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (reply, answer) = oneshot::channel();
        self.aside(Box::new(move || {
            let _ = reply.send(work());
        }))
        .await;
        answer.await.map_err(|e| Fault::new("crashed", format!("The desk failed inside: {e}")))?
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

/// The real world.
#[derive(Clone, Copy, Debug, Default)]
pub struct Real;

impl Surroundings for Real {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}
