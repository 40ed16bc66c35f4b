//! The search for a legal order, from return to return.

use super::step::{Event, Haste, Saved, Search, events};
use super::{Answer, Budget, Call, Object, Spent};

/// Returns whether the calls have a legal order from the state `initial` on.
///
/// Times are closed intervals: a call that is sent in the moment in which another returns may
/// take effect before it. What the object refutes by itself needs no search.
pub fn linearize<O: Object>(
    object: &O,
    initial: O::State,
    calls: &[Call<O::Act>],
    budget: Budget,
) -> Answer {
    if let Some(call) = object.misfit(&initial, calls) {
        return Answer::NotLinearizable(call);
    }
    let search = Search::new(object, [initial], calls, budget);
    match hasten(search, &events(calls)) {
        Ok(mut ends) => Answer::Linearizable(ends.pop().map_or_else(Vec::new, |end| end.order)),
        Err(Stuck::Refuted(refuted)) => Answer::NotLinearizable(refuted.call),
        Err(Stuck::Unknown(spent)) => Answer::Unknown(spent),
    }
}

/// One way in which a history may have ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End<S> {
    /// The state at the end.
    pub state: S,
    /// The calls that took effect, by their index, in a legal order that leads there.
    pub order: Vec<usize>,
}

/// Why there is no end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stuck<S> {
    /// There is no legal order.
    Refuted(Refuted<S>),
    /// The budget was spent before it was known.
    Unknown(Spent),
}

/// A call that no legal order has room for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refuted<S> {
    /// The call, by its index.
    pub call: usize,
    /// Every state that was possible while it had not taken effect, at its return.
    pub states: Vec<S>,
}

/// Returns every way in which the calls may have ended, from any of the states `initial` on.
pub fn explore<O: Object>(
    object: &O,
    initial: impl IntoIterator<Item = O::State>,
    calls: &[Call<O::Act>],
    budget: Budget,
) -> Result<Vec<End<O::State>>, Stuck<O::State>> {
    let mut search = Search::new(object, initial, calls, budget);
    for event in events(calls) {
        search.take(event, Haste::None)?;
        search.forget([]);
    }
    search.ends()
}

/// How many events lie between two moments to which a hasty search can go back.
const PERIOD: usize = 64;

/// How much further back it goes where that was not far enough.
const FURTHER: usize = 4;

/// Returns some of the ways in which the calls may have ended, where there are any.
///
/// The search is hasty, so that what it finds is legal and where it finds nothing there may be
/// something. There it goes back a little and searches without haste until it is past that place,
/// or goes back further. Only where a search without haste from the very beginning finds nothing
/// is there nothing.
fn hasten<O: Object>(
    mut search: Search<'_, O>,
    events: &[Event],
) -> Result<Vec<End<O::State>>, Stuck<O::State>> {
    let mut saved: Vec<(usize, Saved<O::State>)> = vec![(0, search.save())];
    let mut next = 0;
    let mut back = 1;
    // Before this event there is no haste.
    let mut careful_until = 0;
    let mut is_careful_from_the_beginning = false;
    while let Some(event) = events.get(next).copied() {
        let is_careful = next < careful_until;
        is_careful_from_the_beginning &= is_careful;
        let haste = if is_careful { Haste::None } else { Haste::Some };
        match search.take(event, haste) {
            Ok(()) => {
                next += 1;
                if next % PERIOD == 0 {
                    saved.push((next, search.save()));
                    search.forget(saved.iter_mut().map(|(_, saved)| saved));
                }
            }
            Err(Stuck::Refuted(_)) if !is_careful_from_the_beginning => {
                back = if is_careful { back * FURTHER } else { 1 };
                careful_until = careful_until.max(next + 1);
                saved.truncate(saved.len().saturating_sub(back - 1).max(1));
                is_careful_from_the_beginning = saved.len() == 1;
                let (event, moment) = &saved[saved.len() - 1];
                next = *event;
                search.restore(moment);
            }
            Err(stuck) => return Err(stuck),
        }
    }
    search.ends()
}
