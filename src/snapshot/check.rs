//! A recording held against the one in a folder, and what is written there.

use std::path::PathBuf;

use super::drift::{Change, Drift, State};
use super::folder::Folder;
use super::policy::{Policy, Writing};
use super::recorder::scenario_names;
use super::{Kind, MESSAGES, Recording, SnapshotError};

/// Whether the prose of exceptions is held against what was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prose {
    /// It is.
    Checked,
    /// It is not: no client should depend on it.
    LeftOut,
}

/// What a check has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What is otherwise than recorded, and was not recorded anew.
    pub changes: Vec<Change>,
    /// What can be told besides.
    pub notes: Vec<String>,
    /// The files that wait for a review.
    pub proposed: Vec<PathBuf>,
    /// The files that were recorded anew.
    pub recorded: Vec<PathBuf>,
}

/// Holds a recording against what the folder has, and writes what the policy says.
pub fn check(
    folder: &Folder,
    mut now: Recording,
    prose: Prose,
    policy: Policy,
) -> Result<Checked, SnapshotError> {
    let mut before = folder.recording()?;
    for recording in [&mut before, &mut now] {
        leave_out(recording, prose);
    }
    let drift = Drift::between(&before, &now);
    let mut checked = Checked {
        notes: drift.notes.clone(),
        ..Checked::default()
    };
    for (name, snapshot) in &now.snapshots {
        let writing = match drift.states.get(name) {
            Some(State::Changed | State::OtherPlan) => policy.seen(),
            Some(State::Unseen) => policy.unseen(),
            Some(State::Same) if policy.seen() != Writing::Nothing => {
                folder.reject(name)?;
                Writing::Nothing
            }
            Some(State::Same | State::Missing) | None => Writing::Nothing,
        };
        match writing {
            Writing::InPlace => checked.recorded.push(folder.record(name, snapshot)?),
            Writing::Beside => checked.proposed.push(folder.propose(name, snapshot)?),
            Writing::Nothing => {}
        }
    }
    if policy.seen() != Writing::InPlace {
        checked.changes = drift.changes;
    }
    Ok(checked)
}

/// Records everything anew, and returns how many files were written.
///
/// A scenario that this version does not have is forgotten; what this run has not seen stays.
pub fn update(folder: &Folder, now: &Recording) -> Result<usize, SnapshotError> {
    let before = folder.recording()?;
    let mut written = 0;
    for (name, snapshot) in &now.snapshots {
        if before.snapshots.get(name) == Some(snapshot) {
            folder.reject(name)?;
        } else {
            folder.record(name, snapshot)?;
            written += 1;
        }
    }
    let known = scenario_names();
    for name in before.snapshots.keys() {
        if Kind::of(name) == Kind::Scenario && !known.contains(name) {
            folder.forget(name)?;
        }
    }
    Ok(written)
}

fn leave_out(recording: &mut Recording, prose: Prose) {
    if prose == Prose::LeftOut {
        recording.snapshots.remove(MESSAGES);
    }
}
