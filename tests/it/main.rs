//! Integration tests in one binary: linking it once is what keeps them quick.

#![cfg(test)]

#[expect(
    clippy::disallowed_methods,
    reason = "the program reads and writes files"
)]
mod adapter;
#[expect(
    clippy::disallowed_methods,
    reason = "the program reads and writes files"
)]
mod cli;
#[expect(
    clippy::disallowed_methods,
    reason = "the program reads and writes files"
)]
mod deviations;
#[expect(clippy::disallowed_methods, reason = "the program writes files")]
mod endpoints;
#[expect(clippy::disallowed_methods, reason = "the program writes files")]
mod accounts;
#[expect(
    clippy::disallowed_methods,
    reason = "the program reads and writes files"
)]
mod existing;
mod oracle;
mod order;
#[expect(clippy::disallowed_methods, reason = "the program writes its report")]
mod partial;
mod readme;
#[expect(
    clippy::disallowed_methods,
    reason = "counterexamples are kept in files"
)]
mod regressions;
#[expect(
    clippy::disallowed_methods,
    reason = "the program writes counterexamples"
)]
mod replay;
mod report;
#[expect(clippy::disallowed_methods, reason = "recordings are files")]
mod snapshots;
mod support;
mod tidy;
#[cfg(feature = "sdk")]
mod wires;
