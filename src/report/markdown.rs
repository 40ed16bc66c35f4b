//! The summary for a page of a CI server, such as the one of a GitHub job: Markdown, of bounded
//! size.
//!
//! What a target or a user has written is escaped, so that it shows as it is and changes nothing.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::deviations::{self, accepts};
use super::headline::headline;
use super::rows;
use super::style::Style;
use super::terminal;
use super::view::{Conclusion, RunReport};
use crate::findings::profile::Answered;
use crate::findings::{Group, GroupKey};
use crate::verdict::Verdict;

mod escape;

use escape::{code, fenced, link, text};

/// How many bytes the rows of one table may have.
const TABLE_MAX: usize = 96 * 1024;

/// How many bytes all plans may have; with all tables this stays below the mebibyte that GitHub
/// takes.
const PLANS_MAX: usize = 400 * 1024;

/// Writes the report as Markdown.
pub fn write(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mark = match report.conclusion() {
        Conclusion::Conforms => "✅",
        Conclusion::Violates | Conclusion::Outdated | Conclusion::Trouble => "❌",
        Conclusion::Inconclusive => "❔",
    };
    writeln!(out, "## {mark} {}\n", text(&headline(report)))?;
    write_amounts(report, out)?;
    write_trouble(report, out)?;
    write_failures(report, out)?;
    write_drift(report, out)?;
    write_regressions(report, out)?;
    write_deviations(report, out)?;
    write_capabilities(report, out)?;
    write_not_exercised(report, out)?;
    write_answers(report, out)
}

fn write_amounts(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (findings, run) = (report.findings, report.run);
    let rows = rows::clauses(report);
    let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    let suites: Vec<&str> = run.suites.iter().map(|suite| suite.name()).collect();
    writeln!(
        out,
        "Clauses: {} pass · {} fail · {} deviate as accepted · {} inconclusive · {} not exercised  ",
        count(Verdict::Pass),
        count(Verdict::Fail),
        count(Verdict::Deviates),
        count(Verdict::Inconclusive),
        count(Verdict::NotExercised),
    )?;
    writeln!(
        out,
        "{} cases · {} commands · {:.1} s · seed {} · effort {} · suites {}\n",
        findings.cases,
        findings.commands,
        run.elapsed.as_secs_f64(),
        run.seed,
        run.effort,
        suites.join(", "),
    )
}

fn write_trouble(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    if report.findings.trouble.is_empty() {
        return Ok(());
    }
    writeln!(out, "### Trouble\n")?;
    let lines = report.findings.trouble.iter();
    let lines = lines
        .map(|(what, case)| format!("- failed to {} (first in case {})\n", text(what), case.0));
    write_bounded(
        lines,
        TABLE_MAX,
        |more| format!("- … and {more} more\n"),
        out,
    )?;
    writeln!(out)
}

fn write_failures(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut groups: Vec<(&GroupKey, &Group)> = report.findings.groups.iter().collect();
    groups.sort_by_key(|(key, _)| (std::cmp::Reverse(report.level(key.clause)), *key));
    let repetition = report.repetition();
    if groups.is_empty() && repetition.is_none() {
        return Ok(());
    }
    writeln!(
        out,
        "### Violations\n\n| clause | level | shape | seen | replay |\n|---|---|---|---|---|"
    )?;
    let row = |key: &GroupKey, count: u64, replay: Option<&String>| {
        let replay = replay.map(|path| code(&format!("gamelift-conformance replay {path}")));
        format!(
            "| {} | {} | {} | {count} | {} |\n",
            key.clause,
            report.level(key.clause),
            code(&key.shape.to_string()),
            replay.unwrap_or_default(),
        )
    };
    let repeated = report.findings.given_out.repeated().len() as u64;
    let rows = groups
        .iter()
        .map(|(key, group)| row(key, group.count, report.run.saved.get(key)))
        .chain(repetition.iter().map(|key| row(key, repeated, None)));
    write_bounded(
        rows,
        TABLE_MAX,
        |more| format!("| … | | {more} more | | |\n"),
        out,
    )?;
    writeln!(out)?;
    let plan = |one: &(&GroupKey, &Group)| {
        let mut body = Vec::new();
        terminal::write_failure(report, *one, Style::Plain, &mut body)
            .expect("memory takes any text");
        details(&summary(report, one.0), &String::from_utf8_lossy(&body))
    };
    let plans = groups.iter().map(plan).chain(repetition.iter().map(|key| {
        let mut body = Vec::new();
        terminal::write_repetition(report, Style::Plain, &mut body).expect("memory takes any text");
        details(&summary(report, key), &String::from_utf8_lossy(&body))
    }));
    let more =
        |more| format!("The plans of {more} more are left out here; the JSON report has all.\n\n");
    write_bounded(plans, PLANS_MAX, more, out)
}

fn write_drift(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let changes = report.changes();
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "### Drift\n")?;
    let changes = changes
        .iter()
        .map(|change| details(&text(&change.about), &change.lines.join("\n")));
    let more = |more| format!("{more} more are left out here; the JSON report has all.\n\n");
    write_bounded(changes, TABLE_MAX, more, out)
}

