//! Random histories, legal and not, with calls of unknown outcome: the search with shortcuts has
//! to say what the search of every order says.

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::queue::{self, Queue};
use super::register::{self, Register};
use super::slots::{
    count, end, ended, full, give, join, maximum, of, open, policy, refused, shows, success,
};
use super::{check_order, judge, judged};
use crate::check::linear::search::{explore, linearize};
use crate::check::linear::slots::{Act, Policy, Slots, Stage, Taken};
use crate::check::linear::{Answer, Budget, Call, Certainty, Effect, Object};

/// How many histories of slots an ordinary run of the tests compares.
const HISTORIES: u32 = 6_000;

/// The most calls of a history: there are 5,040 orders of seven calls.
const CALLS_MAX: usize = 7;

/// How many replies of a thousand are lost in such a history.
const LOST: u32 = 200;

/// The same histories on every run: what is measured can be measured again.
pub(super) fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]))
}

/// How many histories of each sort were compared.
#[derive(Default)]
struct Counts {
    legal: Cell<u32>,
    illegal: Cell<u32>,
    open: Cell<u32>,
}

impl Counts {
    fn count<A>(&self, is_legal: bool, calls: &[Call<A>]) {
        let sort = if is_legal { &self.legal } else { &self.illegal };
        sort.set(sort.get() + 1);
        let is_open = |call: &Call<A>| call.certainty == Certainty::Open;
        if calls.iter().any(is_open) {
            self.open.set(self.open.get() + 1);
        }
    }

    /// Requires that each sort was compared often enough for the comparison to mean something.
    #[track_caller]
    fn check(&self, cases: u32) {
        let Self {
            legal,
            illegal,
            open,
        } = self;
        println!(
            "{} legal, {} not legal, {} of both with open calls: 0 disagreements",
            legal.get(),
            illegal.get(),
            open.get()
        );
        assert_eq!(legal.get() + illegal.get(), cases);
        for share in [legal, illegal, open] {
            assert!(share.get() > cases / 8);
        }
    }
}

/// Compares so many histories of an object.
#[track_caller]
fn compare<O>(object: &O, cases: u32, histories: &impl Strategy<Value = (O::State, Calls<O>)>)
where
    O: Object,
    O::Act: std::fmt::Debug,
{
    let counts = Counts::default();
    let outcome = runner(cases).run(histories, |(initial, calls)| {
        let is_legal = judge(object, &initial, &calls).map_err(TestCaseError::fail)?;
        counts.count(is_legal, &calls);
        Ok(())
    });
    if let Err(problem) = outcome {
        panic!("{problem}");
    }
    counts.check(cases);
}

type Calls<O> = Vec<Call<<O as Object>::Act>>;

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a million take longer than an ordinary run may"
)]
fn the_search_agrees_with_the_search_of_every_order_on_slots() {
    let asked = std::env::var("HISTORIES").ok();
    let cases = asked.map_or(HISTORIES, |cases| cases.parse().expect("a number"));
    let histories = prop_oneof![
        1 => (1i64..=3, vec(call(slots_act()), 0..CALLS_MAX))
            .prop_map(|(slots, calls)| (open(slots), calls)),
        3 => (lived(CALLS_MAX, LOST), proptest::option::of((any::<Index>(), slots_act())))
            .prop_map(|(lived, other)| bent(lived, other)),
    ];
    compare(&Slots, cases, &histories);
}

#[test]
fn the_search_agrees_with_the_search_of_every_order_on_registers() {
    let number = || 0u64..3;
    let act = prop_oneof![
        4 => number().prop_map(register::Act::Write),
        3 => number().prop_map(register::Act::Read),
        2 => (number(), number()).prop_map(|(old, new)| register::Act::Swap(old, new)),
        1 => number().prop_map(register::Act::Keep),
    ];
    let histories = (Just(0), vec(call(act), 0..6));
    compare(&Register, HISTORIES / 4, &histories);
}

#[test]
fn the_search_agrees_with_the_search_of_every_order_on_queues() {
    let letter = || select(vec!['x', 'y']);
    let act = prop_oneof![
        3 => letter().prop_map(queue::Act::Enqueue),
        2 => letter().prop_map(queue::Act::Dequeue),
        1 => Just(queue::Act::Empty),
    ];
    let histories = (vec(letter(), 0..3), vec(call(act), 0..6));
    compare(&Queue, HISTORIES / 4, &histories);
}

