//! Values drawn from proptest strategies with a seeded generator.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A source of values; equal seeds give equal values.
#[derive(Debug)]
pub(super) struct Draw {
    runner: TestRunner,
}

impl Draw {
    pub(super) fn from_seed(seed: &[u8; 32]) -> Self {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, seed);
        Self {
            runner: TestRunner::new_with_rng(Config::default(), rng),
        }
    }

    /// Returns a value of a strategy that rejects none.
    pub(super) fn value<S: Strategy>(&mut self, strategy: &S) -> S::Value {
        strategy
            .new_tree(&mut self.runner)
            .expect("a strategy without filters yields a value")
            .current()
    }

    /// Returns a number from `least` to `most`.
    pub(super) fn between(&mut self, least: u64, most: u64) -> u64 {
        self.value(&(least..=most.max(least)))
    }

    /// Returns whether one of `count` equal chances came about.
    pub(super) fn is_one_in(&mut self, count: u64) -> bool {
        self.between(1, count) == 1
    }

    /// Returns one of the values, by weight.
    pub(super) fn weighted<T: Copy>(&mut self, values: &[(u64, T)]) -> T {
        let total = values.iter().map(|(weight, _)| weight).sum();
        let mut left = self.between(1, total);
        for (weight, value) in values {
            if left <= *weight {
                return *value;
            }
            left -= weight;
        }
        unreachable!("the weights add up to the total")
    }

    /// Returns one of the values, by weight, and drops the others; there is at least one.
    pub(super) fn pick<T>(&mut self, mut values: Vec<(u64, T)>) -> T {
        let indices: Vec<(u64, usize)> = values
            .iter()
            .enumerate()
            .map(|(index, (weight, _))| (*weight, index))
            .collect();
        let index = self.weighted(&indices);
        values.swap_remove(index).1
    }
}
