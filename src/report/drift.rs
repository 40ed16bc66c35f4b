//! Drift: what a target does otherwise than was recorded, apart from what is wrong.

use std::io::{self, Write};

use super::style::{Role, Style};
use super::view::RunReport;

/// How a target stands against its recording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// The folder of the recording.
    pub folder: String,
    /// What is otherwise.
    pub changes: Vec<Change>,
    /// What can be told besides, which is no difference.
    pub notes: Vec<String>,
    /// How many files wait for a review.
    pub proposed: usize,
    /// How many files were recorded anew.
    pub recorded: usize,
}

/// Something that a target does otherwise than was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The snapshot, a path in the folder without its extension; empty where there is none.
    pub snapshot: String,
    /// The question or the clauses that it touches.
    pub about: String,
    /// What it was and what it is.
    pub lines: Vec<String>,
}

impl Change {
    /// Returns the snapshot's file.
    pub fn file(&self, folder: &str) -> String {
        if self.snapshot.is_empty() {
            folder.to_owned()
        } else {
            format!("{folder}/{}.snap", self.snapshot)
        }
    }
}

impl RunReport<'_> {
    /// Returns what the target does otherwise than was recorded.
    pub fn changes(&self) -> &[Change] {
        let drift = self.run.drift.as_ref();
        drift.map_or(&[], |drift| drift.changes.as_slice())
    }
}

/// Writes each change with what it was and what it is.
pub(super) fn write_changes(
    report: &RunReport<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(drift) = &report.run.drift else {
        return Ok(());
    };
    for change in &drift.changes {
        write_change(change, &drift.folder, style, out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes a change of what is recorded in a folder.
pub fn write_change(
    change: &Change,
    folder: &str,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let head = format!("DRIFT {}", change.about);
    let file = change.file(folder);
    writeln!(
        out,
        "{}  {}",
        style.paint(Role::Doubtful, &head),
        style.paint(Role::Aside, &file)
    )?;
    for line in &change.lines {
        let role = match line.chars().next() {
            Some('-') => Some(Role::Bad),
            Some('+') => Some(Role::Good),
            _ => None,
        };
        match role {
            Some(role) => writeln!(out, "  {}", style.paint(role, line))?,
            None => writeln!(out, "  {line}")?,
        }
    }
    Ok(())
}

/// Writes how the target stands against its recording, in a line and what there is to add.
pub(super) fn write_summary(
    report: &RunReport<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(drift) = &report.run.drift else {
        return Ok(());
    };
    let changes = match drift.changes.len() {
        0 => "no drift".to_owned(),
        1 => style.paint(Role::Bad, "1 change").into_owned(),
        count => style
            .paint(Role::Bad, &format!("{count} changes"))
            .into_owned(),
    };
    let files = |count: usize| match count {
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    };
    let mut parts = vec![changes];
    if drift.recorded > 0 {
        parts.push(format!("{} recorded", files(drift.recorded)));
    }
    if drift.proposed > 0 {
        parts.push(format!("{} to review", files(drift.proposed)));
    }
    parts.push(drift.folder.clone());
    writeln!(out, "recorded   {}", parts.join(" · "))?;
    for note in &drift.notes {
        let aside = format!("           {note}");
        writeln!(out, "{}", style.paint(Role::Aside, &aside))?;
    }
    if drift.proposed > 0 {
        let hint = "           look at them: gamelift-conformance snapshot review";
        writeln!(out, "{}", style.paint(Role::Aside, hint))?;
    }
    Ok(())
}
