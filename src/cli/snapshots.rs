//! The part of `run` that records a target, or holds it against what was recorded.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::config::Config;
use super::error::CliError;
use super::regressions;
use super::settings::TargetSettings;
use crate::findings::Findings;
use crate::report::drift::{Change, Drift};
use crate::runner::schedule::{RunOutcome, Stop};
use crate::snapshot::check::{Checked, Prose, check, update};
use crate::snapshot::drift;
use crate::snapshot::folder::Folder;
use crate::snapshot::policy::Policy;
use crate::snapshot::recorder::Recorder;
use crate::snapshot::{MESSAGES, SnapshotError, folder_of};

/// Where recordings are, where nothing else is said.
pub(super) const DIRECTORY: &str = "snapshots";

/// What becomes of recordings.
#[derive(Clone, Debug, Args)]
pub(super) struct SnapshotArgs {
    /// Recordings: check, update or off [default: check, where any]
    #[arg(long, value_name = "MODE", hide_possible_values = true)]
    pub(super) snapshots: Option<Mode>,
    /// The folder of recordings, by target [default: snapshots]
    #[arg(long, value_name = "DIR")]
    pub(super) snapshots_dir: Option<PathBuf>,
    /// Let the prose of exceptions be recorded behaviour, too
    #[arg(long)]
    pub(super) snapshots_messages: bool,
    /// Kept counterexamples: keep, check, prune or off [default: keep]
    #[arg(long, value_name = "MODE", hide_possible_values = true)]
    pub(super) regressions: Option<regressions::Mode>,
}

/// What becomes of recorded behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Mode {
    /// The target is held against it.
    Check,
    /// It is recorded anew.
    Update,
    /// It is left alone.
    Off,
}

/// The recordings of a run's target.
#[derive(Debug)]
pub(super) struct Snapshots {
    mode: Mode,
    folder: Folder,
    has_recording: bool,
    prose: Prose,
    policy: Policy,
}

impl Snapshots {
    /// Returns what flags, configuration and the environment say; flags win. `None` leaves
    /// recordings alone.
    pub(super) fn of(
        arguments: &SnapshotArgs,
        config: &Config,
        target: &TargetSettings,
    ) -> Result<Option<Self>, CliError> {
        let mode = arguments.snapshots.or(config.snapshots.mode);
        if mode == Some(Mode::Off) {
            return Ok(None);
        }
        // What others do in their game sessions differs from run to run.
        if target.is_guest() {
            return match arguments.snapshots {
                Some(_) => Err(CliError::Usage {
                    what: "record what is answered in game sessions that others use, too"
                        .to_owned(),
                    hint: "--snapshots goes without --game-session".to_owned(),
                }),
                None => Ok(None),
            };
        }
        let directory = directory(arguments.snapshots_dir.as_ref(), config);
        let folder = Folder::at(folder_of(&directory, &target.folder_name()));
        let has_recording = folder.has_recording()?;
        let mode = match mode {
            Some(mode) => mode,
            None if has_recording => Mode::Check,
            None => return Ok(None),
        };
        if mode == Mode::Check {
            // What cannot be read is better known before the run than after.
            folder.recording()?;
        }
        let prose = if arguments.snapshots_messages || config.snapshots.messages {
            Prose::Checked
        } else {
            Prose::LeftOut
        };
        Ok(Some(Self {
            mode,
            folder,
            has_recording,
            prose,
            policy: policy()?,
        }))
    }

    /// Finds out whether a recording can be written, where one is to be.
    pub(super) fn make_ready(&self) -> Result<(), SnapshotError> {
        match self.mode {
            Mode::Update => self.folder.make_ready(),
            Mode::Check | Mode::Off => Ok(()),
        }
    }

