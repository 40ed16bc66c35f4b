//! One member of a reply or one line of a recording is changed, and the comparison shows it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock};

use gamelift_conformance::api::document::{Document, Times};
use gamelift_conformance::api::exception::{Exception, ExceptionKind};
use gamelift_conformance::api::reply::{Reply, Response};
use gamelift_conformance::check::case::CaseJudgement;
use gamelift_conformance::clock::Clock;
use gamelift_conformance::findings::{CaseRecord, Findings, GroupKey};
use gamelift_conformance::history::Outcome;
use gamelift_conformance::model::terms::Terms;
use gamelift_conformance::plan::generate::{NumberedPlan, Phase};
use gamelift_conformance::plan::inputs::PlanInputs;
use gamelift_conformance::provision::Stage;
use gamelift_conformance::provision::embedded::EmbeddedOptions;
use gamelift_conformance::runner::observer::Observer;
use gamelift_conformance::runner::schedule::{RunOptions, WAITING_MAX, run};
use gamelift_conformance::snapshot::drift::{Drift, State};
use gamelift_conformance::snapshot::file::SnapshotFile;
use gamelift_conformance::snapshot::folder::Folder;
use gamelift_conformance::snapshot::recorder::Recorder;
use gamelift_conformance::snapshot::{MESSAGES, Recording};
use gamelift_conformance::spec::clause::Suite;
use gamelift_conformance::spec::id::ClauseId;
use proptest::prelude::*;
use proptest::sample::Index;

use super::RECORDED;

/// Members that stand for what differs from run to run.
const MASKED: [&str; 7] = [
    "CreationTime",
    "DnsName",
    "IpAddress",
    "LastUpdatedTime",
    "NextToken",
    "Port",
    "TerminationTime",
];

/// Members that are told apart by whether they come again, not by what they are.
const IDS: [&str; 4] = ["AliasArn", "AliasId", "GameSessionId", "PlayerSessionId"];

/// A case as it ran.
type Ran = (NumberedPlan, CaseRecord);

/// A member of a reply: the operation, and the path in what it was answered.
type Member = (usize, Vec<String>);

#[derive(Debug, Default)]
struct Keeper(Mutex<Vec<Ran>>);

impl Observer for Keeper {
    fn case_ended(&self, plan: &NumberedPlan, case: &CaseRecord, _: &CaseJudgement) {
        self.0.lock().unwrap().push((plan.clone(), case.clone()));
    }

    fn case_broke_off(&self, plan: &NumberedPlan, reason: &str) {
        panic!("case {} broke off: {reason}", plan.index);
    }

    fn shrinking_begun(&self, _: &GroupKey) {}
}

fn inputs() -> PlanInputs {
    let clauses = ["CPS-17", "CPS-25", "DGS-11", "GSS-03", "TGS-01", "UGS-07"];
    PlanInputs {
        suites: BTreeSet::from([Suite::Core]),
        cases: Some(12),
        only: Some(clauses.map(ClauseId::of).into()),
        ..PlanInputs::default()
    }
}

/// Returns the cases of a run that are recorded, scenarios and random plans, and where their replies have members.
fn cases() -> &'static [(Ran, Vec<Member>)] {
    static CASES: OnceLock<Vec<(Ran, Vec<Member>)>> = OnceLock::new();
    CASES.get_or_init(|| {
        let keeper = Arc::new(Keeper::default());
        let observer = Arc::clone(&keeper);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let clock = Clock::system();
            let options = EmbeddedOptions::default();
            let stage = Stage::embedded(options, clock.clone()).await.unwrap();
            let options = RunOptions {
                inputs: inputs(),
                terms: Terms::default(),
                deviations: Arc::default(),
                waiting: WAITING_MAX,
                jobs: 1,
                time_budget: None,
                fail_fast: None,
                regressions: Vec::new(),
            };
            run(
                vec![Arc::new(stage)],
                options,
                clock,
                observer,
                std::future::pending(),
            )
            .await
        });
        let ran = std::mem::take(&mut *keeper.0.lock().unwrap());
        let is_recorded = |one: &Ran| record(one).snapshots.len() > 2;
        ran.into_iter()
            .filter(is_recorded)
            .map(|one| {
                let places = places(&one.1);
                (one, places)
            })
            .collect()
    })
}

