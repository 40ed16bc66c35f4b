//! The sequential specification: what replies are legal in which beliefs.

pub mod answers;
pub mod obligation;
pub mod state;
pub mod terms;
