//! The slots of a game session, drawn.

use super::timelines::{Words, check, read};
use crate::check::linear::decisive::core_of;
use crate::check::linear::search::linearize;
use crate::check::linear::slots::{Act, Change, Needs, Policy, Slots, Stage, Taken};
use crate::check::linear::{Answer, Budget, Call, Certainty};

/// A game session with so many slots, all of them open.
pub(super) fn open(maximum: i64) -> Taken {
    Taken {
        taken: 0,
        maximum,
        policy: Policy::AcceptAll,
        stage: Stage::Active,
        groups: vec![0],
    }
}

/// A call for so many players that succeeded; whoever looks can tell those of a group.
pub(super) fn success(count: i64, group: Option<usize>) -> Act {
    let needs = Needs {
        open_min: Some(count),
        policy: Some(Policy::AcceptAll),
        stages: vec![Stage::Active],
        ..Needs::default()
    };
    let kind = count.unsigned_abs() * 2 + u64::from(group.is_some());
    act(vec![needs], Change::Take { count, group }, kind)
}

/// A call for so many players that was refused for want of slots.
pub(super) fn full(count: i64) -> Act {
    looks(Needs {
        open_max: Some(count - 1),
        ..Needs::default()
    })
}

/// A call that was refused for want of one of two things, it doesn't say which.
pub(super) fn refused(count: i64) -> Act {
    let is_full = Needs {
        open_max: Some(count - 1),
        ..Needs::default()
    };
    let is_closed = Needs {
        policy: Some(Policy::DenyAll),
        ..Needs::default()
    };
    act(vec![is_full, is_closed], Change::Nothing, 0)
}

/// So many slots that are taken whether they are open or not.
pub(super) fn join(count: i64) -> Act {
    let change = Change::Take { count, group: None };
    act(Vec::new(), change, 500 + count.unsigned_abs())
}

/// So many slots that are given back.
pub(super) fn give(count: i64) -> Act {
    let change = Change::Take {
        count: -count,
        group: None,
    };
    act(Vec::new(), change, 100 + count.unsigned_abs())
}

/// A change of the maximum.
pub(super) fn maximum(maximum: i64) -> Act {
    let change = Change::Set {
        maximum: Some(maximum),
        policy: None,
    };
    act(Vec::new(), change, 200 + maximum.unsigned_abs())
}

/// A change of the policy.
pub(super) fn policy(policy: Policy) -> Act {
    let change = Change::Set {
        maximum: None,
        policy: Some(policy),
    };
    act(
        Vec::new(),
        change,
        300 + u64::from(policy == Policy::DenyAll),
    )
}

/// The game session is told to end.
pub(super) fn end() -> Act {
    act(Vec::new(), Change::Enter(Stage::Terminating), 400)
}

/// A call that was refused because the game session does not run.
pub(super) fn ended() -> Act {
    looks(Needs {
        stages: vec![Stage::Terminating, Stage::Terminated],
        ..Needs::default()
    })
}

/// A description that shows so many taken slots.
pub(super) fn count(taken: i64) -> Act {
    looks(Needs {
        taken: Some(taken),
        ..Needs::default()
    })
}

/// A description that shows the maximum.
pub(super) fn of(maximum: i64) -> Act {
    looks(Needs {
        maximum: Some(maximum),
        ..Needs::default()
    })
}

/// A description that shows those of so many calls of the group.
pub(super) fn shows(calls: u32) -> Act {
    looks(Needs {
        groups: vec![(0, calls)],
        ..Needs::default()
    })
}

fn looks(needs: Needs) -> Act {
    act(vec![needs], Change::Nothing, 0)
}

fn act(needs: Vec<Needs>, change: Change, kind: u64) -> Act {
    Act {
        needs,
        change,
        kind,
    }
}

impl Words for Slots {
    fn act(words: &[&str]) -> Act {
        let number = |word: &str| word.parse().expect("a number");
        match words {
            ["take", count] => success(number(count), None),
            ["take", count, "in", "group"] => success(number(count), Some(0)),
            ["full", count] => full(number(count)),
            ["refused", count] => refused(number(count)),
            ["join", count] => join(number(count)),
            ["give", count] => give(number(count)),
            ["maximum", count] => maximum(number(count)),
            ["deny"] => policy(Policy::DenyAll),
            ["accept"] => policy(Policy::AcceptAll),
            ["end"] => end(),
            ["ended"] => ended(),
            ["count", taken] => count(number(taken)),
            ["of", count] => of(number(count)),
            ["shows", calls] => shows(calls.parse().expect("a number")),
            _ => panic!("{words:?} is no act"),
        }
    }
}

#[test]
fn one_slot_lets_one_of_two_in() {
    check(
        &Slots,
        &open(1),
        "
        a  |--- take 1 ---|
        b    |--- full 1 ---|
        ",
        "
        a  |--- take 1 ---|
        b    |--- take 1 ---|
        ",
    );
}

