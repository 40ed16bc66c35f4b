//! How far a walk comes where every deviation that shows is lifted.
//!
//! Two explanations of one symptom are held against each other by how much of the rest they leave
//! legal; what is accepted of that rest must not count against either.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::blame::candidates;
use super::shapes;
use super::walk::{Ground, Keep, Lift, Track, Walk, walk};
use crate::history::Operation;
use crate::model::judgement::Illegal;

/// How many walks are spent on accepted symptoms while one symptom is traced.
const WALKS_MAX: usize = 2_000;

/// The walks that may still be made.
#[derive(Debug)]
pub(super) struct Allowance(usize);

impl Default for Allowance {
    fn default() -> Self {
        Self(WALKS_MAX)
    }
}

/// How far a walk comes that lifts what is accepted; the better one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reach {
    /// The index of the operation that leaves no belief.
    reached: Reverse<usize>,
    /// How many accepted symptoms it takes to come there.
    excused: usize,
}

/// Returns how far a walk comes that lifts what is accepted.
///
/// `begun` is the walk with `lifts` alone.
pub(super) fn reach(
    track: &Track<'_>,
    lifts: &BTreeSet<Lift>,
    begun: &Walk,
    ground: Ground<'_>,
    allowance: &mut Allowance,
) -> Reach {
    let (mut reached, mut excused) = (begun.reached, 0);
    if ground.accepted.is_empty() {
        return Reach {
            reached: Reverse(reached),
            excused,
        };
    }
    let (mut lifts, mut illegal) = (lifts.clone(), begun.illegal.clone());
    let mut failed = begun.failed;
    while !illegal.is_empty() {
        let symptom = track.steps[failed].operation;
        let accepted = candidates(track, failed, &illegal)
            .into_iter()
            .filter(|(lifts, illegal)| is_accepted(symptom, lifts, illegal, ground));
        let next = accepted.map(|(one, _)| one).find_map(|one| {
            allowance.0 = allowance.0.checked_sub(1)?;
            let with: BTreeSet<Lift> = lifts.iter().chain(&one).copied().collect();
            let walk = walk(track, &with, ground, Keep::Nothing);
            (walk.reached > reached).then_some((with, walk))
        });
        let Some((with, walk)) = next else {
            break;
        };
        (lifts, reached, failed) = (with, walk.reached, walk.failed);
        illegal = walk.illegal;
        excused += 1;
    }
    Reach {
        reached: Reverse(reached),
        excused,
    }
}

/// Returns whether the target's users accept the violation of every clause that is lifted.
pub(super) fn is_accepted(
    symptom: &Operation,
    lifts: &[Lift],
    illegal: &Illegal,
    ground: Ground<'_>,
) -> bool {
    let shape = shapes::of(symptom, illegal);
    let mut lifts = lifts.iter();
    lifts.all(|(_, clause)| ground.accepted.accept(*clause, &shape))
}
