//! What the bounds on what is taken show by themselves, and what they leave to the search.
//!
//! That they refute nothing which is legal is shown where the searches are compared.

use std::cell::Cell;

use super::agreement::{lived, runner};
use super::slots::{open, success};
use super::timelines::read;
use crate::check::linear::search::explore;
use crate::check::linear::slots::{Act, Slots};
use crate::check::linear::{Budget, Object};

/// Checks which call the bounds refute, by its place from above and then from the left.
#[track_caller]
fn check(slots: i64, drawing: &str, expected: Option<usize>) {
    let calls = read::<Slots>(drawing);
    assert_eq!(Slots.misfit(&open(slots), &calls), expected, "{drawing}");
}

#[test]
fn two_who_get_the_last_slot_at_the_same_time_are_too_many() {
    let drawing = "
        a  |--- take 1 ---|
        b    |--- take 1 ---|
        ";
    check(1, drawing, Some(1));
    check(2, drawing, None);
}

#[test]
fn a_slot_that_may_have_been_given_back_in_time_is_open() {
    check(
        1,
        "
        a  |- take 1 -|
        b               |- take 1 -|
        s                       |- give 1 - lost
        ",
        None,
    );
    check(
        1,
        "
        a  |- take 1 -|
        b               |- take 1 -|
        s                             |- give 1 - lost
        ",
        Some(1),
    );
}

#[test]
fn a_call_that_may_have_taken_a_slot_took_it_from_nobody_for_sure() {
    check(
        1,
        "
        a  |- take 1 - lost
        b               |- take 1 -|
        ",
        None,
    );
    check(
        1,
        "
        a  |- take 1 - lost
        b               |- take 1 -|   |- take 1 -|
        ",
        Some(2),
    );
}

#[test]
fn only_who_needs_an_open_slot_is_one_too_many() {
    check(
        1,
        "
        a  |--- take 1 ---|
        b    |--- join 1 ---|
        ",
        None,
    );
}

#[test]
fn a_refusal_or_a_description_has_to_fit_what_may_be_taken() {
    for (outcome, expected) in [("full 1", Some(1)), ("full 2", None), ("full 3", None)] {
        let drawing = format!(
            "
            a  |- take 1 -|
            b               |- {outcome} -|
            "
        );
        check(2, &drawing, expected);
    }
    for (taken, expected) in [(0, Some(2)), (1, None), (2, None), (3, Some(2))] {
        let drawing = format!(
            "
            a  |- take 1 -|
            b             |- take 1 -|
            c               |- count {taken} -|
            "
        );
        check(4, &drawing, expected);
    }
}

#[test]
fn a_maximum_is_in_force_until_another_is_for_sure() {
    check(
        1,
        "
        a  |- maximum 2 -|   |- maximum 1 -|
        b                         |- take 2 -|
        ",
        None,
    );
    check(
        1,
        "
        a  |- maximum 2 -|   |- maximum 1 -|
        b                                    |- take 2 -|
        ",
        Some(2),
    );
    check(
        1,
        "
        a  |- maximum 2 -|   |- maximum 1 - lost
        b                                          |- take 2 -|
        ",
        None,
    );
}

#[test]
fn what_only_the_order_shows_is_left_to_the_search() {
    check(
        2,
        "
        a  |-- count 1 --|   |-- count 0 --|
        b  |------------ take 1 -----------|
        ",
        None,
    );
}

/// Histories in which one refusal is a success instead: of those that the search refutes, the
/// bounds refute most.
#[test]
fn most_overselling_is_refuted_without_a_search() {
    let (oversold, outright) = (Cell::new(0), Cell::new(0));
    let outcome = runner(1_000).run(&lived(30, 200), |(initial, mut calls)| {
        let refused = |act: &Act| match act.needs.as_slice() {
            [needs] => needs.open_max,
            _ => None,
        };
        let mut refusals = calls.iter_mut().rev();
        let Some(call) = refusals.find(|call| refused(&call.act).is_some()) else {
            return Ok(());
        };
        let count = refused(&call.act).unwrap_or_default() + 1;
        call.act = success(count, None);
        if explore(&Slots, [initial.clone()], &calls, Budget::default()).is_err() {
            oversold.set(oversold.get() + 1);
            outright.set(outright.get() + u32::from(Slots.misfit(&initial, &calls).is_some()));
        }
        Ok(())
    });
    if let Err(problem) = outcome {
        panic!("{problem}");
    }
    println!("{} of {} outright", outright.get(), oversold.get());
    assert!(oversold.get() > 250);
    assert!(outright.get() * 2 > oversold.get());
}
