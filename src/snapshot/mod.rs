//! Snapshots: what a target does, recorded in files that people read, and how it drifts.
//!
//! A recording holds the profile, which is what the target answers to each open question, and
//! transcripts, each of which is the whole exchange of one plan. The files are in the format of
//! `insta`, so that its tools work on them; nothing of a target's that differs from run to run is
//! in them, such as ids, times and addresses.
//!
//! What a run is, and where its words go, is not known here.

pub mod check;
pub mod drift;
pub mod file;
pub mod folder;
mod inputs;
pub mod policy;
mod profile;
pub mod recorder;
mod transcript;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use self::file::SnapshotFile;

/// The snapshots of one target, by name; a name is a path without its extension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recording {
    /// What was recorded.
    pub snapshots: BTreeMap<String, SnapshotFile>,
    /// What could not be recorded this time, with the reason.
    pub unfit: BTreeMap<String, String>,
}

impl Recording {
    /// Returns a recording of one snapshot.
    pub fn of(name: &str, snapshot: SnapshotFile) -> Self {
        Self {
            snapshots: BTreeMap::from([(name.to_owned(), snapshot)]),
            unfit: BTreeMap::new(),
        }
    }

    /// Returns the seed and the effort that the transcripts are of, `None` where there are none.
    fn origin(&self) -> Option<[String; 2]> {
        let mut transcripts = self.snapshots.iter();
        let (_, one) = transcripts.find(|(name, _)| Kind::of(name) == Kind::Transcript)?;
        Some(["seed", "effort"].map(|key| one.info(key).unwrap_or_default().to_owned()))
    }

    /// Takes the transcripts of generated plans out, and returns how many there were.
    fn without_transcripts(&mut self) -> usize {
        let all = self.snapshots.len();
        self.snapshots
            .retain(|name, _| Kind::of(name) != Kind::Transcript);
        all - self.snapshots.len()
    }
}

/// What a snapshot is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The answers to the open questions.
    Profile,
    /// The exchange of a plan written by hand.
    Scenario,
    /// The exchange of a generated plan.
    Transcript,
    /// The prose of exceptions.
    Messages,
}

/// The name of the profile's snapshot.
pub const PROFILE: &str = "profile";

/// The name of the snapshot of messages.
pub const MESSAGES: &str = "messages";

/// The folder of the scenarios.
const SCENARIOS: &str = "scenarios/";

/// The folder of the other transcripts.
const TRANSCRIPTS: &str = "transcripts/";

impl Kind {
    /// Returns what the snapshot of that name is of.
    pub fn of(name: &str) -> Self {
        if name == PROFILE {
            Self::Profile
        } else if name == MESSAGES {
            Self::Messages
        } else if name.starts_with(SCENARIOS) {
            Self::Scenario
        } else {
            Self::Transcript
        }
    }

    /// Returns the word for one such snapshot.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Scenario => "scenario",
            Self::Transcript => "transcript",
            Self::Messages => "list of messages",
        }
    }
}

/// Why snapshots cannot be read or written; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// A file or folder cannot be read.
    #[error("read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written or removed.
    #[error("write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is no snapshot.
    #[error("read {}: line {line}: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// There is nothing to read.
    #[error("find snapshots in {}", path.display())]
    None {
        /// The folder.
        path: PathBuf,
    },
}

impl SnapshotError {
    /// Returns what the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Read { .. } => "check the path and who may read it",
            Self::Write { .. } => {
                "let it be written, or name another folder with --snapshots-dir; INSTA_UPDATE=no writes nothing"
            }
            Self::Malformed { .. } => "record it again: run with --snapshots update",
            Self::None { .. } => "record some first: run with --snapshots update",
        }
    }
}

/// Returns the name of a target's folder: the name or the URL, as far as every file system takes
/// it.
pub fn folder_name(target: &str) -> String {
    let bare = target.split_once("://").map_or(target, |(_, rest)| rest);
    let is_safe = |c: char| c.is_alphanumeric() || "._-".contains(c);
    let safe: String = bare
        .trim_end_matches('/')
        .chars()
        .map(|c| if is_safe(c) { c } else { '-' })
        .collect();
    // A name of dots alone would be another folder.
    if safe.chars().all(|c| c == '.') {
        return "target".to_owned();
    }
    safe
}

/// Returns the folder of a target's snapshots.
pub fn folder_of(directory: &Path, target: &str) -> PathBuf {
    directory.join(folder_name(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_targets_folder_is_named_after_it() {
        assert_eq!(folder_name("embedded"), "embedded");
        assert_eq!(folder_name("http://127.0.0.1:4566"), "127.0.0.1-4566");
        assert_eq!(folder_name("https://example.org/a/"), "example.org-a");
        assert_eq!(folder_name("our emulator"), "our-emulator");
        assert_eq!(folder_name("../../our/emulator"), "..-..-our-emulator");
        assert_eq!(folder_name("C:\\our*"), "C--our-");
        assert_eq!(folder_name("模擬器"), "模擬器");
        assert_eq!(folder_name(".."), "target");
        assert_eq!(folder_name(""), "target");
    }
}
