//! Randomness a failing test can be repeated with.

use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher, RandomState};
use std::ops::{Deref, DerefMut};

use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

/// Repeats a run: the seed that a failed test printed.
pub const SEED: &str = "FIELDLINK_TEST_SEED";

/// A random generator that prints its seed when the test that holds it fails.
#[derive(Debug)]
pub struct Seeded {
    seed: u64,
    generator: ChaCha20Rng,
}

impl Seeded {
    /// Always the same numbers.
    pub fn fixed(seed: u64) -> Self {
        Self {
            seed,
            generator: ChaCha20Rng::seed_from_u64(seed),
        }
    }

    /// Other numbers in each run, unless `FIELDLINK_TEST_SEED` says which.
    pub fn fresh() -> Self {
        let seed = match std::env::var(SEED) {
            Ok(text) => text.parse().expect("FIELDLINK_TEST_SEED is a whole number"),
            Err(_) => RandomState::new().build_hasher().finish(),
        };
        Self::fixed(seed)
    }

    /// Numbers that come from a seed and from what they are about, whatever else was asked before: for what happens in no
    /// certain order.
    pub fn about(seed: u64, what: impl Hash) -> ChaCha20Rng {
        // Its keys are fixed, so that it says the same in each process.
        let mut hasher = DefaultHasher::new();
        (seed, what).hash(&mut hasher);
        ChaCha20Rng::seed_from_u64(hasher.finish())
    }

    /// The seed these numbers come from.
    pub fn seed(&self) -> u64 {
        self.seed
    }
}

impl Deref for Seeded {
    type Target = ChaCha20Rng;

    fn deref(&self) -> &ChaCha20Rng {
        &self.generator
    }
}

impl DerefMut for Seeded {
    fn deref_mut(&mut self) -> &mut ChaCha20Rng {
        &mut self.generator
    }
}

impl Drop for Seeded {
    #[expect(
        clippy::print_stderr,
        reason = "the test runner shows it beside the failed test's own words"
    )]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("random numbers came from a seed; repeat with {SEED}={}", self.seed);
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::RngCore;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let mut once = Seeded::fresh();
        let mut again = Seeded::fixed(once.seed());
        let numbers: Vec<u64> = (0..8).map(|_| once.next_u64()).collect();
        assert_eq!(numbers, (0..8).map(|_| again.next_u64()).collect::<Vec<u64>>());
    }
}
