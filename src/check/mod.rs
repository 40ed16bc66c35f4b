//! Oracles over the history of a case.

mod blame;
pub mod case;
mod excuse;
pub mod follow;
mod operations;
mod shapes;
mod sorted;
mod walk;
