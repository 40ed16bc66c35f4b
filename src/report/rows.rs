//! The rows that every report has: one for each clause, one for each question that was asked.

use std::collections::BTreeSet;

use super::view::{End, RunReport};
use crate::findings::{CaseIndex, Observed, Tally};
use crate::spec::clause::Clause;
use crate::spec::id::ContextId;
use crate::spec::question::{Question, QuestionKind};
use crate::verdict::Verdict;

/// The verdict on one clause of the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseRow<'a> {
    /// The clause.
    pub clause: &'a Clause,
    /// The verdict.
    pub verdict: Verdict,
    /// In how many cases it was exercised.
    pub exercised: u64,
    /// Why it was not, `None` where it was.
    pub reason: Option<String>,
}

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

/// Returns a row for every clause of the catalog, by id.
pub fn clauses<'a>(report: &RunReport<'a>) -> Vec<ClauseRow<'a>> {
    report
        .catalog
        .clauses
        .values()
        .map(|clause| {
            let tally = report.findings.clauses.get(&clause.id).copied();
            let verdict = report.verdict(clause.id);
            ClauseRow {
                clause,
                verdict,
                exercised: tally.as_ref().map_or(0, Tally::exercised),
                reason: (verdict == Verdict::NotExercised).then(|| reason(report, clause)),
            }
        })
        .collect()
}

/// Returns a row for every question that was asked, by context.
pub fn questions(report: &RunReport<'_>) -> Vec<QuestionRow> {
    report
        .findings
        .questions
        .iter()
        .filter(|(_, observed)| !observed.sets.is_empty())
        .map(|(context, observed)| {
            question_row(report.catalog.question(*context), *context, observed)
        })
        .collect()
}

/// Returns why a clause was not exercised.
pub(super) fn reason(report: &RunReport<'_>, clause: &Clause) -> String {
    if let Some(reason) = &clause.unreachable {
        return reason.clone();
    }
    let run = report.run;
    if !run.suites.contains(&clause.suite) {
        return format!("suite {} not selected", clause.suite);
    }
    if run
        .only
        .as_ref()
        .is_some_and(|only| !only.contains(&clause.id))
    {
        return "not among --only".to_owned();
    }
    if let Some(reason) = run.undecidable.get(&clause.id) {
        return reason.clone();
    }
    let lacks: Vec<&str> = report.findings.lacks.keys().map(String::as_str).collect();
    match run.end {
        End::Finished if lacks.is_empty() => "no plan reached it".to_owned(),
        End::Finished => format!("no plan reached it without {}", lacks.join(", ")),
        End::OutOfTime | End::FirstViolation | End::Interrupted | End::Broken => {
            "no plan reached it before the run ended".to_owned()
        }
    }
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
