//! Other legal behaviours: answers to questions that the documents leave open, and manners.
//!
//! An answer is named after the question in its context: `U-14=invalid-request`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use thiserror::Error;

use super::answers::Answer;
use super::manners::Manner;
use super::questions::Question;

/// Another legal behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variation {
    /// An answer other than the default one.
    Answer {
        /// The question.
        question: Question,
        /// The answer.
        answer: Answer,
    },
    /// A way of speaking that means nothing.
    Manner(Manner),
}

impl Variation {
    /// Returns every variation: the answers in the order of the questions, then the manners.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        let answers = |question: Question| {
            let others = question.answers().iter().skip(1);
            others.map(move |answer| Self::Answer {
                question,
                answer: *answer,
            })
        };
        let answers = Question::ALL.into_iter().flat_map(answers);
        answers.chain(Manner::ALL.into_iter().map(Self::Manner))
    }

    /// Returns the question that it answers, `None` for a manner.
    pub fn question(self) -> Option<Question> {
        match self {
            Self::Answer { question, .. } => Some(question),
            Self::Manner(_) => None,
        }
    }

    /// Returns whether only requests that are in flight at the same time show it.
    pub fn takes_several(self) -> bool {
        match self {
            Self::Answer { question, .. } => question.takes_several(),
            Self::Manner(manner) => manner == Manner::RepliesHeldBack,
        }
    }

    /// Returns the variation of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().find(|one| one.to_string() == name)
    }
}

impl fmt::Display for Variation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer { question, answer } => {
                write!(f, "{}={}", question.name(), answer.name())
            }
            Self::Manner(manner) => manner.fmt(f),
        }
    }
}

/// Variations of which no two answer the same question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variations {
    answers: BTreeMap<Question, Answer>,
    manners: BTreeSet<Manner>,
}

/// Two answers to one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("choose between the variations {first} and {second}: they answer the same question")]
pub struct VariationConflict {
    /// The answer given first.
    pub first: Variation,
    /// The answer that differs from it.
    pub second: Variation,
}

impl From<Variation> for Variations {
    fn from(variation: Variation) -> Self {
        let mut one = Self::default();
        match variation {
            Variation::Answer { question, answer } => {
                one.answers.insert(question, answer);
            }
            Variation::Manner(manner) => {
                one.manners.insert(manner);
            }
        }
        one
    }
}

impl Variations {
    /// Collects variations; the same one may come twice.
    pub fn new(variations: impl IntoIterator<Item = Variation>) -> Result<Self, VariationConflict> {
        let mut all = Self::default();
        for second in variations {
            let (question, answer) = match second {
                Variation::Answer { question, answer } => (question, answer),
                Variation::Manner(manner) => {
                    all.manners.insert(manner);
                    continue;
                }
            };
            match all.answers.insert(question, answer) {
                Some(first) if first != answer => {
                    let first = Variation::Answer {
                        question,
                        answer: first,
                    };
                    return Err(VariationConflict { first, second });
                }
                _ => {}
            }
        }
        Ok(all)
    }

    /// Collects the variations that fit those that come before them.
    pub fn that_fit(variations: impl IntoIterator<Item = Variation>) -> Self {
        let mut fitting = Self::default();
        for variation in variations {
            if let Ok(more) = Self::new(fitting.iter().chain([variation])) {
                fitting = more;
            }
        }
        fitting
    }

    /// Returns the answer to a question: the one chosen, or the default one.
    pub fn answer(&self, question: Question) -> Answer {
        let default = question.answers()[0];
        self.answers.get(&question).copied().unwrap_or(default)
    }

    /// Returns whether a manner is among them.
    pub fn has(&self, manner: Manner) -> bool {
        self.manners.contains(&manner)
    }

    /// Returns the variations by question, then the manners.
    pub fn iter(&self) -> impl Iterator<Item = Variation> + '_ {
        let answer = |(question, answer): (&Question, &Answer)| Variation::Answer {
            question: *question,
            answer: *answer,
        };
        let manners = self.manners.iter().copied().map(Variation::Manner);
        self.answers.iter().map(answer).chain(manners)
    }
}
