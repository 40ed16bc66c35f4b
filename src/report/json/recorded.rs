//! How a target stands against its recording, in the report for programs.

use serde::Serialize;

use crate::report::drift::{Change, Drift};

#[derive(Serialize)]
pub(super) struct RecordedEntry {
    folder: String,
    drift: Vec<ChangeEntry>,
    notes: Vec<String>,
    to_review: usize,
    recorded: usize,
}

#[derive(Serialize)]
struct ChangeEntry {
    snapshot: String,
    about: String,
    lines: Vec<String>,
}

impl From<&Drift> for RecordedEntry {
    fn from(drift: &Drift) -> Self {
        Self {
            folder: drift.folder.clone(),
            drift: drift.changes.iter().map(ChangeEntry::from).collect(),
            notes: drift.notes.clone(),
            to_review: drift.proposed,
            recorded: drift.recorded,
        }
    }
}

impl From<&Change> for ChangeEntry {
    fn from(change: &Change) -> Self {
        Self {
            snapshot: change.snapshot.clone(),
            about: change.about.clone(),
            lines: change.lines.clone(),
        }
    }
}
