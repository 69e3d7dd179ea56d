//! How much to ask for at once. A page that the line cuts off must be sent again from its start, so a bad line gets
//! small ones; on a good one, few large transactions are faster than many small ones.

use std::time::Duration;

const LEAST: u32 = 64 << 10;
const FIRST: u32 = 1 << 20;
const MOST: u32 = 16 << 20;
/// An answer that came sooner leaves room for more; one that took four times as long was too much.
const SOON: Duration = Duration::from_secs(1);

/// Bytes of bodies in a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace(u32);

impl Default for Pace {
    fn default() -> Self {
        Self(FIRST)
    }
}

impl Pace {
    pub fn bytes(self) -> u32 {
        self.0
    }

    /// A page came.
    pub fn came(self, took: Duration) -> Self {
        match took {
            it if it < SOON => Self(self.0.saturating_mul(2).min(MOST)),
            it if it > SOON * 4 => self.smaller(),
            _ => self,
        }
    }

    /// A page did not come.
    pub fn smaller(self) -> Self {
        Self((self.0 / 4).max(LEAST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_line_gets_large_pages_and_a_bad_one_small_ones() {
        let quick = (0..10).fold(Pace::default(), |pace, _| pace.came(Duration::from_millis(50)));
        assert_eq!(quick.bytes(), MOST);
        let cut = (0..10).fold(quick, |pace, _| pace.smaller());
        assert_eq!(cut.bytes(), LEAST);
        assert_eq!(quick.came(Duration::from_secs(9)).bytes(), MOST / 4);
        assert_eq!(cut.came(Duration::from_secs(2)), cut);
    }
}
