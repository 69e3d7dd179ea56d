//! What the desk takes from the world around it: the time and chance. Tests and the simulation bring
//! their own, so nothing else in this crate may read a clock or a random number.

use jiff::Timestamp;
use uuid::{Builder, Uuid};

/// Time and chance.
pub trait Surroundings: Send + Sync {
    fn now(&self) -> Timestamp;
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Surroundings + '_ {
    /// A new UUIDv7.
    pub fn id<T: From<Uuid>>(&self) -> T {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = self.now().as_millisecond().max(0).unsigned_abs();
        T::from(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
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
