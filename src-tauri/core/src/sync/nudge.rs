//! Wakes the driver when there is something to do.

use std::time::Duration;

use tokio::sync::Notify;

use crate::surroundings::Surroundings;

/// One who waits, many who wake. A wake while nobody waits is kept.
#[derive(Debug, Default)]
pub struct Nudge(Notify);

impl Nudge {
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Until woken, or for this long.
    pub async fn wait(&self, around: &dyn Surroundings, most: Duration) {
        tokio::select! {
            biased;
            () = self.0.notified() => {}
            () = around.wait(most) => {}
        }
    }
}
