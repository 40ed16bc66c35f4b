//! Heads of replies in files.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::history::Heads;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadsEntry {
    count: usize,
    #[serde(default)]
    without_request_id: usize,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    foreign_types: BTreeSet<String>,
}

impl HeadsEntry {
    /// Returns whether nothing is known of any head.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0 && self.without_request_id == 0 && self.foreign_types.is_empty()
    }
}

impl From<&Heads> for HeadsEntry {
    fn from(heads: &Heads) -> Self {
        Self {
            count: heads.count,
            without_request_id: heads.without_request_id,
            foreign_types: heads.foreign_types.clone(),
        }
    }
}

impl From<HeadsEntry> for Heads {
    fn from(entry: HeadsEntry) -> Self {
        Self {
            count: entry.count,
            without_request_id: entry.without_request_id,
            foreign_types: entry.foreign_types,
        }
    }
}
