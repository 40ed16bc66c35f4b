//! First-in-first-out queues: the histories with which Herlihy and Wing introduce
//! linearizability (1990, figure 1), and others.

use super::timelines::{Words, check};
use crate::check::linear::{Effect, Object};

/// A queue of letters.
pub(super) struct Queue;

/// An act on the queue with its outcome.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Enqueue(char),
    Dequeue(char),
    /// Nothing was there.
    Empty,
}

impl Object for Queue {
    type State = Vec<char>;
    type Act = Act;

    fn apply(&self, queue: &Vec<char>, act: &Act) -> Vec<Vec<char>> {
        match *act {
            Act::Enqueue(letter) => vec![[queue.as_slice(), &[letter]].concat()],
            Act::Dequeue(letter) if queue.first() == Some(&letter) => vec![queue[1..].to_vec()],
            Act::Empty if queue.is_empty() => vec![Vec::new()],
            Act::Dequeue(_) | Act::Empty => Vec::new(),
        }
    }

    fn effect(&self, act: &Act) -> Effect {
        match *act {
            Act::Enqueue(letter) => Effect::Alike(u64::from(letter)),
            Act::Dequeue(letter) => Effect::Alike(u64::from(letter) << 32),
            Act::Empty => Effect::Nothing,
        }
    }
}

impl Words for Queue {
    fn act(words: &[&str]) -> Act {
        let letter = |word: &str| word.parse().expect("a letter");
        match words {
            ["enq", word] => Act::Enqueue(letter(word)),
            ["deq", word] => Act::Dequeue(letter(word)),
            ["empty"] => Act::Empty,
            _ => panic!("{words:?} is no act"),
        }
    }
}

/// Figures 1 (a) and (b).
#[test]
fn what_is_queued_at_the_same_time_comes_out_in_either_order() {
    check(
        &Queue,
        &Vec::new(),
        "
        a  |---- enq x ----|                   |- deq y -|   |- enq z -|
        b       |---- enq y ----|   |- deq x -|
        ",
        "
        a  |- enq x -|             |--- deq y ---|
        b               |--- enq y ---|
        ",
    );
    check(
        &Queue,
        &Vec::new(),
        "
        a  |---- enq x ----|
        b       |---- enq y ----|   |- deq y -|   |- deq x -|
        ",
        "
        a  |- enq x -|
        b                |- enq y -|   |- deq y -|   |- deq x -|
        ",
    );
}

/// Figure 1 (c): a call that has not returned may have taken effect.
#[test]
fn what_is_not_queued_yet_may_come_out() {
    check(
        &Queue,
        &Vec::new(),
        "
        a  |- enq x - lost
        b       |- deq x -|
        ",
        "
        a                      |- enq x - lost
        b       |- deq x -|
        ",
    );
}

/// Figure 1 (d): one letter comes out twice.
#[test]
fn nothing_comes_out_twice() {
    check(
        &Queue,
        &Vec::new(),
        "
        a  |---- enq x ----|   |---- deq y ----|
        b    |-- enq y --|
        c                        |-- deq x --|
        ",
        "
        a  |---- enq x ----|   |---- deq y ----|
        b    |-- enq y --|
        c                        |-- deq y --|
        ",
    );
    check(
        &Queue,
        &Vec::new(),
        "
        a  |- enq x -|
        b  |- enq x - lost
        c                    |- deq x -|   |- deq x -|
        ",
        "
        a  |- enq x -|
        b  |- enq x - lost
        c                    |- deq x -|   |- deq x -|   |- deq x -|
        ",
    );
}

#[test]
fn a_queue_is_empty_only_before_something_is_in_or_after_all_is_out() {
    check(
        &Queue,
        &Vec::new(),
        "
        a  |--- enq x ---|       |--- deq x ---|
        b     |- empty -|            |- empty -|
        ",
        "
        a  |- enq x -|                  |--- deq x ---|
        b              |- empty -|
        ",
    );
}
