//! Registers: the examples of the checkers' own manuals and tests.

use super::timelines::{Words, check};
use crate::check::linear::{Effect, Object};

/// A register that holds one number.
pub(super) struct Register;

/// An act on the register with its outcome.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Write(u64),
    Read(u64),
    /// The number was the first and is the second.
    Swap(u64, u64),
    /// The number was not this one.
    Keep(u64),
}

impl Object for Register {
    type State = u64;
    type Act = Act;

    fn apply(&self, number: &u64, act: &Act) -> Vec<u64> {
        match *act {
            Act::Write(new) => vec![new],
            Act::Swap(old, new) if old == *number => vec![new],
            Act::Read(seen) if seen == *number => vec![seen],
            Act::Keep(old) if old != *number => vec![*number],
            Act::Swap(..) | Act::Read(_) | Act::Keep(_) => Vec::new(),
        }
    }

    fn effect(&self, act: &Act) -> Effect {
        match *act {
            Act::Write(new) => Effect::Alike(new),
            Act::Swap(..) => Effect::Own,
            Act::Read(_) | Act::Keep(_) => Effect::Nothing,
        }
    }
}

impl Words for Register {
    fn act(words: &[&str]) -> Act {
        let number = |word: &str| word.parse().expect("a number");
        match words {
            ["write", new] => Act::Write(number(new)),
            ["read", seen] => Act::Read(number(seen)),
            ["swap", old, new] => Act::Swap(number(old), number(new)),
            ["keep", old] => Act::Keep(number(old)),
            _ => panic!("{words:?} is no act"),
        }
    }
}

/// After the first two histories of Porcupine's own tests.
#[test]
fn reads_beside_a_write_see_it_or_not_but_never_the_old_after_the_new() {
    check(
        &Register,
        &0,
        "
        a  |------------- write 100 -------------|
        b            |---- read 100 ----|
        c              |- read 0 -|
        ",
        "
        a  |---------------- write 200 ----------------|
        b       |- read 200 -|
        c                      |------ read 0 ------|
        ",
    );
}

/// After the example of todc-utils.
#[test]
fn three_writes_may_be_seen_in_any_one_order() {
    check(
        &Register,
        &0,
        "
        a  |------------------- write 1 -------------------|
        b  |------------------- write 2 -------------------|
        c  |------------------- write 3 -------------------|
        d      |- read 3 -|   |- read 2 -|   |- read 1 -|
        ",
        "
        a  |------------------- write 1 -------------------|
        b  |------------------- write 2 -------------------|
        c  |------------------- write 3 -------------------|
        d      |- read 3 -|   |- read 2 -|   |- read 3 -|
        ",
    );
}

/// Two readers who do not agree about the order of two writes.
#[test]
fn all_readers_see_the_same_order() {
    check(
        &Register,
        &0,
        "
        a  |---------------- write 1 ----------------|
        b  |---------------- write 2 ----------------|
        c      |--- read 1 ---|   |--- read 2 ---|
        d      |--- read 1 ---|   |--- read 2 ---|
        ",
        "
        a  |---------------- write 1 ----------------|
        b  |---------------- write 2 ----------------|
        c      |--- read 1 ---|   |--- read 2 ---|
        d      |--- read 2 ---|   |--- read 1 ---|
        ",
    );
}

/// Sequential consistency would let both of them pass.
#[test]
fn a_stale_read_is_illegal_once_the_write_has_returned() {
    check(
        &Register,
        &0,
        "
        a  |- write 1 -|
        b            |- read 0 -|
        ",
        "
        a  |- write 1 -|
        b                |- read 0 -|
        ",
    );
}

/// The register of Jepsen's tutorial: of two that compare and set the same value, one does.
#[test]
fn one_of_two_who_swap_the_same_number_is_refused() {
    check(
        &Register,
        &0,
        "
        a  |--- swap 0 1 ---|
        b    |--- keep 0 ---|
        c                       |- read 1 -|
        ",
        "
        a  |--- swap 0 1 ---|
        b    |-- swap 0 2 --|
        c                       |- read 1 -|
        ",
    );
    check(
        &Register,
        &0,
        "
        a  |------- swap 0 1 -------|
        b    |------ swap 1 2 ------|
        c    |------ swap 2 0 ------|
        ",
        "
        a  |------- swap 0 1 -------|
        b    |------ swap 1 2 ------|
        c    |------ swap 2 3 ------|
        d                               |- read 2 -|
        ",
    );
}

/// Knossos: a process that crashed may still write, much later, but only once.
#[test]
fn a_write_that_crashed_takes_effect_once_at_any_later_time() {
    check(
        &Register,
        &0,
        "
        a  |- write 1 - lost
        b                     |- read 0 -|   |- read 0 -|   |- read 1 -|
        ",
        "
        a  |- write 1 - lost
        b                     |- read 0 -|   |- read 1 -|   |- read 0 -|
        ",
    );
    check(
        &Register,
        &0,
        "
        a  |- write 1 - lost
        b                     |- write 2 -|   |- read 1 -|   |- read 1 -|
        ",
        "
        a  |- write 1 - lost
        b                     |- read 1 -|   |- write 2 -|   |- read 1 -|
        ",
    );
}

#[test]
fn nobody_reads_what_nobody_has_written_yet() {
    check(
        &Register,
        &0,
        "
        a  |--- write 1 - lost
        b    |--- read 1 ---|
        ",
        "
        a                         |--- write 1 - lost
        b    |--- read 1 ---|
        ",
    );
}
