//! The report for people: each failure with its shortest plan, then what the run comes to.

use std::io::{self, Write};

use super::drift;
use super::style::Style;
use super::view::RunReport;
use crate::findings::{Group, GroupKey};

mod columns;
pub mod comparison;
mod deviations;
mod failure;
mod summary;
mod timeline;

/// Writes the whole report.
pub fn write(report: &RunReport<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    write_failures(report, style, out)?;
    summary::write(report, style, out)
}

/// Writes the failures alone, the highest level first, then what drifts.
pub fn write_failures(report: &RunReport<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut groups: Vec<_> = report.findings.groups.iter().collect();
    groups.sort_by_key(|(key, _)| (std::cmp::Reverse(report.level(key.clause)), *key));
    for (key, group) in groups {
        failure::write(report, (key, group), style, out)?;
        writeln!(out)?;
    }
    failure::write_repeated(report, style, out)?;
    drift::write_changes(report, style, out)
}

/// Writes one failure.
pub fn write_failure(
    report: &RunReport<'_>,
    failure: (&GroupKey, &Group),
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    failure::write(report, failure, style, out)
}

/// Writes the failure that only all cases together show, where there is one that nobody accepts.
pub fn write_repetition(
    report: &RunReport<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    failure::write_repeated(report, style, out)
}

/// Writes the verdict in one line, after what must be corrected in the list of deviations.
pub fn write_verdict(report: &RunReport<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    deviations::write_outdated(report, style, out)?;
    summary::write_verdict(report, style, out)
}
