//! What a user sees of a run while it runs, and the histories it writes.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::VerbosityArgs;
use super::error::CliError;
use super::output;
use crate::artifact::history::SavedHistory;
use crate::check::case::CaseJudgement;
use crate::findings::regression::{Fate, Regression};
use crate::findings::{CaseRecord, GroupKey};
use crate::model::terms::Terms;
use crate::plan::generate::{NumberedPlan, Phase};
use crate::runner::observer::Observer;
use crate::snapshot::recorder::Recorder;

/// Shows progress on a terminal, cases where they are asked for, and writes histories.
#[derive(Debug)]
pub(super) struct Watch {
    progress: ProgressBar,
    verbosity: Verbosity,
    histories: Option<Histories>,
    recorder: Mutex<Option<Recorder>>,
}

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verbosity {
    /// Failures and the verdict.
    Quiet,
    /// The report.
    Usual,
    /// The report, and every case as it ends.
    Verbose,
}

impl From<VerbosityArgs> for Verbosity {
    fn from(arguments: VerbosityArgs) -> Self {
        match (arguments.quiet, arguments.verbose) {
            (true, _) => Self::Quiet,
            (false, true) => Self::Verbose,
            (false, false) => Self::Usual,
        }
    }
}

/// Where histories go, with what goes into each header.
#[derive(Debug)]
pub(super) struct Histories {
    path: String,
    seed: u64,
    terms: Terms,
    out: Mutex<(BufWriter<File>, io::Result<()>)>,
}

impl Histories {
    /// Creates the file.
    pub(super) fn create(path: &Path, seed: u64, terms: Terms) -> Result<Self, CliError> {
        let name = path.display().to_string();
        let file = File::create(path).map_err(|source| CliError::Write {
            path: name.clone(),
            source,
        })?;
        Ok(Self {
            path: name,
            seed,
            terms,
            out: Mutex::new((BufWriter::new(file), Ok(()))),
        })
    }

    /// Returns them with the terms that cases are judged by after all.
    pub(super) fn with_terms(self, terms: Terms) -> Self {
        Self { terms, ..self }
    }

    fn write(&self, case: &CaseRecord) {
        let saved = SavedHistory {
            case: case.index,
            seed: self.seed,
            terms: self.terms,
            history: case.history.clone(),
        };
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, written) = &mut *out;
        if written.is_ok() {
            *written = saved.write(file);
        }
    }

    fn finish(&self) -> Result<(), CliError> {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, written) = &mut *out;
        std::mem::replace(written, Ok(()))
            .and_then(|()| file.flush())
            .map_err(|source| CliError::Write {
                path: self.path.clone(),
                source,
            })
    }
}

impl Watch {
    /// Begins to watch.
    pub(super) fn new(
        verbosity: Verbosity,
        histories: Option<Histories>,
        recorder: Option<Recorder>,
    ) -> Self {
        let is_shown = verbosity == Verbosity::Usual && output::shows_progress();
        let progress = if is_shown {
            let style = ProgressStyle::with_template("{spinner} {pos} cases in {elapsed}  {msg}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner());
            let progress = ProgressBar::new_spinner().with_style(style);
            progress.enable_steady_tick(Duration::from_millis(120));
            progress
        } else {
            ProgressBar::hidden()
        };
        Self {
            progress,
            verbosity,
            histories,
            recorder: Mutex::new(recorder),
        }
    }

    /// Says a line above the progress.
    pub(super) fn say(&self, line: &str) {
        if self.verbosity != Verbosity::Quiet {
            self.progress.suspend(|| output::note(line));
        }
    }

    /// Returns what has taken the cases down, `None` where nothing has.
    pub(super) fn recorder(&self) -> Option<Recorder> {
        self.recording().take()
    }

    /// A poisoned lock guards what was taken down whole.
    fn recording(&self) -> MutexGuard<'_, Option<Recorder>> {
        self.recorder.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the progress and the file of histories.
    pub(super) fn finish(&self) -> Result<(), CliError> {
        self.progress.finish_and_clear();
        match &self.histories {
            Some(histories) => histories.finish(),
            None => Ok(()),
        }
    }
}

impl Observer for Watch {
    fn case_ended(&self, plan: &NumberedPlan, case: &CaseRecord, judgement: &CaseJudgement) {
        if let Some(histories) = &self.histories {
            histories.write(case);
        }
        if let Some(recorder) = self.recording().as_mut() {
            recorder.case_ended(plan, case);
        }
        self.progress.inc(1);
        if !judgement.violations.is_empty() {
            let violation = &judgement.violations[0];
            self.progress.set_message(format!(
                "last violation: {} in case {}",
                violation.clause, plan.index
            ));
        }
        if self.verbosity == Verbosity::Verbose {
            let origin = match &plan.phase {
                Phase::Edge { name } => name.as_str(),
                Phase::Random => "random",
                Phase::Race { name } => name,
            };
            let mut clauses: Vec<String> = judgement
                .violations
                .iter()
                .map(|violation| violation.clause.to_string())
                .collect();
            clauses.dedup();
            let verdict = match (clauses.as_slice(), judgement.accepted.as_slice()) {
                ([], []) => "conforms".to_owned(),
                ([], [first, ..]) => format!("deviates as accepted from {}", first.clause),
                _ => clauses.join(", "),
            };
            self.say(&format!(
                "case {}  {}  {} steps  {} commands  {verdict}  ({origin})",
                plan.index,
                plan.suite,
                plan.plan.steps.len(),
                case.commands,
            ));
        }
    }

    fn case_broke_off(&self, plan: &NumberedPlan, reason: &str) {
        if let Some(recorder) = self.recording().as_mut() {
            recorder.broke_off(plan);
        }
        self.say(&format!(
            "case {} broke off: failed to {reason}",
            plan.index
        ));
    }

    fn regression_ended(&self, regression: &Regression, fate: &Fate) {
        if self.verbosity == Verbosity::Verbose {
            self.say(&format!("{}  {}", regression.file, fate.name()));
        }
    }

    fn shrinking_begun(&self, key: &GroupKey) {
        self.progress
            .set_message(format!("shrinking what breaks {}", key.clause));
    }
}
