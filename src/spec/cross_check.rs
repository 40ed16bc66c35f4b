//! What rows of `specs/` must hold against each other: unique names, references that exist, levels
//! that their provenance carries, and questions that are complete.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::clause::{Clause, Level};
use super::id::ClauseId;
use super::question::{Question, QuestionKind, Standing};
use super::rows::{Row, Rows};

/// The questions `U-01` to this one are those that the sources leave open from the start.
const LAST_NUMBERED_QUESTION: u8 = 35;

/// Returns everything in which `rows` do not fit each other.
pub(super) fn problems(rows: &Rows) -> Vec<String> {
    let mut problems = Vec::new();
    unique(&rows.clauses, |clause| clause.id, &mut problems);
    unique(
        &rows.questions,
        |question| question.id.clone(),
        &mut problems,
    );
    unique(&rows.limits, |limit| limit.name.clone(), &mut problems);
    unique(&rows.faults, |fault| fault.name.clone(), &mut problems);
    let known = Known {
        clauses: rows.clauses.iter().map(|row| row.value.id).collect(),
        questions: rows
            .questions
            .iter()
            .map(|row| (&*row.value.id, &row.value))
            .collect(),
    };
    for row in &rows.clauses {
        known.clause(row, &mut problems);
    }
    for row in &rows.questions {
        known.question(row, &mut problems);
    }
    for row in &rows.limits {
        known.reference(&row.place, "clause", row.value.clause, &mut problems);
    }
    for row in &rows.faults {
        known.reference(&row.place, "clause", row.value.clause, &mut problems);
        for clause in &row.value.or {
            known.reference(&row.place, "or", *clause, &mut problems);
        }
    }
    for number in 1..=LAST_NUMBERED_QUESTION {
        let id = format!("U-{number:02}");
        if !known.questions.contains_key(&*id) {
            problems.push(format!("question {id}: missing from all files"));
        }
    }
    unsettled(rows, &mut problems);
    problems
}

/// What rows may refer to.
struct Known<'a> {
    clauses: BTreeSet<ClauseId>,
    questions: BTreeMap<&'a str, &'a Question>,
}

impl Known<'_> {
    fn clause(&self, row: &Row<Clause>, problems: &mut Vec<String>) {
        let clause = &row.value;
        if clause.level == Level::Must && !clause.provenance.can_be_must() {
            let name = clause.provenance.name();
            problems.push(format!("{}: key `level`: MUST cannot be {name}", row.place));
        }
        if let Some(whole) = clause.half_of {
            self.reference(&row.place, "half_of", whole, problems);
        }
        let Some(id) = clause.settles.as_deref() else {
            return;
        };
        let what = match self.questions.get(id) {
            None => format!("there is no question {id}"),
            Some(question) if allowed_count(question) != 1 => {
                format!("{id} has not exactly one allowed answer")
            }
            Some(_) => return,
        };
        problems.push(format!("{}: key `settles`: {what}", row.place));
    }

    fn question(&self, row: &Row<Question>, problems: &mut Vec<String>) {
        let mut problem = |key: &str, what: String| {
            problems.push(format!("{}: key `{key}`: {what}", row.place));
        };
        for what in self.answers(&row.value) {
            problem("answer", what);
        }
        for what in contexts(&row.value) {
            problem("context", what);
        }
    }

    fn answers(&self, question: &Question) -> Vec<String> {
        let mut problems = Vec::new();
        let names: BTreeSet<&str> = question.answers.iter().map(|a| a.name.as_str()).collect();
        let contexts: BTreeSet<&str> = question.contexts.iter().map(|c| c.id.name()).collect();
        if names.len() < question.answers.len() {
            problems.push("a name is given twice".to_owned());
        }
        if (question.kind == QuestionKind::Unbounded) != question.answers.is_empty() {
            problems.push("only an unbounded question has no answers".to_owned());
        }
        for answer in &question.answers {
            let name = &answer.name;
            let is_another = |other: &str| other != name && names.contains(other);
            for other in answer.includes.iter().filter(|other| !is_another(other)) {
                problems.push(format!(
                    "{name}: includes: there is no other answer `{other}`"
                ));
            }
            for context in answer
                .contexts
                .iter()
                .filter(|c| !contexts.contains(c.as_str()))
            {
                problems.push(format!("{name}: contexts: there is no context `{context}`"));
            }
            if let Standing::Contrary(id) = answer.standing
                && !self.clauses.contains(&id)
            {
                problems.push(format!("{name}: standing: there is no clause {id}"));
            }
        }
        problems
    }

    fn reference(&self, place: &str, key: &str, id: ClauseId, problems: &mut Vec<String>) {
        if !self.clauses.contains(&id) {
            problems.push(format!("{place}: key `{key}`: there is no clause {id}"));
        }
    }
}

fn contexts(question: &Question) -> Vec<String> {
    let mut problems = Vec::new();
    let ids: BTreeSet<&str> = question.contexts.iter().map(|c| c.id.name()).collect();
    if ids.is_empty() {
        problems.push("missing".to_owned());
    }
    if ids.len() < question.contexts.len() {
        problems.push("an id is given twice".to_owned());
    }
    for context in &question.contexts {
        let id = context.id;
        if id.question() != question.id {
            problems.push(format!("`{id}` belongs to another question"));
        }
        let first = question.allowed(id).next().map(|answer| &answer.name);
        if first.is_none() && !question.answers.is_empty() {
            problems.push(format!("`{id}` has no allowed answer"));
        }
        if context.predicted.is_some() && context.predicted.as_ref() != first {
            problems.push(format!("`{id}` predicts no answer it allows"));
        }
    }
    problems
}

/// A question with a single allowed answer is a requirement, so some clause must state it.
fn unsettled(rows: &Rows, problems: &mut Vec<String>) {
    for row in rows
        .questions
        .iter()
        .filter(|row| allowed_count(&row.value) == 1)
    {
        let id = &row.value.id;
        if !rows
            .clauses
            .iter()
            .any(|clause| clause.value.settles.as_ref() == Some(id))
        {
            problems.push(format!(
                "{}: its only allowed answer is settled by no clause",
                row.place
            ));
        }
    }
}

fn allowed_count(question: &Question) -> usize {
    let contrary = |standing: &Standing| matches!(standing, Standing::Contrary(_));
    question
        .answers
        .iter()
        .filter(|answer| !contrary(&answer.standing))
        .count()
}

fn unique<T, K: Ord + Display>(rows: &[Row<T>], key: fn(&T) -> K, problems: &mut Vec<String>) {
    let mut seen = BTreeMap::new();
    for row in rows {
        if let Some(first) = seen.insert(key(&row.value), &row.place) {
            problems.push(format!(
                "{}: its name is taken already by {first}",
                row.place
            ));
        }
    }
}
