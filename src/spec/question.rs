//! Open questions: what the documents leave to the target, and the answers it may give.

use std::fmt;

use super::id::{ClauseId, ContextId};
use crate::api::exception::ExceptionKind;

/// How well an answer is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The documentation says so.
    Documented,
    /// Evidence speaks for it.
    Supported,
    /// Nothing speaks against it.
    Tolerated,
    /// It breaks a clause.
    Contrary(ClauseId),
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Documented => f.write_str("documented"),
            Self::Supported => f.write_str("supported"),
            Self::Tolerated => f.write_str("tolerated"),
            Self::Contrary(clause) => write!(f, "contrary to {clause}"),
        }
    }
}

/// One answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer's name, unique within its question.
    pub name: String,
    /// What a target that gives it does.
    pub text: String,
    /// How well it is founded.
    pub standing: Standing,
    /// The exceptions that show it, empty where it shows otherwise.
    pub exceptions: Vec<ExceptionKind>,
    /// The answers that are special cases of this one, by name: their histories fit this one too.
    pub includes: Vec<String>,
    /// The contexts in which it can be given, empty for all.
    pub contexts: Vec<String>,
}

impl Answer {
    /// Returns whether it can be given in `context` without breaking a clause.
    fn is_allowed(&self, context: ContextId) -> bool {
        !matches!(self.standing, Standing::Contrary(_))
            && (self.contexts.is_empty() || self.contexts.iter().any(|name| name == context.name()))
    }
}

/// How the answers of a question are held together over a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuestionKind {
    /// One answer per context; a second one is a contradiction.
    Consistent,
    /// The answer may differ from call to call.
    Varying,
    /// No answer set: a bound in time, a count or a set of pairs.
    Unbounded,
}

/// One context of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The context's id.
    pub id: ContextId,
    /// When the question arises in this context.
    pub text: String,
    /// Why this version asks it in no run, `None` where it does.
    pub unasked: Option<String>,
    /// The answer predicted in this context, `None` where it is the question's first.
    pub predicted: Option<String>,
}

/// An open question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The id, `U-16`.
    pub id: String,
    /// The question.
    pub text: String,
    /// What is known, in our own words.
    pub evidence: String,
    /// How its answers are held together.
    pub kind: QuestionKind,
    /// The contexts, at least one.
    pub contexts: Vec<Context>,
    /// The answers, the predicted one first; empty where there is no answer set.
    pub answers: Vec<Answer>,
}

impl Question {
    /// Returns the answers that can be given in `context` without breaking a clause, the
    /// predicted one first.
    pub fn allowed(&self, context: ContextId) -> impl Iterator<Item = &Answer> {
        let predicted = self.contexts.iter().find(|known| known.id == context);
        let predicted = predicted.and_then(|known| known.predicted.as_deref());
        let answers = move || self.answers.iter().filter(move |a| a.is_allowed(context));
        let leads = move |answer: &&Answer| Some(answer.name.as_str()) == predicted;
        answers()
            .filter(leads)
            .chain(answers().filter(move |answer| !leads(answer)))
    }

    /// Returns the answer of that name, `None` where there is none.
    pub fn answer(&self, name: &str) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.name == name)
    }
}
