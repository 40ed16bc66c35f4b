//! The judgement of one case.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::History;
use crate::model::terms::Terms;
use crate::spec::id::{ClauseId, ContextId};
use crate::verdict::{Verdict, Violation};

/// What judging a case yields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseJudgement {
    /// The violations, in the order of their symptoms.
    pub violations: Vec<Violation>,
    /// The clauses that were exercised.
    pub verdicts: BTreeMap<ClauseId, Verdict>,
    /// The answers that the target may be giving, for each context in which it was asked.
    pub answers: BTreeMap<ContextId, BTreeSet<String>>,
    /// Why the case could not be decided to its end, `None` where it could.
    pub inconclusive: Option<String>,
}

/// Judges the history of one case.
pub fn judge_case(history: &History, terms: &Terms) -> CaseJudgement {
    let _ = (history, terms);
    CaseJudgement::default()
}
