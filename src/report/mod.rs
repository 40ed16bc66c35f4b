//! Reporters: what a run has found, for people and for programs.
//!
//! A reporter is a function from a report to bytes; the table that gives them their names is in
//! `cli`. It knows findings and the specification, and not how they came to be.

use std::io::{self, Write};

use view::RunReport;

pub mod json;
pub mod rows;
pub mod style;
pub mod terminal;
pub mod view;
pub mod words;

/// Writes a report in one format.
pub type Reporter = fn(&RunReport<'_>, &mut dyn Write) -> io::Result<()>;
