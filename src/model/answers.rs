//! The answers that a target may be giving to open questions, as far as one belief knows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::spec::catalog::Catalog;
use crate::spec::id::ContextId;
use crate::spec::question::Answer;

/// What a belief knows of the answers; a context that was never asked is absent.
///
/// Beliefs are copied far more often than their answers change, so copies share them until then.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answers(Arc<BTreeMap<ContextId, Known>>);

/// What is known of one context.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    /// The answers that the latest observations leave possible.
    possible: BTreeSet<&'static str>,
    /// Whether two observations have left nothing in common.
    is_contradicted: bool,
}

/// One observation: in this context, the target gives one of these answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowing {
    /// The context.
    pub context: ContextId,
    /// The answers that the observation leaves possible.
    pub answers: Vec<&'static str>,
}

impl Narrowing {
    /// Returns an observation that leaves `answers` possible.
    pub fn new(context: ContextId, answers: &[&'static str]) -> Self {
        Self {
            context,
            answers: answers.to_vec(),
        }
    }
}

impl Known {
    fn of(narrowing: &Narrowing) -> Self {
        Self {
            possible: narrowing.answers.iter().copied().collect(),
            is_contradicted: false,
        }
    }
}

impl Answers {
    /// Takes an observation into account.
    ///
    /// One that contradicts an earlier one is noted, and the later one is gone on with: an
    /// inconsistent target breaks no clause.
    pub fn narrow(&mut self, narrowing: &Narrowing) {
        let is_left = |one: &&str| narrowing.answers.contains(one);
        if let Some(known) = self.0.get(&narrowing.context)
            && !known.possible.is_empty()
            && known.possible.iter().all(is_left)
        {
            return;
        }
        let answers = Arc::make_mut(&mut self.0);
        let Some(known) = answers.get_mut(&narrowing.context) else {
            answers.insert(narrowing.context, Known::of(narrowing));
            return;
        };
        if known.possible.iter().any(is_left) {
            known.possible.retain(|one| is_left(one));
        } else {
            known.is_contradicted = true;
            known.possible = narrowing.answers.iter().copied().collect();
        }
    }

    /// Takes an observation into account in a context where the answer may vary.
    pub fn collect(&mut self, narrowing: &Narrowing) {
        let answers = Arc::make_mut(&mut self.0);
        match answers.get_mut(&narrowing.context) {
            Some(known) => known.possible.extend(&narrowing.answers),
            None => {
                answers.insert(narrowing.context, Known::of(narrowing));
            }
        }
    }

    /// Returns in how many contexts two observations have left nothing in common.
    pub fn contradictions(&self) -> usize {
        let known = self.0.values();
        known.filter(|known| known.is_contradicted).count()
    }

    /// Returns whether `answer` is possible in `context`, as far as is known.
    pub fn allows(&self, context: ContextId, answer: &str) -> bool {
        self.0
            .get(&context)
            .is_none_or(|known| known.possible.contains(answer))
    }

    /// Returns whether every observation that these answers fit also fits `other`.
    pub fn is_within(&self, other: &Self) -> bool {
        other.0.iter().all(|(context, theirs)| {
            self.0.get(context).is_some_and(|ours| {
                ours.is_contradicted == theirs.is_contradicted
                    && ours.possible.is_subset(&theirs.possible)
            })
        })
    }

    /// Returns the possible answers of every context that was asked; none where contradicted.
    pub fn asked(&self) -> impl Iterator<Item = (ContextId, BTreeSet<String>)> {
        self.0.iter().map(|(context, known)| {
            let possible = if known.is_contradicted {
                BTreeSet::new()
            } else {
                known
                    .possible
                    .iter()
                    .map(|answer| (*answer).to_owned())
                    .collect()
            };
            (*context, possible)
        })
    }
}

/// Returns the names of the answers allowed in `context` that `holds` keeps.
pub fn allowed(
    catalog: &'static Catalog,
    context: ContextId,
    holds: impl Fn(&Answer) -> bool,
) -> Vec<&'static str> {
    catalog.question(context).map_or_else(Vec::new, |question| {
        question
            .allowed(context)
            .filter(|answer| holds(answer))
            .map(|answer| answer.name.as_str())
            .collect()
    })
}
