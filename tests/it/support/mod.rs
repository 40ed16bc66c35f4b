//! What several integration tests share.

pub(crate) mod backend;
pub(crate) mod program;
pub(crate) mod snapshots;
