//! All cases of a run, then the search for the smallest plans of what it found.

use std::future::Future;
use std::sync::Arc;

use super::stages::Stages;
use super::watch::Watch;
use crate::clock::Clock;
use crate::runner::observer::Observer;
use crate::runner::schedule::{self, RunOptions, RunOutcome};

/// Runs every plan; `interrupted` ends it early.
pub(super) async fn certify(
    stages: &Stages,
    options: &RunOptions,
    (clock, watch): (&Clock, &Arc<Watch>),
    interrupted: impl Future<Output = ()>,
) -> RunOutcome {
    let observer: Arc<dyn Observer> = Arc::clone(watch) as Arc<dyn Observer>;
    schedule::run(
        stages.all.clone(),
        options.clone(),
        clock.clone(),
        observer,
        interrupted,
    )
    .await
}
