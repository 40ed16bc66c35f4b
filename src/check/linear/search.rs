//! The search for a legal order, from return to return.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Budget, Call, Certainty, Effect, Object, Spent};

/// How many calls may be open at a time: each has a bit.
const OPEN_MAX: usize = 128;

/// Returns whether the calls have a legal order from the state `initial` on.
///
/// Times are closed intervals: a call that is sent in the moment in which another returns may
/// take effect before it.
pub fn linearize<O: Object>(
    object: &O,
    initial: O::State,
    calls: &[Call<O::Act>],
    budget: Budget,
) -> Answer {
    match explore(object, [initial], calls, budget) {
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
        match event {
            Event::Invoked(call) => search.invoke(call)?,
            Event::Returned(call) => search.settle(call)?,
        }
    }
    search.ends()
}

/// A call begins or ends, by its index.
#[derive(Clone, Copy, Debug)]
enum Event {
    Invoked(usize),
    Returned(usize),
}

/// Returns what happened, in order; in one moment, what begins comes before what ends.
fn events<A>(calls: &[Call<A>]) -> Vec<Event> {
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

/// A call that has begun and not ended.
#[derive(Clone, Copy, Debug)]
struct Pending {
    call: usize,
    effect: Effect,
    /// The bit that says whether it has taken effect.
    bit: u128,
    /// By this, calls are in the order in which they return; open ones come last.
    order: (u64, usize),
}

/// Where the object may be: its state, and which pending calls have taken effect.
type Configuration<S> = (S, u128);

/// The last call that took effect on the way to a configuration, and the way before it.
#[derive(Clone, Copy, Debug)]
struct Node {
    before: usize,
    call: usize,
}

/// The node of the way on which nothing has taken effect.
const ROOT: usize = usize::MAX;

struct Search<'a, O: Object> {
    object: &'a O,
    calls: &'a [Call<O::Act>],
    budget: Budget,
    steps: u64,
    /// In the order in which they return.
    pending: Vec<Pending>,
    free: u128,
    frontier: BTreeMap<Configuration<O::State>, usize>,
    nodes: Vec<Node>,
}

