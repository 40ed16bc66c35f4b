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

impl Limit {
    /// Returns whether a length or a count is within the limit.
    pub fn admits(&self, length: usize) -> bool {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        length >= self.min && self.max.is_none_or(|max| length <= max)
    }

    /// Returns the largest length or count that is within the limit.
    pub fn largest(&self) -> usize {
        self.max
            .and_then(|max| usize::try_from(max).ok())
            .unwrap_or(usize::MAX)
    }
}
