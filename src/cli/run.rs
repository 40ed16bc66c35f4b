//! `run`: certify a target.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::args::{EffortArg, RunArgs};
use super::certify::certify;
use super::config::Config;
use super::error::CliError;
use super::estimate::Estimate;
use super::exit_code::ExitCode;
use super::publish::{self, Reports};
use super::regressions::{self, Due, Regressions};
use super::settings::{self, TargetSettings};
use super::snapshots::{self, Snapshots};
use super::stages::{Cleanliness, Stages};
use super::watch::{Histories, Verbosity, Watch};
use super::{descriptors, deviations};
use super::{interrupt, output};
use crate::clock::Clock;
use crate::plan::inputs::{Capabilities, Effort, Phases, PlanInputs};
use crate::plan::needs::undecidable;
use crate::report::view::{End, RunFacts, RunReport, Strictness};
use crate::runner::schedule::{RunOptions, Stop};
use crate::snapshot::recorder::Recorder;
use crate::spec::catalog::Catalog;
use crate::spec::clause::Level;
use crate::verdict::deviation::Deviations;

/// Carries the command out.
pub(super) async fn execute(arguments: RunArgs) -> Result<ExitCode, CliError> {
    let config = Config::load(arguments.config.as_deref())?;
    let mut target = TargetSettings::of_run(&arguments, &config).await?;
    let mut options = options(&arguments, &target)?;
    let snapshots = Snapshots::of(&arguments.recordings, &config, &target)?;
    let regressions = Regressions::of(&arguments.recordings, &config, &target)?;
    options.deviations = Arc::new(config.deviations);
    let seed = options.inputs.seed;
    if arguments.rehearsal.dry_run {
        output::data(estimate(&options, &target, regressions.as_ref()).as_bytes());
        return Ok(ExitCode::Conforms);
    }
    // What cannot be written is better known before the run than after.
    let reports = Reports::create(&arguments.report)?;
    snapshots.iter().try_for_each(Snapshots::make_ready)?;
    let histories = arguments.history.as_ref();
    let histories = histories.map(|path| Histories::create(path, seed, target.terms));
    let histories = histories.transpose()?;
    if is_announced(&arguments, &target) {
        output::aside(estimate(&options, &target, regressions.as_ref()).as_bytes());
    }
    let interrupt = interrupt::listen();
    let clock = Clock::system();
    let Some(stages) = Stages::open(&target, options.jobs, &clock, &interrupt).await? else {
        return Ok(ExitCode::Interrupted);
    };
    target.follow(&stages);
    options.terms = target.terms;
    options.inputs.capabilities = stages.capabilities.clone();
    let due = Due::of(regressions.as_ref(), &options.inputs);
    options.regressions.clone_from(&due.regressions);
    let verbosity = Verbosity::from(arguments.verbosity);
    let histories = histories.map(|histories| histories.with_terms(target.terms));
    let recorder = snapshots.as_ref();
    let recorder = recorder.map(|_| Recorder::new(options.inputs.clone(), options.terms));
    let watch = Arc::new(Watch::new(verbosity, histories, recorder));
    watch.say(&opening(&target, &stages, &options.inputs));
    let observer = Arc::clone(&watch) as _;
    let outcome = certify(&stages, &options, (&clock, observer), &interrupt).await;
    let cleanliness = stages.close().await;
    watch.finish()?;

    let mut facts = RunFacts {
        end: end(outcome.stop),
        elapsed: clock.now(),
        ..facts(&arguments, &target, &stages, &options)
    };
    let found_by = (&target, &options.inputs);
    // What cannot be written is told after what was found.
    let (unheld, unsaved, unkept);
    (facts.drift, unheld) = snapshots::held(snapshots.as_ref(), watch.recorder(), &outcome);
    (facts.saved, unsaved) = publish::save(&outcome.findings, &arguments.output, found_by);
    (facts.regressions, unkept) = regressions::concluded(regressions, &due, &outcome, found_by);
    let report = RunReport {
        catalog: Catalog::embedded(),
        findings: &outcome.findings,
        run: &facts,
    };
    reports.write(&report, verbosity)?;
    if arguments.write_deviations {
        deviations::write(arguments.config.as_deref(), &report)?;
    }
    if let Some(error) = unheld.or(unsaved).or(unkept) {
        return Err(error);
    }
    let code = ExitCode::of_run(&report);
    Ok(match cleanliness {
        Cleanliness::Clean => code,
        Cleanliness::LeftBehind => code.or(ExitCode::Trouble),
    })
}

