//! The search held against histories whose answer is known, and against a search that knows no
//! shortcut.

mod plain;
mod timelines;

use proptest::prelude::*;

use self::plain::is_linearizable;
use self::timelines::Timeline;
use super::decisive::core_of;
use super::search::linearize;
use super::slots::{Act, Change, Needs, Policy, Slots, Stage, Taken};
use super::{Answer, Budget, Call, Certainty};

/// A game session with so many slots, all of them open.
fn open(maximum: i64) -> Taken {
    Taken {
        taken: 0,
        maximum,
        policy: Policy::AcceptAll,
        stage: Stage::Active,
        groups: Vec::new(),
    }
}

/// A call for so many players that succeeded.
fn success(count: i64) -> Act {
    Act {
        needs: vec![Needs {
            open_min: Some(count),
            policy: Some(Policy::AcceptAll),
            stages: vec![Stage::Active],
            ..Needs::default()
        }],
        change: Change::Take { count, group: None },
        kind: u64::try_from(count).unwrap(),
    }
}

/// A call for so many players that was refused for want of slots.
fn full(count: i64) -> Act {
    Act {
        needs: vec![Needs {
            open_max: Some(count - 1),
            ..Needs::default()
        }],
        change: Change::Nothing,
        kind: 0,
    }
}

/// A slot that is given back.
fn give() -> Act {
    Act {
        needs: Vec::new(),
        change: Change::Take {
            count: -1,
            group: None,
        },
        kind: 100,
    }
}

/// A change of the maximum.
fn maximum(maximum: i64) -> Act {
    Act {
        needs: Vec::new(),
        change: Change::Set {
            maximum: Some(maximum),
            policy: None,
        },
        kind: 200 + u64::try_from(maximum).unwrap(),
    }
}

/// A description that shows so many taken slots.
fn count(taken: i64) -> Act {
    Act {
        needs: vec![Needs {
            taken: Some(taken),
            ..Needs::default()
        }],
        change: Change::Nothing,
        kind: 0,
    }
}

#[track_caller]
fn check(slots: i64, timeline: &str, expected: bool) {
    let calls = Timeline::parse(timeline).calls;
    let answer = linearize(&Slots, open(slots), &calls, Budget::default());
    let is_legal = match answer {
        Answer::Linearizable(order) => {
            let mut state = open(slots);
            for index in order {
                let mut next = super::Object::apply(&Slots, &state, &calls[index].act);
                state = next.pop().expect("the order is legal");
            }
            true
        }
        Answer::NotLinearizable(_) => false,
        Answer::Unknown(spent) => panic!("the budget is ample: {spent:?}"),
    };
    assert_eq!(is_legal, expected, "{timeline}");
    assert_eq!(
        is_linearizable(&open(slots), &calls),
        expected,
        "{timeline}"
    );
}

#[test]
fn one_slot_lets_one_of_two_in() {
    check(
        1,
        "
        a  |--- take 1 ---|
        b    |--- full 1 ---|
        ",
        true,
    );
}

#[test]
fn one_slot_does_not_let_two_in() {
    check(
        1,
        "
        a  |--- take 1 ---|
        b    |--- take 1 ---|
        ",
        false,
    );
}

#[test]
fn nobody_is_refused_before_the_slot_is_asked_for() {
    check(
        1,
        "
        a                   |--- take 1 ---|
        b  |--- full 1 ---|
        ",
        false,
    );
}

#[test]
fn a_refusal_may_take_effect_after_a_success_that_is_sent_later() {
    check(
        1,
        "
        a       |--- take 1 ---|
        b  |------- full 1 --------|
        ",
        true,
    );
}

#[test]
fn a_batch_is_taken_at_once() {
    check(
        3,
        "
        a  |--------- take 2 ---------|
        b    |-- take 1 --|
        c    |----- count 3 -----|
        ",
        true,
    );
    check(
        3,
        "
        a  |--------- take 3 ---------|
        b    |----- count 2 -----|
        ",
        false,
    );
}

