//! The steps of a search: what the begin and the end of each call make of where the object may be.

use std::collections::BTreeMap;

use super::frontier::{Classes, Configuration, Frontier};
use super::search::{End, Refuted, Stuck};
use super::ways::{ROOT, Ways};
use super::{Budget, Call, Certainty, Effect, Object, Spent};

/// How many calls may be open at a time: each has a bit.
const OPEN_MAX: usize = 128;

/// A call begins or ends, by its index.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    Invoked(usize),
    Returned(usize),
}

/// Returns what happened, in order; in one moment, what begins comes before what ends.
pub(super) fn events<A>(calls: &[Call<A>]) -> Vec<Event> {
    let mut events: Vec<(u64, bool, usize)> = Vec::with_capacity(calls.len() * 2);
    for (index, call) in calls.iter().enumerate() {
        events.push((call.invoked, false, index));
        if call.certainty != Certainty::Open {
            events.push((call.returned.max(call.invoked), true, index));
        }
    }
    events.sort_unstable();
    let event = |(_, is_return, index)| {
        if is_return {
            Event::Returned(index)
        } else {
            Event::Invoked(index)
        }
    };
    events.into_iter().map(event).collect()
}

/// Whether a search may miss something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Haste {
    /// It finds every way.
    None,
    /// Where a call that returns can take effect at once, it does, and nothing before it.
    Some,
}

/// A call that has begun and not ended.
#[derive(Clone, Copy, Debug)]
struct Pending {
    call: usize,
    effect: Effect,
    /// The bit that says whether it has had its turn.
    bit: u128,
    /// By this, calls are in the order in which they return; open ones come last.
    order: (u64, usize),
}

/// Where a search is.
#[derive(Clone, Debug)]
pub(super) struct Saved<S> {
    /// In the order in which they return.
    pending: Vec<Pending>,
    /// The pending call of each bit.
    by_bit: [usize; OPEN_MAX],
    /// The bits of no call.
    free: u128,
    classes: Classes,
    frontier: Frontier<S>,
}

/// A search, on its way from the first event to the last.
pub(super) struct Search<'a, O: Object> {
    object: &'a O,
    calls: &'a [Call<O::Act>],
    budget: Budget,
    steps: u64,
    at: Saved<O::State>,
    ways: Ways,
}

impl<'a, O: Object> Search<'a, O> {
    pub(super) fn new(
        object: &'a O,
        initial: impl IntoIterator<Item = O::State>,
        calls: &'a [Call<O::Act>],
        budget: Budget,
    ) -> Self {
        let classes = Classes::default();
        let mut frontier = Frontier::new(classes);
        for state in initial {
            frontier.insert(Configuration {
                state,
                done: 0,
                way: ROOT,
            });
        }
        Self {
            object,
            calls,
            budget,
            steps: 0,
            at: Saved {
                pending: Vec::with_capacity(OPEN_MAX),
                by_bit: [0; OPEN_MAX],
                free: u128::MAX,
                classes,
                frontier,
            },
            ways: Ways::default(),
        }
    }

    /// Takes the next event.
    pub(super) fn take(&mut self, event: Event, haste: Haste) -> Result<(), Stuck<O::State>> {
        match event {
            Event::Invoked(call) => self.invoke(call),
            Event::Returned(call) => self.settle(call, haste),
        }
    }

    /// Returns where the search is.
    pub(super) fn save(&self) -> Saved<O::State> {
        self.at.clone()
    }

    /// Goes back to where it was.
    pub(super) fn restore(&mut self, saved: &Saved<O::State>) {
        self.at.clone_from(saved);
    }

