//! A trial: one phase of a run against one fault, until the fault is first seen.
//!
//! Its plans run one after the other in the order of their numbers, so that what it took until
//! then is the same every time.

use std::sync::Arc;
use std::time::Duration;

use super::Detector;
use super::First;
use super::in_process::InProcess;
use super::minimum::{Search, search};
use crate::clock::Clock;
use crate::emulator::faults::Fault;
use crate::emulator::settings::{ACTIVATION_TIMEOUT, Settings};
use crate::findings::{Findings, GroupKey};
use crate::model::terms::Terms;
use crate::plan::inputs::PlanInputs;
use crate::plan::shrink::command_count;
use crate::plan::step::Plan;
use crate::provision::embedded::EmbeddedOptions;
use crate::provision::{ProvisionError, Stage};
use crate::runner::observer::Nobody;
use crate::runner::schedule::{self, RunOptions, WAITING_MAX};
use crate::runner::shrinking::Shrinking;
use crate::spec::clause::Level;
use crate::spec::id::ClauseId;

/// How long one plan may be shrunk.
const SHRINKING_LIMIT: Duration = Duration::from_mins(2);

/// What to do with the plan that shows the fault first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// Nothing.
    Nothing,
    /// Shrink it, and look for a smaller one among so many.
    Shrink {
        /// How many plans to look at.
        candidates_max: u64,
    },
}

/// What came of a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Where the fault was first seen, `None` where it was missed.
    pub sighting: Option<Sighting>,
    /// Cases that were carried out.
    pub cases: u64,
    /// Commands that were sent, without those of shrinking.
    pub commands: u64,
    /// What became of the first plan that showed the fault, `None` where it was left alone.
    pub shrunk: Option<Shrunk>,
}

/// Where a fault was first seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The clause that was blamed.
    pub clause: ClauseId,
    /// The case.
    pub case: u64,
    /// Commands until then, with the guilty one.
    pub commands: u64,
}

/// A counterexample, and what it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shrunk {
    /// The plan.
    pub plan: Plan,
    /// Commands in it.
    pub commands: u64,
    /// Commands that came to the target while it was shrunk and confirmed.
    pub spent: u64,
    /// Whether it is as small as any.
    pub search: Search,
}

/// Why a trial came to nothing; each completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The stage could not be set up.
    #[error(transparent)]
    Provision(#[from] ProvisionError),
    /// A case broke off.
    #[error("{0}")]
    Trouble(String),
}

/// Returns the terms that the emulator is judged on.
fn terms() -> Terms {
    Terms {
        activation_timeout: Some(ACTIVATION_TIMEOUT),
        ..Terms::default()
    }
}

/// Carries out a trial.
pub async fn attempt(
    fault: Fault,
    inputs: PlanInputs,
    afterwards: Afterwards,
    clock: &Clock,
) -> Result<Trial, TrialError> {
    let options = EmbeddedOptions {
        faults: [fault].into(),
        ..EmbeddedOptions::default()
    };
    let stage = Arc::new(Stage::embedded(options, clock.clone()).await?);
    let options = RunOptions {
        inputs,
        terms: terms(),
        deviations: Arc::default(),
        waiting: WAITING_MAX,
        jobs: 1,
        time_budget: None,
        fail_fast: Some(Level::May),
        regressions: Vec::new(),
    };
    let detector = Arc::new(Detector::default());
    let (stages, observer) = (vec![Arc::clone(&stage)], Arc::clone(&detector) as _);
    let never = std::future::pending();
    let outcome = schedule::run(stages, options, clock.clone(), observer, never).await;
    let mut findings = outcome.findings;
    if let Some(trouble) = findings.trouble.pop_first() {
        return Err(TrialError::Trouble(trouble.0));
    }
    let mut trial = Trial {
        sighting: None,
        cases: findings.cases,
        commands: findings.commands,
        shrunk: None,
    };
    let Some(first) = detector.detection().any else {
        return Ok(trial);
    };
    trial.sighting = Some(Sighting {
        clause: first.clause,
        case: first.case.0,
        commands: first.commands,
    });
    if let Afterwards::Shrink { candidates_max } = afterwards {
        let found = smallest(&mut findings, first, &stage, clock).await;
        if let Some((key, plan, spent)) = found {
            let commands = command_count(&plan);
            let search = beside(fault, (key, plan.clone()), candidates_max).await;
            trial.shrunk = Some(Shrunk {
                plan,
                commands,
                spent,
                search,
            });
        }
    }
    Ok(trial)
}

/// Shrinks the plan that was seen first, and returns what the target has counted meanwhile.
async fn smallest(
    findings: &mut Findings,
    first: First,
    stage: &Arc<Stage>,
    clock: &Clock,
) -> Option<(GroupKey, Plan, u64)> {
    let mut groups = findings.groups.iter();
    let key = groups
        .by_ref()
        .filter(|(key, group)| key.clause == first.clause && group.witness.index == first.case)
        .min_by_key(|(_, group)| group.violation.symptom)
        .map(|(key, _)| key.clone())?;
    findings.groups.retain(|other, _| *other == key);
    let counted = stage.command_count()?;
    let shrinking = Shrinking {
        stages: std::slice::from_ref(stage),
        clock,
        terms: &terms(),
        deviations: &Arc::default(),
        time_limit: SHRINKING_LIMIT,
    };
    let never = std::future::pending();
    shrinking.shrink_all(findings, &Nobody, never).await;
    let group = findings.groups.get(&key)?;
    let plan = group.counterexample.as_ref()?.case.plan.clone();
    Some((key, plan, stage.command_count()? - counted))
}

/// Searches on a thread of its own: others have to be answered meanwhile.
async fn beside(fault: Fault, (key, plan): (GroupKey, Plan), candidates_max: u64) -> Search {
    let look = move || {
        let service = InProcess::new(Settings {
            faults: [fault].into(),
            ..Settings::default()
        });
        search(&service, (&key, &plan), &terms(), candidates_max)
    };
    match tokio::task::spawn_blocking(look).await {
        Ok(search) => search,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
