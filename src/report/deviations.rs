//! How the deviations of a target fared: which showed, and which the list should no longer hold.
//!
//! An entry that the run says nothing about, because its user asked for less or it did not come to
//! its end, is never held against anybody.

use super::rows::reason;
use super::view::{End, RunReport};
use crate::findings::Tally;
use crate::verdict::Verdict;
use crate::verdict::deviation::Deviation;

/// How one deviation fared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviationRow<'a> {
    /// The deviation.
    pub deviation: &'a Deviation,
    /// How it fared.
    pub state: State,
    /// How often it showed.
    pub count: u64,
    /// Whether the entry must be corrected before the run can pass.
    pub is_outdated: bool,
    /// What there is to say about an entry that did not show or is out of date, and what to do.
    pub note: Option<String>,
}

/// How a deviation fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It showed.
    Matched,
    /// Its clause was decided, and it did not show.
    UnexpectedPass,
    /// Its last day is over.
    Expired,
    /// Nothing is known, because the run did not decide its clause.
    Unmatched,
}

impl State {
    /// Returns the state as the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::UnexpectedPass => "unexpected-pass",
            Self::Expired => "expired",
            Self::Unmatched => "unmatched",
        }
    }
}

/// Returns a row for every deviation, in the order of the list.
pub fn rows<'a>(report: &RunReport<'a>) -> Vec<DeviationRow<'a>> {
    let deviations = &report.run.deviations;
    let mut counts = vec![0; deviations.0.len()];
    let groups = report.findings.accepted.iter();
    let repeated = report.findings.given_out.repeated().len() as u64;
    let shown = groups
        .map(|(key, group)| (key.clone(), group.count))
        .chain(report.findings.repetition().map(|key| (key, repeated)));
    for (key, count) in shown {
        if let Some(position) = deviations.find(key.clause, &key.shape) {
            counts[position] += count;
        }
    }
    let rows = deviations.0.iter().zip(counts);
    rows.map(|(deviation, count)| row(report, deviation, count))
        .collect()
}

/// Returns what a deviation accepts, in words.
pub fn accepts(deviation: &Deviation) -> String {
    match &deviation.shape {
        Some(shape) => shape.to_string(),
        None => "every shape".to_owned(),
    }
}

fn row<'a>(report: &RunReport<'a>, deviation: &'a Deviation, count: u64) -> DeviationRow<'a> {
    let (state, is_outdated, note) = fate(report, deviation, count);
    DeviationRow {
        deviation,
        state,
        count,
        is_outdated,
        note,
    }
}

/// Returns the state, whether the entry is out of date, and what there is to say.
fn fate(
    report: &RunReport<'_>,
    deviation: &Deviation,
    count: u64,
) -> (State, bool, Option<String>) {
    let run = report.run;
    let ignored = |why: String| {
        let note = format!("not held against the run: {why}");
        (State::Unmatched, false, Some(note))
    };
    let id = deviation.clause;
    let Some(clause) = report.catalog.clauses.get(&id) else {
        return (
            State::Unmatched,
            true,
            Some(format!("there is no {id}: remove the entry")),
        );
    };
    let is_asked_for = run.only.as_ref().is_none_or(|only| only.contains(&id));
    if !run.suites.contains(&clause.suite) || !is_asked_for {
        return ignored(reason(report, clause));
    }
    if let Some(last) = deviation.expires.filter(|last| *last < run.today) {
        let shown = if count == 0 {
            "did not show"
        } else {
            "still shows"
        };
        let note = format!(
            "it was accepted until {last} and {shown}: remove the entry, or give it a later day"
        );
        return (State::Expired, true, Some(note));
    }
    if count > 0 {
        return (State::Matched, false, None);
    }
    if run.end != End::Finished || !report.findings.trouble.is_empty() {
        return ignored("the run did not come to its end".to_owned());
    }
    let verdict = report.verdict(id);
    let file = &run.deviations_file;
    match verdict {
        Verdict::Inconclusive => ignored(format!("{id} stayed undecided")),
        Verdict::NotExercised if run.left_out.is_empty() => {
            let why = reason(report, clause);
            let note = format!("{id} was not exercised ({why}): remove the entry from {file}");
            (State::Unmatched, true, Some(note))
        }
        Verdict::NotExercised => {
            let less = run.left_out.join(" ");
            ignored(format!("{id} was not exercised with {less}"))
        }
        Verdict::Pass | Verdict::Deviates | Verdict::Fail => {
            let tally = report.findings.clauses.get(&id);
            let cases = match tally.map_or(0, Tally::exercised) {
                1 => "1 case".to_owned(),
                cases => format!("{cases} cases"),
            };
            let note = format!(
                "{id} was decided in {cases} and this never showed: remove the entry from {file}"
            );
            (State::UnexpectedPass, true, Some(note))
        }
    }
}
