//! The one source of chance of a world: everything follows from its seed.

use std::sync::{Arc, Mutex};

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

#[derive(Clone)]
pub struct Chance(Arc<Mutex<ChaCha8Rng>>);

impl Chance {
    pub fn new(seed: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..15].copy_from_slice(b"airside");
        Self(Arc::new(Mutex::new(ChaCha8Rng::from_seed(bytes))))
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(|e| e.into_inner()).fill_bytes(bytes);
    }

    /// 0 to `n - 1`.
    pub fn below(&self, n: u64) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        ((u128::from(u64::from_le_bytes(bytes)) * u128::from(n)) >> 64) as u64
    }

    /// From `low` to `high`, both included.
    pub fn range(&self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// True in so many of 1,000 throws.
    pub fn happens(&self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    pub fn pick<'a, T>(&self, from: &'a [T]) -> Option<&'a T> {
        match from.len() {
            0 => None,
            n => from.get(self.below(n as u64) as usize),
        }
    }
}
