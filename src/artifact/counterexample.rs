//! Counterexamples as files, named by their clause and content.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::plan_schema::PlanEntry;
use super::{ArtifactError, Flaw, parse};
use crate::findings::{CaseIndex, GroupKey};
use crate::history::Label;
use crate::model::terms::{Activation, Terms, Traffic};
use crate::plan::inputs::{Capabilities, Capability};
use crate::plan::step::Plan;
use crate::spec::id::ClauseId;
use crate::verdict::{Blame, Shape, Violation};

/// The version of the schema.
pub const SCHEMA_VERSION: u32 = 1;

/// A counterexample with everything that it takes to run it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedCounterexample {
    /// The violation that it shows.
    pub violation: Violation,
    /// The seed of the run that found it.
    pub seed: u64,
    /// The case that was shrunk.
    pub case: CaseIndex,
    /// What it was found on.
    pub origin: Origin,
    /// What that could do, `None` where the file does not say.
    pub capabilities: Option<Capabilities>,
    /// The terms that it was judged by.
    pub terms: Terms,
    /// The plan.
    pub plan: Plan,
    /// What came of each step, in words; the same length as the plan.
    pub observed: Vec<String>,
    /// Steps of the plan that was shrunk.
    pub shrunk_from: u64,
}

/// What a counterexample was found on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The embedded emulator.
    Embedded {
        /// The faults that were switched on, by name.
        faults: Vec<String>,
        /// The variations that were switched on, by name.
        variations: Vec<String>,
    },
    /// An endpoint.
    Endpoint {
        /// Its URL.
        url: String,
        /// The Region that requests were signed for.
        region: String,
        /// The mode of provisioning, `None` where it was not known.
        provision: Option<String>,
        /// The fleet that was given, `None` where none was.
        fleet: Option<String>,
        /// The game sessions that were given.
        game_sessions: Vec<String>,
    },
}

impl SavedCounterexample {
    /// Returns the name of its file, the same for the same clause and plan.
    pub fn file_name(&self) -> String {
        let plan = serde_json::to_vec(&PlanEntry::from(&self.plan))
            .expect("a plan has text keys and finite numbers only");
        let digest = Sha256::digest(plan);
        let clause = self.violation.clause;
        format!(
            "{clause}-{:02x}{:02x}{:02x}.json",
            digest[0], digest[1], digest[2]
        )
    }

    /// Returns the finding that it shows.
    pub fn key(&self) -> GroupKey {
        GroupKey {
            clause: self.violation.clause,
            shape: self.violation.shape.clone(),
        }
    }

    /// Writes it into `directory`, which is created where there is none, and returns its path.
    pub fn save(&self, directory: &Path) -> Result<PathBuf, ArtifactError> {
        let path = directory.join(self.file_name());
        self.write(&path)?;
        Ok(path)
    }

