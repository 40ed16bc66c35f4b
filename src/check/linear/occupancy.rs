//! A bound on what is taken of the slots in each moment, which refutes most overselling outright.
//!
//! Whatever the order of the calls: what has returned has taken effect, and what has not been
//! sent has not. So from one moment to the next, at least what was surely taken and not possibly
//! given back is taken, and at most what was possibly taken and not surely given back. A call has
//! no place in any order where the bounds of no moment between its invocation and its return have
//! room for its outcome. That takes sorting and a tree of the moments, O(n log n), however many
//! clients there are and however many calls are open.
//!
//! The bounds know nothing of policy, stage and groups, and say nothing where they find nothing.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use super::slots::{Act, Change, Needs, Taken};
use super::step::{Event, events};
use super::{Call, Certainty};

/// Returns the first call, by its return, that no legal order has room for, where the bounds
/// show one.
pub(super) fn misfit(initial: &Taken, calls: &[Call<Act>]) -> Option<usize> {
    let events = events(calls);
    let mut sweep = Sweep::new(initial, calls);
    let moments = events.iter().enumerate();
    let moments = moments.map(|(place, event)| sweep.moment(place, *event));
    let moments = Moments::new(moments.collect());
    let Sweep { begun, sales, .. } = sweep;
    let mut sales = sales.into_iter().peekable();
    for (place, event) in events.iter().enumerate() {
        let Event::Returned(call) = *event else {
            continue;
        };
        let act = &calls[call].act;
        let is_certain = calls[call].certainty == Certainty::Certain;
        if is_certain && !has_room(act, moments.over(begun[call]..place)) {
            return Some(call);
        }
        if let Some(sale) = sales.next_if(|sale| sale.place == place)
            && sale.taken > moments.over(sale.since..place).maximum.most
        {
            return Some(call);
        }
    }
    None
}

/// Returns whether the outcome of an act may be legal within these bounds.
///
/// They count the act itself as one that may have taken effect, which it has not before it does.
fn has_room(act: &Act, mut bounds: Bounds) -> bool {
    if let Change::Take { count, .. } = act.change {
        bounds.taken.least -= count.min(0);
        bounds.taken.most -= count.max(0);
        bounds.open.least += count.max(0);
        bounds.open.most += count.min(0);
    }
    let Bounds {
        taken,
        maximum,
        open,
    } = bounds;
    let is_possible = |needs: &Needs| {
        needs.open_min.is_none_or(|least| open.most >= least)
            && needs.open_max.is_none_or(|most| open.least <= most)
            && needs.taken.is_none_or(|count| taken.holds(count))
            && needs.maximum.is_none_or(|count| maximum.holds(count))
    };
    act.needs.is_empty() || act.needs.iter().any(is_possible)
}

/// What a count is at the least and at the most.
#[derive(Clone, Copy, Debug)]
struct Span {
    least: i64,
    most: i64,
}

impl Span {
    fn exactly(count: i64) -> Self {
        Self {
            least: count,
            most: count,
        }
    }

    fn holds(self, count: i64) -> bool {
        self.least <= count && count <= self.most
    }

    fn or(self, other: Self) -> Self {
        Self {
            least: self.least.min(other.least),
            most: self.most.max(other.most),
        }
    }
}

/// What is known of the slots in a moment, or in one of several moments.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    taken: Span,
    maximum: Span,
    open: Span,
}

impl Bounds {
    fn or(self, other: Self) -> Self {
        Self {
            taken: self.taken.or(other.taken),
            maximum: self.maximum.or(other.maximum),
            open: self.open.or(other.open),
        }
    }
}

/// That so many slots were taken when the last of the successes until `place` took effect.
///
/// Let the calls be those that needed the slots open which they took, and that have returned.
/// When the last of them takes effect, all the others have, and of what was given back at most
/// what has been sent. What it takes was open, so all of that was within the maximum, and the
/// moment lies after the invocation of each of them. This finds what no single call shows: two
/// who got the last slot at the same time.
#[derive(Clone, Copy, Debug)]
struct Sale {
    place: usize,
    taken: i64,
    since: usize,
}

/// The bounds from moment to moment; a moment follows each event.
struct Sweep<'a> {
    calls: &'a [Call<Act>],
    /// The place of each call's invocation among the events.
    begun: Vec<usize>,
    taken: Span,
    maxima: Maxima,
    /// What the successes that have returned took, without what may have been given back.
    sold: i64,
    /// The latest invocation of those successes.
    since: usize,
    sales: Vec<Sale>,
}

impl<'a> Sweep<'a> {
    fn new(initial: &Taken, calls: &'a [Call<Act>]) -> Self {
        Self {
            calls,
            begun: vec![0; calls.len()],
            taken: Span::exactly(initial.taken),
            maxima: Maxima::new(initial.maximum),
            sold: initial.taken,
            since: 0,
            sales: Vec::new(),
        }
    }

