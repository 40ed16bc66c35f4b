//! All cases of a run, then the search for the smallest plans of what it found.

use std::future::Future;
use std::sync::Arc;

use super::stages::Stages;
use crate::clock::Clock;
use crate::runner::observer::Observer;
use crate::runner::schedule::{self, RunOptions, RunOutcome};

/// Runs every plan; `interrupted` ends it early.
pub(super) async fn certify(
    stages: &Stages,
    options: &RunOptions,
    (clock, observer): (&Clock, Arc<dyn Observer>),
    interrupted: impl Future<Output = ()>,
) -> RunOutcome {
    schedule::run(
        stages.all.clone(),
        options.clone(),
        clock.clone(),
        observer,
        interrupted,
    )
    .await
}
