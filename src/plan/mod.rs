//! Plans: what a case will do, as data.
//!
//! A plan names game sessions and player sessions by handles and times by symbols, so that it
//! is the same on every target; `binding` turns its steps into acts when the ids are known.
//! `edge` holds the plans written from the specification, of which `scenarios` are recorded;
//! `random` makes the others, and `generate` puts both in order.

pub mod binding;
mod breakages;
pub mod edge;
mod aspect;
mod deed;
mod draw;
mod forecast;
pub mod generate;
pub mod inputs;
pub mod outline;
pub mod needs;
mod races;
mod random;
pub mod shared;
#[cfg(test)]
mod rehearsal;
pub mod scenarios;
pub(crate) mod script;
pub mod shrink;
pub mod step;
mod wires;