impl<'a, O: Object> Search<'a, O> {
    fn new(
        object: &'a O,
        initial: impl IntoIterator<Item = O::State>,
        calls: &'a [Call<O::Act>],
        budget: Budget,
    ) -> Self {
        let initial = initial.into_iter();
        Self {
            object,
            calls,
            budget,
            steps: 0,
            pending: Vec::with_capacity(OPEN_MAX),
            free: u128::MAX,
            frontier: initial.map(|state| ((state, 0), ROOT)).collect(),
            nodes: Vec::new(),
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
        if self.free == 0 {
            return Err(Stuck::Unknown(Spent::OpenCalls));
        }
        let bit = 1 << self.free.trailing_zeros();
        self.free &= !bit;
        let returned = match certainty {
            Certainty::Open => u64::MAX,
            Certainty::Certain | Certainty::Optional => *returned.max(invoked),
        };
        let pending = Pending {
            call,
            effect,
            bit,
            order: (returned, call),
        };
        let place = self
            .pending
            .partition_point(|other| other.order < pending.order);
        self.pending.insert(place, pending);
        Ok(())
    }

    /// Takes the return of a call: what is kept are the configurations in which it took effect.
    ///
    /// From each configuration, calls take effect until this one has: what is not needed for it
    /// waits, for it can take effect later as well.
    fn settle(&mut self, call: usize) -> Result<(), Stuck<O::State>> {
        let Some(place) = self.pending.iter().position(|one| one.call == call) else {
            return Ok(());
        };
        let bit = self.pending[place].bit;
        let is_optional = self.calls[call].certainty == Certainty::Optional;
        let mut settled: BTreeMap<Configuration<O::State>, usize> = BTreeMap::new();
        let mut seen: BTreeSet<Configuration<O::State>> = BTreeSet::new();
        let mut open: Vec<(Configuration<O::State>, usize)> =
            std::mem::take(&mut self.frontier).into_iter().collect();
        while let Some(((state, mask), node)) = open.pop() {
            let (mask, node) = self.absorb(&state, mask, node);
            if mask & bit != 0 {
                settled.entry((state, mask & !bit)).or_insert(node);
                continue;
            }
            if !seen.insert((state.clone(), mask)) {
                continue;
            }
            if is_optional {
                settled.entry((state.clone(), mask)).or_insert(node);
            }
            self.expand(&state, mask, node, &mut open);
            self.within_budget(settled.len() + seen.len())?;
        }
        self.pending.remove(place);
        self.free |= bit;
        self.frontier = settled;
        if self.frontier.is_empty() {
            let states: BTreeSet<O::State> = seen.into_iter().map(|(state, _)| state).collect();
            let states = states.into_iter().collect();
            return Err(Stuck::Refuted(Refuted { call, states }));
        }
        Ok(())
    }

    /// Returns the ways in which all may have ended: what is open still may have taken effect too.
    fn ends(mut self) -> Result<Vec<End<O::State>>, Stuck<O::State>> {
        let mut ended: BTreeMap<Configuration<O::State>, usize> = BTreeMap::new();
        let mut open: Vec<(Configuration<O::State>, usize)> =
            std::mem::take(&mut self.frontier).into_iter().collect();
        while let Some(((state, mask), node)) = open.pop() {
            if ended.insert((state.clone(), mask), node).is_none() {
                self.expand(&state, mask, node, &mut open);
            }
            self.within_budget(ended.len())?;
        }
        let mut ends: Vec<End<O::State>> = Vec::new();
        for ((state, _), node) in ended {
            // Open calls make several ways into one state.
            if ends.last().is_none_or(|end| end.state != state) {
                let order = self.order(node);
                ends.push(End { state, order });
            }
        }
        Ok(ends)
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

    /// Lets every pending call without an effect take its turn that can.
    ///
    /// It changes nothing for the others, and later it may be too late for it: whatever order
    /// has it later is legal with it here.
    fn absorb(&mut self, state: &O::State, mut mask: u128, mut node: usize) -> (u128, usize) {
        for index in 0..self.pending.len() {
            let Pending {
                call, effect, bit, ..
            } = self.pending[index];
            if effect != Effect::Nothing || mask & bit != 0 {
                continue;
            }
            self.steps += 1;
            if !self.object.apply(state, &self.calls[call].act).is_empty() {
                mask |= bit;
                node = self.push(node, call);
            }
        }
        (mask, node)
    }

    /// Lets one more pending call take effect, in every way.
    ///
    /// Of calls alike, the one that returns first goes first: where an order has another of them
    /// here and that one later, the two may change places, for the other one has until after. One
    /// that need not take effect gives way only to such, for else the other would be left over.
    fn expand(
        &mut self,
        state: &O::State,
        mask: u128,
        node: usize,
        open: &mut Vec<(Configuration<O::State>, usize)>,
    ) {
        let mut tried: Vec<(u64, Certainty)> = Vec::new();
        for index in 0..self.pending.len() {
            let Pending {
                call, effect, bit, ..
            } = self.pending[index];
            if mask & bit != 0 {
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
            self.steps += 1;
            for next in self.object.apply(state, &self.calls[call].act) {
                let way = self.push(node, call);
                open.push(((next, mask | bit), way));
            }
        }
    }

    fn push(&mut self, before: usize, call: usize) -> usize {
        self.nodes.push(Node { before, call });
        self.nodes.len() - 1
    }

    /// Returns the calls on the way to a node, in order.
    fn order(&self, mut node: usize) -> Vec<usize> {
        let mut order = Vec::new();
        while node != ROOT {
            let Node { before, call } = self.nodes[node];
            order.push(call);
            node = before;
        }
        order.reverse();
        order
    }
}