#[test]
fn nobody_is_refused_before_the_slot_is_asked_for() {
    check(
        &Slots,
        &open(1),
        "
        a       |--- take 1 ---|
        b  |------- full 1 --------|
        ",
        "
        a                   |--- take 1 ---|
        b  |--- full 1 ---|
        ",
    );
}

#[test]
fn a_batch_is_taken_at_once() {
    check(
        &Slots,
        &open(3),
        "
        a  |--------- take 2 ---------|
        b    |-- take 1 --|
        c    |----- count 3 -----|
        ",
        "
        a  |--------- take 3 ---------|
        b    |----- count 2 -----|
        ",
    );
}

#[test]
fn batches_of_different_sizes_share_what_is_left() {
    check(
        &Slots,
        &open(5),
        "
        a  |------ take 3 ------|
        b    |----- take 2 -----|
        c    |----- full 1 -----|
        d    |----- full 3 -----|
        ",
        "
        a  |------ take 3 ------|
        b    |----- take 3 -----|
        c    |----- full 1 -----|
        d    |----- full 3 -----|
        ",
    );
    check(
        &Slots,
        &open(5),
        "
        a  |------ take 4 ------|
        b    |----- full 2 -----|
        c    |----- take 1 -----|
        ",
        "
        a  |------ take 3 ------|
        b    |----- full 2 -----|
        c                           |----- take 2 -----|
        ",
    );
}

#[test]
fn a_slot_that_is_given_back_lets_another_in() {
    check(
        &Slots,
        &open(1),
        "
        a  |- take 1 -|
        s               |--- give 1 ---|
        b                 |--- take 1 ---|
        c                 |- full 1 -|
        ",
        "
        a  |- take 1 -|
        s                                    |--- give 1 ---|
        b                 |--- take 1 ---|
        c                 |- full 1 -|
        ",
    );
    check(
        &Slots,
        &open(1),
        "
        a  |- take 1 -|
        s               |- give 1 -|
        b                        |- full 1 -|
        ",
        "
        a  |- take 1 -|
        s               |- give 1 -|
        b                            |- full 1 -|
        ",
    );
}

#[test]
fn two_sales_of_one_returned_slot_need_two_returns() {
    check(
        &Slots,
        &open(2),
        "
        a  |- take 2 -|
        s               |--- give 1 ---|   |--- give 1 ---|
        b                    |------- take 1 -------|
        c                    |-------- take 1 --------|
        ",
        "
        a  |- take 2 -|
        s               |--- give 1 ---|               |--- give 1 ---|
        b                    |------- take 1 -------|
        c                    |-------- take 1 --------|
        ",
    );
}

#[test]
fn a_lost_call_may_have_taken_its_slot_at_any_later_time_or_never() {
    check(
        &Slots,
        &open(1),
        "
        a  |- take 1 - lost
        b                      |- full 1 -|
        ",
        "
        a                                   |- take 1 - lost
        b                      |- full 1 -|
        ",
    );
    check(
        &Slots,
        &open(1),
        "
        a  |- take 1 - lost
        b                      |- take 1 -|
        ",
        "
        a  |- take 1 - lost
        b                      |- take 1 -|
        c                                   |- take 1 -|
        ",
    );
    check(
        &Slots,
        &open(2),
        "
        a  |- take 1 - lost
        b           |- take 1 -|
        c                        |- count 1 -|
        d                                      |- count 2 -|
        e                                                    |- count 2 -|
        ",
        "
        a  |- take 1 - lost
        b           |- take 1 -|
        c                        |- count 1 -|
        d                                      |- count 2 -|
        e                                                    |- count 1 -|
        ",
    );
}

#[test]
fn a_lost_call_may_have_given_a_slot_back() {
    check(
        &Slots,
        &open(2),
        "
        a  |- take 2 -|
        s               |- give 1 - lost
        b                                  |- full 1 -|   |- take 1 -|
        ",
        "
        a  |- take 2 -|
        s               |- give 1 - lost
        b                                  |- take 1 -|   |- take 1 -|
        ",
    );
}

#[test]
fn what_need_not_have_happened_gives_way_to_its_like_that_has() {
    check(
        &Slots,
        &open(1),
        "
        a  |-- maybe take 1 --|
        b  |----- take 1 -----|
        c    |- count 1 -|
        ",
        "
        a  |-- maybe take 1 --|
        b                       |- take 1 -|
        c    |- count 1 -|
        ",
    );
}

#[test]
fn a_maximum_that_is_lowered_at_the_same_time_may_come_first_or_last() {
    for outcome in ["take 2", "full 2"] {
        check(
            &Slots,
            &open(2),
            &format!(
                "
                a  |--- maximum 1 ---|
                b    |--- {outcome} ---|
                "
            ),
            "
            a  |- maximum 1 -|
            b                   |- take 2 -|
            ",
        );
    }
}

