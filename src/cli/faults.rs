//! `faults`: the self-test. Every fault must be found by its clause, and no variation may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::args::{FaultsArgs, PlanArgs};
use super::certify::certify;
use super::error::CliError;
use super::exit_code::ExitCode;
use super::interrupt::{self, Interrupt};
use super::settings::TargetSettings;
use super::stages::Stages;
use super::{measure, output, publish};
use crate::clock::Clock;
use crate::emulator::faults::Fault;
use crate::emulator::variations::{Variation, Variations};
use crate::findings::Findings;
use crate::plan::inputs::{Effort, PlanInputs};
use crate::report::style::{Role, Style};
use crate::report::words;
use crate::runner::schedule::{RunOptions, Stop, WAITING_MAX};
use crate::self_test::legal::Legal;
use crate::self_test::profile::{Difference, Profile};
use crate::self_test::{Detection, Detector, First};
use crate::spec::catalog::Catalog;
use crate::spec::clause::Suite;
use crate::spec::fault::FaultRow;
use crate::spec::id::ClauseId;
use crate::spec::question::QuestionKind;

/// What a run of the self-test is against.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    Fault(Fault),
    Legal(Legal),
}

/// What came of a run against one subject.
struct Trial {
    subject: Subject,
    expected: Option<&'static FaultRow>,
    detection: Detection,
    steps: Option<usize>,
    /// What a legal emulator must not show, `None` where it does not.
    complaint: Option<String>,
    /// How what was inferred compares with what the emulator answers.
    profile: Profile,
    stop: Stop,
}

/// Carries the command out.
pub(super) async fn execute(arguments: FaultsArgs) -> Result<ExitCode, CliError> {
    let subjects = subjects(&arguments)?;
    if let Some(seeds) = arguments.seeds {
        // What luck decides is not measured by seeds.
        let faults = subjects.into_iter().filter_map(Subject::fault);
        let faults = faults.filter(|fault| !fault.takes_several()).collect();
        return measure::execute(&arguments, faults, seeds).await;
    }
    let interrupt = interrupt::listen();
    let style = output::stdout_style();
    let mut trials = Vec::new();
    output::data(header().as_bytes());
    for subject in subjects {
        let trial = attempt(subject, &arguments, &interrupt).await?;
        output::data(row(&trial, style).as_bytes());
        let is_over = trial.stop == Stop::Interrupted;
        trials.push(trial);
        if is_over {
            return Ok(ExitCode::Interrupted);
        }
    }
    output::data(summary(&trials, style).as_bytes());
    let code = trials.iter().map(Trial::exit_code);
    Ok(code.fold(ExitCode::Conforms, ExitCode::or))
}

fn subjects(arguments: &FaultsArgs) -> Result<Vec<Subject>, CliError> {
    let faults = Fault::ALL.into_iter().map(Subject::Fault);
    let seed = arguments.plans.seed();
    let combinations = (1..=arguments.combinations).map(|number| Legal::combination(seed, number));
    let legal = Legal::alone().chain(combinations).map(Subject::Legal);
    let all: Vec<Subject> = faults.chain(legal).collect();
    let Some(glob) = &arguments.only else {
        return Ok(all);
    };
    let is_named = |subject: &&Subject| glob.matches(subject.name());
    let named: Vec<Subject> = all.iter().filter(is_named).cloned().collect();
    if named.is_empty() {
        let known: Vec<&str> = all.iter().map(Subject::name).collect();
        return Err(CliError::Usage {
            what: format!("find a fault or a variation that fits --only {glob}"),
            hint: format!("known are: {}", known.join(", ")),
        });
    }
    Ok(named)
}

async fn attempt(
    subject: Subject,
    arguments: &FaultsArgs,
    interrupt: &Interrupt,
) -> Result<Trial, CliError> {
    let target = subject.target();
    let mut options = options(&arguments.plans, &target);
    subject.shape(&mut options.inputs);
    let clock = Clock::system();
    let Some(stages) = Stages::open(&target, options.jobs, &clock, interrupt).await? else {
        return Ok(Trial::interrupted(subject));
    };
    options.inputs.capabilities = stages.capabilities.clone();
    let detector = Arc::new(Detector::default());
    let observer = Arc::clone(&detector) as _;
    let outcome = certify(&stages, &options, (&clock, observer), interrupt).await;
    let findings = &outcome.findings;
    let found_by = (&target, &options.inputs);
    if let (_, Some(error)) = publish::save(findings, &arguments.output, found_by) {
        return Err(error);
    }
    let detection = detector.detection();
    Ok(Trial {
        expected: subject.expected(),
        detection,
        steps: detection.any.and_then(|first| steps(findings, first)),
        complaint: complaint(findings),
        profile: Profile::of(findings, &target.variations),
        subject,
        stop: outcome.stop,
    })
}

