//! The part of `run` that keeps counterexamples, and carries out those that were kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::ValueEnum;

use super::config::Config;
use super::error::CliError;
use super::settings::TargetSettings;
use super::snapshots::{self, Mode as SnapshotMode, SnapshotArgs, directory};
use super::{output, publish};
use crate::artifact::ArtifactError;
use crate::artifact::counterexample::SavedCounterexample;
use crate::artifact::regressions::{FOLDER, Kept, Regressions as Store, remove};
use crate::findings::regression::{Fate, Regression, Replayed};
use crate::findings::{Findings, GroupKey};
use crate::model::terms::Terms;
use crate::plan::inputs::{Capabilities, Capability, PlanInputs};
use crate::report::regressions::{RegressionRow, Regressions as Told, State};
use crate::runner::schedule::RunOutcome;
use crate::snapshot::folder::Folder;
use crate::snapshot::folder_of;
use crate::snapshot::policy::Writing;
use crate::spec::catalog::Catalog;

/// What becomes of counterexamples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Mode {
    /// Those that are kept are carried out, and new ones are kept.
    Keep,
    /// Those that are kept are carried out.
    Check,
    /// Those that are kept are carried out, and removed where they are fixed.
    Prune,
    /// They are left alone.
    Off,
}

/// The regressions of a run's target.
#[derive(Debug)]
pub(super) struct Regressions {
    mode: Mode,
    store: Store,
}

/// The regressions that a run carries out, and why it does not carry out the others.
#[derive(Debug, Default)]
pub(super) struct Due {
    /// Those that it carries out, in the order of their files.
    pub(super) regressions: Vec<Arc<Regression>>,
    /// The reasons, by file.
    reasons: BTreeMap<String, String>,
}

impl Due {
    /// Returns what a run with those inputs carries out.
    pub(super) fn of(regressions: Option<&Regressions>, inputs: &PlanInputs) -> Self {
        let mut due = Self::default();
        let files = regressions.into_iter().flat_map(|one| one.store.files());
        for (path, file) in files {
            let Ok(saved) = file else {
                continue;
            };
            let file = path.display().to_string();
            let regression = regression(file.clone(), saved);
            match hindrance(&regression, &saved.terms, inputs) {
                None => due.regressions.push(Arc::new(regression)),
                Some(reason) => {
                    due.reasons.insert(file, reason);
                }
            }
        }
        due
    }
}

impl Regressions {
    /// Returns what flags, configuration and the environment say; flags win. `None` leaves
    /// regressions alone.
    pub(super) fn of(
        arguments: &SnapshotArgs,
        config: &Config,
        target: &TargetSettings,
    ) -> Result<Option<Self>, CliError> {
        let asked = arguments.regressions.or(config.snapshots.regressions);
        let recordings = arguments.snapshots.or(config.snapshots.mode);
        if asked == Some(Mode::Off) || (asked.is_none() && recordings == Some(SnapshotMode::Off)) {
            return Ok(None);
        }
        let directory = directory(arguments.snapshots_dir.as_ref(), config);
        let folder = folder_of(&directory, &target.folder_name());
        let path = folder.join(FOLDER);
        let mode = match asked {
            Some(mode) => mode,
            // Who has no recording of the target has not asked for files about it.
            None if !path.is_dir() && !Folder::at(folder).has_recording()? => return Ok(None),
            None if snapshots::policy()?.unseen() == Writing::Nothing => Mode::Check,
            None => Mode::Keep,
        };
        let store = Store::read(path)?;
        for (_, file) in store.files() {
            if let Err(error) = file {
                output::note(&format!("failed to {error}; the run goes on without it"));
                output::note("restore the file, or remove it: what still fails is kept anew");
            }
        }
        Ok(Some(Self { mode, store }))
    }

