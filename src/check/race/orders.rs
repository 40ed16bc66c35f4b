//! What each order of a race that has none would have required.

use std::collections::BTreeSet;

use super::Concurrent;
use super::kinds::{Kind, kinds};
use crate::check::sorted::Sorted;
use crate::check::walk::{Ground, Keep, Step, Track, Walk, walk};
use crate::history::{History, Label};
use crate::model::judgement::{Belief, Scene};
use crate::model::terms::Terms;
use crate::spec::catalog::Catalog;
use crate::verdict::deviation::Deviations;

/// How many operations a race may have for its orders to be told one by one.
const OPERATIONS_MAX: usize = 5;

/// How many orders are told.
const ORDERS_MAX: usize = 8;

/// The beginning of an order, up to the operation that has no place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The operations, in that order.
    pub labels: Vec<Label>,
    /// What the last of them would have to have been answered, as a shape has it.
    pub expected: Vec<String>,
}

/// Returns the orders of the first race of a history that has no legal one; none where there is
/// no such race, or too many orders.
pub fn orders(history: &History, terms: &Terms) -> Vec<Order> {
    let catalog = Catalog::embedded();
    let sorted = Sorted::of(history, catalog);
    let ground = Ground {
        catalog,
        terms,
        elsewhere: &sorted.elsewhere,
        accepted: &Deviations::default(),
    };
    let of_track = |track: &Track<'_>| {
        let orders = of_track(track, ground);
        (!orders.is_empty()).then_some(orders)
    };
    sorted.tracks.iter().find_map(of_track).unwrap_or_default()
}

fn of_track(track: &Track<'_>, ground: Ground<'_>) -> Vec<Order> {
    let lifts = BTreeSet::new();
    let stuck = walk(track, &lifts, ground, Keep::Nothing);
    let race = track.race_around(stuck.failed.min(track.steps.len()));
    if stuck.illegal.is_empty() || race.is_empty() {
        return Vec::new();
    }
    let mut before = Walk::new();
    before.go_on(track, race.start, &lifts, (ground, Keep::Nothing));
    let scenes = race
        .clone()
        .map(|index| track.raced_scene(&race, index, &[], ground));
    let race: Vec<(&Step<'_>, Scene<'_>)> = track.steps[race.clone()].iter().zip(scenes).collect();
    let kinds = kinds(&race, &before.beliefs);
    let all = super::says_all(&race);
    let object = Concurrent {
        race: &race,
        kinds: &kinds,
        waived: &all,
    };
    let is_done = |index: &usize| matches!(kinds[*index], Kind::Alike(_) | Kind::Change);
    let left: Vec<usize> = (0..race.len()).filter(is_done).collect();
    let mut told = Vec::new();
    if left.len() <= OPERATIONS_MAX {
        let beliefs: Vec<Belief> = before.beliefs.into_iter().map(super::plain).collect();
        follow(&object, (&beliefs, &[]), &left, &mut told);
    }
    told
}

/// Follows every order of the operations that are left.
fn follow(
    object: &Concurrent<'_>,
    (beliefs, before): (&[Belief], &[usize]),
    left: &[usize],
    told: &mut Vec<Order>,
) {
    let times = |index: usize| object.race[index].0.operation.order;
    for next in left.iter().copied() {
        let is_later = |other: &usize| times(*other).end < times(next).start;
        if told.len() == ORDERS_MAX || left.iter().any(is_later) {
            continue;
        }
        let so_far: Vec<usize> = before.iter().copied().chain([next]).collect();
        let mut after = Vec::new();
        let mut expected = None;
        for belief in beliefs {
            match object.judge(belief, next) {
                Ok(beliefs) => after.extend(beliefs),
                Err(illegal) => expected = expected.or(Some(illegal.expected)),
            }
        }
        if after.is_empty() {
            let label = |index: usize| object.race[index].0.operation.label.step();
            let mut expected = expected.unwrap_or_default();
            expected.sort();
            expected.dedup();
            told.push(Order {
                labels: so_far.into_iter().map(label).collect(),
                expected,
            });
            continue;
        }
        let rest: Vec<usize> = left.iter().copied().filter(|one| *one != next).collect();
        follow(object, (&after, &so_far), &rest, told);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::case::tests::story::Story;

    fn told(lines: &str) -> Vec<(Vec<u32>, Vec<String>)> {
        let story = Story::parse(&format!(
            "game-session 1 -> ok\nactivate -> ok\nrace\n{lines}\nrest"
        ));
        let orders = orders(&story.history, &story.terms).into_iter();
        let numbers = |labels: Vec<Label>| labels.into_iter().map(|label| label.0).collect();
        orders
            .map(|one| (numbers(one.labels), one.expected))
            .collect()
    }

    #[test]
    fn of_two_that_share_a_slot_the_later_one_is_refused() {
        let full = vec!["GameSessionFullException".to_owned()];
        assert_eq!(
            told("by a 0..5 single p1 -> ok\nby b 1..6 single p2 -> ok"),
            [(vec![3, 4], full.clone()), (vec![4, 3], full.clone())]
        );
        assert_eq!(
            told("by a 0..5 single p1 -> ok\nby b 6..9 single p2 -> ok"),
            [(vec![3, 4], full)]
        );
    }

    #[test]
    fn a_race_with_a_legal_order_has_none_to_tell() {
        let lines = "by a 0..5 single p1 -> ok\nby b 1..6 single p2 -> GameSessionFull";
        assert_eq!(told(lines), []);
    }
}
