//! Property-based conformance harness for the player-session API of Amazon GameLift.

pub mod api;
pub mod check;
pub mod findings;
pub mod history;
pub mod model;
pub mod plan;
pub mod spec;
pub mod verdict;

#[cfg(feature = "cli")]
#[expect(
    clippy::disallowed_methods,
    reason = "counterexamples and histories are files"
)]
pub mod artifact;
#[cfg(feature = "cli")]
#[expect(
    clippy::disallowed_methods,
    reason = "configuration, reports and NO_COLOR are the user's"
)]
pub mod cli;
#[cfg(feature = "cli")]
#[expect(clippy::disallowed_methods, reason = "the one reader of time")]
pub mod clock;
#[cfg(feature = "cli")]
pub mod emulator;
#[cfg(feature = "cli")]
pub mod game_server;
#[cfg(feature = "cli")]
pub mod provision;
#[cfg(feature = "cli")]
pub mod report;
#[cfg(feature = "cli")]
#[expect(
    clippy::disallowed_methods,
    reason = "credentials come from the environment"
)]
pub mod target;
