//! The specification as data: clauses, open questions, limits and the table of faults.
//!
//! Parsed once from `specs/`, which is embedded at compile time.
//! Knows what is required and where it comes from; the judgement is in `model`.

pub mod catalog;
pub mod clause;
pub mod fault;
pub mod id;
pub mod limit;
pub mod question;

mod cross_check;
mod entry;
mod rows;
