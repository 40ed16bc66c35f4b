//! A search that tries every order.

use crate::check::linear::slots::{Act, Slots, Taken};
use crate::check::linear::{Call, Certainty, Object};

/// Returns whether some order of the calls is legal.
pub(super) fn is_linearizable(initial: &Taken, calls: &[Call<Act>]) -> bool {
    let left: Vec<usize> = (0..calls.len()).collect();
    any_order(initial, calls, &left)
}

fn any_order(state: &Taken, calls: &[Call<Act>], left: &[usize]) -> bool {
    let must = |index: &usize| calls[*index].certainty == Certainty::Certain;
    if !left.iter().any(must) {
        return true;
    }
    left.iter().any(|next| {
        // What has returned before it is sent comes first, or never.
        let is_due = |other: &usize| {
            other != next
                && calls[*other].certainty != Certainty::Open
                && calls[*other].returned < calls[*next].invoked
        };
        if left.iter().any(|other| is_due(other) && must(other)) {
            return false;
        }
        let rest: Vec<usize> = left
            .iter()
            .copied()
            .filter(|other| other != next && !is_due(other))
            .collect();
        Slots
            .apply(state, &calls[*next].act)
            .iter()
            .any(|state| any_order(state, calls, &rest))
    })
}
