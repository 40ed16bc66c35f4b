//! All cases of a run, then the search for the smallest plans of what it found.

use std::sync::Arc;
use std::time::Duration;

use super::interrupt::Interrupt;
use super::stages::Stages;
use crate::clock::Clock;
use crate::runner::observer::Observer;
use crate::runner::schedule::{self, RunOptions, RunOutcome, Stop};
use crate::runner::shrinking::Shrinking;

/// How long the search for the smallest plans may take.
const SHRINKING_LIMIT: Duration = Duration::from_mins(2);

/// Runs every plan and shrinks what fails, until the user wants no more.
pub(super) async fn certify(
    stages: &Stages,
    options: &RunOptions,
    (clock, observer): (&Clock, Arc<dyn Observer>),
    interrupt: &Interrupt,
) -> RunOutcome {
    let mut outcome = schedule::run(
        stages.all.clone(),
        options.clone(),
        clock.clone(),
        Arc::clone(&observer),
        interrupt.wait(),
    )
    .await;
    if outcome.stop < Stop::Broken {
        let shrinking = Shrinking {
            stages: &stages.all,
            clock,
            terms: &options.terms,
            deviations: &options.deviations,
            time_limit: SHRINKING_LIMIT,
        };
        let findings = &mut outcome.findings;
        shrinking
            .shrink_all(findings, observer.as_ref(), interrupt.wait())
            .await;
        if interrupt.is_asked() {
            outcome.stop = Stop::Interrupted;
        }
    }
    // They are as small as an earlier run has made them.
    for replayed in &outcome.replayed {
        outcome.findings.add_regression(replayed);
    }
    outcome
}