/// A die: what a call leaves behind is not known, as with a belief that the documents leave open.
struct Die;

#[derive(Clone, Debug)]
enum DieAct {
    Throw,
    Turn,
    Show(u8),
}

impl Object for Die {
    type State = u8;
    type Act = DieAct;

    fn apply(&self, side: &u8, act: &DieAct) -> Vec<u8> {
        match *act {
            DieAct::Throw => vec![1, 2, 3],
            DieAct::Turn if *side < 3 => vec![side + 1],
            DieAct::Show(shown) if shown == *side => vec![shown],
            DieAct::Turn | DieAct::Show(_) => Vec::new(),
        }
    }

    fn effect(&self, act: &DieAct) -> Effect {
        match act {
            DieAct::Throw => Effect::Alike(1),
            DieAct::Turn => Effect::Own,
            DieAct::Show(_) => Effect::Nothing,
        }
    }
}

#[test]
fn the_search_agrees_with_the_search_of_every_order_where_an_effect_is_not_known() {
    let act = prop_oneof![
        2 => Just(DieAct::Throw),
        2 => Just(DieAct::Turn),
        3 => (1u8..=3).prop_map(DieAct::Show),
    ];
    let histories = (1u8..=3, vec(call(act), 0..6));
    compare(&Die, HISTORIES / 4, &histories);
}

#[test]
fn a_legal_history_stays_legal_where_it_is_cut() {
    let cut = (lived(CALLS_MAX, LOST), any::<Index>());
    let outcome = runner(HISTORIES / 4).run(&cut, |((initial, mut calls), at)| {
        let moment = EARLIEST + at.index(2 * CALLS_MAX) as u64;
        calls.retain(|call| call.invoked <= moment);
        for call in &mut calls {
            if call.returned > moment {
                call.certainty = Certainty::Open;
            }
        }
        prop_assert!(judged(&Slots, &initial, &calls));
        Ok(())
    });
    if let Err(problem) = outcome {
        panic!("{problem}");
    }
}

/// Slots of which nothing is known without a search.
struct Unbounded;

impl Object for Unbounded {
    type State = Taken;
    type Act = Act;

    fn apply(&self, state: &Taken, act: &Act) -> Vec<Taken> {
        Slots.apply(state, act)
    }

    fn effect(&self, act: &Act) -> Effect {
        Slots.effect(act)
    }
}

/// Long enough that a hasty search goes wrong and back, and further back.
#[test]
fn a_hasty_search_answers_what_a_whole_one_answers() {
    let counts = Counts::default();
    let other = proptest::option::of((any::<Index>(), slots_act()));
    let histories = (lived(300, 4), other).prop_map(|(lived, other)| bent(lived, other));
    let outcome = runner(HISTORIES / 20).run(&histories, |(initial, calls)| {
        let budget = Budget::default();
        let whole = explore(&Unbounded, [initial.clone()], &calls, budget);
        let is_legal = match linearize(&Unbounded, initial.clone(), &calls, budget) {
            Answer::Linearizable(order) => {
                check_order(&Unbounded, &initial, (&calls, &order), None)
                    .map_err(TestCaseError::fail)?;
                true
            }
            Answer::NotLinearizable(_) => false,
            Answer::Unknown(spent) => panic!("the budget is ample: {spent:?}"),
        };
        prop_assert_eq!(is_legal, whole.is_ok());
        counts.count(is_legal, &calls);
        Ok(())
    });
    if let Err(problem) = outcome {
        panic!("{problem}");
    }
    counts.check(HISTORIES / 20);
}

/// An act on the slots with an outcome that may or may not be legal.
fn slots_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (1i64..=3, group()).prop_map(|(count, group)| success(count, group)),
        3 => (1i64..=3).prop_map(full),
        1 => (1i64..=3).prop_map(refused),
        3 => (1i64..=2).prop_map(give),
        1 => (1i64..=2).prop_map(join),
        1 => (0i64..=3).prop_map(maximum),
        1 => select(vec![Policy::AcceptAll, Policy::DenyAll]).prop_map(policy),
        1 => Just(end()),
        1 => Just(ended()),
        2 => (0i64..=3).prop_map(count),
        1 => (0i64..=3).prop_map(of),
        1 => (0u32..=2).prop_map(shows),
    ]
}

