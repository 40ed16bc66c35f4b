//! What a run comes to: verdicts, answers, amounts and the conclusion.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::deviations;
use crate::findings::profile::Answered;
use crate::report::headline::{self, headline};
use crate::report::style::{Role, Style};
use crate::report::view::{Conclusion, RunReport, Strictness};
use crate::report::{drift, regressions, rows};
use crate::spec::clause::Level;
use crate::verdict::Verdict;

/// Writes the summary.
pub(super) fn write(report: &RunReport<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    write_clauses(report, style, out)?;
    deviations::write(report, style, out)?;
    write_questions(report, style, out)?;
    write_amounts(report, out)?;
    drift::write_summary(report, style, out)?;
    regressions::write_summary(report, style, out)?;
    write_trouble(report, style, out)?;
    write_verdict(report, style, out)
}

/// Writes the verdict in one line.
pub(super) fn write_verdict(
    report: &RunReport<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let role = match report.conclusion() {
        Conclusion::Conforms => Role::Good,
        Conclusion::Outdated | Conclusion::Violates | Conclusion::Trouble => Role::Bad,
        Conclusion::Inconclusive => Role::Doubtful,
    };
    writeln!(out, "{}", style.paint(role, &headline(report)))
}

fn write_clauses(report: &RunReport<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows::clauses(report);
    let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    let [must, should] =
        [Level::Must, Level::Should].map(|level| headline::count(report, Verdict::Fail, level));
    let failures = format!(
        "{} fail ({must} MUST, {should} SHOULD)",
        count(Verdict::Fail),
    );
    let failures = match (must, should) {
        (0, 0) => "0 fail".into(),
        (0, _) => style.paint(Role::Doubtful, &failures),
        _ => style.paint(Role::Bad, &failures),
    };
    let deviating = match count(Verdict::Deviates) {
        0 => String::new(),
        1 => " · 1 deviates as accepted".to_owned(),
        count => format!(" · {count} deviate as accepted"),
    };
    writeln!(
        out,
        "clauses    {} pass · {failures}{deviating} · {} inconclusive · {} not exercised",
        count(Verdict::Pass),
        count(Verdict::Inconclusive),
        count(Verdict::NotExercised),
    )?;
    let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in &rows {
        if let Some(reason) = &row.reason {
            reasons
                .entry(reason)
                .or_default()
                .push(row.clause.id.to_string());
        }
    }
    for (reason, clauses) in reasons {
        let aside = format!(
            "           not exercised: {reason}: {}",
            abbreviated(&clauses)
        );
        writeln!(out, "{}", style.paint(Role::Aside, &aside))?;
    }
    for row in rows
        .iter()
        .filter(|row| row.verdict == Verdict::Inconclusive)
    {
        writeln!(
            out,
            "           inconclusive: {} {} in {}",
            row.clause.id,
            row.clause.level,
            counted(row.exercised, "case")
        )?;
    }
    Ok(())
}

fn write_questions(report: &RunReport<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows::questions(report);
    let (mut answered, mut undecided, mut inconsistent) = (Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        match &row.answer {
            Answered::Answer(answer) => answered.push(format!("{} {answer}", row.context)),
            Answered::Varies(answers) => {
                answered.push(format!("{} {}", row.context, answers.join("|")));
            }
            Answered::Undecided(_) => undecided.push(row.context.to_string()),
            Answered::Inconsistent(answers) => {
                let cases: Vec<String> = row
                    .witnesses
                    .iter()
                    .map(|case| case.0.to_string())
                    .collect();
                let answered = if answers.is_empty() {
                    "contradicted itself".to_owned()
                } else {
                    format!("answered {}", answers.join(" and "))
                };
                let noun = if cases.len() == 1 { "case" } else { "cases" };
                let cases = cases.join(", ");
                inconsistent.push(format!("{} {answered} ({noun} {cases})", row.context));
            }
        }
    }
    writeln!(
        out,
        "questions  {} answered · {} undecided · {} inconsistent",
        answered.len(),
        undecided.len(),
        inconsistent.len(),
    )?;
    for line in wrapped(&answered) {
        writeln!(out, "           {line}")?;
    }
    for line in &inconsistent {
        let line = format!("           inconsistent: {line}");
        writeln!(out, "{}", style.paint(Role::Doubtful, &line))?;
    }
    Ok(())
}

fn write_amounts(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (findings, run) = (report.findings, report.run);
    let suites: Vec<&str> = run.suites.iter().map(|suite| suite.name()).collect();
    writeln!(
        out,
        "ran        {} cases · {} commands · {:.1} s · seed {} · effort {} · suites {}",
        findings.cases,
        findings.commands,
        run.elapsed.as_secs_f64(),
        run.seed,
        run.effort,
        suites.join(", "),
    )?;
    let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (capability, reason) in &run.missing {
        reasons.entry(reason).or_default().push(capability.clone());
    }
    for (reason, missing) in reasons {
        let missing = abbreviated(&missing);
        writeln!(out, "           without {missing}: {reason}")?;
    }
    let (reached, reachable) = report.coverage();
    writeln!(
        out,
        "           {reached} of {reachable} situations reached"
    )?;
    if findings.races.count > 0 {
        let (races, orders) = (findings.races.count, findings.races.orders.len());
        let races = counted(races, "race");
        let orders = counted(orders as u64, "order");
        writeln!(out, "           {races}, answered in {orders}")?;
    }
    if let Some(compared) = findings.given_out.compared() {
        let count = findings.given_out.count();
        writeln!(
            out,
            "           {compared} of {count} player session ids compared between cases (CPS-15)"
        )?;
    }
    if findings.skipped > 0 {
        let steps = counted(findings.skipped, "step");
        writeln!(
            out,
            "           {steps} skipped: what they name never came to be"
        )?;
    }
    if run.throttled > 0 {
        let requests = counted(run.throttled, "request");
        writeln!(out, "           {requests} throttled and sent again")?;
    }
    if !findings.inconclusive.is_empty() {
        let cases = counted(findings.inconclusive.len() as u64, "case");
        writeln!(out, "           {cases} not decided to the end")?;
    }
    if run.strictness == Strictness::Should {
        writeln!(
            out,
            "           strict: SHOULD violations and inconsistent answers count"
        )?;
    }
    Ok(())
}

fn write_trouble(report: &RunReport<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for (what, case) in &report.findings.trouble {
        let line = format!("trouble    failed to {what} (first in case {})", case.0);
        writeln!(out, "{}", style.paint(Role::Bad, &line))?;
    }
    for (what, case) in &report.findings.lacks {
        writeln!(out, "without    {what} (first in case {})", case.0)?;
    }
    Ok(())
}

fn abbreviated(items: &[String]) -> String {
    match items {
        [first, second, third, .., last] if items.len() > 6 => {
            let more = items.len() - 4;
            format!("{first}, {second}, {third}, {more} more, {last}")
        }
        _ => items.join(", "),
    }
}

/// Joins items into lines of at most 88 columns.
fn wrapped(items: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        match lines.last_mut() {
            Some(line) if line.chars().count() + item.chars().count() <= 85 => {
                line.push_str(" · ");
                line.push_str(item);
            }
            _ => lines.push(item.clone()),
        }
    }
    lines
}

fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}
