//! The checkers, each by the interface that its documentation shows.

use std::hint::black_box;
use std::time::{Duration, Instant};

use gamelift_conformance::check::linear::search::linearize;
use gamelift_conformance::check::linear::slots::{Act, Change, Needs, Policy, Slots, Stage, Taken};
use gamelift_conformance::check::linear::{self, Answer, Budget, Certainty, Object};
use stateright::semantics::{ConsistencyTester, LinearizabilityTester, SequentialSpec};
use todc_utils::linearizability::WGLChecker;
use todc_utils::linearizability::history::{Action, History};
use todc_utils::specifications::Specification;

use crate::history::{Ask, Call, SLOTS};

/// A checker of histories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checker {
    Ours,
    Todc,
    Stateright,
}

impl Checker {
    pub(crate) const ALL: [Self; 3] = [Self::Ours, Self::Todc, Self::Stateright];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Todc => "todc-utils",
            Self::Stateright => "stateright",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|checker| checker.name() == name)
    }

    /// Returns whether the history is legal, `None` where the checker does not know, and the time
    /// that it took to judge it; to put it into the checker's own form is not counted.
    pub(crate) fn judge(self, calls: &[Call]) -> (Option<bool>, Duration) {
        match self {
            Self::Ours => ours(calls),
            Self::Todc => {
                let history = History::from_actions(actions(calls));
                timed(|| Some(WGLChecker::<Counter>::is_linearizable(history)))
            }
            Self::Stateright => {
                let tester = tester(calls);
                timed(|| Some(tester.is_consistent()))
            }
        }
    }
}

/// Above this, the time that counts is that on a processor: others may use the machine as well.
const COARSE: Duration = Duration::from_millis(100);

fn timed<T>(judge: impl FnOnce() -> T) -> (T, Duration) {
    let (start, used) = (Instant::now(), on_processor());
    let answer = black_box(judge());
    let (elapsed, used) = (start.elapsed(), on_processor().saturating_sub(used));
    (answer, if elapsed > COARSE { used } else { elapsed })
}

/// Returns how long this thread has been on a processor, to a few milliseconds.
fn on_processor() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().unwrap_or("0");
    Duration::from_nanos(nanoseconds.parse().unwrap_or(0))
}

fn ours(calls: &[Call]) -> (Option<bool>, Duration) {
    let calls = slots_calls(calls);
    let initial = slots();
    timed(
        || match linearize(&Slots, initial, &calls, Budget::default()) {
            Answer::Linearizable(_) => Some(true),
            Answer::NotLinearizable(_) => Some(false),
            Answer::Unknown(_) => None,
        },
    )
}

/// Returns whether the history is refuted without a search.
pub(crate) fn is_refuted_outright(calls: &[Call]) -> bool {
    Slots.misfit(&slots(), &slots_calls(calls)).is_some()
}

fn slots() -> Taken {
    Taken {
        taken: 0,
        maximum: SLOTS,
        policy: Policy::AcceptAll,
        stage: Stage::Active,
        groups: Vec::new(),
    }
}

fn slots_calls(calls: &[Call]) -> Vec<linear::Call<Act>> {
    let calls = calls.iter().map(|call| linear::Call {
        act: act(call),
        invoked: call.invoked,
        returned: call.returned.unwrap_or(u64::MAX),
        certainty: match call.returned {
            Some(_) => Certainty::Certain,
            None => Certainty::Open,
        },
    });
    calls.collect()
}

fn act(call: &Call) -> Act {
    let (needs, change) = match call.ask {
        Ask::Take(count) if call.is_granted => {
            let needs = Needs {
                open_min: Some(count),
                ..Needs::default()
            };
            (vec![needs], Change::Take { count, group: None })
        }
        Ask::Take(count) => {
            let needs = Needs {
                open_max: Some(count - 1),
                ..Needs::default()
            };
            (vec![needs], Change::Nothing)
        }
        Ask::Give(count) => (
            Vec::new(),
            Change::Take {
                count: -count,
                group: None,
            },
        ),
    };
    let kind = match call.ask {
        Ask::Take(count) => count.unsigned_abs(),
        Ask::Give(count) => 100 + count.unsigned_abs(),
    };
    Act {
        needs,
        change,
        kind,
    }
}

/// Returns the invocations and the returns in the order in which they were.
fn ordered(calls: &[Call]) -> Vec<(&Call, Phase)> {
    let mut events: Vec<(u64, &Call, Phase)> = Vec::with_capacity(calls.len() * 2);
    for call in calls {
        events.push((call.invoked, call, Phase::Invoked));
        if let Some(returned) = call.returned {
            events.push((returned, call, Phase::Returned));
        }
    }
    events.sort_unstable_by_key(|(event, ..)| *event);
    let events = events.into_iter().map(|(_, call, phase)| (call, phase));
    events.collect()
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Invoked,
    Returned,
}

/// The slots, for `todc-utils`.
struct Counter;

impl Specification for Counter {
    type State = i64;
    type Operation = (Ask, bool);

    fn init() -> i64 {
        0
    }

    fn apply((ask, is_granted): &(Ask, bool), taken: &i64) -> (bool, i64) {
        match ask {
            Ask::Take(count) if *is_granted => (taken + count <= SLOTS, taken + count),
            Ask::Take(count) => (taken + count > SLOTS, *taken),
            Ask::Give(count) => (true, taken - count),
        }
    }
}

fn actions(calls: &[Call]) -> Vec<(usize, Action<(Ask, bool)>)> {
    let action = |(call, phase): (&Call, Phase)| {
        let operation = (call.ask, call.is_granted);
        let action = match phase {
            Phase::Invoked => Action::Call(operation),
            Phase::Returned => Action::Response(operation),
        };
        (call.client, action)
    };
    ordered(calls).into_iter().map(action).collect()
}

/// The slots, for `stateright`.
#[derive(Clone, Copy, Debug)]
struct Reference(i64);

impl SequentialSpec for Reference {
    type Op = Ask;
    type Ret = bool;

    fn invoke(&mut self, ask: &Ask) -> bool {
        match ask {
            Ask::Take(count) if self.0 + count > SLOTS => return false,
            Ask::Take(count) => self.0 += count,
            Ask::Give(count) => self.0 -= count,
        }
        true
    }
}

fn tester(calls: &[Call]) -> LinearizabilityTester<usize, Reference> {
    let mut tester = LinearizabilityTester::new(Reference(0));
    for (call, phase) in ordered(calls) {
        let told = match phase {
            Phase::Invoked => tester.on_invoke(call.client, call.ask),
            Phase::Returned => tester.on_return(call.client, call.is_granted),
        };
        told.expect("a client has one call at a time");
    }
    tester
}
