//! The rows that every report has: one for each clause, one for each question that was asked.

use super::view::{End, RunReport};
use crate::findings::Tally;
use crate::findings::profile::{self, QuestionRow};
use crate::spec::clause::Clause;
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
    profile::rows(report.findings, report.catalog)
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
