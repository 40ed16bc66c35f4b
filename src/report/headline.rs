//! What a run comes to, in one sentence.

use super::rows;
use super::view::{Conclusion, End, RunReport};
use crate::spec::clause::Level;
use crate::verdict::Verdict;

/// Returns what a run comes to, in one sentence without a full stop.
pub fn headline(report: &RunReport<'_>) -> String {
    let target = &report.run.target;
    let text = match report.conclusion() {
        Conclusion::Conforms => format!("{target} conforms{}", apart_from(report)),
        Conclusion::Outdated => {
            format!("{target} conforms; the list of its deviations is out of date")
        }
        Conclusion::Violates => format!("{target} does not conform"),
        Conclusion::Trouble => "the run could not be finished".to_owned(),
        Conclusion::Inconclusive => format!("whether {target} conforms was not decided"),
    };
    let why = match report.run.end {
        End::Finished | End::Broken => "",
        End::OutOfTime => " (the time budget was spent)",
        End::FirstViolation => " (stopped at the first violation)",
        End::Interrupted => " (interrupted)",
    };
    text + why + &drift(report)
}

/// Returns how many clauses of a level have a verdict.
pub fn count(report: &RunReport<'_>, verdict: Verdict, level: Level) -> usize {
    let rows = rows::clauses(report).into_iter();
    rows.filter(|row| row.verdict == verdict && row.clause.level == level)
        .count()
}

/// Returns what there is to add where a target does otherwise than was recorded.
fn drift(report: &RunReport<'_>) -> String {
    match report.changes().len() {
        0 => String::new(),
        1 => "; 1 change since it was recorded".to_owned(),
        count => format!("; {count} changes since it was recorded"),
    }
}

/// Returns what there is to add to the word that a target conforms.
fn apart_from(report: &RunReport<'_>) -> String {
    let levels = [Level::Must, Level::Should, Level::May];
    let deviating = levels.map(|level| count(report, Verdict::Deviates, level));
    let deviating = match deviating.into_iter().sum() {
        0 => String::new(),
        1 => "; 1 clause deviates as accepted".to_owned(),
        count => format!("; {count} clauses deviate as accepted"),
    };
    let failing = match count(report, Verdict::Fail, Level::Should) {
        0 => String::new(),
        1 => "; 1 SHOULD clause fails".to_owned(),
        count => format!("; {count} SHOULD clauses fail"),
    };
    deviating + &failing
}
