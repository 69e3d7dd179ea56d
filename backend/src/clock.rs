//! What the backend takes from the world around it: the time. Tests and simulations bring their own, so
//! nothing else in this crate reads a clock.

use jiff::Timestamp;

/// The time.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Real;

impl Clock for Real {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