    /// Returns what has become of them, after new ones are kept and fixed ones removed as asked,
    /// and what was in the way of that.
    fn conclude(
        mut self,
        due: &Due,
        outcome: &RunOutcome,
        found_by: (&TargetSettings, &PlanInputs),
    ) -> (Told, Option<ArtifactError>) {
        let (mut rows, mut trouble) = (Vec::new(), None);
        for (path, file) in self.store.files() {
            let file_name = path.display().to_string();
            let state = match file {
                Err(error) => State::Unreadable(error.to_string()),
                Ok(_) => state(&file_name, due, &outcome.replayed),
            };
            let is_due = self.mode == Mode::Prune && state == State::Replayed(Fate::Fixed);
            let removal = is_due.then(|| remove(&path));
            let is_removed = matches!(removal, Some(Ok(())));
            trouble = trouble.or(removal.and_then(Result::err));
            rows.push(RegressionRow {
                file: file_name,
                key: file.ok().map(SavedCounterexample::key),
                state,
                is_removed,
            });
        }
        let mut told = Told {
            folder: self.store.folder().display().to_string(),
            rows,
            ..Told::default()
        };
        if self.mode == Mode::Keep {
            trouble = self.keep(&outcome.findings, found_by, &mut told).err();
        }
        (told, trouble)
    }

    /// Keeps what was found, and tells the files and what is to be said of the rest.
    fn keep(
        &mut self,
        findings: &Findings,
        found_by: (&TargetSettings, &PlanInputs),
        told: &mut Told,
    ) -> Result<(), ArtifactError> {
        for (key, group) in &findings.groups {
            if publish::is_kept(key, group) {
                continue;
            }
            let GroupKey { clause, shape } = key;
            match self.store.keep(publish::counterexample(group, found_by))? {
                Kept::In(path) => told.kept.push(path.display().to_string()),
                Kept::Before => {}
                Kept::Unreadable(path) => {
                    let path = path.display();
                    told.left_out.push(format!(
                        "not kept: {clause}  {shape}: {path} is in its place and cannot be read"
                    ));
                }
                Kept::NoRoom => {
                    told.left_out
                        .push(format!("not kept: {clause}  {shape}: the folder is full"));
                }
            }
        }
        Ok(())
    }
}

/// Returns what has become of the regressions of a run that has any, and what was in the way of
/// keeping and removing them.
pub(super) fn concluded(
    regressions: Option<Regressions>,
    due: &Due,
    outcome: &RunOutcome,
    found_by: (&TargetSettings, &PlanInputs),
) -> (Option<Told>, Option<CliError>) {
    let Some(regressions) = regressions else {
        return (None, None);
    };
    let (told, trouble) = regressions.conclude(due, outcome, found_by);
    (Some(told), trouble.map(CliError::from))
}

fn regression(file: String, saved: &SavedCounterexample) -> Regression {
    let mut plan = saved.plan.clone();
    // Steps that name no wire went over the first of those that there were.
    let wires = saved.capabilities.as_ref().map(Capabilities::wires);
    if let Some([only]) = wires.as_deref() {
        for step in &mut plan.steps {
            step.wire.get_or_insert(*only);
        }
    }
    Regression {
        file,
        key: saved.key(),
        guilty: saved.violation.guilty,
        seed: saved.seed,
        case: saved.case,
        plan,
        shrunk_from: saved.shrunk_from,
    }
}

/// Returns why a run does not carry a regression out, `None` where it does.
fn hindrance(regression: &Regression, terms: &Terms, inputs: &PlanInputs) -> Option<String> {
    let clause = regression.key.clause;
    let is_asked_for = inputs
        .only
        .as_ref()
        .is_none_or(|only| only.contains(&clause));
    let known = Catalog::embedded().clauses.get(&clause);
    let suite = known.map(|clause| clause.suite);
    if let Some(suite) = suite.filter(|suite| !inputs.suites.contains(suite)) {
        return Some(format!("suite {suite} not selected"));
    }
    if !is_asked_for {
        return Some("not among --only".to_owned());
    }
    let capabilities = &inputs.capabilities;
    match (
        terms.is_shared(),
        capabilities.has(Capability::SharedGameSessions),
    ) {
        (true, false) => return Some("it was found in a given game session".to_owned()),
        (false, true) => return Some("it would change a given game session".to_owned()),
        (true, true) | (false, false) => {}
    }
    let lacking = capabilities.lacking_for(&regression.plan);
    let lacking: Vec<&str> = lacking.into_iter().map(Capability::name).collect();
    (!lacking.is_empty()).then(|| format!("the run lacks {}", lacking.join(", ")))
}

fn state(file: &str, due: &Due, replayed: &[Replayed]) -> State {
    if let Some(reason) = due.reasons.get(file) {
        return State::NotReplayed(reason.clone());
    }
    let own = replayed.iter().find(|one| one.regression.file == file);
    match own {
        Some(one) => State::Replayed(one.fate.clone()),
        None => State::NotReplayed("the run ended before".to_owned()),
    }
}
