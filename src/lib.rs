//! Property-based conformance harness for the player-session API of Amazon GameLift.

pub mod api;
#[cfg(feature = "cli")]
pub mod emulator;