#[test]
fn a_maximum_may_be_lowered_below_what_is_taken_but_then_nobody_comes_in() {
    check(
        &Slots,
        &open(3),
        "
        a  |- take 3 -|
        o               |- maximum 1 -|
        s                                |- give 2 -|
        b                                              |- full 1 -|
        ",
        "
        a  |- take 3 -|
        o               |- maximum 1 -|
        s                                |- give 2 -|
        b                                              |- take 1 -|
        ",
    );
}

#[test]
fn of_two_maxima_set_at_the_same_time_one_holds() {
    check(
        &Slots,
        &open(1),
        "
        a  |--- maximum 2 ---|
        b    |--- maximum 3 ---|
        c                         |- of 2 -|   |- take 2 -|
        ",
        "
        a  |--- maximum 2 ---|
        b    |--- maximum 3 ---|
        c                         |- of 2 -|   |- take 3 -|
        ",
    );
}

#[test]
fn a_call_that_is_sent_after_the_policy_was_changed_is_refused() {
    check(
        &Slots,
        &open(2),
        "
        a  |- deny -|
        b         |- take 1 -|
        c                      |- refused 1 -|
        ",
        "
        a  |- deny -|
        b             |- take 1 -|
        c                          |- refused 1 -|
        ",
    );
    check(
        &Slots,
        &open(2),
        "
        a  |--- deny ---|   |--- accept ---|
        b           |- refused 1 -|
        c                   |- take 1 -|
        ",
        "
        a  |--- deny ---|                        |--- accept ---|
        b           |- refused 1 -|
        c                   |- take 1 -|
        ",
    );
}

#[test]
fn nobody_comes_in_once_the_game_session_was_told_to_end() {
    check(
        &Slots,
        &open(2),
        "
        a  |-------- end --------|
        b    |- take 1 -|
        c      |- ended -|
        d                           |- ended -|
        ",
        "
        a  |-------- end --------|
        b    |- take 1 -|
        c      |- ended -|
        d                           |- take 1 -|
        ",
    );
}

#[test]
fn descriptions_agree_about_who_came_first() {
    check(
        &Slots,
        &open(2),
        "
        a  |-------- take 1 in group --------|
        b  |------------ take 1 -------------|
        c      |-- shows 0 --|   |- shows 1 -|
        d      |-- count 1 --|   |- count 2 -|
        ",
        "
        a  |-------- take 1 in group --------|
        b  |------------ take 1 -------------|
        c      |-- shows 1 --|   |- shows 0 -|
        d      |-- count 1 --|   |- count 2 -|
        ",
    );
}

/// Whoever lets the last call take effect as soon as it can finds no order here.
#[test]
fn a_slot_may_have_to_wait_for_others_to_come_and_go() {
    check(
        &Slots,
        &open(3),
        "
        a  |--------- take 3 ---------|
        s  |--------- give 3 ---------|
        b  |--------- full 1 ---------|
        c     |- take 1 -|
        d                                |- count 1 -|
        ",
        "
        a  |--------- take 3 ---------|
        s                  |--- give 3 ---|
        b  |--------- full 1 ---------|
        c     |- take 1 -|
        d                                |- count 1 -|
        ",
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
    let refused_first = [at(full(1), 0, 5), at(success(1, None), 5, 9)];
    let answer = linearize(&Slots, open(1), &refused_first, Budget::default());
    assert_eq!(answer, Answer::Linearizable(vec![1, 0]));
    let apart = [at(full(1), 0, 5), at(success(1, None), 6, 9)];
    let answer = linearize(&Slots, open(1), &apart, Budget::default());
    assert_eq!(answer, Answer::NotLinearizable(0));
}

#[test]
fn an_oversold_slot_among_many_is_refuted_by_its_sales_alone() {
    let calls = read::<Slots>(
        "
        a  |--- take 1 ---|
        b    |--- full 1 ---|
        c    |--- full 1 ---|
        d      |--- take 1 ---|
        e                         |- count 1 -|
        ",
    );
    let core = core_of(&Slots, &open(1), &calls, Budget::default());
    assert_eq!(core, Some(vec![0, 3]));
}

#[test]
fn a_spent_budget_is_no_answer() {
    let calls = read::<Slots>(
        "
        a  |------ take 1 ------|
        b    |------ take 2 ------|
        c    |--- full 1 ---|
        ",
    );
    for budget in [
        Budget {
            steps: 1,
            ..Budget::default()
        },
        Budget {
            configurations: 1,
            ..Budget::default()
        },
    ] {
        let answer = linearize(&Slots, open(3), &calls, budget);
        assert!(matches!(answer, Answer::Unknown(_)), "{answer:?}");
    }
}
