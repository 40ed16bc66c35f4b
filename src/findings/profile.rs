//! The profile: what a target answers to each open question that a run asked.

use std::collections::BTreeSet;

use super::{CaseIndex, Findings, Observed};
use crate::spec::catalog::Catalog;
use crate::spec::id::ContextId;
use crate::spec::question::{Question, QuestionKind};

/// What is known of one question in one context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionRow {
    /// The question in its context.
    pub context: ContextId,
    /// What the target answered.
    pub answer: Answered,
    /// How well the answer is founded, `None` where there is not one answer.
    pub standing: Option<String>,
    /// The lowest case that shows it; two for a contradiction.
    pub witnesses: Vec<CaseIndex>,
}

/// What a target answered to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// One answer.
    Answer(String),
    /// One of these; the run did not tell them apart.
    Undecided(Vec<String>),
    /// Answers that contradict each other.
    Inconsistent(Vec<String>),
    /// Answers that may differ from call to call, as far as they were seen.
    Varies(Vec<String>),
}

/// Returns a row for every question that was asked, by context.
pub fn rows(findings: &Findings, catalog: &Catalog) -> Vec<QuestionRow> {
    findings
        .questions
        .iter()
        .filter(|(_, observed)| !observed.sets.is_empty())
        .map(|(context, observed)| question_row(catalog.question(*context), *context, observed))
        .collect()
}

fn question_row(
    question: Option<&Question>,
    context: ContextId,
    observed: &Observed,
) -> QuestionRow {
    let kind = question.map_or(QuestionKind::Consistent, |question| question.kind);
    let answer = match kind {
        QuestionKind::Consistent => consistent(question, observed),
        QuestionKind::Varying | QuestionKind::Unbounded => {
            let common = observed.narrowest(question);
            match common.as_slice() {
                [one] if kind == QuestionKind::Varying => Answered::Answer(one.clone()),
                _ => Answered::Varies(seen(observed)),
            }
        }
    };
    let standing = match &answer {
        Answered::Answer(name) => question
            .and_then(|question| question.answer(name))
            .map(|answer| answer.standing.to_string()),
        Answered::Undecided(_) | Answered::Inconsistent(_) | Answered::Varies(_) => None,
    };
    QuestionRow {
        context,
        standing,
        witnesses: witnesses(&answer, observed),
        answer,
    }
}

fn consistent(question: Option<&Question>, observed: &Observed) -> Answered {
    let mut left = observed.narrowest(question);
    match left.len() {
        0 => Answered::Inconsistent(seen(observed)),
        1 => Answered::Answer(left.remove(0)),
        _ => Answered::Undecided(left),
    }
}

fn seen(observed: &Observed) -> Vec<String> {
    let all: BTreeSet<&String> = observed.sets.keys().flatten().collect();
    all.into_iter().cloned().collect()
}

fn witnesses(answer: &Answered, observed: &Observed) -> Vec<CaseIndex> {
    if matches!(answer, Answered::Inconsistent(_)) {
        let pairs = observed.sets.iter().flat_map(|(set, case)| {
            let contrary = observed
                .sets
                .iter()
                .filter(|(other, _)| other.is_disjoint(set));
            contrary.map(|(_, other)| [*case.min(other), *case.max(other)])
        });
        // Without a disjoint pair it takes all the sets together to contradict.
        // A case that contradicts itself is a pair of its own.
        return pairs.min().map_or_else(
            || {
                observed
                    .sets
                    .values()
                    .copied()
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect()
            },
            |pair| BTreeSet::from(pair).into_iter().collect(),
        );
    }
    let narrow = observed
        .sets
        .iter()
        .min_by_key(|(set, case)| (set.len(), **case));
    narrow.map(|(_, case)| *case).into_iter().collect()
}
