//! Tests of the obligations.

use super::OpenSlots::{Exact, Few, Many, One, OneLess, OneMore, Zero};
use super::*;
use crate::spec::clause::Suite;

#[test]
fn reachable_obligations_are_finite_and_print_apart() {
    let all = reachable(&BTreeSet::from([Suite::Core, Suite::Temporal]));
    let names: BTreeSet<String> = all.iter().map(Obligation::to_string).collect();
    assert_eq!(names.len(), all.len());
    let core = reachable(&BTreeSet::from([Suite::Core]));
    assert!(core.is_subset(&all));
    assert!(
        core.iter()
            .all(|obligation| obligation.held != Held::TimedOut)
    );
    assert_eq!((core.len(), all.len()), (558, 640));
}

#[test]
fn open_slots_are_relative_to_the_players() {
    let relations = |players| {
        (0..=6)
            .map(|open| OpenSlots::of(open, players))
            .collect::<Vec<_>>()
    };
    assert_eq!(relations(1), [Zero, Exact, OneMore, Many, Many, Many, Many]);
    assert_eq!(
        relations(2),
        [Zero, OneLess, Exact, OneMore, Many, Many, Many]
    );
    assert_eq!(
        relations(4),
        [Zero, One, Few, OneLess, Exact, OneMore, Many]
    );
    assert_eq!(OpenSlots::of(-3, 2), Zero);
}