fn options(plans: &PlanArgs, target: &TargetSettings) -> RunOptions {
    RunOptions {
        inputs: PlanInputs {
            effort: Effort::from(plans.effort),
            suites: plans.suites(),
            seed: plans.seed(),
            ..PlanInputs::default()
        },
        terms: target.terms,
        deviations: Arc::default(),
        jobs: target.jobs(plans.jobs),
        waiting: WAITING_MAX,
        time_budget: None,
        fail_fast: None,
        regressions: Vec::new(),
    }
}

/// Returns the steps of the smallest plan under the clause that was found first.
fn steps(findings: &Findings, first: First) -> Option<usize> {
    let groups = findings.groups.iter();
    groups
        .filter(|(key, _)| key.clause == first.clause)
        .filter_map(|(_, group)| group.counterexample.as_ref())
        .map(|found| found.case.plan.steps.len())
        .min()
}

/// Returns what a conforming target must not show.
fn complaint(findings: &Findings) -> Option<String> {
    if let Some(key) = findings.groups.keys().next() {
        return Some(format!("{} {}", key.clause, key.shape));
    }
    if let Some(first) = findings.given_out.repeated().first() {
        return Some(words::repeated(1, *first));
    }
    if let Some(what) = findings.trouble.keys().next() {
        return Some(format!("failed to {what}"));
    }
    let contradicted = findings.questions.iter().find(|(context, observed)| {
        let question = Catalog::embedded().question(**context);
        question.is_some_and(|question| question.kind == QuestionKind::Consistent)
            && observed.common().is_empty()
    });
    if let Some((context, _)) = contradicted {
        return Some(format!("{context} is answered inconsistently"));
    }
    findings.inconclusive.values().next().cloned()
}

impl Subject {
    fn name(&self) -> &str {
        match self {
            Self::Fault(fault) => fault.name(),
            Self::Legal(legal) => &legal.name,
        }
    }

    /// Has the plans be those that can show it: what only races do, races show.
    fn shape(&self, inputs: &mut PlanInputs) {
        let (alone, several) = match self {
            Self::Fault(fault) => (true, fault.takes_several()),
            Self::Legal(legal) => (
                legal.variations.iter().count() == 1,
                legal.variations.iter().any(Variation::takes_several),
            ),
        };
        if several {
            inputs.effort = inputs.effort.max(Effort::Standard);
        }
        if several && alone {
            inputs.suites = BTreeSet::from([Suite::Concurrent]);
        }
    }

    fn fault(self) -> Option<Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Legal(_) => None,
        }
    }

    fn target(&self) -> TargetSettings {
        match self {
            Self::Fault(fault) => {
                TargetSettings::embedded(BTreeSet::from([*fault]), Variations::default())
            }
            Self::Legal(legal) => {
                let variations = legal.variations.clone();
                let mut target = TargetSettings::embedded(BTreeSet::new(), variations);
                target.terms.tolerance = legal.tolerance();
                target
            }
        }
    }

    /// Returns what must be found, `None` for a legal emulator.
    fn expected(&self) -> Option<&'static FaultRow> {
        let mut faults = Catalog::embedded().faults.iter();
        match self {
            Self::Fault(fault) => faults.find(|row| row.name == fault.name()),
            Self::Legal(_) => None,
        }
    }
}

impl Trial {
    fn interrupted(subject: Subject) -> Self {
        Self {
            expected: subject.expected(),
            subject,
            detection: Detection::default(),
            steps: None,
            complaint: None,
            profile: Profile::default(),
            stop: Stop::Interrupted,
        }
    }