fn write_regressions(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(regressions) = &report.run.regressions else {
        return Ok(());
    };
    let rows = regressions.rows.iter();
    let rows = rows.map(|row| format!("- {} ({})\n", text(&row.line()), code(&row.file)));
    let new = regressions.kept.iter();
    let new = new.map(|file| format!("- new: {}\n", code(file)));
    let lines: Vec<String> = rows.chain(new).collect();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "### Kept counterexamples\n")?;
    let more = |more| format!("- … and {more} more\n");
    write_bounded(lines, TABLE_MAX, more, out)?;
    writeln!(out)
}

/// Returns the line that a folded failure shows.
fn summary(report: &RunReport<'_>, key: &GroupKey) -> String {
    let clause = report.catalog.clauses.get(&key.clause);
    let title = clause.map_or("", |clause| clause.title.as_str());
    format!(
        "{} {}: {}",
        key.clause,
        report.level(key.clause),
        text(title)
    )
}

fn write_deviations(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = deviations::rows(report);
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "### Known deviations\n\n| clause | shape | state | seen | reason | until |\n|---|---|---|---|---|---|"
    )?;
    let rows = rows.into_iter().map(|row| {
        let deviation = row.deviation;
        let state = match (&row.note, row.is_outdated) {
            (Some(note), true) => format!("❌ {}: {}", row.state.name(), text(note)),
            (Some(note), false) => format!("{}: {}", row.state.name(), text(note)),
            (None, _) => row.state.name().to_owned(),
        };
        let link = deviation
            .link
            .as_deref()
            .map(|url| format!(" ({})", link(url)));
        format!(
            "| {} | {} | {state} | {} | {}{} | {} |\n",
            deviation.clause,
            code(&accepts(deviation)),
            row.count,
            text(&deviation.reason),
            link.unwrap_or_default(),
            deviation
                .expires
                .map(|last| last.to_string())
                .unwrap_or_default(),
        )
    });
    write_bounded(
        rows,
        TABLE_MAX,
        |more| format!("| … | {more} more | | | | |\n"),
        out,
    )?;
    writeln!(out)
}

fn write_capabilities(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = report.run;
    let capabilities: Vec<String> = run.capabilities.iter().map(|one| code(one)).collect();
    writeln!(
        out,
        "### What was checked\n\nThe target offers {}.\n",
        capabilities.join(", ")
    )?;
    let missing = run.missing.iter();
    let missing = missing.map(|(what, why)| format!("- without {}: {}\n", code(what), text(why)));
    let lacks = report.findings.lacks.iter();
    let lacks =
        lacks.map(|(what, case)| format!("- without {} (first in case {})\n", text(what), case.0));
    let lines: Vec<String> = missing.chain(lacks).collect();
    let is_empty = lines.is_empty();
    write_bounded(
        lines,
        TABLE_MAX,
        |more| format!("- … and {more} more\n"),
        out,
    )?;
    if is_empty { Ok(()) } else { writeln!(out) }
}

fn write_not_exercised(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows::clauses(report) {
        if let Some(reason) = row.reason {
            reasons
                .entry(reason)
                .or_default()
                .push(row.clause.id.to_string());
        }
    }
    let count: usize = reasons.values().map(Vec::len).sum();
    if count == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "<details><summary>{count} clauses not exercised</summary>\n"
    )?;
    let lines = reasons.iter();
    let lines = lines.map(|(why, clauses)| format!("- {}: {}\n", text(why), clauses.join(", ")));
    write_bounded(
        lines,
        TABLE_MAX,
        |more| format!("- … and {more} more\n"),
        out,
    )?;
    writeln!(out, "\n</details>\n")
}

fn write_answers(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows::questions(report);
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<details><summary>{} answers to what the documents leave open</summary>\n\n| question | answer | standing |\n|---|---|---|",
        rows.len()
    )?;
    let rows = rows.into_iter().map(|row| {
        let answer = match &row.answer {
            Answered::Answer(answer) => answer.clone(),
            Answered::Undecided(answers) => format!("undecided: {}", answers.join(" or ")),
            Answered::Inconsistent(answers) => format!("inconsistent: {}", answers.join(" and ")),
            Answered::Varies(answers) => answers.join(", "),
        };
        let standing = row.standing.unwrap_or_default();
        format!(
            "| {} | {} | {} |\n",
            row.context,
            text(&answer),
            text(&standing)
        )
    });
    write_bounded(
        rows,
        TABLE_MAX,
        |more| format!("| … | {more} more | |\n"),
        out,
    )?;
    writeln!(out, "\n</details>\n")
}

/// Returns a folded block of plain text.
fn details(summary: &str, body: &str) -> String {
    format!(
        "<details><summary>{summary}</summary>\n\n{}\n</details>\n\n",
        fenced(body)
    )
}

/// Writes parts whole until there is no room for the next one, then how many are left.
fn write_bounded(
    parts: impl IntoIterator<Item = String>,
    limit: usize,
    more: impl Fn(usize) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut room = limit;
    let mut parts = parts.into_iter();
    while let Some(part) = parts.next() {
        let Some(left) = room.checked_sub(part.len()) else {
            return out.write_all(more(parts.count() + 1).as_bytes());
        };
        room = left;
        out.write_all(part.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_finds_no_room_is_counted() {
        let parts = || ["aaaa", "bbbb", "cc"].map(str::to_owned);
        let written = |limit| {
            let mut out = Vec::new();
            write_bounded(parts(), limit, |more| format!("+{more}"), &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(10), "aaaabbbbcc");
        assert_eq!(written(9), "aaaabbbb+1");
        assert_eq!(written(7), "aaaa+2");
    }
}
