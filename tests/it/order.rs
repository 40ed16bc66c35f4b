//! Findings do not depend on the order in which they were made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use gamelift_conformance::check::case::judge_case;
use gamelift_conformance::clock::Clock;
use gamelift_conformance::emulator::faults::Fault;
use gamelift_conformance::emulator::settings::Settings;
use gamelift_conformance::findings::{CaseIndex, Findings};
use gamelift_conformance::model::terms::{Terms, Traffic};
use gamelift_conformance::plan::generate::Planner;
use gamelift_conformance::plan::inputs::{Effort, PlanInputs};
use gamelift_conformance::provision::Stage;
use gamelift_conformance::provision::embedded::EmbeddedOptions;
use gamelift_conformance::report::json;
use gamelift_conformance::report::view::{End, RunFacts, RunReport, Strictness};
use gamelift_conformance::runner::observer::Nobody;
use gamelift_conformance::runner::schedule::{self, RunOptions, WAITING_MAX};
use gamelift_conformance::runner::shrinking::Shrinking;
use gamelift_conformance::self_test::in_process::InProcess;
use gamelift_conformance::spec::catalog::Catalog;
use gamelift_conformance::spec::clause::Suite;
use gamelift_conformance::spec::id::ClauseId;
use gamelift_conformance::verdict::deviation::Deviations;
use proptest::collection::vec;
use proptest::prelude::*;
use toml::value::Date;

/// The suites in which nothing is a matter of luck.
fn sequential() -> BTreeSet<Suite> {
    BTreeSet::from([Suite::Core, Suite::Wire, Suite::Temporal])
}

/// Runs on so many embedded emulators at a time, shrinks what is found, and returns the report.
async fn report(jobs: usize, faults: &[Fault], inputs: &PlanInputs) -> String {
    let clock = Clock::system();
    let mut stages = Vec::new();
    for _ in 0..jobs {
        let options = EmbeddedOptions {
            faults: faults.iter().copied().collect(),
            ..EmbeddedOptions::default()
        };
        let stage = Stage::embedded(options, clock.clone()).await.unwrap();
        stages.push(Arc::new(stage));
    }
    let terms = Terms::default();
    let options = RunOptions {
        inputs: inputs.clone(),
        terms,
        deviations: Arc::default(),
        jobs,
        waiting: WAITING_MAX,
        time_budget: None,
        fail_fast: None,
        regressions: Vec::new(),
    };
    let never = std::future::pending;
    let nobody = Arc::new(Nobody);
    let run = schedule::run(stages.clone(), options, clock.clone(), nobody, never());
    let mut findings = run.await.findings;
    let shrinking = Shrinking {
        stages: &stages,
        clock: &clock,
        terms: &terms,
        deviations: &Arc::default(),
        time_limit: Duration::from_mins(5),
    };
    shrinking.shrink_all(&mut findings, &Nobody, never()).await;
    written(&findings, inputs)
}

