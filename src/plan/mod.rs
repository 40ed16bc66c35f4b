//! Plans: what a case will do, as data.
//!
//! A plan names game sessions and player sessions by handles and times by symbols, so that it
//! is the same on every target; `binding` turns its steps into acts when the ids are known.

pub mod binding;
pub mod step;
