//! Linearizability: whether what several clients saw of one object has a legal order.
//!
//! An order is legal where each call takes effect at one moment between its invocation and its
//! return, and each outcome is one that the object allows at that moment. The search goes from
//! return to return and keeps every state that the object may be in together with the calls that
//! have taken effect and not yet returned; a call takes effect no earlier than some return needs.
//!
//! What came of a call fixes its effect, and that keeps the states few. Each shortcut is argued
//! where it stands: calls without an effect take their turn as soon as they can, of calls with the
//! same effect the one that returns first goes first, and no effect comes before it is needed
//! (`step`); a state that can do no more than another is not kept (`frontier`); a first search is
//! hasty and goes back where that was wrong (`search`); bounds on what is taken refute most
//! overselling without any search (`occupancy`). None of them leaves an order out that would change
//! the answer, which the tests hold against a search that tries every order.

pub mod search;
mod step;
mod frontier;
mod ways;
pub mod slots;
mod occupancy;
pub mod decisive;

#[cfg(test)]
mod tests;

use std::fmt::Debug;

/// An object that several clients use at a time.
pub trait Object {
    /// What it is in.
    type State: Clone + Ord + Debug;
    /// What a client does, with what came of it.
    type Act;

    /// Returns the states that may follow where the act takes effect with its outcome; none where
    /// the outcome is not legal.
    fn apply(&self, state: &Self::State, act: &Self::Act) -> Vec<Self::State>;

    /// Returns whether the act's outcome is legal, which is whether `apply` returns any state.
    fn is_legal(&self, state: &Self::State, act: &Self::Act) -> bool {
        !self.apply(state, act).is_empty()
    }

    /// Returns what is known of the act's effect, whatever the state.
    fn effect(&self, act: &Self::Act) -> Effect;

    /// Returns a call that no legal order has room for, where that shows without a search;
    /// what is sent after its return plays no part. `None` says nothing.
    fn misfit(&self, initial: &Self::State, calls: &[Call<Self::Act>]) -> Option<usize> {
        let _ = (initial, calls);
        None
    }
}

/// What is known of an act's effect, whatever the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It changes no state: `apply` returns the state itself, or nothing.
    Nothing,
    /// In every state it is legal where any other act of that number is, and has the same effect.
    Alike(u64),
    /// It has an effect of its own.
    Own,
}

/// An act of one client, with the time that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call<A> {
    /// What was done, and what came of it.
    pub act: A,
    /// When it was sent, in any unit that all calls share.
    pub invoked: u64,
    /// When its outcome was known, in the same unit.
    pub returned: u64,
    /// How sure it is that it took effect within that time.
    pub certainty: Certainty,
}

/// How sure it is that a call took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// It did, between its invocation and its return.
    Certain,
    /// It did or it did not, between its invocation and its return.
    Optional,
    /// No outcome came back: it took effect at any time after its invocation, or never does.
    Open,
}

/// Whether a history has a legal order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It has: the calls that took effect, by their index, in that order.
    Linearizable(Vec<usize>),
    /// It has none: this call has no room in it, whatever is sent after its return.
    NotLinearizable(usize),
    /// The budget was spent before it was known.
    Unknown(Spent),
}

/// Which part of the budget was spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spent {
    /// Acts tried in a state.
    Steps,
    /// States kept at a time.
    Configurations,
    /// Calls open at a time.
    OpenCalls,
}

/// How much a search may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// How many times an act may be tried in a state.
    pub steps: u64,
    /// How many states may be kept at a time.
    pub configurations: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            steps: 20_000_000,
            configurations: 200_000,
        }
    }
}
