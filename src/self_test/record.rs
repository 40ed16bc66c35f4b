//! Trials as files, so that a long measurement can be gone on with.

use serde::{Deserialize, Serialize};

use super::minimum::Minimum;
use super::trial::{Shrunk, Sighting, Trial};
use crate::emulator::faults::Fault;
use crate::plan::inputs::{Phases, PlanInputs};
use crate::plan::step::Plan;

/// A trial on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What was tried, by which build of the tool.
    pub subject: Subject,
    /// Where the fault was first seen, `None` where it was missed.
    pub sighting: Option<SightingRecord>,
    /// Cases that were carried out.
    pub cases: u64,
    /// Commands that were sent, without those of shrinking.
    pub commands: u64,
    /// The counterexample, `None` where no plan was shrunk.
    pub counterexample: Option<CounterexampleRecord>,
}

/// What a trial is of; equal subjects give equal trials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The version, and what tells one build from another.
    pub tool: String,
    /// The fault.
    pub fault: String,
    /// `edge` or `random`.
    pub phase: String,
    /// The effort.
    pub effort: String,
    /// The suites.
    pub suites: Vec<String>,
    /// The seed; 0 for the edge phase, which has none.
    pub seed: u64,
}

/// Where a fault was first seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SightingRecord {
    /// The clause that was blamed.
    pub clause: String,
    /// The case.
    pub case: u64,
    /// Commands until then, with the guilty one.
    pub commands: u64,
}

/// A counterexample, and what it took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterexampleRecord {
    /// Its steps.
    pub steps: Vec<String>,
    /// Commands in it.
    pub commands: u64,
    /// Commands that came to the target while it was shrunk and confirmed.
    pub spent: u64,
    /// Plans that were looked at in the search for a smaller one.
    pub candidates: u64,
    /// How many there could have been.
    pub candidates_max: u64,
    /// What the search tells.
    pub minimum: MinimumRecord,
}

/// Whether a counterexample is as small as any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MinimumRecord {
    /// No plan of fewer steps shows the violation.
    Reached,
    /// This one does.
    Missed(Vec<String>),
    /// No plan of so many steps does, and longer ones were not all tried.
    NotSearchedBeyond(usize),
}

impl Subject {
    /// Returns what a trial of a fault is of.
    pub fn of(tool: &str, fault: Fault, inputs: &PlanInputs) -> Self {
        let is_random = inputs.phases == Phases::Random;
        Self {
            tool: tool.to_owned(),
            fault: fault.name().to_owned(),
            phase: if is_random { "random" } else { "edge" }.to_owned(),
            effort: inputs.effort.name().to_owned(),
            suites: inputs.suites.iter().map(ToString::to_string).collect(),
            seed: if is_random { inputs.seed } else { 0 },
        }
    }

    /// Returns the name of the file that the trial is kept in.
    pub fn file_name(&self) -> String {
        format!(
            "{}-{}-{}-{}.json",
            self.fault, self.phase, self.effort, self.seed
        )
    }
}

impl Record {
    /// Returns a trial as it is kept.
    pub fn of(subject: Subject, trial: &Trial, candidates_max: u64) -> Self {
        let shrunk = trial.shrunk.as_ref();
        Self {
            subject,
            sighting: trial.sighting.as_ref().map(SightingRecord::of),
            cases: trial.cases,
            commands: trial.commands,
            counterexample: shrunk.map(|shrunk| CounterexampleRecord::of(shrunk, candidates_max)),
        }
    }

    /// Reads a record, `None` where the text is none.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Returns the record as text.
    pub fn write(&self) -> String {
        let text = serde_json::to_string_pretty(self);
        text.expect("a record has no keys but texts") + "\n"
    }
}

impl SightingRecord {
    fn of(sighting: &Sighting) -> Self {
        Self {
            clause: sighting.clause.to_string(),
            case: sighting.case,
            commands: sighting.commands,
        }
    }
}

impl CounterexampleRecord {
    fn of(shrunk: &Shrunk, candidates_max: u64) -> Self {
        Self {
            steps: steps(&shrunk.plan),
            commands: shrunk.commands,
            spent: shrunk.spent,
            candidates: shrunk.search.candidates,
            candidates_max,
            minimum: match &shrunk.search.minimum {
                Minimum::Reached => MinimumRecord::Reached,
                Minimum::Missed(plan) => MinimumRecord::Missed(steps(plan)),
                Minimum::NotSearchedBeyond(steps) => MinimumRecord::NotSearchedBeyond(*steps),
            },
        }
    }
}

fn steps(plan: &Plan) -> Vec<String> {
    let steps = plan.steps.iter();
    steps.map(|step| format!("{:?}", step.step)).collect()
}