fn group() -> impl Strategy<Value = Option<usize>> {
    select(vec![None, None, Some(0)])
}

/// A call at any time; one in five has no outcome for sure.
fn call<A>(act: impl Strategy<Value = A>) -> impl Strategy<Value = Call<A>>
where
    A: Clone + std::fmt::Debug,
{
    let certainty = prop_oneof![
        8 => Just(Certainty::Certain),
        1 => Just(Certainty::Optional),
        1 => Just(Certainty::Open),
    ];
    (act, 0u64..12, 0u64..6, certainty).prop_map(|(act, invoked, length, certainty)| Call {
        act,
        invoked,
        returned: invoked + length,
        certainty,
    })
}

/// When the first call of a history that was lived through takes effect.
const EARLIEST: u64 = 10;

/// What a client wants, before it is known what comes of it.
#[derive(Clone, Copy, Debug)]
enum Wish {
    Take(i64, Option<usize>),
    Give(i64),
    Maximum(i64),
    Policy(Policy),
    End,
    Count,
    Maxima,
    Group,
}

/// What comes back, and whether it took effect.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Answered,
    Lost,
    NeverCame,
}

/// A legal history: each call takes effect two moments after the one before it, and is sent and
/// answered some time before and after that; so many of a thousand are not answered.
pub(super) fn lived(calls_max: usize, lost: u32) -> impl Strategy<Value = (Taken, Vec<Call<Act>>)> {
    let wish = prop_oneof![
        6 => (1i64..=3, group()).prop_map(|(count, group)| Wish::Take(count, group)),
        3 => (1i64..=2).prop_map(Wish::Give),
        1 => (0i64..=3).prop_map(Wish::Maximum),
        1 => select(vec![Policy::AcceptAll, Policy::DenyAll]).prop_map(Wish::Policy),
        1 => Just(Wish::End),
        2 => Just(Wish::Count),
        1 => Just(Wish::Maxima),
        1 => Just(Wish::Group),
    ];
    let fate = prop_oneof![
        1_000 - lost => Just(Fate::Answered),
        lost / 2 => Just(Fate::Lost),
        lost / 2 => Just(Fate::NeverCame),
    ];
    let calls = vec((wish, fate, 0u64..6, 0u64..6), 0..=calls_max);
    (1i64..=3, calls).prop_map(|(slots, wishes)| {
        let mut state = open(slots);
        let mut calls = Vec::new();
        for ((wish, fate, before, after), moment) in wishes.into_iter().zip((EARLIEST..).step_by(2))
        {
            calls.push(Call {
                act: come_true(wish, fate, &mut state),
                invoked: moment - before,
                returned: moment + after,
                certainty: match fate {
                    Fate::Answered => Certainty::Certain,
                    Fate::Lost | Fate::NeverCame if after % 2 == 0 => Certainty::Open,
                    Fate::Lost | Fate::NeverCame => Certainty::Optional,
                },
            });
        }
        (open(slots), calls)
    })
}

/// Returns what came of a wish; without an answer, what would have come of it at best.
fn come_true(wish: Wish, fate: Fate, state: &mut Taken) -> Act {
    let act = match wish {
        Wish::Take(count, group) => {
            let granted = success(count, group);
            if fate != Fate::Answered || !Slots.apply(state, &granted).is_empty() {
                granted
            } else if state.stage != Stage::Active {
                ended()
            } else if state.policy == Policy::DenyAll {
                refused(count)
            } else {
                full(count)
            }
        }
        Wish::Give(count) => give(count),
        Wish::Maximum(count) => maximum(count),
        Wish::Policy(to) => policy(to),
        Wish::End => end(),
        Wish::Count => count(state.taken),
        Wish::Maxima => of(state.maximum),
        Wish::Group => shows(state.groups[0]),
    };
    if fate != Fate::NeverCame
        && let Some(next) = Slots.apply(state, &act).pop()
    {
        *state = next;
    }
    act
}

/// Exchanges one act for another, where there is one.
fn bent(
    (initial, mut calls): (Taken, Vec<Call<Act>>),
    other: Option<(Index, Act)>,
) -> (Taken, Vec<Call<Act>>) {
    if let Some((place, act)) = other
        && !calls.is_empty()
    {
        place.get_mut(&mut calls).act = act;
    }
    (initial, calls)
}
