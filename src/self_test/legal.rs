//! Emulators that are legal: with one variation each, or with several drawn at random.

use std::collections::BTreeSet;
use std::time::Duration;

use proptest::collection::vec;
use proptest::sample::{Index, subsequence};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sha2::{Digest, Sha256};

use crate::emulator::manners::Manner;
use crate::emulator::questions::Question;
use crate::emulator::variations::{Variation, Variations};

/// An emulator that nothing may be found on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Legal {
    /// Its name in tables.
    pub name: String,
    /// How it differs from the default.
    pub variations: Variations,
}

impl Legal {
    /// Returns the emulators that have one variation each.
    pub fn alone() -> impl Iterator<Item = Self> {
        Variation::all().map(|variation| Self {
            name: variation.to_string(),
            variations: Variations::from(variation),
        })
    }

    /// Returns how late it may be: as late as one that is late is.
    pub fn tolerance(&self) -> Duration {
        // What times out late opens its slot later by both, and is shown later still.
        let late = [
            Manner::LateTimeouts,
            Manner::LateSlots,
            Manner::LateDescriptions,
        ];
        let late = late.into_iter();
        late.filter(|manner| self.variations.has(*manner))
            .map(|_| Duration::from_secs(1))
            .sum()
    }

    /// Returns the combination of that number, drawn from the seed: about every other question is
    /// answered in another way than by default.
    pub fn combination(seed: u64, number: u64) -> Self {
        let mut runner = runner(seed, number);
        let asked: BTreeSet<Question> = Variation::all().filter_map(Variation::question).collect();
        let asked: Vec<Question> = asked.into_iter().collect();
        let count = asked.len();
        let manners = Manner::ALL.to_vec();
        let drawn = (
            subsequence(asked, 0..=count),
            vec(any_index(), count),
            subsequence(manners, 0..=Manner::ALL.len()),
        );
        let (questions, indices, manners) = drawn
            .new_tree(&mut runner)
            .expect("a strategy without filters yields a value")
            .current();
        let choose = |(question, index): (Question, Index)| {
            let of_question = |one: &Variation| one.question() == Some(question);
            let choices: Vec<Variation> = Variation::all().filter(of_question).collect();
            *index.get(&choices)
        };
        let answers = questions.into_iter().zip(indices).map(choose);
        let variations = answers.chain(manners.into_iter().map(Variation::Manner));
        Self {
            name: format!("combination-{number}"),
            variations: Variations::that_fit(variations),
        }
    }
}

fn any_index() -> impl Strategy<Value = Index> {
    proptest::arbitrary::any::<Index>()
}

/// Returns the source of one combination; the combinations of a seed do not depend on their count.
fn runner(seed: u64, number: u64) -> TestRunner {
    let mut hash = Sha256::new();
    hash.update(b"combination");
    hash.update(seed.to_be_bytes());
    hash.update(number.to_be_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &hash.finalize());
    TestRunner::new_with_rng(Config::default(), rng)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_combination_depends_on_seed_and_number_alone() {
        let of_seed = |seed| (1..=20).map(move |number| Legal::combination(seed, number));
        let (first, again): (Vec<Legal>, Vec<Legal>) = (of_seed(0).collect(), of_seed(0).collect());
        assert_eq!(first, again);
        assert_ne!(first, of_seed(1).collect::<Vec<_>>());
        assert_eq!(first[2].name, "combination-3");
    }

    #[test]
    fn combinations_meet_every_variation() {
        let drawn: BTreeSet<Variation> = (1..=100)
            .flat_map(|number| {
                Legal::combination(0, number)
                    .variations
                    .iter()
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(drawn, Variation::all().collect());
    }
}
