//! The report for programs: one JSON document with a schema of its own.
//!
//! Equal findings give equal bytes, `seconds` apart; the version goes up when a field changes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use self::deviations::DeviationEntry;
use self::notes::{CaseNote, notes};
use self::races::{RaceEntry, RacesEntry};
use self::recorded::RecordedEntry;
use self::regressions::RegressionsEntry;
use super::deviations::rows as deviation_rows;
use super::rows::{self, ClauseRow};
use super::view::{RunReport, Strictness};
use super::words;
use crate::findings::profile::{Answered, QuestionRow};
use crate::findings::{CPS_15, Group, GroupKey};
use crate::spec::clause::Suite;
use crate::verdict::{Blame, Verdict};

mod deviations;
mod notes;
mod races;
mod recorded;
mod regressions;

/// The version of the schema.
pub const SCHEMA_VERSION: u32 = 1;

/// Writes the report as JSON.
pub fn write(report: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Report::of(report))?;
    writeln!(out)
}

#[derive(Serialize)]
struct Report {
    schema_version: u32,
    tool: String,
    target: Target,
    seed: u64,
    effort: String,
    strict: bool,
    summary: Summary,
    clauses: Vec<ClauseEntry>,
    questions: Vec<QuestionEntry>,
    violations: Vec<ViolationEntry>,
    deviations: Vec<DeviationEntry>,
    player_session_ids: PlayerSessionIds,
    races: RacesEntry,
    coverage: Coverage,
    inconclusive: Vec<CaseNote>,
    trouble: Vec<CaseNote>,
    lacks: Vec<CaseNote>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshots: Option<RecordedEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    regressions: Option<RegressionsEntry>,
}

#[derive(Serialize)]
struct Target {
    name: String,
    endpoint: String,
    capabilities: Vec<String>,
    missing: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Summary {
    verdict: &'static str,
    cases: u64,
    commands: u64,
    skipped_steps: u64,
    throttled: u64,
    seconds: f64,
    suites: BTreeMap<&'static str, Counts>,
}

#[derive(Serialize)]
struct PlayerSessionIds {
    given_out: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<usize>,
    repeated: usize,
}

#[derive(Serialize)]
struct Coverage {
    obligations: Obligations,
}

#[derive(Serialize)]
struct Obligations {
    reached: usize,
    reachable: usize,
}

#[derive(Default, Serialize)]
struct Counts {
    pass: u64,
    fail: u64,
    inconclusive: u64,
    not_exercised: u64,
    #[serde(skip_serializing_if = "is_zero")]
    deviates: u64,
}

#[derive(Serialize)]
struct ClauseEntry {
    id: String,
    level: &'static str,
    suite: &'static str,
    title: String,
    verdict: &'static str,
    exercised: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize)]
struct QuestionEntry {
    id: String,
    context: String,
    #[serde(flatten)]
    answer: AnswerEntry,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<String>,
    witness: Vec<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum AnswerEntry {
    Answer(String),
    Undecided(Vec<String>),
    Inconsistent(Vec<String>),
    Varies(Vec<String>),
}

#[derive(Serialize)]
struct ViolationEntry {
    clause: String,
    level: &'static str,
    suite: &'static str,
    shape: String,
    summary: String,
    expected: Vec<String>,
    actual: String,
    detail: String,
    explained: bool,
    steps: Vec<StepEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    race: Option<RaceEntry>,
    commands: u64,
    shrunk_from: Option<u64>,
    reproduced: Option<Reproduced>,
    count: u64,
    seed: u64,
    case: u64,
    replay: Option<String>,
}

#[derive(Serialize)]
struct Reproduced {
    failed: u64,
    tries: u64,
}

#[derive(Serialize)]
struct StepEntry {
    step: String,
    outcome: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<&'static str>,
}

impl Report {
    fn of(report: &RunReport<'_>) -> Self {
        let (findings, run) = (report.findings, report.run);
        let clauses = rows::clauses(report);
        Self {
            schema_version: SCHEMA_VERSION,
            tool: concat!("gamelift-conformance ", env!("CARGO_PKG_VERSION")).to_owned(),
            target: Target {
                name: run.target.clone(),
                endpoint: run.endpoint.clone(),
                capabilities: run.capabilities.clone(),
                missing: run.missing.clone(),
            },
            seed: run.seed,
            effort: run.effort.clone(),
            strict: run.strictness == Strictness::Should,
            summary: Summary {
                verdict: report.conclusion().name(),
                cases: findings.cases,
                commands: findings.commands,
                skipped_steps: findings.skipped,
                throttled: report.run.throttled,
                seconds: (run.elapsed.as_secs_f64() * 1000.0).round() / 1000.0,
                suites: suites(report, &clauses),
            },
            clauses: clauses.iter().map(ClauseEntry::of).collect(),
            questions: rows::questions(report)
                .into_iter()
                .map(QuestionEntry::of)
                .collect(),
            violations: findings
                .groups
                .iter()
                .map(|(key, group)| ViolationEntry::of(report, key, group))
                .chain(ViolationEntry::of_all_cases(report))
                .collect(),
            deviations: deviation_rows(report)
                .into_iter()
                .map(DeviationEntry::of)
                .collect(),
            player_session_ids: PlayerSessionIds {
                given_out: findings.given_out.count(),
                compared: findings.given_out.compared(),
                repeated: findings.given_out.repeated().len(),
            },
            races: RacesEntry::of(&findings.races),
            coverage: Coverage {
                obligations: Obligations::of(report),
            },
            inconclusive: notes(
                findings
                    .inconclusive
                    .iter()
                    .map(|(case, why)| (case.0, why)),
            ),
            trouble: notes(findings.trouble.iter().map(|(what, case)| (case.0, what))),
            lacks: notes(findings.lacks.iter().map(|(what, case)| (case.0, what))),
            snapshots: run.drift.as_ref().map(RecordedEntry::from),
            regressions: run.regressions.as_ref().map(RegressionsEntry::from),
        }
    }
}

impl Obligations {
    fn of(report: &RunReport<'_>) -> Self {
        let (reached, reachable) = report.coverage();
        Self { reached, reachable }
    }
}

fn suites(report: &RunReport<'_>, rows: &[ClauseRow<'_>]) -> BTreeMap<&'static str, Counts> {
    let mut suites: BTreeMap<&'static str, Counts> = BTreeMap::new();
    for suite in &report.run.suites {
        let counts = suites.entry(suite.name()).or_default();
        for row in rows.iter().filter(|row| row.clause.suite == *suite) {
            match row.verdict {
                Verdict::Pass => counts.pass += 1,
                Verdict::Fail => counts.fail += 1,
                Verdict::Deviates => counts.deviates += 1,
                Verdict::Inconclusive => counts.inconclusive += 1,
                Verdict::NotExercised => counts.not_exercised += 1,
            }
        }
    }
    suites
}

