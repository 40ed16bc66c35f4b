//! What several integration tests share.

pub(crate) mod in_process;
pub(crate) mod program;
pub(crate) mod snapshots;
