//! Verdicts on clauses, and violations as data.
//!
//! Non-conformance is a value and never an error.

pub mod deviation;

use std::fmt;

use crate::history::Label;
use crate::spec::id::ClauseId;

/// The verdict on one clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// No run decided it.
    NotExercised,
    /// It was exercised and could not be decided.
    Inconclusive,
    /// It held wherever it was decided.
    Pass,
    /// It was violated, and only in ways that the target's users accept.
    Deviates,
    /// It was violated.
    Fail,
}

impl Verdict {
    /// Returns the verdict as reports spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotExercised => "not exercised",
            Self::Inconclusive => "inconclusive",
            Self::Pass => "pass",
            Self::Deviates => "deviates",
            Self::Fail => "fail",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a violation looks like, apart from where it happened; a key in users' files.
///
/// Reads `<Action>: expected <A|B sorted> got <C>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape {
    /// The action or game-server call whose answer gave it away.
    pub action: String,
    /// What would have been legal, sorted and without repeats.
    pub expected: Vec<String>,
    /// What came.
    pub actual: String,
}

impl Shape {
    /// Returns a shape with its expected set in order.
    pub fn new(
        action: impl Into<String>,
        mut expected: Vec<String>,
        actual: impl Into<String>,
    ) -> Self {
        expected.sort();
        expected.dedup();
        Self {
            action: action.into(),
            expected,
            actual: actual.into(),
        }
    }

    /// Reads a shape as it is displayed, `None` where the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (action, rest) = text.split_once(": expected ")?;
        let (expected, actual) = rest.split_once(" got ")?;
        let is_word = |word: &str| !word.is_empty() && !word.contains(char::is_whitespace);
        let is_answer = |answer: &str| !answer.is_empty() && answer.trim() == answer;
        let answers = || expected.split('|').filter(|_| !expected.is_empty());
        let is_shape = is_word(action) && answers().all(is_answer) && is_answer(actual);
        is_shape.then(|| Self::new(action, answers().map(str::to_owned).collect(), actual))
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: expected {} got {}",
            self.action,
            self.expected.join("|"),
            self.actual
        )
    }
}

/// A clause broken at one place of one case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The clause that is blamed.
    pub clause: ClauseId,
    /// The step at which it was broken.
    pub guilty: Label,
    /// The step whose reply gave it away; later than `guilty` for a late symptom.
    pub symptom: Label,
    /// What it looks like.
    pub shape: Shape,
    /// One sentence on what was expected beside what came, without ids of the target.
    pub detail: String,
    /// Whether no single clause explains the history, so that the blame is a guess.
    pub blame: Blame,
}

/// How sure a blame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Blame {
    /// Lifting the clause makes the history legal.
    Explained,
    /// No lifting does; the clause is the one that guards the reply.
    Unexplained,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_reads_back_as_it_is_displayed() {
        let answers = || vec!["success".to_owned(), "InvalidRequestException".to_owned()];
        for shape in [
            Shape::new("CreatePlayerSessions", answers(), "wrong PlayerData"),
            Shape::new("Activate", Vec::new(), "status 500"),
        ] {
            assert_eq!(Shape::parse(&shape.to_string()), Some(shape));
        }
        let other_order =
            "CreatePlayerSessions: expected success|InvalidRequestException got wrong PlayerData";
        let shape = Shape::new("CreatePlayerSessions", answers(), "wrong PlayerData");
        assert_eq!(Shape::parse(other_order), Some(shape));
    }

    #[test]
    fn a_text_without_an_action_or_an_answer_is_no_shape() {
        for text in [
            "",
            "CreatePlayerSessions",
            "CreatePlayerSessions: expected success",
            ": expected success got status 500",
            "CreatePlayerSessions: expected success got ",
            "CreatePlayerSessions: expected success|  got x",
            "any action: expected success got x",
        ] {
            assert_eq!(Shape::parse(text), None, "{text}");
        }
    }
}
