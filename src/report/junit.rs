//! The report for CI servers: `JUnit` XML, a test case for each clause.
//!
//! A violation that counts is a failure, one that does not is told by a case that passes. What was
//! not exercised is skipped with the reason, and so is what deviates as accepted: it does not hold,
//! and a case that passes would say that it does. Trouble is an error, of a suite of its own.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::deviations::{self, DeviationRow};
use super::regressions::Regressions;
use super::rows::{self, ClauseRow};
use super::style::Style;
use super::terminal;
use super::view::{Conclusion, End, RunReport, Strictness};
use crate::findings::profile::Answered;
use crate::spec::clause::{Level, Suite};
use crate::verdict::Verdict;

/// The suite of what is no clause.
const RUN: &str = "run";

/// Writes the report as `JUnit` XML.
pub fn write(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut junit = Report::new("gamelift-conformance");
    junit.set_time(report.run.elapsed);
    let clauses = rows::clauses(report);
    let deviations = deviations::rows(report);
    for suite in Suite::ALL {
        let of_suite: Vec<&ClauseRow<'_>> = clauses
            .iter()
            .filter(|row| row.clause.suite == suite)
            .collect();
        if of_suite.is_empty() {
            continue;
        }
        let mut cases = TestSuite::new(suite.name());
        for row in of_suite {
            let of_clause = deviations
                .iter()
                .filter(|one| one.deviation.clause == row.clause.id);
            cases.add_test_case(clause(report, row, &of_clause.collect::<Vec<_>>())?);
        }
        junit.add_test_suite(cases);
    }
    let mut cases = TestSuite::new(RUN);
    cases.add_test_case(end(report));
    cases.add_test_case(answers(report));
    if report.run.drift.is_some() {
        cases.add_test_case(recorded(report));
    }
    if let Some(regressions) = &report.run.regressions {
        cases.add_test_case(kept(regressions));
    }
    junit.add_test_suite(cases);
    junit.serialize(&mut *out).map_err(io::Error::other)
}

