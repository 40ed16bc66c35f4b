//! The search held against histories whose answer is known, and against a search that knows no
//! shortcut.

mod agreement;
mod occupancy;
mod plain;
mod queue;
mod register;
mod slots;
mod timelines;

use std::collections::BTreeSet;

use super::search::{End, Stuck, explore, linearize};
use super::{Answer, Budget, Call, Certainty, Object};

/// Returns whether a history is legal; every search has to say the same, and why.
#[track_caller]
fn judged<O: Object>(object: &O, initial: &O::State, calls: &[Call<O::Act>]) -> bool {
    match judge(object, initial, calls) {
        Ok(is_legal) => is_legal,
        Err(problem) => panic!("{problem}"),
    }
}

/// Returns whether a history is legal, or in what the searches differ.
///
/// Those with shortcuts have to find the states in which some legal order ends, all of them, and
/// the orders that they name have to be legal.
fn judge<O: Object>(
    object: &O,
    initial: &O::State,
    calls: &[Call<O::Act>],
) -> Result<bool, String> {
    let expected = plain::ends(object, initial, calls);
    let budget = Budget::default();
    let found = match explore(object, [initial.clone()], calls, budget) {
        Ok(ends) => {
            for End { state, order } in &ends {
                check_order(object, initial, (calls, order), Some(state))?;
            }
            ends.into_iter().map(|end| end.state).collect()
        }
        Err(Stuck::Refuted(_)) => BTreeSet::new(),
        Err(Stuck::Unknown(spent)) => return Err(format!("the budget is ample: {spent:?}")),
    };
    if found != expected {
        return Err(format!("ends {found:?}, of {expected:?}"));
    }
    let is_legal = match linearize(object, initial.clone(), calls, budget) {
        Answer::Linearizable(order) => {
            check_order(object, initial, (calls, &order), None)?;
            true
        }
        Answer::NotLinearizable(_) => false,
        Answer::Unknown(spent) => return Err(format!("the budget is ample: {spent:?}")),
    };
    if is_legal == expected.is_empty() {
        return Err(format!(
            "legal: {is_legal}, but there are ends {expected:?}"
        ));
    }
    Ok(is_legal)
}

/// Says what is wrong with a legal order that ends in a state.
fn check_order<O: Object>(
    object: &O,
    initial: &O::State,
    (calls, order): (&[Call<O::Act>], &[usize]),
    end: Option<&O::State>,
) -> Result<(), String> {
    let mut states = BTreeSet::from([initial.clone()]);
    for (place, index) in order.iter().enumerate() {
        let next = states
            .iter()
            .flat_map(|state| object.apply(state, &calls[*index].act));
        states = next.collect();
        let is_late = |before: &usize| {
            before == index
                || calls[*index].certainty != Certainty::Open
                    && calls[*index].returned < calls[*before].invoked
        };
        if order[..place].iter().any(is_late) {
            return Err(format!("{order:?}: {index} comes too late"));
        }
    }
    let must = |index: &usize| calls[*index].certainty == Certainty::Certain;
    let left_out = (0..calls.len()).find(|index| must(index) && !order.contains(index));
    if let Some(index) = left_out {
        return Err(format!("{order:?}: {index} has no place"));
    }
    let is_reached = end.map_or(!states.is_empty(), |end| states.contains(end));
    if is_reached {
        Ok(())
    } else {
        Err(format!("{order:?} is not legal or does not end in {end:?}"))
    }
}
