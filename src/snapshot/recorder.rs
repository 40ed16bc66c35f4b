//! The recorder: takes down the cases of a run that are recorded, in whatever order they end.

use std::collections::{BTreeMap, BTreeSet};

use super::file::SnapshotFile;
use super::transcript::Transcript;
use super::{MESSAGES, PROFILE, Recording, SCENARIOS, TRANSCRIPTS, profile};
use crate::artifact::plan_digest;
use crate::findings::profile::rows;
use crate::findings::{CaseIndex, CaseRecord, Findings};
use crate::model::terms::Terms;
use crate::plan::edge::edge_plans;
use crate::plan::generate::{NumberedPlan, Phase, race_number};
use crate::plan::inputs::{Capability, PlanInputs};
use crate::plan::scenarios::scenarios;
use crate::plan::step::Plan;
use crate::spec::catalog::Catalog;
use crate::spec::clause::Suite;

/// The random plans of a seed that are recorded, as far as none of them waits: the first ones.
const RANDOM_PLANS: u64 = 24;

/// How many players the calls of a random plan may name, so that its transcript can be read.
const PLAYERS_MAX: usize = 40;

/// The key of the digest of a transcript's plan.
pub(super) const PLAN: &str = "plan";

/// The entry that says what the target's time was, and what it may say.
pub(super) const CLOCK: &str = "clock";
pub(super) const ADVANCED: &str = "advanced";
pub(super) const WALL: &str = "wall";

/// The entry that says which version of this program recorded.
pub(super) const VERSION: &str = "version";

/// The entry that says what the target does not offer of what most do.
pub(super) const LACKS: &str = "lacks";

/// The key of the clauses that a scenario is about.
pub(super) const CLAUSES: &str = "clauses";

/// Takes down the cases of a run.
#[derive(Clone, Debug)]
pub struct Recorder {
    inputs: PlanInputs,
    terms: Terms,
    /// The clauses that each scenario is about, by its name.
    scenarios: BTreeMap<String, String>,
    /// The name of each edge plan, in order.
    edges: Vec<String>,
    broken: BTreeSet<u64>,
    messages: BTreeSet<String>,
    /// What sets the run apart from a whole one.
    apart: BTreeSet<String>,
    recording: Recording,
}

/// Where a case is recorded.
struct Place {
    name: String,
    description: String,
    info: Vec<(String, String)>,
}

impl Recorder {
    /// Returns a recorder for a run with those inputs, whose target has those terms.
    pub fn new(inputs: PlanInputs, terms: Terms) -> Self {
        let scenarios = scenarios().into_iter().map(|edge| {
            let clauses: Vec<String> = edge.clauses.iter().map(ToString::to_string).collect();
            (edge.name, clauses.join(", "))
        });
        Self {
            inputs,
            terms,
            scenarios: scenarios.collect(),
            edges: edge_plans().into_iter().map(|edge| edge.name).collect(),
            broken: BTreeSet::new(),
            messages: BTreeSet::new(),
            apart: BTreeSet::new(),
            recording: Recording::default(),
        }
    }

    /// Notes that a case has broken off: what it has done says nothing.
    pub fn broke_off(&mut self, plan: &NumberedPlan) {
        self.broken.insert(plan.index);
    }

    /// Takes a case down that has ended, if it is one of those that are recorded.
    pub fn case_ended(&mut self, plan: &NumberedPlan, case: &CaseRecord) {
        let Some(Place {
            name,
            description,
            info,
        }) = self.place(plan)
        else {
            return;
        };
        if self.broken.contains(&plan.index) {
            let reason = "its case broke off".to_owned();
            self.recording.unfit.insert(name, reason);
            return;
        }
        let transcript = Transcript::of(&case.plan, &case.history, &self.terms);
        if let Some(reason) = transcript.unfit {
            self.recording.unfit.insert(name, reason.to_owned());
            return;
        }
        self.messages.extend(transcript.messages);
        let snapshot = SnapshotFile {
            description,
            info,
            body: transcript.body,
        };
        self.recording.snapshots.insert(name, snapshot);
    }

    /// Notes what sets the run apart from a whole one: its profile may decide less.
    pub fn set_apart(&mut self, reasons: BTreeSet<String>) {
        self.apart = reasons;
    }

