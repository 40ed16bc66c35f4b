//! The deviations of a target: which showed, and what is wrong with the list.

use std::io::{self, Write};

use crate::report::deviations::{DeviationRow, State, accepts, rows};
use crate::report::style::{Role, Style};
use crate::report::view::RunReport;

/// Writes every deviation with its reason, where there is any.
pub(super) fn write(report: &RunReport<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(report);
    if rows.is_empty() {
        return Ok(());
    }
    let matched = rows.iter().filter(|row| row.state == State::Matched);
    let matched = matched.count();
    let outdated = rows.iter().filter(|row| row.is_outdated).count();
    let left = rows.len() - matched - outdated;
    write!(out, "deviations {matched} matched")?;
    if left > 0 {
        write!(out, " · {left} not met")?;
    }
    if outdated > 0 {
        let outdated = format!("{outdated} out of date");
        write!(out, " · {}", style.paint(Role::Bad, &outdated))?;
    }
    writeln!(out)?;
    rows.iter().try_for_each(|row| write_row(row, style, out))
}

/// Writes the deviations that must be corrected alone.
pub(super) fn write_outdated(
    report: &RunReport<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut rows = rows(report).into_iter().filter(|row| row.is_outdated);
    rows.try_for_each(|row| write_row(&row, style, out))
}

fn write_row(row: &DeviationRow<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let deviation = row.deviation;
    let (clause, accepted) = (deviation.clause, accepts(deviation));
    writeln!(out, "           {clause}  {accepted}")?;
    let mut parts = vec![match row.count {
        0 => "never seen".to_owned(),
        1 => "seen once".to_owned(),
        count => format!("seen {count} times"),
    }];
    parts.push(deviation.reason.clone());
    parts.extend(deviation.link.clone());
    parts.extend(deviation.expires.map(|last| format!("until {last}")));
    let parts = format!("             {}", parts.join(" · "));
    writeln!(out, "{}", style.paint(Role::Aside, &parts))?;
    if let Some(note) = &row.note {
        let (role, text) = if row.is_outdated {
            (Role::Bad, format!("out of date: {note}"))
        } else {
            (Role::Aside, note.clone())
        };
        writeln!(out, "             {}", style.paint(role, &text))?;
    }
    Ok(())
}
