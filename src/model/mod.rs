//! The sequential specification: what replies are legal in which beliefs.

pub mod answers;
pub mod call;
pub mod obligation;
pub mod predict;
pub mod state;
pub mod terms;
