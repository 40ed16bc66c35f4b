//! Plans, outcomes and times in words, the same for people, JSON and replays.
//!
//! Everything is named by the plan's handles, `gs-1` and `p-1`, never by ids of the target, so
//! that the words of two executions can be held side by side.

use std::fmt::Write as _;

use crate::api::reply::{Reply, Response};
use crate::findings::CaseRecord;
use crate::findings::given_out::Repetition;
use crate::history::{Act, Label, Operation, Outcome};
use crate::model::terms::Traffic;
use crate::plan::step::{Raced, Wire};
use crate::verdict::Violation;

mod names;
mod outcome;
mod queries;
mod step;
mod text;

pub use text::duration;

/// One step of a case in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepWords {
    /// The step's label in the plan.
    pub label: Label,
    /// Its place among the steps, counted from 1.
    pub number: usize,
    /// What is done: `create player sessions`.
    pub verb: &'static str,
    /// To what and with what: `gs-1 [p-1, p-2]`.
    pub arguments: String,
    /// What came of it: `RESERVED, RESERVED`.
    pub outcome: String,
}

impl StepWords {
    /// Returns the step without its outcome.
    pub fn text(&self) -> String {
        format!("{}  {}", self.verb, self.arguments)
    }
}

/// Says that player session ids came twice, and where that shows first.
pub fn repeated(count: usize, first: Repetition) -> String {
    let what = match count {
        1 => "1 player session id was given out".to_owned(),
        count => format!("{count} player session ids were given out"),
    };
    let Repetition { first, again } = first;
    format!(
        "{what} in more than one case, first in cases {} and {}",
        first.0, again.0
    )
}

/// Returns the steps of a case in words, with what came of each.
///
/// Where others use the game sessions too, none is created: the one that is given is used.
pub fn steps(case: &CaseRecord, traffic: Traffic) -> Vec<StepWords> {
    let names = names::Names::of(case, traffic);
    let numbers = step::Numbers::of(&case.plan);
    case.plan
        .steps
        .iter()
        .zip(1..)
        .map(|(step, number)| {
            let operation = operation(case, step.label);
            let is_given = traffic == Traffic::Foreign
                && operation.is_some_and(|one| matches!(one.act, Act::Provide(_)));
            let (verb, arguments) = if is_given {
                ("use game session", "that is given".to_owned())
            } else {
                let arguments = numbers.arguments(&step.step);
                let how = wire(step.wire).to_owned() + &client(step.race);
                (step::verb(&step.step), arguments + &how)
            };
            StepWords {
                label: step.label,
                number,
                verb,
                arguments,
                outcome: operation.map_or_else(
                    || "skipped".to_owned(),
                    |operation| outcome::words(&names, operation),
                ),
            }
        })
        .collect()
}

/// Says which game session a case was in, `None` where it had its own.
pub fn given(case: &CaseRecord, traffic: Traffic) -> Option<String> {
    let operations = &case.history.operations;
    let mut outcomes = operations.iter().map(|one| &one.outcome);
    let id = outcomes.find_map(|outcome| match outcome {
        Outcome::Replied(Reply::Response {
            response: Response::CreateGameSession(Some(session)),
            ..
        }) => session.game_session_id.as_deref(),
        Outcome::Replied(_) | Outcome::Done | Outcome::Refused { .. } | Outcome::Lost { .. } => {
            None
        }
    });
    let id = id.filter(|_| traffic == Traffic::Foreign)?;
    Some(format!("gs-1 is {id}"))
}

/// Returns what carried a step out, `None` where it was skipped.
///
/// An activation that nobody asks for is a describe that waits for it.
fn operation(case: &CaseRecord, label: Label) -> Option<&Operation> {
    let operations = &case.history.operations;
    let find = |label| operations.iter().find(|one| one.label == label);
    find(label).or_else(|| find(label.settling()))
}

/// Returns the words for a wire other than the usual one.
fn wire(wire: Option<Wire>) -> &'static str {
    match wire {
        Some(Wire::Cbor) => " over cbor",
        Some(Wire::Sdk) => " over sdk",
        Some(Wire::Json) | None => "",
    }
}

/// Returns the words for the client that carries a step out at the same time as others do.
fn client(race: Option<Raced>) -> String {
    let lost = |raced: &Raced| {
        if raced.loses_reply {
            ", whose reply is lost"
        } else {
            ""
        }
    };
    race.map_or_else(String::new, |raced| {
        format!(" by client {}{}", raced.client, lost(&raced))
    })
}

/// Returns the HTTP status that the step was answered with, `None` where there was no reply.
pub fn status(case: &CaseRecord, label: Label) -> Option<i64> {
    let operation = operation(case, label)?;
    match &operation.outcome {
        Outcome::Replied(reply) => Some(outcome::status(reply)),
        Outcome::Refused { .. } | Outcome::Done | Outcome::Lost { .. } => None,
    }
}

/// Returns what should have come in place of what a violation tells of.
pub fn expected(violation: &Violation) -> String {
    let shape = &violation.shape;
    let member = ["wrong ", "missing "]
        .iter()
        .any(|prefix| shape.actual.starts_with(prefix));
    let mut words = String::new();
    if !member && !shape.expected.is_empty() {
        let _ = write!(words, "expected {}", shape.expected.join(" or "));
    }
    if !violation.detail.is_empty() && (member || words.is_empty()) {
        words.push_str(&violation.detail);
    }
    words
}
