//! The one source of chance: a stream that follows from the seed and from what it is thrown for, so that
//! a passenger stays the same however many others there are.

use airside_shared::ids::Uuid;
use jiff::Timestamp;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of `seed` for number `key` of a purpose.
    pub fn new(seed: u64, purpose: u64, key: u64) -> Self {
        let mut bytes = [0; 32];
        for (part, value) in bytes.chunks_exact_mut(8).zip([seed, purpose, key, 0x6169_7273_6964_6500]) {
            part.copy_from_slice(&value.to_le_bytes());
        }
        Self(ChaCha8Rng::from_seed(bytes))
    }

    /// 0 to `n - 1`. The bias of the multiplication is below one in a billion for what is thrown here.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// From `low` to `high`, both included.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as usize) as i64
    }

    /// True in `per_mille` of 1,000 throws.
    pub fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1000) < per_mille
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// One of a list by weight.
    pub fn weighted<'a, T>(&mut self, from: &'a [(T, u32)]) -> &'a T {
        let total: u32 = from.iter().map(|(_, w)| w).sum();
        let mut left = self.below(total as usize) as u32;
        for (item, weight) in from {
            if left < *weight {
                return item;
            }
            left -= weight;
        }
        &from[0].0
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    /// A UUIDv7 of that moment.
    pub fn id<T: From<Uuid>>(&mut self, at: Timestamp) -> T {
        let millis = at.as_millisecond().max(0) as u128;
        let chance = (u128::from(self.0.next_u64()) << 64) | u128::from(self.0.next_u64());
        let body = chance & ((1 << 80) - 1);
        let version = (7u128 << 76) | (body & !(0xf << 76));
        let variant = (version & !(0b11 << 62)) | (0b10 << 62);
        T::from(Uuid::from_u128((millis << 80) | variant))
    }

    /// `#` a digit, `@` a letter, `*` either; letters that are misread as digits are left out.
    pub fn pattern(&mut self, form: &str) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHJKLMNPRTUVWXYZ";
        const EITHER: &[u8] = b"0123456789CFGHJKLMNPRTVWXYZ";
        let mut fill = |c| match c {
            '#' => (b'0' + self.below(10) as u8) as char,
            '@' => *self.pick(LETTERS) as char,
            '*' => *self.pick(EITHER) as char,
            other => other,
        };
        form.chars().map(&mut fill).collect()
    }
}

/// What the dice are thrown for; each purpose has streams of its own.
pub mod purpose {
    pub const LOAD: u64 = 1;
    pub const DISRUPTION: u64 = 2;
    pub const FLIGHT: u64 = 3;
    pub const PARTIES: u64 = 4;
    pub const CONNECTIONS: u64 = 5;
    pub const MANIFEST: u64 = 6;
    pub const PERSON: u64 = 7;
    pub const HISTORY: u64 = 8;
    pub const CASES: u64 = 9;
}

/// A different number below `modulus` for each number below it, in an order that looks like chance:
/// `factor` must have no divisor in common with `modulus`.
pub fn scattered(number: u64, factor: u64, seed: u64, modulus: u64) -> u64 {
    ((u128::from(number % modulus) * u128::from(factor) + u128::from(seed % modulus)) % u128::from(modulus))
        as u64
}
