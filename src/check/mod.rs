//! Oracles over the history of a case.

mod bare_id;
mod blame;
pub mod case;
mod excuse;
pub mod follow;
pub mod linear;
mod operations;
mod shapes;
pub mod race;
mod sorted;
mod walk;
