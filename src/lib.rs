//! Property-based conformance harness for the player-session API of Amazon GameLift.
//!
//! The modules stand in reading order: first the core, which is synchronous and touches nothing
//! outside itself, then the shell, which is everything that can fail for outside reasons.

pub mod api;
pub mod spec;
pub mod history;
pub mod verdict;
pub mod model;
pub mod check;
pub mod plan;
pub mod findings;

#[cfg(feature = "cli")]
#[expect(clippy::disallowed_methods, reason = "the one reader of time")]
pub mod clock;
#[cfg(feature = "cli")]
#[expect(
    clippy::disallowed_methods,
    reason = "credentials come from the environment"
)]
pub mod target;
#[cfg(feature = "cli")]
pub mod game_server;
#[cfg(feature = "cli")]
pub mod emulator;
#[cfg(feature = "cli")]
#[expect(clippy::disallowed_methods, reason = "the journal is a file")]
pub mod provision;
#[cfg(feature = "cli")]
#[expect(
    clippy::disallowed_methods,
    reason = "counterexamples and histories are files"
)]
pub mod artifact;
#[cfg(feature = "cli")]
#[expect(clippy::disallowed_methods, reason = "recordings are files")]
pub mod snapshot;
#[cfg(feature = "cli")]
pub mod runner;
#[cfg(feature = "cli")]
pub mod report;
#[cfg(feature = "cli")]
pub mod self_test;
#[cfg(feature = "cli")]
#[expect(
    clippy::disallowed_methods,
    reason = "configuration, reports and NO_COLOR are the user's"
)]
pub mod cli;
