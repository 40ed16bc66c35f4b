//! The folder of one target's snapshots: what is recorded, and what waits for a review.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::file::SnapshotFile;
use super::{Recording, SnapshotError};

/// The extension of what is recorded.
const RECORDED: &str = "snap";

/// The extension of what waits for a review.
const PENDING: &str = "snap.new";

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
        for entry in std::fs::read_dir(directory).map_err(unreadable)? {
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

    /// Reads what waits for a review.
    pub fn pending(&self) -> Result<BTreeMap<String, SnapshotFile>, SnapshotError> {
        self.read(PENDING)
    }

    /// Reads the recorded snapshot of that name, `None` where there is none.
    pub fn recorded(&self, name: &str) -> Result<Option<SnapshotFile>, SnapshotError> {
        let path = self.file(name, RECORDED);
        if path.exists() {
            load(&path).map(Some)
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
                let snapshot = load(&self.file(&name, extension))?;
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

fn load(path: &Path) -> Result<SnapshotFile, SnapshotError> {
    let text = std::fs::read_to_string(path).map_err(|source| SnapshotError::Read {
        path: path.to_owned(),
        source,
    })?;
    SnapshotFile::parse(&text).map_err(|(line, reason)| SnapshotError::Malformed {
        path: path.to_owned(),
        line,
        reason,
    })
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
