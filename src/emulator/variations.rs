//! Other legal answers to questions that the documents leave open.
//!
//! A variation is named after the question in its context and the answer: `U-14=invalid-request`.

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

use super::answers::Answer;
use super::questions::Question;

/// An answer other than the default one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variation {
    question: Question,
    answer: Answer,
}

impl Variation {
    /// Returns every variation, in the order of the questions.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        let answers = |question: Question| {
            let others = question.answers().iter().skip(1);
            others.map(move |answer| Self {
                question,
                answer: *answer,
            })
        };
        Question::ALL.into_iter().flat_map(answers)
    }

    /// Returns the question.
    pub fn question(self) -> Question {
        self.question
    }

    /// Returns the variation of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        let (question, answer) = name.split_once('=')?;
        Self::all().find(|one| one.question.name() == question && one.answer.name() == answer)
    }
}

impl fmt::Display for Variation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.question.name(), self.answer.name())
    }
}

/// Variations of which no two answer the same question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variations(BTreeMap<Question, Answer>);

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
        Self(BTreeMap::from([(variation.question, variation.answer)]))
    }
}

impl Variations {
    /// Collects variations; the same one may come twice.
    pub fn new(variations: impl IntoIterator<Item = Variation>) -> Result<Self, VariationConflict> {
        let mut answers = BTreeMap::new();
        for second in variations {
            let Variation { question, answer } = second;
            match answers.insert(question, answer) {
                Some(first) if first != answer => {
                    let first = Variation {
                        question,
                        answer: first,
                    };
                    return Err(VariationConflict { first, second });
                }
                _ => {}
            }
        }
        Ok(Self(answers))
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
        self.0.get(&question).copied().unwrap_or(default)
    }

    /// Returns the variations by question.
    pub fn iter(&self) -> impl Iterator<Item = Variation> + '_ {
        let variation = |(question, answer): (&Question, &Answer)| Variation {
            question: *question,
            answer: *answer,
        };
        self.0.iter().map(variation)
    }
}
