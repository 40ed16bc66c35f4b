//! A search that tries every order and knows no shortcut.

use std::collections::BTreeSet;

use crate::check::linear::{Call, Certainty, Object};

/// Returns every state in which some legal order of the calls ends; none where none is legal.
pub(super) fn ends<O: Object>(
    object: &O,
    initial: &O::State,
    calls: &[Call<O::Act>],
) -> BTreeSet<O::State> {
    let left: Vec<usize> = (0..calls.len()).collect();
    let mut ends = BTreeSet::new();
    every_order(object, initial, (calls, &left), &mut ends);
    ends
}

fn every_order<O: Object>(
    object: &O,
    state: &O::State,
    (calls, left): (&[Call<O::Act>], &[usize]),
    ends: &mut BTreeSet<O::State>,
) {
    let must = |index: &usize| calls[*index].certainty == Certainty::Certain;
    if !left.iter().any(must) {
        ends.insert(state.clone());
    }
    for next in left {
        // What has returned before it is sent comes first, or never.
        let is_due = |other: &usize| {
            other != next
                && calls[*other].certainty != Certainty::Open
                && calls[*other].returned < calls[*next].invoked
        };
        if left.iter().any(|other| is_due(other) && must(other)) {
            continue;
        }
        let rest = left.iter().copied();
        let rest = rest.filter(|other| other != next && !is_due(other));
        let rest: Vec<usize> = rest.collect();
        for state in object.apply(state, &calls[*next].act) {
            every_order(object, &state, (calls, &rest), ends);
        }
    }
}