    /// Returns the bounds of the moment after the next event.
    fn moment(&mut self, place: usize, event: Event) -> Bounds {
        match event {
            Event::Invoked(call) => self.begin(place, call),
            Event::Returned(call) => self.end(place, call),
        }
        let maximum = self.maxima.span();
        Bounds {
            taken: self.taken,
            maximum,
            open: Span {
                least: maximum.least - self.taken.most,
                most: maximum.most - self.taken.least,
            },
        }
    }

    /// From now on the call may have taken effect.
    fn begin(&mut self, place: usize, call: usize) {
        self.begun[call] = place;
        match self.calls[call].act.change {
            Change::Take { count, .. } => {
                self.taken.least += count.min(0);
                self.taken.most += count.max(0);
                self.sold += count.min(0);
            }
            Change::Set {
                maximum: Some(maximum),
                ..
            } => self.maxima.begin(maximum),
            Change::Nothing | Change::Set { .. } | Change::Enter(_) => {}
        }
    }

    /// From now on it surely has, unless it need not.
    fn end(&mut self, place: usize, call: usize) {
        let Call { act, certainty, .. } = &self.calls[call];
        let is_certain = *certainty == Certainty::Certain;
        match act.change {
            Change::Take { count, .. } if is_certain => {
                self.taken.least += count.max(0);
                self.taken.most += count.min(0);
                if count > 0 && is_guarded(act, count) {
                    self.sold += count;
                    self.since = self.since.max(self.begun[call]);
                    self.sales.push(Sale {
                        place,
                        taken: self.sold,
                        since: self.since,
                    });
                }
            }
            Change::Set {
                maximum: Some(maximum),
                ..
            } => self
                .maxima
                .end(maximum, place, is_certain.then_some(self.begun[call])),
            Change::Nothing | Change::Take { .. } | Change::Set { .. } | Change::Enter(_) => {}
        }
    }
}

/// Returns whether an act is legal only where so many slots are open.
fn is_guarded(act: &Act, count: i64) -> bool {
    let is_guard = |needs: &Needs| needs.open_min.is_some_and(|least| least >= count);
    !act.needs.is_empty() && act.needs.iter().all(is_guard)
}

/// The maxima that may be in force.
///
/// One that was set is in force until another is set for sure: once a call that surely set one
/// has returned, whatever had returned before that call was sent is out of force.
struct Maxima {
    /// How many calls may have set each.
    possible: BTreeMap<i64, usize>,
    /// Those that have returned and may be in force still, with the place of their return.
    returned: VecDeque<(usize, i64)>,
    /// The latest invocation of a call that surely set one and has returned.
    since: usize,
}

impl Maxima {
    fn new(initial: i64) -> Self {
        Self {
            possible: BTreeMap::from([(initial, 1)]),
            returned: VecDeque::from([(0, initial)]),
            since: 0,
        }
    }

    fn begin(&mut self, maximum: i64) {
        *self.possible.entry(maximum).or_default() += 1;
    }

    /// `sure` is the place of the invocation where the call surely took effect.
    fn end(&mut self, maximum: i64, place: usize, sure: Option<usize>) {
        self.returned.push_back((place, maximum));
        let Some(begun) = sure else {
            return;
        };
        self.since = self.since.max(begun);
        while let Some((place, maximum)) = self.returned.front().copied()
            && place <= self.since
        {
            self.returned.pop_front();
            if let Some(count) = self.possible.get_mut(&maximum) {
                *count -= 1;
                if *count == 0 {
                    self.possible.remove(&maximum);
                }
            }
        }
    }

    fn span(&self) -> Span {
        let mut maxima = self.possible.keys().copied();
        let least = maxima.next().unwrap_or(i64::MIN);
        let most = maxima.next_back().unwrap_or(least);
        Span { least, most }
    }
}

/// The bounds of every moment, as a tree that tells those of any range.
struct Moments {
    /// The moments are the second half; each other node is what its two children say together.
    nodes: Vec<Bounds>,
}

impl Moments {
    fn new(moments: Vec<Bounds>) -> Self {
        let count = moments.len();
        let mut nodes = moments.clone();
        nodes.extend(moments);
        for node in (1..count).rev() {
            nodes[node] = nodes[2 * node].or(nodes[2 * node + 1]);
        }
        Self { nodes }
    }

    /// Returns what holds in one of the moments of a range that is not empty.
    fn over(&self, range: Range<usize>) -> Bounds {
        let count = self.nodes.len() / 2;
        let (mut from, mut to) = (range.start + count, range.end + count);
        let mut bounds = self.nodes[from];
        while from < to {
            if from % 2 == 1 {
                bounds = bounds.or(self.nodes[from]);
                from += 1;
            }
            if to % 2 == 1 {
                to -= 1;
                bounds = bounds.or(self.nodes[to]);
            }
            from /= 2;
            to /= 2;
        }
        bounds
    }
}
