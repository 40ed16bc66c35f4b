//! Whole runs on embedded stages.
