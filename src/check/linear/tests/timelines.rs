//! Histories as drawings: a line for each client, time from left to right.
//!
//! ```text
//! a  |--- take 1 ---|
//! b    |--- full 1 ---|   |- count 1 -|
//! c    |- take 1 - lost
//! ```

use super::{count, full, give, maximum, success};
use crate::check::linear::slots::Act;
use crate::check::linear::{Call, Certainty};

/// A history that was drawn.
pub(super) struct Timeline {
    pub(super) calls: Vec<Call<Act>>,
}

impl Timeline {
    /// Reads a drawing; one that cannot be read is a mistake in the test.
    pub(super) fn parse(drawing: &str) -> Self {
        let mut calls = Vec::new();
        for line in drawing.lines().filter(|line| !line.trim().is_empty()) {
            let mut bars = line.match_indices('|').map(|(place, _)| place);
            while let Some(from) = bars.next() {
                let to = bars.next();
                let words = &line[from + 1..to.unwrap_or(line.len())];
                calls.push(call(words, from, to));
            }
        }
        Self { calls }
    }
}

fn call(words: &str, from: usize, to: Option<usize>) -> Call<Act> {
    let text = words.trim_end_matches("lost").trim_matches(['-', ' ']);
    let (verb, number) = text.split_once(' ').unwrap_or((text, "0"));
    let number: i64 = number.parse().expect("a number follows the verb");
    let act = match verb {
        "take" => success(number),
        "full" => full(number),
        "give" => give(),
        "maximum" => maximum(number),
        "count" => count(number),
        _ => panic!("{verb:?} is no verb"),
    };
    Call {
        act,
        invoked: u64::try_from(from).expect("a drawing is short"),
        returned: to.map_or(u64::MAX, |to| {
            u64::try_from(to).expect("a drawing is short")
        }),
        certainty: if to.is_some() {
            Certainty::Certain
        } else {
            Certainty::Open
        },
    }
}
