//! The table of faults: which clause each deliberate bug of the emulator breaks.

use super::id::ClauseId;

/// One row of the table, written from the documents before the fault is first run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultRow {
    /// The fault's name, as `serve --fault` takes it.
    pub name: String,
    /// The clause that must catch it first.
    pub clause: ClauseId,
    /// Others that may be the first: which of them a race breaks is a matter of luck.
    pub or: Vec<ClauseId>,
    /// What the fault does.
    pub text: String,
}
