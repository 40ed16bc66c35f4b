//! The player session ids that a run was given, so that one that comes twice is found (CPS-15).
//!
//! Within a case its judgement finds it; here it is found between cases. Memory is bounded: of
//! more ids than that, those with the smallest digests are compared. These are the same whatever
//! the order of the cases, and as good as drawn by lot.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::CaseIndex;

/// How many ids are compared at the most.
pub const COMPARED_MAX: usize = 1 << 18;

/// The player session ids that some cases were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenOut {
    count: u64,
    compared: BTreeMap<u128, Seen>,
    /// Whether there were more than are compared.
    is_cut: bool,
}

/// The lowest cases that were given an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    first: CaseIndex,
    again: Option<CaseIndex>,
}

/// An id that more than one case was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repetition {
    /// The lowest case that was given it.
    pub first: CaseIndex,
    /// The lowest after that.
    pub again: CaseIndex,
}

impl GivenOut {
    /// Returns the ids that one case was given.
    pub fn of_case(case: CaseIndex, ids: &BTreeSet<String>) -> Self {
        let seen = Seen {
            first: case,
            again: None,
        };
        let mut given = Self {
            count: ids.len() as u64,
            compared: ids.iter().map(|id| (digest(id), seen)).collect(),
            is_cut: false,
        };
        given.forget_beyond(COMPARED_MAX);
        given
    }

    /// Adds what other cases were given.
    pub fn merge(&mut self, other: Self) {
        self.merge_within(other, COMPARED_MAX);
    }

    /// Returns how many ids were given out.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns how many different ones were compared, `None` where all were.
    pub fn compared(&self) -> Option<usize> {
        self.is_cut.then_some(self.compared.len())
    }

    /// Returns the ids that more than one case was given, by case.
    pub fn repeated(&self) -> Vec<Repetition> {
        let mut repeated: Vec<Repetition> = self
            .compared
            .values()
            .filter_map(|seen| {
                Some(Repetition {
                    first: seen.first,
                    again: seen.again?,
                })
            })
            .collect();
        repeated.sort();
        repeated
    }

    fn merge_within(&mut self, other: Self, max: usize) {
        self.count += other.count;
        self.is_cut |= other.is_cut;
        for (digest, seen) in other.compared {
            self.compared
                .entry(digest)
                .and_modify(|own| own.absorb(seen))
                .or_insert(seen);
        }
        self.forget_beyond(max);
    }

    /// Forgets the largest digests.
    ///
    /// What is among the smallest of all is among the smallest of any part, so no order of
    /// merging forgets it.
    fn forget_beyond(&mut self, max: usize) {
        while self.compared.len() > max {
            self.compared.pop_last();
            self.is_cut = true;
        }
    }
}

impl Seen {
    fn absorb(&mut self, other: Self) {
        let mut cases = BTreeSet::from([self.first, other.first]);
        cases.extend(self.again);
        cases.extend(other.again);
        let mut lowest = cases.into_iter();
        self.first = lowest.next().unwrap_or(self.first);
        self.again = lowest.next();
    }
}

/// Returns half a SHA-256: too long for two ids ever to share it by chance.
fn digest(id: &str) -> u128 {
    let digest: [u8; 32] = Sha256::digest(id).into();
    digest
        .iter()
        .take(16)
        .fold(0, |number, byte| number << 8 | u128::from(*byte))
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    fn given(case: u64, ids: &[&str]) -> GivenOut {
        let ids = ids.iter().map(|id| (*id).to_owned()).collect();
        GivenOut::of_case(CaseIndex(case), &ids)
    }

    fn merged(parts: impl IntoIterator<Item = GivenOut>, max: usize) -> GivenOut {
        let mut whole = GivenOut::default();
        for part in parts {
            whole.merge_within(part, max);
        }
        whole
    }

    #[test]
    fn an_id_that_two_cases_were_given_is_repeated() {
        let whole = merged([given(7, &["a", "b"]), given(3, &["b"])], 10);
        let repetition = Repetition {
            first: CaseIndex(3),
            again: CaseIndex(7),
        };
        assert_eq!(whole.repeated(), [repetition]);
        assert_eq!((whole.count(), whole.compared()), (3, None));
    }

    #[test]
    fn ids_that_differ_or_come_from_one_case_are_not_repeated() {
        let whole = merged([given(7, &["a", "b", "b"]), given(3, &["c"])], 10);
        assert_eq!(whole.repeated(), []);
    }

    #[test]
    fn of_three_cases_the_lowest_two_are_named() {
        let whole = merged([given(7, &["a"]), given(9, &["a"]), given(3, &["a"])], 10);
        let cases = whole.repeated();
        assert_eq!((cases[0].first.0, cases[0].again.0), (3, 7));
    }

    #[test]
    fn beyond_the_limit_the_smallest_digests_are_kept() {
        let whole = merged([given(1, &["a", "b", "c"]), given(2, &["d"])], 2);
        let mut all: Vec<u128> = ["a", "b", "c", "d"].map(digest).to_vec();
        all.sort_unstable();
        let kept: Vec<u128> = whole.compared.keys().copied().collect();
        assert_eq!((kept, whole.count()), (all[..2].to_vec(), 4));
        assert_eq!(whole.compared(), Some(2));
    }

    proptest! {
        #[test]
        fn the_order_of_merging_makes_no_difference(
            cases in vec(btree_set(0..40_u8, 0..12), 1..8),
            max in 1..60_usize,
            order in any::<prop::sample::Index>(),
        ) {
            let parts: Vec<GivenOut> = (0..)
                .zip(&cases)
                .map(|(case, ids)| {
                    let ids = ids.iter().map(u8::to_string).collect();
                    GivenOut::of_case(CaseIndex(case), &ids)
                })
                .collect();
            let whole = merged(parts.clone(), max);
            let (left, right) = parts.split_at(order.index(parts.len()));
            let turned = right.iter().rev().chain(left).cloned();
            prop_assert_eq!(&merged(turned, max), &whole);
            let halves = [merged(right.to_vec(), max), merged(left.to_vec(), max)];
            prop_assert_eq!(&merged(halves, max), &whole);
        }
    }
}
