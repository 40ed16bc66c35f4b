//! The journal of a run: what it creates on its target, on disk before it is created.
//!
//! One file for each run, JSON lines, each on disk before the request goes out that it is about.
//! A run that removes everything removes its journal too; what a run left behind that was killed
//! is removed by its journal. The run holds a lock on the file, so that nobody takes a run that
//! goes on for one that was killed.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::api::tag::Tag;

/// The version of the format.
const SCHEMA_VERSION: u32 = 1;

/// What the name of a journal begins and ends with.
const NAME: (&str, &str) = ("journal-", ".jsonl");

/// Whose journal it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Owner {
    /// The run's id, which every name carries.
    pub run_id: String,
    /// The target.
    pub endpoint: String,
    /// The Region that requests were signed for.
    pub region: String,
    /// Whether the target was taken for a real account.
    pub is_real_account: bool,
}

/// A kind of thing that a run creates, in the order in which such things are removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An alias, with its id once that is known.
    Alias,
    /// A compute, with the id of its fleet.
    Compute,
    /// A fleet, with its id once that is known.
    Fleet,
    /// A custom location.
    Location,
}

impl Kind {
    /// Returns the kind's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Alias => "alias",
            Self::Compute => "compute",
            Self::Fleet => "fleet",
            Self::Location => "location",
        }
    }
}

/// The things that are there, or may be, by kind and name; each with its id, where one is known.
pub(super) type Things = BTreeMap<(Kind, String), Option<String>>;

/// The journal of a run.
#[derive(Debug, Default)]
pub struct Journal(Option<Open>);

#[derive(Debug)]
struct Open {
    path: PathBuf,
    owner: Owner,
    /// The folder, where it was created for the journal.
    own_folder: Option<PathBuf>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: File,
    things: Things,
}

/// Why a journal does not do its part; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// It cannot be written.
    #[error("write the journal {}: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It cannot be read.
    #[error("read the journal {}: {source}", path.display())]
    Unreadable {
        /// The file or the folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A run holds it.
    #[error("take the journal {}: its run goes on", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// A line that was written to the end says nothing.
    #[error("read the journal {}: line {line} is none of a journal", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
}

impl JournalError {
    /// Returns what the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unwritable { .. } => {
                "nothing is created that is not written down first: give another --output"
            }
            Self::Unreadable { .. } => "name its folder with --output",
            Self::InUse { .. } => "wait for the run, or end it: it removes everything by itself",
            Self::Corrupt { .. } => {
                "remove by hand what it names, then the file; nothing is removed by guessing"
            }
        }
    }
}

#[derive(Deserialize, Serialize)]
struct Header {
    schema_version: u32,
    #[serde(flatten)]
    owner: Owner,
}

#[derive(Deserialize, Serialize)]
struct Line {
    state: Stage,
    kind: Kind,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

/// How far the life of a thing has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Stage {
    /// It is about to be created.
    Begun,
    /// It is there.
    There,
    /// It is gone, or was never created.
    Gone,
}