    fn is_as_expected(&self) -> bool {
        match &self.subject {
            Subject::Fault(_) => {
                let found = self.detection.any.zip(self.expected);
                found.is_some_and(|(first, row)| {
                    row.clause == first.clause || row.or.contains(&first.clause)
                })
            }
            Subject::Legal(_) => self.complaint.is_none() && self.profile.differing.is_empty(),
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self.stop {
            Stop::Interrupted => ExitCode::Interrupted,
            Stop::Broken => ExitCode::Trouble,
            Stop::NoMorePlans | Stop::OutOfTime | Stop::Violation if self.is_as_expected() => {
                ExitCode::Conforms
            }
            Stop::NoMorePlans | Stop::OutOfTime | Stop::Violation => ExitCode::Violations,
        }
    }
}

fn header() -> String {
    format!(
        "{:30}  {:6}  {:6}  {:>8}  {:>8}  {:>5}\n",
        "fault or variation", "clause", "first", "commands", "random", "steps"
    )
}

fn row(trial: &Trial, style: Style) -> String {
    let Detection { any, random } = trial.detection;
    let clause = |clause: Option<ClauseId>| clause.map_or("-".to_owned(), |id| id.to_string());
    let commands = |first: Option<First>| first.map_or("-".to_owned(), |f| f.commands.to_string());
    let verdict = match (&trial.subject, trial.is_as_expected()) {
        _ if trial.stop == Stop::Interrupted => style.paint(Role::Doubtful, "interrupted"),
        (Subject::Fault(_), true) => style.paint(Role::Good, "found"),
        (Subject::Fault(_), false) if any.is_none() => style.paint(Role::Bad, "missed"),
        (Subject::Fault(_), false) => style.paint(Role::Bad, "found by another clause"),
        (Subject::Legal(_), true) => style.paint(Role::Good, "conforms"),
        (Subject::Legal(_), false) => style.paint(Role::Bad, "does not conform"),
    };
    let mut text = format!(
        "{:30}  {:6}  {:6}  {:>8}  {:>8}  {:>5}  {verdict}\n",
        trial.subject.name(),
        clause(trial.expected.map(|row| row.clause)),
        clause(any.map(|first| first.clause)),
        commands(any),
        commands(random),
        trial
            .steps
            .map_or("-".to_owned(), |steps| steps.to_string()),
    );
    if let Subject::Legal(legal) = &trial.subject {
        for line in details(trial, legal) {
            let _ = writeln!(text, "    {line}");
        }
    }
    text
}

/// Returns what there is to be said of a run against a legal emulator.
fn details(trial: &Trial, legal: &Legal) -> Vec<String> {
    let mut lines = Vec::new();
    let names: Vec<String> = legal.variations.iter().map(|one| one.to_string()).collect();
    if names.len() > 1 {
        lines.push(names.join(" "));
    }
    lines.extend(trial.complaint.clone());
    lines.extend(trial.profile.differing.iter().map(difference));
    lines
}

fn difference(difference: &Difference) -> String {
    let inferred = match difference.inferred.as_slice() {
        [] => "contradictory answers".to_owned(),
        answers => answers.join(" or "),
    };
    format!(
        "profile: {} is answered {}, and the run infers {inferred}",
        difference.context, difference.answered
    )
}

fn summary(trials: &[Trial], style: Style) -> String {
    let count = |is_counted: fn(&Trial) -> bool| trials.iter().filter(|t| is_counted(t)).count();
    let is_fault = |trial: &Trial| matches!(trial.subject, Subject::Fault(_));
    let faults = count(is_fault);
    let found = count(|t| matches!(t.subject, Subject::Fault(_)) && t.is_as_expected());
    let conforming = count(|t| matches!(t.subject, Subject::Legal(_)) && t.is_as_expected());
    let legal = trials.len() - faults;
    let line = format!(
        "{found} of {faults} faults found by their clauses, {conforming} of {legal} variations conform"
    );
    let role = if found + conforming == trials.len() {
        Role::Good
    } else {
        Role::Bad
    };
    format!("{}{}\n", undecided(trials), style.paint(role, &line))
}

/// Lists the answers that runs against legal emulators left open, and why.
fn undecided(trials: &[Trial]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let legal = trials
        .iter()
        .filter(|trial| matches!(trial.subject, Subject::Legal(_)));
    for one in legal.flat_map(|trial| &trial.profile.undecided) {
        *counts.entry(one.to_string()).or_default() += 1;
    }
    counts
        .iter()
        .fold(String::new(), |mut text, (what, count)| {
            let _ = writeln!(text, "undecided in {count}: {what}");
            text
        })
}
