//! One failure: the clause, the plan that shows it, and how to see it again.

use std::io::{self, Write};

use super::columns::{Columns, under};
use super::timeline;
use crate::findings::{CPS_15, CaseRecord, Group, GroupKey};
use crate::model::terms::Traffic;
use crate::report::style::{Role, Style};
use crate::report::view::RunReport;
use crate::report::words;
use crate::spec::clause::Level;
use crate::spec::id::ClauseId;
use crate::verdict::{Blame, Shape, Violation};

/// Writes one failure.
pub(super) fn write(
    report: &RunReport<'_>,
    (key, group): (&GroupKey, &Group),
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_head(report, key.clause, style, out)?;
    let (case, violation) = match &group.counterexample {
        Some(counterexample) => (&counterexample.case, &counterexample.violation),
        None => (&group.witness, &group.violation),
    };
    write_steps((case, report.run.traffic), violation, style, out)?;
    timeline::write(case, style, out)?;
    if let Some(given) = words::given(case, report.run.traffic) {
        writeln!(out, "  {given}")?;
    }
    writeln!(out, "  {}", provenance(report, key, group))?;
    write_shape(&key.shape, style, out)?;
    if violation.blame == Blame::Unexplained {
        writeln!(
            out,
            "  no single clause explains this history; the clause blamed is the one that guards the reply"
        )?;
    }
    write_source(report, key.clause, style, out)
}

/// Writes the failure that only all cases together show, where there is one.
pub(super) fn write_repeated(
    report: &RunReport<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let repeated = report.findings.given_out.repeated();
    let (Some(key), Some(first)) = (report.repetition(), repeated.first()) else {
        return Ok(());
    };
    write_head(report, CPS_15, style, out)?;
    writeln!(out, "  {}", words::repeated(repeated.len(), *first))?;
    write_shape(&key.shape, style, out)?;
    write_source(report, CPS_15, style, out)?;
    writeln!(out)
}

fn write_head(
    report: &RunReport<'_>,
    id: ClauseId,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let level = report.level(id);
    let role = match level {
        Level::Must => Role::Bad,
        Level::Should | Level::May => Role::Doubtful,
    };
    let head = format!("FAIL {id} {level}");
    let clause = report.catalog.clauses.get(&id);
    let title = clause.map_or("a clause that the catalog does not know", |c| &c.title);
    writeln!(out, "{}  {title}", style.paint(role, &head))
}

/// Writes the shape, which is what a deviation names.
fn write_shape(shape: &Shape, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let shape = format!("shape: {shape}");
    writeln!(out, "  {}", style.paint(Role::Aside, &shape))
}

fn write_source(
    report: &RunReport<'_>,
    id: ClauseId,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some(clause) = report.catalog.clauses.get(&id) {
        let source = format!("source: {}", clause.source);
        writeln!(out, "  {}", style.paint(Role::Aside, &source))?;
    }
    Ok(())
}

/// Writes the steps of a case in columns, the violation marked.
fn write_steps(
    (case, traffic): (&CaseRecord, Traffic),
    violation: &Violation,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let steps = words::steps(case, traffic);
    let columns = Columns::of(&steps);
    let number_of = |label| {
        steps
            .iter()
            .find(|step| step.label == label)
            .map(|s| s.number)
    };
    for step in &steps {
        let is_symptom = step.label == violation.symptom;
        let status = words::status(case, step.label).filter(|_| is_symptom);
        let outcome = match status {
            Some(status) => format!("{status} {}", step.outcome),
            None => step.outcome.clone(),
        };
        let line = columns.line(step);
        if is_symptom {
            writeln!(out, "{line}{}", style.paint(Role::Bad, &outcome))?;
            let expected = words::expected(violation);
            writeln!(
                out,
                "{}{}",
                under(&line),
                style.paint(Role::Good, &expected)
            )?;
        } else {
            writeln!(out, "{line}{outcome}")?;
        }
        if step.label == violation.guilty && !is_symptom {
            let seen = number_of(violation.symptom).map_or_else(String::new, |number| {
                format!(
                    "{} is broken here and seen at step {number}",
                    violation.clause
                )
            });
            writeln!(
                out,
                "{}{}",
                under(&line),
                style.paint(Role::Doubtful, &seen)
            )?;
        }
    }
    Ok(())
}

fn provenance(report: &RunReport<'_>, key: &GroupKey, group: &Group) -> String {
    let mut parts = Vec::new();
    let steps = |count: usize| {
        if count == 1 {
            "1 step".to_owned()
        } else {
            format!("{count} steps")
        }
    };
    match &group.counterexample {
        Some(found) => {
            let from = usize::try_from(found.shrunk_from).unwrap_or(usize::MAX);
            let to = found.case.plan.steps.len();
            parts.push(if from == to {
                format!("{}, none can be left out", steps(to))
            } else {
                format!("shrunk from {} to {to}", steps(from))
            });
            let (failed, tries) = found.reproduced;
            if failed != tries {
                parts.push(format!("failed {failed} of {tries} times"));
            }
        }
        None => parts.push(format!(
            "{}, not shrunk",
            steps(group.witness.plan.steps.len())
        )),
    }
    parts.push(match group.count {
        1 => "seen once".to_owned(),
        count => format!("seen {count} times"),
    });
    if group.regression.is_some() {
        parts.push("shown by a kept counterexample alone".to_owned());
    }
    if let Some(path) = report.run.saved.get(key) {
        parts.push(format!("replay: gamelift-conformance replay {path}"));
    }
    parts.join(" · ")
}
