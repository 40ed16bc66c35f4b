//! Files that a run leaves behind and a later one reads: counterexamples and histories.
//!
//! Their schemas are types of their own here, with a version: the core's types can change
//! without a word to anybody, these cannot.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::plan::step::Plan;
use plan_schema::PlanEntry;

pub mod counterexample;
pub mod history;
pub mod regressions;

mod breakage_schema;
mod operation_schema;
mod plan_schema;

#[cfg(test)]
mod strategies;

/// Why a file could not be read or written; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// The file could not be opened or read.
    #[error("read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file could not be written.
    #[error("write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is of another version of the schema.
    #[error("read {}: its schema_version is {found}, this version reads {expected}", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version that it says.
        found: u64,
        /// The version that is read.
        expected: u32,
    },
    /// The file is not what it should be.
    #[error("read {}: {place}: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where: `line 3, column 1` or `line 3, field action`.
        place: String,
        /// What is wrong there.
        reason: String,
    },
}

impl ArtifactError {
    /// Returns what the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Read { .. } => "check the path; counterexamples are saved under --output",
            Self::Write { .. } => {
                "let it be written, or name another directory with --output, or --snapshots-dir for what is kept"
            }
            Self::Version { .. } => "read it with the version of this tool that wrote it",
            Self::Malformed { .. } => "give a file as this tool wrote it, unchanged",
        }
    }
}

/// What is wrong with one document, before the file's name is known.
#[derive(Debug)]
enum Flaw {
    Version(u64),
    Malformed { place: Place, reason: String },
}

/// Where something is wrong.
#[derive(Debug)]
enum Place {
    /// At a place of the text.
    Text { line: usize, column: usize },
    /// In a field whose text is in order, but not its value.
    Field {
        line: Option<usize>,
        name: &'static str,
    },
}

impl Flaw {
    fn of(error: &serde_json::Error) -> Self {
        let reason = error.to_string();
        // The place has fields of its own.
        let reason = match reason.rfind(" at line ") {
            Some(place) => reason[..place].to_owned(),
            None => reason,
        };
        Self::Malformed {
            place: Place::Text {
                line: error.line().max(1),
                column: error.column().max(1),
            },
            reason,
        }
    }

    fn field(name: &'static str, reason: String) -> Self {
        Self::Malformed {
            place: Place::Field { line: None, name },
            reason,
        }
    }

    /// Moves the flaw to the line of the file that it was found in.
    fn at_line(mut self, number: usize) -> Self {
        if let Self::Malformed { place, .. } = &mut self {
            match place {
                Place::Text { line, .. } => *line = number,
                Place::Field { line, .. } => *line = Some(number),
            }
        }
        self
    }

    fn in_file(self, path: &Path, expected: u32) -> ArtifactError {
        let path = path.to_owned();
        match self {
            Self::Version(found) => ArtifactError::Version {
                path,
                found,
                expected,
            },
            Self::Malformed { place, reason } => ArtifactError::Malformed {
                path,
                place: place.to_string(),
                reason,
            },
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { line, column } => write!(f, "line {line}, column {column}"),
            Self::Field { line: None, name } => write!(f, "field {name}"),
            Self::Field {
                line: Some(line),
                name,
            } => write!(f, "line {line}, field {name}"),
        }
    }
}

/// Returns what tells a plan from every other, whatever wires its steps go over.
pub fn plan_digest(plan: &Plan) -> String {
    let mut plan = plan.clone();
    for step in &mut plan.steps {
        step.wire = None;
    }
    let plan = serde_json::to_vec(&PlanEntry::from(&plan))
        .expect("a plan has text keys and finite numbers only");
    let digest = Sha256::digest(plan);
    digest[..6]
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[derive(Deserialize)]
struct Versioned {
    schema_version: u64,
}

/// Parses a document after its version has been found to be the right one.
fn parse<T: DeserializeOwned>(text: &str, version: u32) -> Result<T, Flaw> {
    let found: Versioned = serde_json::from_str(text).map_err(|error| Flaw::of(&error))?;
    if found.schema_version != u64::from(version) {
        return Err(Flaw::Version(found.schema_version));
    }
    serde_json::from_str(text).map_err(|error| Flaw::of(&error))
}
