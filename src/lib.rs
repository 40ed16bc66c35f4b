//! Property-based conformance harness for the player-session API of Amazon GameLift.

pub mod api;
pub mod spec;
