//! Where an object may be, and what of it need not be kept.

use std::collections::BTreeMap;

/// A state that the object may be in, and what has happened on the way there.
#[derive(Clone, Debug)]
pub(super) struct Configuration<S> {
    pub(super) state: S,
    /// The bits of the pending calls that have had their turn.
    pub(super) done: u128,
    /// The way there.
    pub(super) way: usize,
}

/// What is known of the pending calls, by their bits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Classes {
    /// Those without an effect.
    pub(super) looks: u128,
    /// Those with an effect that need not have taken it.
    pub(super) unsure: u128,
}

impl Classes {
    /// Returns the calls that must take effect, among those that have.
    fn sure(self, done: u128) -> u128 {
        done & !(self.looks | self.unsure)
    }

    /// Returns whether all that can follow where `other` was done can follow where `done` was, in
    /// the same state and with the same sure effects.
    ///
    /// A look that has had its turn binds nobody any more, and before that it may wait for a state
    /// that never comes. A call that need not take effect and has not may do so still, or not.
    fn covers(self, done: u128, other: u128) -> bool {
        other & self.looks & !done == 0 && done & self.unsure & !other == 0
    }

    /// Returns the classes without a call.
    pub(super) fn without(self, bit: u128) -> Self {
        Self {
            looks: self.looks & !bit,
            unsure: self.unsure & !bit,
        }
    }
}

/// Configurations of which none covers another.
#[derive(Clone, Debug)]
pub(super) struct Frontier<S> {
    classes: Classes,
    /// The way to each, by sure effects, state and all that was done.
    places: BTreeMap<(u128, S, u128), usize>,
}

impl<S: Clone + Ord> Frontier<S> {
    pub(super) fn new(classes: Classes) -> Self {
        Self {
            classes,
            places: BTreeMap::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Adds a configuration, and says whether it is new: nothing covers it.
    pub(super) fn insert(&mut self, configuration: Configuration<S>) -> bool {
        let Configuration { state, done, way } = configuration;
        let sure = self.classes.sure(done);
        let classes = self.classes;
        let is_covered = |other| classes.covers(other, done);
        if self.beside(sure, &state).any(is_covered) {
            return false;
        }
        self.remove(&state, done);
        self.places.insert((sure, state, done), way);
        true
    }

    /// Removes what a configuration covers.
    pub(super) fn remove(&mut self, state: &S, done: u128) {
        let sure = self.classes.sure(done);
        let classes = self.classes;
        let beside = self.beside(sure, state);
        let covered: Vec<u128> = beside
            .filter(|other| classes.covers(done, *other))
            .collect();
        for other in covered {
            self.places.remove(&(sure, state.clone(), other));
        }
    }

    /// Returns what was done on the ways to a state with these sure effects.
    fn beside<'a>(&'a self, sure: u128, state: &S) -> impl Iterator<Item = u128> + use<'a, S> {
        let first = (sure, state.clone(), 0);
        let last = (sure, state.clone(), u128::MAX);
        let places = self.places.range(first..=last);
        places.map(|((_, _, done), _)| *done)
    }

    /// Returns the states in which the object may be.
    pub(super) fn states(&self) -> Vec<S> {
        let places = self.places.keys();
        let mut states: Vec<S> = places.map(|(_, state, _)| state.clone()).collect();
        states.sort_unstable();
        states.dedup();
        states
    }

    /// Returns all configurations, in order.
    pub(super) fn all(&self) -> Vec<Configuration<S>> {
        let places = self.places.iter();
        let all = places.map(|((_, state, done), way)| Configuration {
            state: state.clone(),
            done: *done,
            way: *way,
        });
        all.collect()
    }

    /// Returns the way to each configuration, to be named anew.
    pub(super) fn ways(&mut self) -> impl Iterator<Item = &mut usize> {
        self.places.values_mut()
    }
}