    /// Writes it to a file, whose folder is created where there is none.
    pub(super) fn write(&self, path: &Path) -> Result<(), ArtifactError> {
        let failed = |source| ArtifactError::Write {
            path: path.to_owned(),
            source,
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        // What was there stays whole until the new one is.
        let unfinished = path.with_extension("json.new");
        std::fs::write(&unfinished, self.to_json()).map_err(failed)?;
        std::fs::rename(&unfinished, path).map_err(failed)
    }

    /// Reads it from a file.
    pub fn load(path: &Path) -> Result<Self, ArtifactError> {
        let text = std::fs::read_to_string(path).map_err(|source| ArtifactError::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::from_json(&text).map_err(|flaw| flaw.in_file(path, SCHEMA_VERSION))
    }

    fn to_json(&self) -> String {
        let entry = FileEntry::from(self);
        let json = serde_json::to_string_pretty(&entry)
            .expect("a counterexample has text keys and finite numbers only");
        json + "\n"
    }

    fn from_json(text: &str) -> Result<Self, Flaw> {
        parse::<FileEntry>(text, SCHEMA_VERSION)?.try_into()
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileEntry {
    schema_version: u32,
    tool: String,
    clause: String,
    shape: ShapeEntry,
    detail: String,
    explained: bool,
    guilty: u32,
    symptom: u32,
    seed: u64,
    case: u64,
    target: OriginEntry,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    capabilities: Option<Vec<String>>,
    terms: TermsEntry,
    shrunk_from: u64,
    plan: PlanEntry,
    observed: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShapeEntry {
    action: String,
    expected: Vec<String>,
    actual: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum OriginEntry {
    Embedded {
        faults: Vec<String>,
        variations: Vec<String>,
    },
    Endpoint {
        url: String,
        region: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provision: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fleet: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        game_sessions: Vec<String>,
    },
}

/// Terms in a file, as durations that people write.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermsEntry {
    reservation_timeout: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    activation_timeout: Option<String>,
    tolerance: String,
    #[serde(default, skip_serializing_if = "ActivationEntry::is_by_server")]
    activation: ActivationEntry,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    shared: bool,
}

/// How game sessions become ACTIVE, left out where a game server of ours says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ActivationEntry {
    #[default]
    ByServer,
    ByItself,
}

impl ActivationEntry {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "the form that serde asks for"
    )]
    fn is_by_server(&self) -> bool {
        *self == Self::ByServer
    }
}

impl From<Terms> for TermsEntry {
    fn from(terms: Terms) -> Self {
        let text = |time: Duration| humantime::format_duration(time).to_string();
        Self {
            reservation_timeout: text(terms.reservation_timeout),
            activation_timeout: terms.activation_timeout.map(text),
            tolerance: text(terms.tolerance),
            activation: match terms.activation {
                Activation::ByServer => ActivationEntry::ByServer,
                Activation::ByItself => ActivationEntry::ByItself,
            },
            shared: terms.is_shared(),
        }
    }
}

impl TryFrom<TermsEntry> for Terms {
    type Error = Flaw;

    fn try_from(entry: TermsEntry) -> Result<Self, Flaw> {
        let time = |name, text: &str| {
            humantime::parse_duration(text)
                .map_err(|error| Flaw::field(name, format!("{text:?} is no duration: {error}")))
        };
        Ok(Self {
            reservation_timeout: time("reservation_timeout", &entry.reservation_timeout)?,
            activation_timeout: match &entry.activation_timeout {
                Some(text) => Some(time("activation_timeout", text)?),
                None => None,
            },
            tolerance: time("tolerance", &entry.tolerance)?,
            activation: match entry.activation {
                ActivationEntry::ByServer => Activation::ByServer,
                ActivationEntry::ByItself => Activation::ByItself,
            },
            traffic: if entry.shared {
                Traffic::Foreign
            } else {
                Traffic::Own
            },
        })
    }
}

impl From<&SavedCounterexample> for FileEntry {
    fn from(saved: &SavedCounterexample) -> Self {
        let violation = &saved.violation;
        Self {
            schema_version: SCHEMA_VERSION,
            tool: concat!("gamelift-conformance ", env!("CARGO_PKG_VERSION")).to_owned(),
            clause: violation.clause.to_string(),
            shape: ShapeEntry {
                action: violation.shape.action.clone(),
                expected: violation.shape.expected.clone(),
                actual: violation.shape.actual.clone(),
            },
            detail: violation.detail.clone(),
            explained: violation.blame == Blame::Explained,
            guilty: violation.guilty.0,
            symptom: violation.symptom.0,
            seed: saved.seed,
            case: saved.case.0,
            target: OriginEntry::from(&saved.origin),
            capabilities: saved.capabilities.as_ref().map(names),
            terms: TermsEntry::from(saved.terms),
            shrunk_from: saved.shrunk_from,
            plan: PlanEntry::from(&saved.plan),
            observed: saved.observed.clone(),
        }
    }
}

impl TryFrom<FileEntry> for SavedCounterexample {
    type Error = Flaw;

    fn try_from(entry: FileEntry) -> Result<Self, Flaw> {
        let clause = ClauseId::parse(&entry.clause)
            .ok_or_else(|| Flaw::field("clause", format!("{:?} is no clause id", entry.clause)))?;
        Ok(Self {
            violation: Violation {
                clause,
                guilty: Label(entry.guilty),
                symptom: Label(entry.symptom),
                shape: Shape::new(entry.shape.action, entry.shape.expected, entry.shape.actual),
                detail: entry.detail,
                blame: if entry.explained {
                    Blame::Explained
                } else {
                    Blame::Unexplained
                },
            },
            seed: entry.seed,
            case: CaseIndex(entry.case),
            origin: Origin::from(entry.target),
            capabilities: entry.capabilities.map(capabilities).transpose()?,
            terms: Terms::try_from(entry.terms)?,
            plan: Plan::from(entry.plan),
            observed: entry.observed,
            shrunk_from: entry.shrunk_from,
        })
    }
}

fn names(capabilities: &Capabilities) -> Vec<String> {
    let all = capabilities.0.iter();
    all.map(|one| one.name().to_owned()).collect()
}

fn capabilities(names: Vec<String>) -> Result<Capabilities, Flaw> {
    let parse = |name: String| {
        let known = Capability::parse(&name);
        known.ok_or_else(|| Flaw::field("capabilities", format!("{name:?} is no capability")))
    };
    let all: Result<_, _> = names.into_iter().map(parse).collect();
    all.map(Capabilities)
}

impl From<&Origin> for OriginEntry {
    fn from(origin: &Origin) -> Self {
        match origin.clone() {
            Origin::Embedded { faults, variations } => Self::Embedded { faults, variations },
            Origin::Endpoint {
                url,
                region,
                provision,
                fleet,
                game_sessions,
            } => Self::Endpoint {
                url,
                region,
                provision,
                fleet,
                game_sessions,
            },
        }
    }
}

impl From<OriginEntry> for Origin {
    fn from(entry: OriginEntry) -> Self {
        match entry {
            OriginEntry::Embedded { faults, variations } => Self::Embedded { faults, variations },
            OriginEntry::Endpoint {
                url,
                region,
                provision,
                fleet,
                game_sessions,
            } => Self::Endpoint {
                url,
                region,
                provision,
                fleet,
                game_sessions,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::artifact::strategies;
    use crate::plan::step::Wire;

    fn sample(plan: Plan) -> SavedCounterexample {
        SavedCounterexample {
            violation: Violation {
                clause: ClauseId::of("CPS-09"),
                guilty: Label(1),
                symptom: Label(2),
                shape: Shape::new("Describe", vec!["success".to_owned()], "wrong Port"),
                detail: "expected one and got \"none\"".to_owned(),
                blame: Blame::Explained,
            },
            seed: u64::MAX,
            case: CaseIndex(41),
            origin: Origin::Embedded {
                faults: vec!["oversell-by-one".to_owned()],
                variations: Vec::new(),
            },
            capabilities: Some(Capabilities::whole(&[Wire::Cbor])),
            terms: Terms {
                reservation_timeout: Duration::new(60, 1),
                activation_timeout: Some(Duration::from_secs(90)),
                tolerance: Duration::ZERO,
                activation: Activation::ByItself,
                traffic: Traffic::Foreign,
            },
            observed: plan.steps.iter().map(|_| "done".to_owned()).collect(),
            plan,
            shrunk_from: 37,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_reads_back_the_same(plan in strategies::plan()) {
            let saved = sample(plan);
            prop_assert_eq!(SavedCounterexample::from_json(&saved.to_json()).unwrap(), saved);
        }
    }

    #[test]
    fn a_file_is_named_by_its_clause_and_plan() {
        let directory = tempfile::tempdir().unwrap();
        let mut saved = sample(Plan::default());
        let path = saved.save(&directory.path().join("new")).unwrap();
        assert_eq!(SavedCounterexample::load(&path).unwrap(), saved);
        let name = saved.file_name();
        assert_eq!(name, "CPS-09-4f53cd.json");
        saved.seed = 1;
        assert_eq!(saved.file_name(), name);
    }

    #[test]
    fn a_file_of_an_earlier_version_says_nothing_of_capabilities() {
        let mut saved = sample(Plan::default());
        let whole = saved.to_json();
        let (before, after) = whole.split_once("  \"capabilities\": [").unwrap();
        let (_, after) = after.split_once("],\n").unwrap();
        saved.capabilities = None;
        let earlier = format!("{before}{after}");
        assert_eq!(saved.to_json(), earlier);
        assert_eq!(SavedCounterexample::from_json(&earlier).unwrap(), saved);
    }

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let flaw = SavedCounterexample::from_json(text).unwrap_err();
        let error = flaw.in_file(Path::new("x.json"), SCHEMA_VERSION);
        assert_eq!(error.to_string(), expected);
        assert!(!error.hint().is_empty());
    }

    #[test]
    fn a_wrong_file_is_refused_with_the_place_and_the_field() {
        let whole = sample(Plan::default()).to_json();
        refused("<html>", "read x.json: line 1, column 1: expected value");
        refused(
            "{\n  \"schema_version\": 9}",
            "read x.json: its schema_version is 9, this version reads 1",
        );
        refused(
            "{\n  \"schema_version\": 1\n}",
            "read x.json: line 3, column 1: missing field `tool`",
        );
        refused(
            &whole.replace("\"seed\": 18446744073709551615", "\"seed\": \"x\""),
            "read x.json: line 16, column 13: invalid type: string \"x\", expected u64",
        );
        refused(
            &whole.replace("\"seed\"", "\"sead\""),
            "read x.json: line 16, column 8: unknown field `sead`, expected one of `schema_version`, `tool`, `clause`, `shape`, `detail`, `explained`, `guilty`, `symptom`, `seed`, `case`, `target`, `capabilities`, `terms`, `shrunk_from`, `plan`, `observed`",
        );
        refused(
            &whole.replace("CPS-09", "CPS-9"),
            "read x.json: field clause: \"CPS-9\" is no clause id",
        );
        refused(
            &whole.replace("\"cbor-wire\"", "\"tin-cans\""),
            "read x.json: field capabilities: \"tin-cans\" is no capability",
        );
        refused(
            &whole.replace("\"0s\"", "\"soon\""),
            "read x.json: field tolerance: \"soon\" is no duration: expected number at 0",
        );
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = SavedCounterexample::load(Path::new("/nowhere/x.json")).unwrap_err();
        assert!(error.to_string().starts_with("read /nowhere/x.json: "));
    }
}