/// Returns whether it is said beforehand what a run will do: where that has a price, or takes its
/// time.
fn is_announced(arguments: &RunArgs, target: &TargetSettings) -> bool {
    let is_quiet = Verbosity::from(arguments.verbosity) == Verbosity::Quiet;
    target.access.is_real_account || (target.is_guest() && !is_quiet)
}

/// Returns what is said before the first case.
fn opening(target: &TargetSettings, stages: &Stages, inputs: &PlanInputs) -> String {
    format!(
        "{}: {}; effort {}, seed {}",
        target.name.as_deref().unwrap_or(&stages.endpoint),
        inputs.capabilities,
        inputs.effort,
        inputs.seed,
    )
}

/// Returns what a run would do, on a target that answers every wire that is wanted.
fn estimate(
    options: &RunOptions,
    target: &TargetSettings,
    regressions: Option<&Regressions>,
) -> String {
    let inputs = PlanInputs {
        capabilities: target.capabilities(target.wanted_wires()),
        ..options.inputs.clone()
    };
    let due = Due::of(regressions, &inputs);
    let estimate = Estimate::of(
        (&inputs, &due.regressions),
        target.access.rates,
        &options.terms,
    );
    estimate.describe(&inputs, target)
}

fn options(arguments: &RunArgs, target: &TargetSettings) -> Result<RunOptions, CliError> {
    let level = if arguments.strict {
        Level::Should
    } else {
        Level::Must
    };
    Ok(RunOptions {
        inputs: PlanInputs {
            effort: Effort::from(arguments.plans.effort),
            suites: arguments.plans.suites(),
            phases: Phases::Both,
            capabilities: Capabilities::default(),
            seed: arguments.plans.seed(),
            cases: arguments.cases,
            only: settings::clauses(arguments.only.as_ref())?,
        },
        terms: target.terms,
        jobs: target.jobs(arguments.plans.jobs),
        waiting: descriptors::waiting(),
        deviations: Arc::default(),
        time_budget: arguments.time_budget,
        fail_fast: arguments.fail_fast.then_some(level),
        regressions: Vec::new(),
    })
}

fn facts(
    arguments: &RunArgs,
    target: &TargetSettings,
    stages: &Stages,
    options: &RunOptions,
) -> RunFacts {
    let inputs = &options.inputs;
    let capabilities = inputs.capabilities.0.iter();
    RunFacts {
        target: target
            .name
            .clone()
            .unwrap_or_else(|| stages.endpoint.clone()),
        endpoint: stages.endpoint.clone(),
        capabilities: capabilities.map(|one| one.name().to_owned()).collect(),
        missing: stages
            .missing
            .iter()
            .map(|(capability, reason)| (capability.to_string(), reason.clone()))
            .collect(),
        undecidable: undecidable(&inputs.capabilities)
            .into_iter()
            .map(|(clause, lacking)| (clause, stages.reason(&lacking)))
            .collect(),
        effort: inputs.effort.name().to_owned(),
        seed: inputs.seed,
        suites: inputs.suites.clone(),
        only: inputs.only.clone(),
        strictness: if arguments.strict {
            Strictness::Should
        } else {
            Strictness::Must
        },
        traffic: options.terms.traffic,
        end: End::Finished,
        elapsed: std::time::Duration::ZERO,
        throttled: stages.throttled(),
        left_out: left_out(arguments),
        deviations: Deviations::clone(&options.deviations),
        deviations_file: deviations::file(arguments.config.as_deref()),
        today: deviations::today(),
        drift: None,
        regressions: None,
        saved: BTreeMap::new(),
    }
}

/// Returns the flags by which a run is asked for less than it would do by itself.
fn left_out(arguments: &RunArgs) -> Vec<String> {
    let mut flags = Vec::new();
    if arguments.plans.effort == EffortArg::Smoke {
        flags.push("--effort smoke".to_owned());
    }
    flags.extend(arguments.cases.map(|cases| format!("--cases {cases}")));
    if !arguments.wire.is_empty() {
        let wires: Vec<&str> = arguments.wire.iter().map(|wire| wire.name()).collect();
        flags.push(format!("--wire {}", wires.join(",")));
    }
    flags
}

fn end(stop: Stop) -> End {
    match stop {
        Stop::NoMorePlans => End::Finished,
        Stop::OutOfTime => End::OutOfTime,
        Stop::Violation => End::FirstViolation,
        Stop::Broken => End::Broken,
        Stop::Interrupted => End::Interrupted,
    }
}
