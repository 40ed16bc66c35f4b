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
pub mod report;
