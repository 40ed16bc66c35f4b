//! The folder of one target's snapshots: what is recorded, and what waits for a review.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::file::{FENCE, SnapshotFile};
use super::{Kind, Recording, SnapshotError, profile};

/// The extension of what is recorded.
const RECORDED: &str = "snap";

/// The extension of what waits for a review.
const PENDING: &str = "snap.new";

/// The file that shows whether any can be written.
const PROBE: &str = ".ready";

/// The folder of one target's snapshots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Returns the folder at a path, whether there is one or not.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Returns every folder in a directory.
    pub fn all(directory: &Path) -> Result<Vec<Self>, SnapshotError> {
        let unreadable = |source| SnapshotError::Read {
            path: directory.to_owned(),
            source,
        };
        let mut folders = Vec::new();
        let entries = match std::fs::read_dir(directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let path = directory.to_owned();
                return Err(SnapshotError::None { path });
            }
            entries => entries.map_err(unreadable)?,
        };
        for entry in entries {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                folders.push(Self { path });
            }
        }
        folders.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(folders)
    }

    /// Returns its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns whether anything is recorded.
    pub fn has_recording(&self) -> Result<bool, SnapshotError> {
        Ok(!self.files(RECORDED)?.is_empty())
    }

    /// Reads what is recorded.
    pub fn recording(&self) -> Result<Recording, SnapshotError> {
        Ok(Recording {
            snapshots: self.read(RECORDED)?,
            unfit: BTreeMap::new(),
        })
    }

    /// Returns the names of what is recorded, whether it can be read or not.
    pub fn names(&self) -> Result<Vec<String>, SnapshotError> {
        self.files(RECORDED)
    }

    /// Finds out whether anything can be written, and makes the folder for it.
    pub fn make_ready(&self) -> Result<(), SnapshotError> {
        let probe = self.path.join(PROBE);
        std::fs::create_dir_all(&self.path).map_err(unwritable(&self.path))?;
        std::fs::write(&probe, "").map_err(unwritable(&self.path))?;
        remove(&probe)
    }

    /// Reads what waits for a review.
    pub fn pending(&self) -> Result<BTreeMap<String, SnapshotFile>, SnapshotError> {
        self.read(PENDING)
    }

    /// Reads the recorded snapshot of that name, `None` where there is none.
    pub fn recorded(&self, name: &str) -> Result<Option<SnapshotFile>, SnapshotError> {
        let path = self.file(name, RECORDED);
        if path.exists() {
            load(name, &path).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Records a snapshot; nothing of that name waits for a review any more.
    pub fn record(&self, name: &str, snapshot: &SnapshotFile) -> Result<PathBuf, SnapshotError> {
        let path = self.write(name, RECORDED, snapshot)?;
        self.reject(name)?;
        Ok(path)
    }

    /// Writes a snapshot beside the recorded one, for a review.
    pub fn propose(&self, name: &str, snapshot: &SnapshotFile) -> Result<PathBuf, SnapshotError> {
        self.write(name, PENDING, snapshot)
    }

    /// Takes what waits for a review under that name for the recording.
    pub fn accept(&self, name: &str) -> Result<(), SnapshotError> {
        let (pending, recorded) = (self.file(name, PENDING), self.file(name, RECORDED));
        std::fs::rename(pending, &recorded).map_err(unwritable(&recorded))
    }

    /// Removes what waits for a review under that name, if anything does.
    pub fn reject(&self, name: &str) -> Result<(), SnapshotError> {
        remove(&self.file(name, PENDING))
    }

    /// Removes a recorded snapshot.
    pub fn forget(&self, name: &str) -> Result<(), SnapshotError> {
        remove(&self.file(name, RECORDED))
    }

    /// Returns the file of a snapshot.
    fn file(&self, name: &str, extension: &str) -> PathBuf {
        self.path.join(format!("{name}.{extension}"))
    }

    fn write(
        &self,
        name: &str,
        extension: &str,
        snapshot: &SnapshotFile,
    ) -> Result<PathBuf, SnapshotError> {
        let path = self.file(name, extension);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(unwritable(&path))?;
        }
        std::fs::write(&path, snapshot.to_text()).map_err(unwritable(&path))?;
        Ok(path)
    }

    fn read(&self, extension: &str) -> Result<BTreeMap<String, SnapshotFile>, SnapshotError> {
        let files = self.files(extension)?.into_iter();
        files
            .map(|name| {
                let snapshot = load(&name, &self.file(&name, extension))?;
                Ok((name, snapshot))
            })
            .collect()
    }

    /// Returns the names of the files with an extension.
    fn files(&self, extension: &str) -> Result<Vec<String>, SnapshotError> {
        let mut names = Vec::new();
        let mut folders = vec![self.path.clone()];
        while let Some(folder) = folders.pop() {
            let unreadable = |source| SnapshotError::Read {
                path: folder.clone(),
                source,
            };
            let entries = match std::fs::read_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries.map_err(unreadable)?,
            };
            for entry in entries {
                let path = entry.map_err(unreadable)?.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    names.extend(self.name(&path, extension));
                }
            }
        }
        names.sort();
        Ok(names)
    }

    /// Returns the name of the snapshot in a file, `None` where it has another extension.
    fn name(&self, path: &Path, extension: &str) -> Option<String> {
        let inside = path.strip_prefix(&self.path).ok()?;
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        let name = parts?.join("/");
        name.strip_suffix(&format!(".{extension}"))
            .map(str::to_owned)
    }
}

