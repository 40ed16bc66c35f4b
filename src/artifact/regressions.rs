//! The regressions of one target: counterexamples in a folder, one file for each finding.
//!
//! A file is named by its clause and shape, so that a finding has one file whatever plan shows it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ArtifactError;
use super::counterexample::SavedCounterexample;
use crate::findings::GroupKey;

/// How many files a folder may have before no more are added.
pub const FILES_MAX: usize = 100;

/// The folder, beside a target's snapshots.
pub const FOLDER: &str = "regressions";

/// The regressions of one target.
#[derive(Debug)]
pub struct Regressions {
    folder: PathBuf,
    /// What was read, by the name of its file.
    files: BTreeMap<String, Result<SavedCounterexample, ArtifactError>>,
}

/// What has become of a counterexample that was to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is in this file now.
    In(PathBuf),
    /// There was one that is as small.
    Before,
    /// A file that cannot be read has its name, and was left as it is.
    Unreadable(PathBuf),
    /// The folder is full.
    NoRoom,
}

impl Regressions {
    /// Reads a folder, whether there is one or not; a file that cannot be read harms no other.
    pub fn read(folder: PathBuf) -> Result<Self, ArtifactError> {
        let unreadable = |source| ArtifactError::Read {
            path: folder.clone(),
            source,
        };
        let mut files = BTreeMap::new();
        match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            entries => {
                for entry in entries.map_err(unreadable)? {
                    let path = entry.map_err(unreadable)?.path();
                    let name = path.file_name().unwrap_or_default();
                    let name = name.to_string_lossy().into_owned();
                    if path
                        .extension()
                        .is_some_and(|extension| extension == "json")
                    {
                        files.insert(name, SavedCounterexample::load(&path));
                    }
                }
            }
        }
        Ok(Self { folder, files })
    }

    /// Returns the folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns what was read, by the path of its file.
    pub fn files(
        &self,
    ) -> impl Iterator<Item = (PathBuf, Result<&SavedCounterexample, &ArtifactError>)> {
        let files = self.files.iter();
        files.map(|(name, file)| (self.folder.join(name), file.as_ref()))
    }

    /// Keeps a counterexample, unless one of the same finding is kept that is as small.
    pub fn keep(&mut self, counterexample: SavedCounterexample) -> Result<Kept, ArtifactError> {
        let key = counterexample.key();
        let is_known = |(_, file): &(&String, &Result<SavedCounterexample, _>)| {
            file.as_ref().is_ok_and(|file| file.key() == key)
        };
        // Whoever has given a file another name has it under that.
        let known = self.files.iter().find(is_known);
        let name = known.map_or_else(|| file_name(&key), |(name, _)| name.clone());
        let path = self.folder.join(&name);
        match self.files.get(&name) {
            Some(Err(_)) => return Ok(Kept::Unreadable(path)),
            Some(Ok(known)) if size(known) <= size(&counterexample) => return Ok(Kept::Before),
            None if self.files.len() >= FILES_MAX => return Ok(Kept::NoRoom),
            Some(Ok(_)) | None => {}
        }
        counterexample.write(&path)?;
        self.files.insert(name, Ok(counterexample));
        Ok(Kept::In(path))
    }
}

/// Removes a regression.
pub fn remove(path: &Path) -> Result<(), ArtifactError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(ArtifactError::Write {
            path: path.to_owned(),
            source,
        }),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Returns the name of the file that a finding is kept in.
fn file_name(key: &GroupKey) -> String {
    let digest = Sha256::digest(key.shape.to_string());
    let digest = &digest[..4];
    let hex = digest
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    format!("{}-{hex}.json", key.clause)
}

