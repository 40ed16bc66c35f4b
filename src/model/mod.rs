//! The sequential specification: what replies are legal in which beliefs.

pub mod obligation;
pub mod terms;
