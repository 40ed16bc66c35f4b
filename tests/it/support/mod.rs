//! What several integration tests share.

pub(crate) mod program;
pub(crate) mod snapshots;
