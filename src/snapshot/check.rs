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
#[derive(Debug, Default)]
pub struct Checked {
    /// What is otherwise than recorded, and was not recorded anew.
    pub changes: Vec<Change>,
    /// What can be told besides.
    pub notes: Vec<String>,
    /// The files that wait for a review.
    pub proposed: Vec<PathBuf>,
    /// The files that were recorded anew.
    pub recorded: Vec<PathBuf>,
    /// Why not all of them are written.
    pub trouble: Option<SnapshotError>,
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
    // What has changed is told all the same where it cannot be written.
    checked.trouble = checked.write(folder, &now, &drift, policy).err();
    if policy.seen() != Writing::InPlace || checked.trouble.is_some() {
        checked.changes = drift.changes;
    }
    Ok(checked)
}

impl Checked {
    /// Writes what the policy says.
    fn write(
        &mut self,
        folder: &Folder,
        now: &Recording,
        drift: &Drift,
        policy: Policy,
    ) -> Result<(), SnapshotError> {
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
                Writing::InPlace => self.recorded.push(folder.record(name, snapshot)?),
                Writing::Beside => self.proposed.push(folder.propose(name, snapshot)?),
                Writing::Nothing => {}
            }
        }
        Ok(())
    }
}

/// Records everything anew, and returns how many files were written.
///
/// A scenario that this version does not have is forgotten; what this run has not seen stays. A
/// file that is torn is no hindrance: this is what mends it.
pub fn update(folder: &Folder, now: &Recording) -> Result<usize, SnapshotError> {
    let mut written = 0;
    for (name, snapshot) in &now.snapshots {
        let recorded = folder.recorded(name).unwrap_or_default();
        if recorded.as_ref() == Some(snapshot) {
            folder.reject(name)?;
        } else {
            folder.record(name, snapshot)?;
            written += 1;
        }
    }
    let known = scenario_names();
    for name in folder.names()? {
        if Kind::of(&name) == Kind::Scenario && !known.contains(&name) {
            folder.forget(&name)?;
        }
    }
    Ok(written)
}

fn leave_out(recording: &mut Recording, prose: Prose) {
    if prose == Prose::LeftOut {
        recording.snapshots.remove(MESSAGES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::file::SnapshotFile;

    fn recording(body: &str) -> Recording {
        let snapshot = SnapshotFile {
            body: body.to_owned(),
            ..SnapshotFile::default()
        };
        Recording::of("transcripts/random-00", snapshot)
    }

    #[test]
    fn an_update_mends_a_file_that_is_torn() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::at(directory.path());
        let now = recording("1 A");
        assert_eq!(update(&folder, &now).unwrap(), 1);
        assert_eq!(update(&folder, &now).unwrap(), 0);
        let file = directory.path().join("transcripts/random-00.snap");
        std::fs::write(&file, "<<<<<<< ours").unwrap();
        assert!(folder.recording().is_err());
        assert_eq!(update(&folder, &now).unwrap(), 1);
        assert_eq!(folder.recording().unwrap(), now);
    }

    #[test]
    fn what_has_changed_is_told_where_it_cannot_be_written() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::at(directory.path());
        update(&folder, &recording("1 A")).unwrap();
        // A folder is in the place of the file.
        let place = directory.path().join("transcripts/random-00.snap.new");
        std::fs::create_dir(place).unwrap();
        let policy = Policy::of(Some("new"), None).unwrap();
        let now = recording("1 B");
        let checked = check(&folder, now, Prose::LeftOut, policy).unwrap();
        assert_eq!(checked.changes.len(), 1);
        assert!(matches!(checked.trouble, Some(SnapshotError::Write { .. })));
    }
}