fn load(name: &str, path: &Path) -> Result<SnapshotFile, SnapshotError> {
    let malformed = |(line, reason)| SnapshotError::Malformed {
        path: path.to_owned(),
        line,
        reason,
    };
    let bytes = std::fs::read(path).map_err(|source| SnapshotError::Read {
        path: path.to_owned(),
        source,
    })?;
    let text = str::from_utf8(&bytes).map_err(|error| {
        let read = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let line = read.matches('\n').count() + 1;
        malformed((line, "it is no text".to_owned()))
    })?;
    let snapshot = SnapshotFile::parse(text).map_err(malformed)?;
    let flaw = match Kind::of(name) {
        Kind::Profile => profile::flaw(&snapshot.body),
        Kind::Scenario | Kind::Transcript | Kind::Messages => None,
    };
    match flaw {
        Some((number, reason)) => {
            let mut fences = text
                .lines()
                .zip(1..)
                .filter(|(line, _)| line.trim_end() == FENCE);
            let header: usize = fences.nth(1).map_or(0, |(_, line)| line);
            Err(malformed((header + number, reason.to_owned())))
        }
        None => Ok(snapshot),
    }
}

/// Removes a file, if there is one.
fn remove(path: &Path) -> Result<(), SnapshotError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn unwritable(path: &Path) -> impl Fn(io::Error) -> SnapshotError {
    let path = path.to_owned();
    move |source| SnapshotError::Write {
        path: path.clone(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what there is to say of a profile in a file of those bytes.
    fn refusal(bytes: &[u8]) -> String {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::at(directory.path());
        std::fs::write(directory.path().join("profile.snap"), bytes).unwrap();
        let error = folder.recording().unwrap_err();
        let text = error.to_string();
        let (_, told) = text.split_once("profile.snap: ").unwrap();
        told.to_owned()
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        let check = |bytes: &[u8], expected| assert_eq!(refusal(bytes), expected);
        check(b"", "line 1: a snapshot begins with ---");
        check(b"\x89PNG", "line 1: it is no text");
        check(b"---\ninfo:\n---\nU-1\xff", "line 4: it is no text");
        check(b"---\ninfo:\n", "line 1: the header is not closed with ---");
        let whole = "U-01  refused-whole  seen in \"a\"";
        let torn = format!("---\ninfo:\n---\n{whole}\nU-0\n");
        check(torn.as_bytes(), "line 5: it is no line of a profile");
        let twice = format!("---\n---\n{whole}\n{whole}\n");
        check(twice.as_bytes(), "line 4: its question comes twice");
    }

    #[test]
    fn a_folder_is_made_ready_and_stays_empty() {
        let directory = tempfile::tempdir().unwrap();
        let inner = directory.path().join("a/b");
        Folder::at(&inner).make_ready().unwrap();
        assert_eq!(std::fs::read_dir(&inner).unwrap().count(), 0);
        let file = directory.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(Folder::at(&file).make_ready().is_err());
    }
}
