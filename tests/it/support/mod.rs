//! What several integration tests share.

pub(crate) mod in_process;
#[cfg(test)]
pub(crate) mod snapshots;