impl Journal {
    /// Creates the journal of a run in a folder, which is created where there is none.
    pub fn create(folder: &Path, owner: Owner) -> Result<Self, JournalError> {
        let path = folder.join(format!("{}{}{}", NAME.0, owner.run_id, NAME.1));
        let unwritable = |source| JournalError::Unwritable {
            path: path.clone(),
            source,
        };
        let is_new = !folder.exists();
        std::fs::create_dir_all(folder).map_err(unwritable)?;
        let mut options = OpenOptions::new();
        let file = options.create_new(true).write(true).open(&path);
        let mut file = file.map_err(unwritable)?;
        file.try_lock().map_err(|error| unwritable(error.into()))?;
        let header = Header {
            schema_version: SCHEMA_VERSION,
            owner: owner.clone(),
        };
        append(&mut file, &header).map_err(unwritable)?;
        // Not every system lets a folder be synchronized.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(Self(Some(Open {
            owner,
            own_folder: is_new.then(|| folder.to_owned()),
            path,
            state: Mutex::new(State {
                file,
                things: Things::new(),
            }),
        })))
    }

    /// Reads a journal whose run has ended without removing everything.
    ///
    /// A last line that was not written to its end is left out: what it is about was not begun.
    pub fn recover(path: &Path) -> Result<(Owner, Self), JournalError> {
        let unreadable = |source| JournalError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).open(path);
        let mut file = file.map_err(unreadable)?;
        file.try_lock().map_err(|_| JournalError::InUse {
            path: path.to_owned(),
        })?;
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(unreadable)?;
        let whole = text
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let corrupt = |line| JournalError::Corrupt {
            path: path.to_owned(),
            line,
        };
        let (owner, things) = parse(&text[..whole]).map_err(corrupt)?;
        // What is appended goes after the last whole line.
        file.set_len(whole as u64).map_err(unreadable)?;
        file.seek(SeekFrom::End(0)).map_err(unreadable)?;
        let journal = Self(Some(Open {
            path: path.to_owned(),
            owner: owner.clone(),
            own_folder: None,
            state: Mutex::new(State { file, things }),
        }));
        Ok((owner, journal))
    }

    /// Returns the journals in a folder, in the order of their names; none where it is not there.
    pub fn find(folder: &Path) -> Result<Vec<PathBuf>, JournalError> {
        let unreadable = |source| JournalError::Unreadable {
            path: folder.to_owned(),
            source,
        };
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(error)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(NAME.0) && name.ends_with(NAME.1) {
                found.push(path);
            }
        }
        found.sort();
        Ok(found)
    }

    /// Returns what is there, or may be, in the order in which it is to be removed.
    pub(super) fn things(&self) -> Things {
        match &self.0 {
            Some(open) => open.state().things.clone(),
            None => Things::new(),
        }
    }

    /// Returns the tags of what is created: the run's id, on a real account.
    pub(super) fn tags(&self) -> Vec<Tag> {
        let owner = self.0.as_ref().map(|open| &open.owner);
        let tag = |owner: &Owner| Tag {
            key: "gamelift-conformance".to_owned(),
            value: owner.run_id.clone(),
        };
        let real = owner.filter(|owner| owner.is_real_account);
        real.map(tag).into_iter().collect()
    }

    /// Notes that a thing is about to be created.
    pub(super) fn begin(
        &self,
        kind: Kind,
        name: &str,
        id: Option<&str>,
    ) -> Result<(), JournalError> {
        self.note(Stage::Begun, kind, name, id)
    }

    /// Notes the id of a thing that is there.
    pub(super) fn learn(&self, kind: Kind, name: &str, id: &str) -> Result<(), JournalError> {
        self.note(Stage::There, kind, name, Some(id))
    }

    /// Notes that a thing is gone, or was never created.
    pub(super) fn end(&self, kind: Kind, name: &str) -> Result<(), JournalError> {
        self.note(Stage::Gone, kind, name, None)
    }

    /// Removes the file where nothing that it names is left.
    pub(super) fn settle(&self) -> Result<(), JournalError> {
        let Some(open) = &self.0 else {
            return Ok(());
        };
        if !open.state().things.is_empty() {
            return Ok(());
        }
        match std::fs::remove_file(&open.path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                let path = open.path.clone();
                return Err(JournalError::Unwritable { path, source });
            }
            _ => {}
        }
        if let Some(folder) = &open.own_folder {
            // Where others have put something there, it stays.
            let _ = std::fs::remove_dir(folder);
        }
        Ok(())
    }

    fn note(
        &self,
        state: Stage,
        kind: Kind,
        name: &str,
        id: Option<&str>,
    ) -> Result<(), JournalError> {
        let Some(open) = &self.0 else {
            return Ok(());
        };
        let line = Line {
            state,
            kind,
            name: name.to_owned(),
            id: id.map(str::to_owned),
        };
        let mut kept = open.state();
        let is_unknown = !kept.things.contains_key(&(kind, line.name.clone()));
        if state == Stage::Gone && is_unknown {
            return Ok(());
        }
        let written = append(&mut kept.file, &line);
        written.map_err(|source| JournalError::Unwritable {
            path: open.path.clone(),
            source,
        })?;
        line.apply(&mut kept.things);
        Ok(())
    }
}

impl Open {
    fn state(&self) -> MutexGuard<'_, State> {
        // A thing is added after its line, and stays where a panic comes between.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn apply(self, things: &mut Things) {
        let key = (self.kind, self.name);
        match self.state {
            Stage::Begun | Stage::There => {
                let id = things.entry(key).or_default();
                *id = self.id.or(id.take());
            }
            Stage::Gone => {
                things.remove(&key);
            }
        }
    }
}

/// Appends a line and has it on disk before it returns.
fn append(file: &mut File, line: &impl Serialize) -> std::io::Result<()> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    file.write_all(&text)?;
    file.sync_data()
}

/// Reads whole lines, or returns the number of one that is wrong.
fn parse(text: &[u8]) -> Result<(Owner, Things), usize> {
    let mut lines = text.split(|byte| *byte == b'\n');
    let header: Header = lines
        .next()
        .and_then(|line| serde_json::from_slice(line).ok())
        .filter(|header: &Header| header.schema_version == SCHEMA_VERSION)
        .ok_or(1_usize)?;
    let mut things = Things::new();
    for (at, line) in lines.enumerate().filter(|(_, line)| !line.is_empty()) {
        let line: Line = serde_json::from_slice(line).map_err(|_| at + 2)?;
        line.apply(&mut things);
    }
    Ok((header.owner, things))
}

#[cfg(test)]
mod tests;
