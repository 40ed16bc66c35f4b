//! The core of a refuted history: few calls that have no legal order whatever the others did.

use super::search::linearize;
use super::{Answer, Budget, Call, Certainty, Object};

/// Returns the calls of a core, by their index; `None` where the history is not refuted.
///
/// A call leaves the core where the history is refuted also if it need not have taken effect. So
/// the core explains the refutation by itself: the other calls may have happened in any way that
/// their outcomes tell, or not at all. `budget` is for each of the searches, of which there is
/// one for each call; a search that is cut short keeps its call.
pub fn core_of<O>(
    object: &O,
    initial: &O::State,
    calls: &[Call<O::Act>],
    budget: Budget,
) -> Option<Vec<usize>>
where
    O: Object,
    O::Act: Clone,
{
    let mut calls = calls.to_vec();
    let Answer::NotLinearizable(last) = linearize(object, initial.clone(), &calls, budget) else {
        return None;
    };
    // What began after the last return that counts has no part in it.
    let end = calls[last].returned;
    let mut core = Vec::new();
    for index in (0..calls.len()).rev() {
        let before = calls[index].certainty;
        if calls[index].invoked > end || before == Certainty::Open {
            continue;
        }
        calls[index].certainty = Certainty::Optional;
        let answer = linearize(object, initial.clone(), &calls, budget);
        if !matches!(answer, Answer::NotLinearizable(_)) {
            calls[index].certainty = before;
            if before == Certainty::Certain {
                core.push(index);
            }
        }
    }
    core.reverse();
    Some(core)
}