    /// Forgets the ways that lead nowhere, if there are many; those to `saved` stay.
    pub(super) fn forget<'s>(&mut self, saved: impl IntoIterator<Item = &'s mut Saved<O::State>>)
    where
        O::State: 's,
    {
        if self.ways.are_many() {
            let saved = saved.into_iter().map(|saved| &mut saved.frontier);
            let frontiers = saved.chain([&mut self.at.frontier]);
            let mut kept: Vec<&mut usize> = frontiers.flat_map(Frontier::ways).collect();
            self.ways.forget_all_but(&mut kept);
        }
    }

    fn invoke(&mut self, call: usize) -> Result<(), Stuck<O::State>> {
        let Call {
            act,
            invoked,
            returned,
            certainty,
        } = &self.calls[call];
        let effect = self.object.effect(act);
        if effect == Effect::Nothing && *certainty != Certainty::Certain {
            // Whether it took its turn or not, nothing follows.
            return Ok(());
        }
        let at = &mut self.at;
        if at.free == 0 {
            return Err(Stuck::Unknown(Spent::OpenCalls));
        }
        let number = at.free.trailing_zeros();
        let bit = 1 << number;
        at.free &= !bit;
        at.by_bit[number as usize] = call;
        if effect == Effect::Nothing {
            at.classes.looks |= bit;
        }
        if *certainty != Certainty::Certain {
            at.classes.unsure |= bit;
        }
        let returned = match certainty {
            Certainty::Open => u64::MAX,
            Certainty::Certain | Certainty::Optional => *returned.max(invoked),
        };
        let order = (returned, call);
        let place = at.pending.partition_point(|other| other.order < order);
        let pending = Pending {
            call,
            effect,
            bit,
            order,
        };
        at.pending.insert(place, pending);
        Ok(())
    }

    /// Takes the return of a call: what is kept are the configurations in which it took effect.
    ///
    /// From each configuration, calls take effect until this one has: what is not needed for it
    /// waits, for it can take effect later as well.
    fn settle(&mut self, call: usize, haste: Haste) -> Result<(), Stuck<O::State>> {
        let mut pending = self.at.pending.iter();
        let Some(place) = pending.position(|one| one.call == call) else {
            return Ok(());
        };
        let bit = self.at.pending[place].bit;
        let is_optional = self.calls[call].certainty == Certainty::Optional;
        let mut settled = Frontier::new(self.at.classes.without(bit));
        let mut seen = Frontier::new(self.at.classes);
        let mut open = self.at.frontier.all();
        while let Some(configuration) = open.pop() {
            let mut configuration = self.absorb(configuration);
            if configuration.done & bit != 0 {
                configuration.done &= !bit;
                settled.insert(configuration);
                continue;
            }
            if !seen.insert(configuration.clone()) {
                continue;
            }
            if is_optional {
                settled.insert(configuration.clone());
            }
            let before = open.len();
            if haste == Haste::Some {
                self.take_effect(&configuration, place, &mut open);
            }
            if open.len() == before {
                self.expand(&configuration, &mut open);
            }
            self.within_budget(settled.len() + seen.len())?;
        }
        if settled.is_empty() {
            let states = seen.states();
            return Err(Stuck::Refuted(Refuted { call, states }));
        }
        let at = &mut self.at;
        at.pending.remove(place);
        at.free |= bit;
        at.classes = at.classes.without(bit);
        self.postpone(&mut settled);
        self.at.frontier = settled;
        Ok(())
    }

    /// Lets every pending call without an effect take its turn that can.
    ///
    /// It changes nothing for the others, and later it may be too late for it: whatever order
    /// has it later is legal with it here.
    fn absorb(&mut self, mut configuration: Configuration<O::State>) -> Configuration<O::State> {
        let mut left = self.at.classes.looks & !configuration.done;
        while left != 0 {
            let number = left.trailing_zeros();
            let bit = 1 << number;
            left &= !bit;
            let call = self.at.by_bit[number as usize];
            self.steps += 1;
            let act = &self.calls[call].act;
            if self.object.is_legal(&configuration.state, act) {
                configuration.done |= bit;
                configuration.way = self.ways.push(configuration.way, call);
            }
        }
        configuration
    }

    /// Lets one more pending call take effect, in every way.
    ///
    /// Of calls alike, the one that returns first goes first: where an order has another of them
    /// here and that one later, the two may change places, for the other one has until after. One
    /// that need not take effect gives way only to such, for else the other would be left over.
    fn expand(
        &mut self,
        configuration: &Configuration<O::State>,
        next: &mut Vec<Configuration<O::State>>,
    ) {
        let mut tried: Vec<(u64, Certainty)> = Vec::new();
        for place in 0..self.at.pending.len() {
            let Pending {
                call, effect, bit, ..
            } = self.at.pending[place];
            if configuration.done & bit != 0 {
                continue;
            }
            match effect {
                Effect::Nothing => continue,
                Effect::Alike(number) => {
                    let certainty = self.calls[call].certainty;
                    let goes_first = |(one, first): &(u64, Certainty)| {
                        *one == number
                            && (*first == Certainty::Certain || certainty != Certainty::Certain)
                    };
                    if tried.iter().any(goes_first) {
                        continue;
                    }
                    tried.push((number, certainty));
                }
                Effect::Own => {}
            }
            self.take_effect(configuration, place, next);
        }
    }

    /// Lets one pending call take effect.
    fn take_effect(
        &mut self,
        configuration: &Configuration<O::State>,
        place: usize,
        next: &mut Vec<Configuration<O::State>>,
    ) {
        let Configuration { state, done, way } = configuration;
        let Pending { call, bit, .. } = self.at.pending[place];
        self.steps += 1;
        for state in self.object.apply(state, &self.calls[call].act) {
            next.push(Configuration {
                state,
                done: done | bit,
                way: self.ways.push(*way, call),
            });
        }
    }

    /// Removes the configurations in which a call took effect before it was needed.
    ///
    /// They are those to which another one leads in one step, and which have no look behind them
    /// that it would not have by then: whatever follows them follows the other one as well. The
    /// other one has one effect less, so that of two neither makes both superfluous; it may be
    /// superfluous itself, but then one with still less leads to it.
    fn postpone(&mut self, settled: &mut Frontier<O::State>) {
        if settled.len() == 1 {
            return;
        }
        let mut next = Vec::new();
        for configuration in settled.all() {
            self.expand(&configuration, &mut next);
            for later in next.drain(..) {
                let later = self.absorb(later);
                settled.remove(&later.state, later.done);
            }
        }
    }

    /// Returns the ways in which all may have ended: what is open still may have taken effect too.
    pub(super) fn ends(mut self) -> Result<Vec<End<O::State>>, Stuck<O::State>> {
        let mut ended = Frontier::new(self.at.classes);
        let mut open = self.at.frontier.all();
        while let Some(configuration) = open.pop() {
            if ended.insert(configuration.clone()) {
                self.expand(&configuration, &mut open);
            }
            self.within_budget(ended.len())?;
        }
        let mut ends: BTreeMap<O::State, usize> = BTreeMap::new();
        for Configuration { state, way, .. } in ended.all() {
            // Open calls make several ways into one state.
            ends.entry(state).or_insert(way);
        }
        let ends = ends.into_iter().map(|(state, way)| End {
            state,
            order: self.ways.order(way),
        });
        Ok(ends.collect())
    }

    fn within_budget(&self, configurations: usize) -> Result<(), Stuck<O::State>> {
        if self.steps > self.budget.steps {
            return Err(Stuck::Unknown(Spent::Steps));
        }
        if configurations > self.budget.configurations {
            return Err(Stuck::Unknown(Spent::Configurations));
        }
        Ok(())
    }
}
