//! Limits of the API model that the model of the service checks requests against.

use super::id::ClauseId;

/// The limits on one member or list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is limited: `PlayerIds`, `PlayerId`, `PlayerData`, …
    pub name: String,
    /// The smallest length, count or value.
    pub min: i64,
    /// The largest, `None` where there is none.
    pub max: Option<i64>,
    /// The characters it may consist of besides letters and digits, `None` where any may stand.
    pub punctuation: Option<String>,
    /// The clause that says so.
    pub clause: ClauseId,
}