impl ClauseEntry {
    fn of(row: &ClauseRow<'_>) -> Self {
        Self {
            id: row.clause.id.to_string(),
            level: row.clause.level.name(),
            suite: row.clause.suite.name(),
            title: row.clause.title.clone(),
            verdict: row.verdict.name(),
            exercised: row.exercised,
            reason: row.reason.clone(),
        }
    }
}

impl QuestionEntry {
    fn of(row: QuestionRow) -> Self {
        Self {
            id: row.context.question().to_owned(),
            context: row.context.name().to_owned(),
            answer: match row.answer {
                Answered::Answer(answer) => AnswerEntry::Answer(answer),
                Answered::Undecided(answers) => AnswerEntry::Undecided(answers),
                Answered::Inconsistent(answers) => AnswerEntry::Inconsistent(answers),
                Answered::Varies(answers) => AnswerEntry::Varies(answers),
            },
            standing: row.standing,
            witness: row.witnesses.iter().map(|case| case.0).collect(),
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl ViolationEntry {
    fn of(report: &RunReport<'_>, key: &GroupKey, group: &Group) -> Self {
        let counterexample = group.counterexample.as_ref();
        let case = counterexample.map_or(&group.witness, |found| &found.case);
        let violation = counterexample.map_or(&group.violation, |found| &found.violation);
        let clause = report.catalog.clauses.get(&key.clause);
        let steps = words::steps(case, report.run.traffic)
            .into_iter()
            .map(|step| StepEntry {
                mark: if step.label == violation.symptom {
                    Some("symptom")
                } else if step.label == violation.guilty {
                    Some("guilty")
                } else {
                    None
                },
                step: step.text(),
                outcome: step.outcome,
            });
        Self {
            clause: key.clause.to_string(),
            level: report.level(key.clause).name(),
            suite: clause.map_or(Suite::Core, |clause| clause.suite).name(),
            shape: key.shape.to_string(),
            summary: clause.map_or_else(String::new, |clause| clause.title.clone()),
            expected: key.shape.expected.clone(),
            actual: key.shape.actual.clone(),
            detail: violation.detail.clone(),
            explained: violation.blame == Blame::Explained,
            steps: steps.collect(),
            race: RaceEntry::of(case),
            commands: case.commands,
            shrunk_from: counterexample.map(|found| found.shrunk_from),
            reproduced: counterexample.map(|found| Reproduced {
                failed: found.reproduced.0,
                tries: found.reproduced.1,
            }),
            count: group.count,
            seed: match &group.regression {
                Some(regression) => regression.seed,
                None => report.run.seed,
            },
            case: group.witness.index.0,
            replay: report.run.saved.get(key).cloned(),
        }
    }

    /// Returns what only all cases together show, where they do.
    fn of_all_cases(report: &RunReport<'_>) -> Option<Self> {
        let shape = report.repetition()?.shape;
        let repeated = report.findings.given_out.repeated();
        let first = *repeated.first()?;
        let clause = report.catalog.clauses.get(&CPS_15);
        Some(Self {
            clause: CPS_15.to_string(),
            level: report.level(CPS_15).name(),
            suite: clause.map_or(Suite::Core, |clause| clause.suite).name(),
            shape: shape.to_string(),
            summary: clause.map_or_else(String::new, |clause| clause.title.clone()),
            expected: shape.expected,
            actual: shape.actual,
            detail: words::repeated(repeated.len(), first),
            explained: true,
            steps: Vec::new(),
            race: None,
            commands: 0,
            shrunk_from: None,
            reproduced: None,
            count: repeated.len() as u64,
            seed: report.run.seed,
            case: first.again.0,
            replay: None,
        })
    }
}