fn record((plan, case): &Ran) -> Recording {
    static RECORDER: OnceLock<Recorder> = OnceLock::new();
    let mut recorder = RECORDER
        .get_or_init(|| Recorder::new(inputs(), Terms::default()))
        .clone();
    recorder.case_ended(plan, case);
    recorder.finish(&Findings::default())
}

/// Returns whether a case is one of a random plan.
fn is_random((plan, _): &Ran) -> bool {
    matches!(plan.phase, Phase::Random)
}

fn response(case: &CaseRecord, operation: usize) -> Option<&Response> {
    match &case.history.operations[operation].outcome {
        Outcome::Replied(Reply::Response { response, .. }) => Some(response),
        Outcome::Replied(Reply::Exception(_) | Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => None,
    }
}

/// Returns the members of all replies that a recording does not mask: operation and path.
fn places(case: &CaseRecord) -> Vec<Member> {
    let everything = format!("{:?}", case.history);
    let mut places = Vec::new();
    for operation in 0..case.history.operations.len() {
        if let Some(response) = response(case, operation) {
            let mut paths = Vec::new();
            leaves(
                &response.to_document(),
                &mut Vec::new(),
                &mut |path, value| {
                    let name = path
                        .iter()
                        .rev()
                        .find(|part| part.parse::<usize>().is_err());
                    let name = name.map_or("", String::as_str);
                    let comes_again = |text: &str| everything.matches(text).count() > 1;
                    let is_lone = matches!(value, Document::Text(text) if !comes_again(text));
                    let is_masked = MASKED.contains(&name) || (is_lone && IDS.contains(&name));
                    if !is_masked {
                        paths.push(path.to_vec());
                    }
                },
            );
            places.extend(paths.into_iter().map(|path| (operation, path)));
        }
    }
    places
}

fn leaves(value: &Document, path: &mut Vec<String>, found: &mut dyn FnMut(&[String], &Document)) {
    let mut inner = |part: String, value: &Document, path: &mut Vec<String>| {
        path.push(part);
        leaves(value, path, found);
        path.pop();
    };
    if let Document::List(items) = value {
        for (index, item) in items.iter().enumerate() {
            inner(index.to_string(), item, path);
        }
    } else if let Document::Map(members) = value {
        for (name, member) in members {
            inner(name.clone(), member, path);
        }
    } else {
        found(path, value);
    }
}

/// Changes the member at a path, or takes it away.
fn mutate(value: &mut Document, path: &[String], is_removed: bool) {
    let [part, rest @ ..] = path else {
        if let Document::Text(text) = value {
            text.push('x');
        } else if let Document::Integer(number) = value {
            *number += 1;
        }
        return;
    };
    if let Document::List(items) = value {
        let index: usize = part.parse().unwrap();
        mutate(&mut items[index], rest, is_removed);
    } else if let Document::Map(members) = value {
        if rest.is_empty() && is_removed {
            members.remove(part);
        } else {
            mutate(members.get_mut(part).unwrap(), rest, is_removed);
        }
    }
}

#[test]
fn there_is_something_to_mutate() {
    let members: usize = cases().iter().map(|(_, places)| places.len()).sum();
    let random = cases().iter().filter(|(ran, _)| is_random(ran)).count();
    let scenarios = cases().len() - random;
    assert!(
        scenarios > 10 && random > 3 && members > 500,
        "{scenarios} {random} {members}"
    );
}

/// Returns how an operation would have gone otherwise: an exception is another or comes with
/// another status, and what went well is refused.
fn otherwise(outcome: &Outcome, is_status: bool) -> Outcome {
    let exception = match outcome {
        Outcome::Replied(Reply::Exception(exception)) if is_status => Exception {
            status: exception.status + 1,
            ..exception.clone()
        },
        Outcome::Replied(Reply::Exception(Exception { status, kind, .. })) => Exception {
            kind: if *kind == ExceptionKind::Conflict {
                ExceptionKind::NotFound
            } else {
                ExceptionKind::Conflict
            },
            status: *status,
            message: None,
        },
        Outcome::Replied(Reply::Response { .. } | Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => Exception {
            kind: ExceptionKind::Conflict,
            status: 400,
            message: None,
        },
    };
    Outcome::Replied(Reply::Exception(exception))
}

/// What is done to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Removed,
    Longer,
    Twice,
}

/// Returns a profile's line with another answer.
fn answered_otherwise(line: &str) -> String {
    let (context, rest) = line.split_once("  ").unwrap();
    let (_, rest) = rest.split_once("  ").unwrap();
    format!("{context}  another-answer  {rest}")
}

/// Returns the text with one of its lines changed.
fn changed(name: &str, body: &str, line: Index, change: Change) -> String {
    let lines: Vec<&str> = body.lines().collect();
    let place = line.index(lines.len());
    let lines = lines.iter().enumerate().flat_map(|(index, line)| {
        let line = (*line).to_owned();
        match change {
            _ if index != place => vec![line],
            Change::Removed => Vec::new(),
            // Where it was seen is no behaviour.
            Change::Longer if name == "profile" => vec![answered_otherwise(&line)],
            Change::Longer => vec![line + "x"],
            Change::Twice => vec![line.clone(), line],
        }
    });
    lines.collect::<Vec<String>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_other_member_of_a_reply_passes_for_what_was_recorded(
        case in any::<Index>(),
        place in any::<Index>(),
        is_removed in any::<bool>(),
    ) {
        let (ran, places) = case.get(cases());
        let (operation, path) = place.get(places);
        let response = response(&ran.1, *operation).expect("the place is in a response");
        let mut document = response.to_document();
        mutate(&mut document, path, is_removed);
        let (mutated, problems) = Response::read(response.action(), &document, Times::Tagged);
        let mut other = ran.clone();
        other.1.history.operations[*operation].outcome =
            Outcome::Replied(Reply::Response { response: mutated, problems });
        let drift = Drift::between(&record(ran), &record(&other));
        let changed = drift.names(State::Changed).count();
        prop_assert_eq!(changed, 1, "{:?} {:?} {}", path, document, ran.1.plan.steps.len());
    }

    #[test]
    fn no_other_outcome_passes_for_what_was_recorded(
        case in any::<Index>(),
        operation in any::<Index>(),
        is_status in any::<bool>(),
    ) {
        let (ran, _) = case.get(cases());
        let mut other = ran.clone();
        let operation = operation.get_mut(&mut other.1.history.operations);
        operation.outcome = otherwise(&operation.outcome, is_status);
        let drift = Drift::between(&record(ran), &record(&other));
        // The prose of an exception is recorded under its name.
        let changed = drift.names(State::Changed).filter(|name| *name != MESSAGES);
        prop_assert_eq!(changed.count(), 1, "{:?}", drift);
    }

    #[test]
    fn no_other_line_passes_for_what_this_repository_recorded(
        file in any::<Index>(),
        line in any::<Index>(),
        change in prop_oneof![Just(Change::Removed), Just(Change::Longer), Just(Change::Twice)],
    ) {
        static FILES: OnceLock<Vec<(String, SnapshotFile)>> = OnceLock::new();
        let files = FILES.get_or_init(|| {
            let recording = Folder::at(RECORDED).recording().unwrap();
            recording.snapshots.into_iter().collect()
        });
        // There is but one profile among some 150 files.
        let (name, recorded) = if file.index(4) == 0 {
            files.iter().find(|(name, _)| name == "profile").unwrap()
        } else {
            file.get(files)
        };
        // A profile that says a thing twice is refused when it is read.
        prop_assume!(name != "profile" || change != Change::Twice);
        let other = SnapshotFile {
            body: changed(name, &recorded.body, line, change),
            ..recorded.clone()
        };
        let recorded = Recording::of(name, recorded.clone());
        let drift = Drift::between(&recorded, &Recording::of(name, other));
        prop_assert_eq!(drift.names(State::Changed).count(), 1, "{} {:?}", name, drift);
    }
}