    /// Holds what was taken down against the recording, or records it; says what is not written
    /// of it.
    fn conclude(
        &self,
        mut recorder: Recorder,
        outcome: &RunOutcome,
    ) -> Result<(Drift, Option<SnapshotError>), SnapshotError> {
        let cut_short = cut_short(outcome);
        recorder.set_apart(what_is_missing(outcome));
        let mut now = recorder.finish(&outcome.findings);
        let mut drift = Drift {
            folder: self.folder.path().display().to_string(),
            ..Drift::default()
        };
        if self.mode == Mode::Update {
            if let Some(reason) = cut_short {
                drift.notes.push(format!("nothing recorded: {reason}"));
                return Ok((drift, None));
            }
            if self.prose == Prose::LeftOut {
                now.snapshots.remove(MESSAGES);
            }
            drift.recorded = update(&self.folder, &now)?;
            return Ok((drift, None));
        }
        let policy = if cut_short.is_some() {
            Policy::nothing()
        } else {
            self.policy
        };
        let checked = check(&self.folder, now, self.prose, policy)?;
        if !self.has_recording {
            drift.changes.push(Change {
                snapshot: String::new(),
                about: "nothing was recorded".to_owned(),
                lines: vec!["record it first: --snapshots update".to_owned()],
            });
        }
        let trouble = drift.take(checked);
        Ok((drift, trouble))
    }
}

/// Returns the folder of all recordings; a flag wins.
pub(super) fn directory(named: Option<&PathBuf>, config: &Config) -> PathBuf {
    let named = named.or(config.snapshots.directory.as_ref());
    named.cloned().unwrap_or_else(|| PathBuf::from(DIRECTORY))
}

/// Returns what a check may write, as the environment says.
pub(super) fn policy() -> Result<Policy, CliError> {
    let variable = |name: &str| std::env::var(name).ok();
    let asked = variable("INSTA_UPDATE");
    // Azure Pipelines has a variable of its own.
    let ci = variable("CI").or_else(|| variable("TF_BUILD").map(|_| "true".to_owned()));
    Policy::of(asked.as_deref(), ci.as_deref()).map_err(|known| CliError::Usage {
        what: format!("follow INSTA_UPDATE={}", asked.unwrap_or_default()),
        hint: format!("known are: {known}"),
    })
}

/// Returns why a run has not seen all that it should, `None` where it has.
fn cut_short(outcome: &RunOutcome) -> Option<&'static str> {
    match outcome.stop {
        Stop::NoMorePlans if outcome.findings.trouble.is_empty() => None,
        Stop::NoMorePlans => Some("a case broke off"),
        Stop::OutOfTime => Some("the time budget was spent"),
        Stop::Violation => Some("the first violation ended the run"),
        Stop::Broken => Some("the run broke off"),
        Stop::Interrupted => Some("the run was interrupted"),
    }
}

/// Returns what keeps a run from being compared with a whole one.
fn what_is_missing(outcome: &RunOutcome) -> BTreeSet<String> {
    let Findings {
        lacks,
        inconclusive,
        ..
    } = &outcome.findings;
    let mut missing: BTreeSet<String> = cut_short(outcome).map(str::to_owned).into_iter().collect();
    if !lacks.is_empty() {
        missing.insert("cases did without something".to_owned());
    }
    if !inconclusive.is_empty() {
        missing.insert("cases were not decided to the end".to_owned());
    }
    missing
}

impl From<drift::Change> for Change {
    fn from(change: drift::Change) -> Self {
        let drift::Change {
            snapshot,
            about,
            lines,
        } = change;
        Self {
            snapshot,
            about,
            lines,
        }
    }
}

impl Drift {
    /// Takes over what a check has come to, and returns why not all of it is written.
    fn take(&mut self, checked: Checked) -> Option<SnapshotError> {
        self.changes
            .extend(checked.changes.into_iter().map(Change::from));
        self.notes.extend(checked.notes);
        self.proposed = checked.proposed.len();
        self.recorded = checked.recorded.len();
        checked.trouble
    }
}

/// Returns how the target stands, and what kept that from being found out.
pub(super) fn held(
    snapshots: Option<&Snapshots>,
    recorder: Option<Recorder>,
    outcome: &RunOutcome,
) -> (Option<Drift>, Option<CliError>) {
    let held = snapshots.zip(recorder);
    match held.map(|(snapshots, taken)| snapshots.conclude(taken, outcome)) {
        Some(Ok((drift, trouble))) => (Some(drift), trouble.map(CliError::from)),
        Some(Err(error)) => (None, Some(error.into())),
        None => (None, None),
    }
}