fn size(counterexample: &SavedCounterexample) -> usize {
    counterexample.plan.steps.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::counterexample::Origin;
    use crate::findings::CaseIndex;
    use crate::history::Label;
    use crate::model::terms::Terms;
    use crate::plan::step::{GameSessionHandle, Plan, PlanStep, Step};
    use crate::spec::id::ClauseId;
    use crate::verdict::{Blame, Shape, Violation};

    /// Returns a counterexample of so many steps.
    fn counterexample(actual: &str, steps: u32) -> SavedCounterexample {
        let step = |label| PlanStep {
            label: Label(label),
            wire: None,
            race: None,
            step: Step::Activate(GameSessionHandle(1)),
        };
        SavedCounterexample {
            violation: Violation {
                clause: ClauseId::of("CPS-09"),
                guilty: Label(1),
                symptom: Label(1),
                shape: Shape::new("Describe", vec!["success".to_owned()], actual),
                detail: String::new(),
                blame: Blame::Explained,
            },
            seed: 0,
            case: CaseIndex(41),
            origin: Origin::Embedded {
                faults: Vec::new(),
                variations: Vec::new(),
            },
            capabilities: None,
            terms: Terms::default(),
            plan: Plan {
                steps: (1..=steps).map(step).collect(),
            },
            observed: vec!["done".to_owned(); steps as usize],
            shrunk_from: 37,
        }
    }

    fn kept(folder: &Path, saved: SavedCounterexample) -> Kept {
        let mut regressions = Regressions::read(folder.to_owned()).unwrap();
        regressions.keep(saved).unwrap()
    }

    #[test]
    fn a_finding_has_one_file_which_a_smaller_plan_replaces_and_a_larger_one_does_not() {
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path().join("new");
        let path = folder.join("CPS-09-73702c76.json");
        let first = kept(&folder, counterexample("wrong Port", 3));
        assert_eq!(first, Kept::In(path.clone()));
        assert_eq!(kept(&folder, counterexample("wrong Port", 3)), Kept::Before);
        assert_eq!(kept(&folder, counterexample("wrong Port", 4)), Kept::Before);
        let smaller = kept(&folder, counterexample("wrong Port", 2));
        assert_eq!(smaller, Kept::In(path.clone()));
        kept(&folder, counterexample("wrong Status", 2));
        let regressions = Regressions::read(folder).unwrap();
        let files: Vec<_> = regressions.files().collect();
        assert_eq!(files.len(), 2);
        let own = files.iter().find(|(known, _)| *known == path).unwrap();
        assert_eq!(size(own.1.as_ref().unwrap()), 2);
    }

    #[test]
    fn a_file_that_was_given_another_name_is_known_by_what_it_shows() {
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path();
        let own = folder.join("the one with the port.json");
        counterexample("wrong Port", 2).write(&own).unwrap();
        assert_eq!(kept(folder, counterexample("wrong Port", 2)), Kept::Before);
        let smaller = kept(folder, counterexample("wrong Port", 1));
        assert_eq!(smaller, Kept::In(own));
    }

    #[test]
    fn what_cannot_be_read_stays_and_the_rest_is_read() {
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path();
        let Kept::In(path) = kept(folder, counterexample("wrong Port", 2)) else {
            panic!("an empty folder has room");
        };
        std::fs::write(&path, "torn").unwrap();
        std::fs::write(folder.join("notes.txt"), "ours").unwrap();
        kept(folder, counterexample("wrong Status", 2));
        let again = kept(folder, counterexample("wrong Port", 1));
        assert_eq!(again, Kept::Unreadable(path.clone()));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "torn");
        let regressions = Regressions::read(folder.to_owned()).unwrap();
        assert_eq!(
            regressions.files().filter(|(_, file)| file.is_ok()).count(),
            1
        );
        assert_eq!(
            regressions
                .files()
                .filter(|(_, file)| file.is_err())
                .count(),
            1
        );
    }

    #[test]
    fn a_full_folder_takes_no_other_finding() {
        let directory = tempfile::tempdir().unwrap();
        let mut regressions = Regressions::read(directory.path().to_owned()).unwrap();
        for number in 0..FILES_MAX {
            let actual = format!("status {number}");
            let kept = regressions.keep(counterexample(&actual, 1)).unwrap();
            assert!(matches!(kept, Kept::In(_)), "{kept:?}");
        }
        let other = regressions.keep(counterexample("wrong Port", 1)).unwrap();
        assert_eq!(other, Kept::NoRoom);
    }

    #[test]
    fn what_is_removed_is_gone_and_may_be_gone_before() {
        let directory = tempfile::tempdir().unwrap();
        let Kept::In(path) = kept(directory.path(), counterexample("wrong Port", 2)) else {
            panic!("an empty folder has room");
        };
        remove(&path).unwrap();
        remove(&path).unwrap();
        assert!(!path.exists());
    }
}
