//! Oracles over the history of a case.

mod blame;
pub mod case;
mod sorted;
mod walk;
