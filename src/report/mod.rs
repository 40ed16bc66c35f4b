//! Reporters: what a run has found, for people and for programs.
//!
//! A reporter is a function from a report to bytes, and one row of `FORMATS`.
//! It knows findings and the specification, and not how they came to be.

use std::io::{self, Write};

use view::RunReport;

pub mod deviations;
pub mod drift;
pub mod headline;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod regressions;
pub mod rows;
pub mod style;
pub mod terminal;
mod timeline;
pub mod view;
pub mod words;

/// Writes a report in one format.
pub type Reporter = fn(&RunReport<'_>, &mut dyn Write) -> io::Result<()>;

/// The formats by name; the report for people is not among them, because it has no schema.
pub const FORMATS: [(&str, Reporter); 3] = [
    ("json", json::write),
    ("junit", junit::write),
    ("markdown", markdown::write),
];