#[test]
fn a_slot_that_is_given_back_lets_another_in() {
    check(
        1,
        "
        a  |- take 1 -|
        s               |--- give ---|
        b                 |--- take 1 ---|
        c                 |- full 1 -|
        ",
        true,
    );
    check(
        1,
        "
        a  |- take 1 -|
        s               |- give -|
        b                          |- full 1 -|
        ",
        false,
    );
}

#[test]
fn a_lost_call_may_have_taken_its_slot_at_any_later_time_or_never() {
    check(
        1,
        "
        a  |- take 1 - lost
        b                      |- full 1 -|
        ",
        true,
    );
    check(
        1,
        "
        a  |- take 1 - lost
        b                      |- take 1 -|
        ",
        true,
    );
    check(
        1,
        "
        a  |- take 1 - lost
        b                      |- take 1 -|
        c                                   |- take 1 -|
        ",
        false,
    );
    check(
        2,
        "
        a  |- take 1 - lost
        b           |- take 1 -|
        c                        |- count 1 -|
        d                                      |- count 2 -|
        e                                                    |- count 1 -|
        ",
        false,
    );
}

#[test]
fn a_maximum_that_is_lowered_at_the_same_time_may_come_first_or_last() {
    for outcome in ["take 2", "full 2"] {
        check(
            2,
            &format!(
                "
                a  |--- maximum 1 ---|
                b    |--- {outcome} ---|
                "
            ),
            true,
        );
    }
    check(
        2,
        "
        a  |- maximum 1 -|
        b                   |- take 2 -|
        ",
        false,
    );
}

#[test]
fn calls_that_touch_are_at_the_same_time() {
    let at = |act, invoked, returned| Call {
        act,
        invoked,
        returned,
        certainty: Certainty::Certain,
    };
    let refused_first = [at(full(1), 0, 5), at(success(1), 5, 9)];
    let answer = linearize(&Slots, open(1), &refused_first, Budget::default());
    assert_eq!(answer, Answer::Linearizable(vec![1, 0]));
}

#[test]
fn an_oversold_slot_among_many_is_refuted_by_its_sales_alone() {
    let timeline = "
        a  |--- take 1 ---|
        b    |--- full 1 ---|
        c    |--- full 1 ---|
        d      |--- take 1 ---|
        e                         |- count 1 -|
        ";
    let calls = Timeline::parse(timeline).calls;
    let core = core_of(&Slots, &open(1), &calls, Budget::default());
    assert_eq!(core, Some(vec![0, 3]));
}

#[test]
fn a_spent_budget_is_no_answer() {
    let calls = Timeline::parse(
        "
        a  |--- take 1 ---|
        b    |--- take 2 ---|
        c    |--- full 3 ---|
        ",
    )
    .calls;
    let budget = Budget {
        steps: 1,
        ..Budget::default()
    };
    let answer = linearize(&Slots, open(3), &calls, budget);
    assert!(matches!(answer, Answer::Unknown(_)), "{answer:?}");
}

/// An act with an outcome that may or may not be legal.
fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (1i64..=3).prop_map(success),
        3 => (1i64..=3).prop_map(full),
        2 => Just(give()),
        1 => (0i64..=3).prop_map(maximum),
        2 => (0i64..=3).prop_map(count),
    ]
}

fn call() -> impl Strategy<Value = Call<Act>> {
    let certainty = prop_oneof![
        8 => Just(Certainty::Certain),
        1 => Just(Certainty::Optional),
        1 => Just(Certainty::Open),
    ];
    (act(), 0u64..12, 0u64..6, certainty).prop_map(|(act, invoked, length, certainty)| Call {
        act,
        invoked,
        returned: invoked + length,
        certainty,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn the_search_answers_what_the_plain_search_answers(
        slots in 1i64..=3,
        calls in proptest::collection::vec(call(), 0..=6),
    ) {
        let answer = linearize(&Slots, open(slots), &calls, Budget::default());
        let is_legal = matches!(answer, Answer::Linearizable(_));
        prop_assert_eq!(is_legal, is_linearizable(&open(slots), &calls));
    }
}