    /// Returns what was recorded, with what the whole run has found.
    pub fn finish(self, findings: &Findings) -> Recording {
        let witness = |case: CaseIndex| {
            if let Some(number) = race_number(case.0) {
                return format!("race {number}");
            }
            let index = usize::try_from(case.0).unwrap_or(usize::MAX);
            match self.edges.get(index) {
                Some(name) => format!("\"{name}\""),
                None => format!("random plan {}", index - self.edges.len()),
            }
        };
        let mut rows = rows(findings, Catalog::embedded());
        // What only races show is a matter of luck.
        let is_race = |case: &CaseIndex| race_number(case.0).is_some();
        rows.retain(|row| !row.witnesses.iter().all(is_race));
        let profile = SnapshotFile {
            description: "what the target answers to the open questions".to_owned(),
            info: self.info(),
            body: profile::body(&rows, witness),
        };
        let messages: Vec<String> = self.messages.iter().cloned().collect();
        let messages = SnapshotFile {
            description: "the prose of the exceptions in the scenarios and transcripts".to_owned(),
            info: self.info(),
            body: messages.join("\n"),
        };
        let mut recording = self.recording;
        recording.snapshots.insert(PROFILE.to_owned(), profile);
        recording.snapshots.insert(MESSAGES.to_owned(), messages);
        recording
    }

    /// Returns where a case is recorded, `None` for a case that is not.
    fn place(&self, plan: &NumberedPlan) -> Option<Place> {
        let entry = |key: &str, value: String| (key.to_owned(), value);
        // Fitting a plan to a target may change it; another plan has another digest.
        let digest = entry(PLAN, plan_digest(&plan.plan));
        if let Phase::Edge { name } = &plan.phase {
            let clauses = self.scenarios.get(name)?;
            let info = if clauses.is_empty() {
                vec![digest]
            } else {
                vec![digest, entry(CLAUSES, clauses.clone())]
            };
            return Some(Place {
                name: format!("{SCENARIOS}{}", slug(name)),
                description: name.clone(),
                info,
            });
        }
        let number = plan.index.checked_sub(self.edges.len() as u64)?;
        let is_short = player_count(&plan.plan) <= PLAYERS_MAX;
        if number >= RANDOM_PLANS || plan.suite != Suite::Core || plan.has_wait() || !is_short {
            return None;
        }
        let seed = self.inputs.seed;
        let info = vec![
            digest,
            entry("seed", seed.to_string()),
            entry("effort", self.inputs.effort.name().to_owned()),
        ];
        Some(Place {
            name: format!("{TRANSCRIPTS}random-{number:02}"),
            description: format!("random plan {number} of seed {seed}"),
            info,
        })
    }

    /// Returns what a run decides with.
    fn info(&self) -> Vec<(String, String)> {
        let inputs = &self.inputs;
        let (beyond, lacking) = inputs.capabilities.shaping_plans();
        let names = |capabilities: &[Capability]| {
            let names: Vec<&str> = capabilities.iter().map(|one| one.name()).collect();
            if names.is_empty() {
                "nothing".to_owned()
            } else {
                names.join(" ")
            }
        };
        let recorded = inputs.suites.iter();
        let recorded = recorded.filter(|suite| **suite != Suite::Concurrent);
        let suites: Vec<&str> = recorded.map(|suite| suite.name()).collect();
        let only = inputs.only.as_ref().map(|only| {
            let only: Vec<String> = only.iter().map(ToString::to_string).collect();
            only.join(" ")
        });
        let apart: Vec<&str> = self.apart.iter().map(String::as_str).collect();
        let apart = (!apart.is_empty()).then(|| apart.join(", "));
        let cases = inputs.cases.map(|cases| cases.to_string());
        let seconds = self.terms.reservation_timeout.as_secs_f64();
        let is_advanced = inputs.capabilities.has(Capability::AdvanceableClock);
        let clock = if is_advanced { ADVANCED } else { WALL };
        let all = [
            (VERSION, Some(env!("CARGO_PKG_VERSION").to_owned())),
            ("effort", Some(inputs.effort.name().to_owned())),
            ("seed", Some(inputs.seed.to_string())),
            ("suites", Some(suites.join(" "))),
            ("only", only),
            ("cases", cases),
            ("offers", Some(names(&beyond))),
            (LACKS, Some(names(&lacking))),
            (CLOCK, Some(clock.to_owned())),
            ("reservation_timeout", Some(format!("{seconds} seconds"))),
            ("apart", apart),
        ];
        let all = all.into_iter();
        all.filter_map(|(key, value)| Some((key.to_owned(), value?)))
            .collect()
    }
}

/// Returns how many players the calls of a plan name.
fn player_count(plan: &Plan) -> usize {
    let calls = plan
        .steps
        .iter()
        .filter_map(|step| step.step.unbroken().call());
    calls.map(|(_, players)| players.len()).sum()
}

/// Returns the names of the scenarios of this version.
pub(super) fn scenario_names() -> BTreeSet<String> {
    let names = scenarios().into_iter();
    names
        .map(|edge| format!("{SCENARIOS}{}", slug(&edge.name)))
        .collect()
}

/// Returns a name that a file can have: words with hyphens between them.
fn slug(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(str::to_ascii_lowercase)
        .collect::<Vec<String>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_has_a_file_of_its_own() {
        assert_eq!(slug("a batch under DENY_ALL"), "a-batch-under-deny-all");
        assert_eq!(scenario_names().len(), scenarios().len());
    }
}
