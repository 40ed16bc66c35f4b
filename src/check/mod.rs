//! Oracles over the history of a case.

pub mod case;
