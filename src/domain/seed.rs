//! One seed in the plan; every use derives its own from (seed, purpose, id), so that no result
//! depends on the order in which threads reach it.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// A seed from which independent streams of random numbers are derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(u64);

impl Seed {
    /// The seed that a user typed (`--seed N`).
    pub const fn new(value: u64) -> Self {
        Self(value)
    }

    /// The number itself, as it is written into a manifest.
    pub fn value(self) -> u64 {
        self.0
    }

    /// A seed of its own for one purpose and one item: the same inputs always give the same one.
    pub fn derive(self, purpose: &str, id: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0.to_le_bytes());
        hasher.update(&(purpose.len() as u64).to_le_bytes());
        hasher.update(purpose.as_bytes());
        hasher.update(id.as_bytes());
        let hash = hasher.finalize();
        let mut first = [0_u8; 8];
        first.copy_from_slice(&hash.as_bytes()[..8]);
        Self(u64::from_le_bytes(first))
    }

    /// A generator whose numbers are the same on every platform and in every release of it.
    pub fn rng(self) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(self.0)
    }
}
