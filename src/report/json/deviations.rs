//! The deviations of a target, in the report for programs.

use serde::Serialize;

use crate::report::deviations::DeviationRow;

#[derive(Serialize)]
pub(super) struct DeviationEntry {
    clause: String,
    shape: Option<String>,
    reason: String,
    link: Option<String>,
    expires: Option<String>,
    state: &'static str,
    count: u64,
    outdated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl DeviationEntry {
    pub(super) fn of(row: DeviationRow<'_>) -> Self {
        let deviation = row.deviation;
        Self {
            clause: deviation.clause.to_string(),
            shape: deviation.shape.as_ref().map(ToString::to_string),
            reason: deviation.reason.clone(),
            link: deviation.link.clone(),
            expires: deviation.expires.map(|last| last.to_string()),
            state: row.state.name(),
            count: row.count,
            outdated: row.is_outdated,
            note: row.note,
        }
    }
}