fn written(findings: &Findings, inputs: &PlanInputs) -> String {
    let run = RunFacts {
        target: "embedded".to_owned(),
        endpoint: "embedded".to_owned(),
        capabilities: Vec::new(),
        missing: BTreeMap::new(),
        undecidable: BTreeMap::new(),
        effort: inputs.effort.to_string(),
        seed: inputs.seed,
        suites: inputs.suites.clone(),
        only: inputs.only.clone(),
        strictness: Strictness::Must,
        traffic: Traffic::Own,
        end: End::Finished,
        elapsed: Duration::ZERO,
        throttled: 0,
        left_out: Vec::new(),
        deviations: Deviations::default(),
        deviations_file: "conformance.toml".to_owned(),
        today: Date {
            year: 2026,
            month: 11,
            day: 26,
        },
        drift: None,
        regressions: None,
        saved: BTreeMap::new(),
    };
    let report = RunReport {
        catalog: Catalog::embedded(),
        findings,
        run: &run,
    };
    let mut bytes = Vec::new();
    json::write(&report, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_the_same_however_many_cases_run_at_a_time() {
    let inputs = PlanInputs {
        effort: Effort::Smoke,
        suites: sequential(),
        seed: 3,
        ..PlanInputs::default()
    };
    let one = report(1, &[], &inputs).await;
    assert!(one.contains("\"verdict\": \"conforms\""), "{one}");
    assert_eq!(report(16, &[], &inputs).await, one);
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_and_their_smallest_plans_are_too() {
    let clauses = ["CPS-08", "CPS-10", "CPS-17"];
    let inputs = PlanInputs {
        effort: Effort::Smoke,
        suites: sequential(),
        seed: 3,
        only: Some(clauses.map(ClauseId::of).into()),
        ..PlanInputs::default()
    };
    let faults = [Fault::CapacityOffByOne, Fault::PlayerDataDropped];
    let one = report(1, &faults, &inputs).await;
    assert!(one.contains("\"verdict\": \"violates\""), "{one}");
    assert!(!one.contains("\"shrunk_from\": null"), "{one}");
    assert_eq!(report(16, &faults, &inputs).await, one);
}

/// The findings of each of many cases on a faulty emulator, in order.
static CASES: LazyLock<Vec<Findings>> = LazyLock::new(|| {
    let service = InProcess::new(Settings {
        faults: BTreeSet::from([Fault::CapacityOffByOne, Fault::PlayerDataDropped]),
        ..Settings::default()
    });
    let inputs = PlanInputs {
        cases: Some(40),
        effort: Effort::Smoke,
        suites: sequential(),
        ..PlanInputs::default()
    };
    let terms = Terms::default();
    let mut cases: Vec<Findings> = Planner::new(inputs)
        .map(|plan| {
            // Every third case is given the ids of the one before it.
            let seed = plan.index - u64::from(plan.index % 3 == 2);
            let mut case = service.run(CaseIndex(seed), &plan.plan, &terms);
            case.index = CaseIndex(plan.index);
            Findings::of_case(&case, &judge_case(&case.history, &terms))
        })
        .collect();
    let reasons = ["lost", "late"];
    for (findings, reason) in cases.iter_mut().step_by(7).zip(reasons.iter().cycle()) {
        let (_, group) = findings.groups.first_key_value().unzip();
        let index = group.map_or(CaseIndex(0), |group| group.witness.index);
        findings.trouble.insert((*reason).to_owned(), index);
    }
    cases
});

fn merged(parts: impl IntoIterator<Item = Findings>) -> Findings {
    let mut whole = Findings::default();
    for part in parts {
        whole.merge(part);
    }
    whole
}

static WHOLE: LazyLock<Findings> = LazyLock::new(|| merged(CASES.iter().cloned()));

#[test]
fn the_cases_that_are_merged_have_everything_that_findings_can_have() {
    let whole = &*WHOLE;
    assert!(whole.groups.len() > 3 && whole.groups.values().any(|group| group.count > 9));
    assert!(!whole.clauses.is_empty() && !whole.questions.is_empty());
    assert!(!whole.obligations.is_empty() && !whole.trouble.is_empty());
    assert!(!whole.given_out.repeated().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn merging_any_split_in_any_order_gives_the_whole(
        places in vec((0..5_usize, any::<u32>()), CASES.len()),
        order in Just((0..5_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut shards: Vec<Vec<(u32, &Findings)>> = vec![Vec::new(); 5];
        for ((shard, place), findings) in places.into_iter().zip(&*CASES) {
            shards[shard].push((place, findings));
        }
        let shards = order.into_iter().map(|shard| {
            let mut cases = std::mem::take(&mut shards[shard]);
            cases.sort_by_key(|(place, _)| *place);
            merged(cases.into_iter().map(|(_, findings)| findings.clone()))
        });
        let split = merged(shards.collect::<Vec<_>>());
        prop_assert!(split == *WHOLE);
    }
}
