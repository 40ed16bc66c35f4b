//! Histories as drawings: a line for each client, time from left to right.
//!
//! ```text
//! a  |--- take 1 ---|
//! b    |--- full 1 ---|   |- count 1 -|
//! c    |- take 1 - lost
//! d    |- maybe take 1 -|
//! ```

use super::judged;
use crate::check::linear::{Call, Certainty, Object};

/// What a drawing calls the acts of an object.
pub(super) trait Words: Object {
    /// Returns the act that these words mean; others are a mistake in the test.
    fn act(words: &[&str]) -> Self::Act;
}

/// Judges one drawing for each of the two answers.
///
/// They come in pairs: one that is legal, and the nearest that is not.
#[track_caller]
pub(super) fn check<O>(object: &O, initial: &O::State, legal: &str, illegal: &str)
where
    O: Words,
{
    assert!(judged(object, initial, &read::<O>(legal)), "{legal}");
    assert!(!judged(object, initial, &read::<O>(illegal)), "{illegal}");
}

/// Reads a drawing; one that cannot be read is a mistake in the test.
pub(super) fn read<O: Words>(drawing: &str) -> Vec<Call<O::Act>> {
    let mut calls = Vec::new();
    for line in drawing.lines().filter(|line| !line.trim().is_empty()) {
        let mut bars = line.match_indices('|').map(|(place, _)| place);
        while let Some(from) = bars.next() {
            let to = bars.next();
            let words = &line[from + 1..to.unwrap_or(line.len())];
            calls.push(call::<O>(words, from, to));
        }
    }
    assert!(!calls.is_empty(), "nothing is drawn");
    calls
}

fn call<O: Words>(words: &str, from: usize, to: Option<usize>) -> Call<O::Act> {
    let place = |place: usize| u64::try_from(place).expect("a drawing is short");
    let is_lost = words.trim_end().ends_with("lost");
    assert_eq!(is_lost, to.is_none(), "{words:?} returns or is lost");
    let words = words.trim_end().trim_end_matches("lost");
    let words = words.trim_matches(['-', ' ']).split_whitespace();
    let words: Vec<&str> = words.collect();
    let (is_sure, words) = match words.as_slice() {
        ["maybe", words @ ..] => (false, words),
        words => (true, words),
    };
    Call {
        act: O::act(words),
        invoked: place(from),
        returned: to.map_or(u64::MAX, place),
        certainty: if is_lost {
            Certainty::Open
        } else if is_sure {
            Certainty::Certain
        } else {
            Certainty::Optional
        },
    }
}