/// Returns the case of one clause.
fn clause(
    report: &RunReport<'_>,
    row: &ClauseRow<'_>,
    deviations: &[&DeviationRow<'_>],
) -> io::Result<TestCase> {
    let outdated: Vec<&str> = deviations
        .iter()
        .filter(|one| one.is_outdated)
        .filter_map(|one| one.note.as_deref())
        .collect();
    let (shapes, text) = failures(report, row)?;
    let counts = match report.run.strictness {
        Strictness::Must => row.clause.level == Level::Must,
        Strictness::Should => row.clause.level >= Level::Should,
    };
    let mut told = None;
    let status = match row.verdict {
        Verdict::Fail if counts => {
            let message = match shapes.as_slice() {
                [] => row.clause.title.clone(),
                [one] => one.clone(),
                [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
            };
            non_success(NonSuccessKind::Failure, "violation", &message, &text)
        }
        _ if !outdated.is_empty() => {
            let message = outdated.join("; ");
            non_success(NonSuccessKind::Failure, "deviation", &message, &message)
        }
        Verdict::Fail => {
            told = Some(text);
            TestCaseStatus::success()
        }
        Verdict::Pass => TestCaseStatus::success(),
        Verdict::Deviates => skipped(&format!("deviates as accepted: {}", reasons(deviations))),
        Verdict::NotExercised => skipped(row.reason.as_deref().unwrap_or("not exercised")),
        Verdict::Inconclusive if row.clause.level == Level::Must => {
            let message = "exercised and not decided";
            non_success(NonSuccessKind::Error, "inconclusive", message, message)
        }
        Verdict::Inconclusive => skipped("exercised and not decided"),
    };
    let name = format!("{} {}", row.clause.id, row.clause.title);
    let mut case = TestCase::new(name, status);
    case.set_classname(row.clause.suite.name());
    if let Some(told) = told {
        case.set_system_out(format!(
            "does not count against the target without --strict:\n{told}"
        ));
    }
    Ok(case)
}

/// Returns the shapes in which a clause fails, and each failure as people see it.
fn failures(report: &RunReport<'_>, row: &ClauseRow<'_>) -> io::Result<(Vec<String>, String)> {
    let (mut shapes, mut text) = (Vec::new(), Vec::new());
    for (key, group) in &report.findings.groups {
        if key.clause == row.clause.id {
            shapes.push(key.shape.to_string());
            terminal::write_failure(report, (key, group), Style::Plain, &mut text)?;
            writeln!(text)?;
        }
    }
    if let Some(key) = report
        .repetition()
        .filter(|key| key.clause == row.clause.id)
    {
        shapes.push(key.shape.to_string());
        terminal::write_repetition(report, Style::Plain, &mut text)?;
    }
    Ok((shapes, String::from_utf8_lossy(&text).trim_end().to_owned()))
}

/// Returns why the deviations that showed are accepted.
fn reasons(deviations: &[&DeviationRow<'_>]) -> String {
    let shown = deviations.iter().filter(|row| row.count > 0);
    let reasons = shown.map(|row| match &row.deviation.link {
        Some(link) => format!("{} ({link})", row.deviation.reason),
        None => row.deviation.reason.clone(),
    });
    reasons.collect::<Vec<_>>().join("; ")
}

/// Returns the case that the run came to a verdict.
fn end(report: &RunReport<'_>) -> TestCase {
    let trouble = report.findings.trouble.iter();
    let mut lines: Vec<String> = trouble
        .map(|(what, case)| format!("failed to {what} (first in case {})", case.0))
        .collect();
    match report.run.end {
        End::Broken => lines.push("the run broke off".to_owned()),
        End::Interrupted => lines.push("the run was interrupted".to_owned()),
        End::Finished | End::OutOfTime | End::FirstViolation => {}
    }
    let is_undecided = report.conclusion() == Conclusion::Inconclusive;
    if lines.is_empty() && is_undecided {
        lines.push("a MUST clause stayed undecided, or none was exercised".to_owned());
    }
    let status = match lines.first() {
        None => TestCaseStatus::success(),
        Some(first) => non_success(NonSuccessKind::Error, "trouble", first, &lines.join("\n")),
    };
    let mut case = TestCase::new("the run comes to a verdict", status);
    case.set_classname(RUN);
    case
}

/// Returns the case that no open question is answered in two ways.
fn answers(report: &RunReport<'_>) -> TestCase {
    let questions = rows::questions(report);
    let lines: Vec<String> = questions
        .iter()
        .filter_map(|row| match &row.answer {
            Answered::Inconsistent(answers) => {
                let cases: Vec<String> = row
                    .witnesses
                    .iter()
                    .map(|case| case.0.to_string())
                    .collect();
                let (context, answers, cases) =
                    (row.context, answers.join(" and "), cases.join(", "));
                Some(format!("{context} answered {answers} (cases {cases})"))
            }
            Answered::Answer(_) | Answered::Undecided(_) | Answered::Varies(_) => None,
        })
        .collect();
    let status = match (lines.first(), report.run.strictness) {
        (Some(first), Strictness::Should) => non_success(
            NonSuccessKind::Failure,
            "inconsistent",
            first,
            &lines.join("\n"),
        ),
        _ => TestCaseStatus::success(),
    };
    let mut case = TestCase::new("open questions are answered consistently", status);
    case.set_classname(RUN);
    if !lines.is_empty() {
        case.set_system_out(lines.join("\n"));
    }
    case
}

/// Returns the case that the target does what was recorded.
fn recorded(report: &RunReport<'_>) -> TestCase {
    let changes = report.changes();
    let status = match changes.first() {
        None => TestCaseStatus::success(),
        Some(first) => {
            let lines: Vec<String> = changes
                .iter()
                .map(|change| format!("{}\n{}", change.about, change.lines.join("\n")))
                .collect();
            let text = lines.join("\n");
            non_success(NonSuccessKind::Failure, "drift", &first.about, &text)
        }
    };
    let mut case = TestCase::new("the target does what was recorded", status);
    case.set_classname(RUN);
    case
}

/// Returns the case that tells of kept counterexamples; what they break fails under its clause.
fn kept(regressions: &Regressions) -> TestCase {
    let rows = regressions.rows.iter();
    let lines: Vec<String> = rows
        .map(|row| format!("{} ({})", row.line(), row.file))
        .collect();
    let name = "kept counterexamples are carried out again";
    let mut case = TestCase::new(name, TestCaseStatus::success());
    case.set_classname(RUN);
    if !lines.is_empty() {
        case.set_system_out(lines.join("\n"));
    }
    case
}

fn non_success(kind: NonSuccessKind, class: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status
        .set_type(class)
        .set_message(message)
        .set_description(text);
    status
}

fn skipped(reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(reason);
    status
}
