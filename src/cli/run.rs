//! `run`: certify a target.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use super::args::RunArgs;
use super::config::Config;
use super::error::CliError;
use super::exit_code::ExitCode;
use super::interrupt::{self, Interrupt};
use super::output;
use super::settings::{self, TargetSettings};
use super::stages::{Cleanliness, Stages};
use super::values::{ReportPath, ReportRequest};
use super::watch::{Histories, Verbosity, Watch};
use crate::artifact::counterexample::SavedCounterexample;
use crate::clock::Clock;
use crate::findings::{Findings, Group, GroupKey};
use crate::plan::inputs::{Effort, PlanInputs};
use crate::report::terminal;
use crate::report::view::{End, RunFacts, RunReport, Strictness};
use crate::report::words;
use crate::runner::schedule::{self, RunOptions, RunOutcome, Stop};
use crate::spec::catalog::Catalog;
use crate::spec::clause::{Level, Suite};

/// Carries the command out.
pub(super) async fn execute(arguments: RunArgs) -> Result<ExitCode, CliError> {
    let config = Config::load(arguments.config.as_deref())
        .map_err(|error| CliError::Config(Box::new(error)))?;
    let target = TargetSettings::of_run(&arguments, &config)?;
    let inputs = inputs(&arguments, &target)?;
    let reports = Reports::create(&arguments.report)?;
    let histories = match &arguments.history {
        Some(path) => Some(Histories::create(path, inputs.seed, target.terms)?),
        None => None,
    };
    let interrupt = interrupt::listen();
    let clock = Clock::system();
    let verbosity = Verbosity::from(arguments.verbosity);
    let jobs = target.jobs(arguments.plans.jobs);
    let Some(stages) = Stages::open(&target, jobs, &clock, &interrupt).await? else {
        return Ok(ExitCode::Interrupted);
    };
    let watch = Arc::new(Watch::new(verbosity, histories));
    watch.say(&format!(
        "{} ({}), effort {}, seed {}",
        target.name.as_deref().unwrap_or(&stages.endpoint),
        inputs.capabilities,
        inputs.effort,
        inputs.seed,
    ));
    let options = RunOptions {
        inputs,
        terms: target.terms,
        jobs,
        time_budget: arguments.time_budget,
        fail_fast: arguments.fail_fast.then_some(if arguments.strict {
            Level::Should
        } else {
            Level::Must
        }),
    };
    let outcome = certify(&stages, &options, &clock, &watch, &interrupt).await;
    let cleanliness = stages.close().await;
    let finished = watch.finish();
    let facts = facts(&arguments, &target, &stages, &options, &outcome);
    let code = publish(&arguments.output, &target, &outcome.findings, facts, {
        Publication {
            verbosity,
            reports,
            elapsed: clock.now(),
        }
    })?;
    finished?;
    Ok(match cleanliness {
        Cleanliness::Clean => code,
        Cleanliness::LeftBehind => code.or(ExitCode::Trouble),
    })
}
