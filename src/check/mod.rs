//! Oracles over the history of a case.

mod blame;
pub mod case;
pub mod follow;
mod sorted;
mod walk;
