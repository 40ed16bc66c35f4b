//! Regressions: what has become of the counterexamples that earlier runs have kept.

use std::io::{self, Write};

use super::style::{Role, Style};
use super::view::RunReport;
use crate::findings::GroupKey;
use crate::findings::regression::Fate;

/// The regressions of a target, and what a run has made of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Regressions {
    /// Their folder.
    pub folder: String,
    /// Each of those that there were before the run.
    pub rows: Vec<RegressionRow>,
    /// The files that the run has written.
    pub kept: Vec<String>,
    /// The findings that it has not kept, with the reason.
    pub left_out: Vec<String>,
}

/// One regression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegressionRow {
    /// Its file.
    pub file: String,
    /// The finding that it shows, `None` where the file could not be read.
    pub key: Option<GroupKey>,
    /// What has become of it.
    pub state: State,
    /// Whether the run has removed it.
    pub is_removed: bool,
}

/// What has become of a regression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It was carried out.
    Replayed(Fate),
    /// It was not, with the reason.
    NotReplayed(String),
    /// Its file cannot be read, with the reason.
    Unreadable(String),
}

impl State {
    /// Returns the state as the JSON report spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Replayed(fate) => fate.name(),
            Self::NotReplayed(_) => "not-replayed",
            Self::Unreadable(_) => "unreadable",
        }
    }

    /// Returns what there is to say of it besides, `None` where its name says all.
    pub fn reason(&self) -> Option<String> {
        match self {
            Self::Replayed(Fate::FailsOtherwise(key)) => {
                Some(format!("{} {}", key.clause, key.shape))
            }
            Self::Replayed(Fate::Undecided(reason))
            | Self::NotReplayed(reason)
            | Self::Unreadable(reason) => Some(reason.clone()),
            Self::Replayed(Fate::Fails | Fate::Accepted | Fate::Fixed) => None,
        }
    }

    /// Returns the state in words.
    fn words(&self) -> &'static str {
        match self {
            Self::Replayed(Fate::Fails) => "still fails",
            Self::Replayed(Fate::FailsOtherwise(_)) => "fails otherwise",
            Self::Replayed(Fate::Accepted) => "deviates as accepted",
            Self::Replayed(Fate::Fixed) => "fixed",
            Self::Replayed(Fate::Undecided(_)) => "not decided",
            Self::NotReplayed(_) => "not replayed",
            Self::Unreadable(_) => "not read",
        }
    }

    fn role(&self) -> Option<Role> {
        match self {
            Self::Replayed(Fate::Fails | Fate::FailsOtherwise(_)) => Some(Role::Bad),
            Self::Replayed(Fate::Accepted | Fate::Undecided(_)) | Self::Unreadable(_) => {
                Some(Role::Doubtful)
            }
            Self::Replayed(Fate::Fixed) => Some(Role::Good),
            Self::NotReplayed(_) => None,
        }
    }
}

impl RegressionRow {
    /// Returns the state and the finding in one line.
    pub fn line(&self) -> String {
        let mut line = self.state.words().to_owned();
        if let Some(key) = &self.key {
            line = format!("{line}: {}  {}", key.clause, key.shape);
        }
        match self.state.reason() {
            Some(reason) => format!("{line}: {reason}"),
            None => line,
        }
    }
}

impl Regressions {
    /// Returns how many regressions there are of each state, in words; the gravest first.
    pub fn counts(&self) -> Vec<(usize, &'static str)> {
        let mut counts: Vec<(usize, &'static str)> = Vec::new();
        let words = [
            "still fails",
            "fails otherwise",
            "fixed",
            "deviates as accepted",
            "not decided",
            "not replayed",
            "not read",
        ];
        for word in words {
            let of_state = self.rows.iter().filter(|row| row.state.words() == word);
            counts.push((of_state.count(), word));
        }
        counts.retain(|(count, _)| *count > 0);
        counts
    }

    /// Returns whether there is something that `--regressions prune` would remove.
    pub fn has_fixed(&self) -> bool {
        let is_fixed =
            |row: &RegressionRow| row.state == State::Replayed(Fate::Fixed) && !row.is_removed;
        self.rows.iter().any(is_fixed)
    }
}

/// Writes what has become of the regressions.
pub(super) fn write_summary(
    report: &RunReport<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(regressions) = &report.run.regressions else {
        return Ok(());
    };
    let mut parts: Vec<String> = regressions
        .counts()
        .into_iter()
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if !regressions.kept.is_empty() {
        parts.push(format!("{} new", regressions.kept.len()));
    }
    if parts.is_empty() {
        parts.push("no regression".to_owned());
    }
    parts.push(regressions.folder.clone());
    writeln!(out, "kept       {}", parts.join(" · "))?;
    for row in &regressions.rows {
        let line = row.line();
        let line = match row.state.role() {
            Some(role) => style.paint(role, &line),
            None => style.paint(Role::Aside, &line),
        };
        writeln!(out, "           {line}")?;
        let removed = if row.is_removed { ", removed" } else { "" };
        let file = format!("             {}{removed}", row.file);
        writeln!(out, "{}", style.paint(Role::Aside, &file))?;
    }
    let new = regressions.kept.iter().map(|file| format!("new: {file}"));
    for line in new.chain(regressions.left_out.iter().cloned()) {
        let line = format!("           {line}");
        writeln!(out, "{}", style.paint(Role::Aside, &line))?;
    }
    if regressions.has_fixed() {
        let hint = "           what is fixed is removed by a run with --regressions prune";
        writeln!(out, "{}", style.paint(Role::Aside, hint))?;
    }
    Ok(())
}
