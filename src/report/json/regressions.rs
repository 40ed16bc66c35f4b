//! What has become of kept counterexamples, in the report for programs.

use serde::Serialize;

use crate::report::regressions::{RegressionRow, Regressions};

#[derive(Serialize)]
pub(super) struct RegressionsEntry {
    folder: String,
    replayed: Vec<RegressionEntry>,
    kept: Vec<String>,
    left_out: Vec<String>,
}

#[derive(Serialize)]
struct RegressionEntry {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shape: Option<String>,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    removed: bool,
}

impl From<&Regressions> for RegressionsEntry {
    fn from(regressions: &Regressions) -> Self {
        Self {
            folder: regressions.folder.clone(),
            replayed: regressions.rows.iter().map(RegressionEntry::from).collect(),
            kept: regressions.kept.clone(),
            left_out: regressions.left_out.clone(),
        }
    }
}

impl From<&RegressionRow> for RegressionEntry {
    fn from(row: &RegressionRow) -> Self {
        let key = row.key.as_ref();
        Self {
            file: row.file.clone(),
            clause: key.map(|key| key.clause.to_string()),
            shape: key.map(|key| key.shape.to_string()),
            state: row.state.name(),
            reason: row.state.reason(),
            removed: row.is_removed,
        }
    }
}
