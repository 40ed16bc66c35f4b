//! Cases with the reasons for what became of them.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct CaseNote {
    case: u64,
    reason: String,
}

/// Returns the notes in the order of their cases.
pub(super) fn notes<'a>(notes: impl Iterator<Item = (u64, &'a String)>) -> Vec<CaseNote> {
    let mut notes: Vec<CaseNote> = notes
        .map(|(case, reason)| CaseNote {
            case,
            reason: reason.clone(),
        })
        .collect();
    notes.sort_by(|a, b| (a.case, &a.reason).cmp(&(b.case, &b.reason)));
    notes
}
