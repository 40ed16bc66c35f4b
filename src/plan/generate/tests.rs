//! Tests of the planner, and of all plans against the predicted target.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::*;
use crate::check::case::judge_case;
use crate::model::obligation::reachable;
use crate::model::terms::Terms;
use crate::plan::edge::tests::check_references;
use crate::plan::forecast::Coverage;
use crate::plan::inputs::{Capabilities, Capability, Effort};
use crate::plan::rehearsal::{predicted, rehearse};
use crate::spec::id::ClauseId;

fn plans(inputs: PlanInputs) -> Vec<NumberedPlan> {
    Planner::new(inputs).collect()
}

fn smoke() -> PlanInputs {
    PlanInputs {
        effort: Effort::Smoke,
        ..PlanInputs::default()
    }
}

fn digest(plans: &[NumberedPlan]) -> u64 {
    let mut digest = Sha256::new();
    for plan in plans {
        digest.update(format!("{plan:?}"));
    }
    let digest: [u8; 32] = digest.finalize().into();
    u64::from_be_bytes(digest[..8].try_into().unwrap())
}

/// Returns how many of the reachable obligations plans are predicted to reach.
fn reached<'a>(plans: impl Iterator<Item = &'a NumberedPlan>) -> usize {
    let mut coverage = Coverage::default();
    plans.for_each(|numbered| coverage.add_plan(&numbered.plan));
    let all = reachable(&BTreeSet::from([Suite::Core, Suite::Temporal]));
    assert_eq!(
        coverage
            .obligations()
            .find(|obligation| !all.contains(obligation)),
        None
    );
    all.iter()
        .filter(|obligation| coverage.count(**obligation) > 0)
        .count()
}

#[test]
fn the_same_inputs_give_the_same_plans() {
    assert_eq!(plans(smoke()), plans(smoke()));
}

#[test]
fn the_plans_of_standard_effort_are_those_of_this_version() {
    // A new digest means new plans for everybody: say so in the change log.
    assert_eq!(
        digest(&plans(PlanInputs::default())),
        3_825_737_546_154_837_811
    );
}

#[test]
fn what_is_known_of_time_changes_plans_of_the_suite_temporal_alone() {
    let with_times = smoke().capabilities.with_times();
    let more = plans(PlanInputs {
        capabilities: with_times,
        ..smoke()
    });
    let usual = plans(smoke());
    assert!(more.len() > usual.len());
    let is_temporal = |plan: &&NumberedPlan| plan.suite == Suite::Temporal;
    let others = |plans: &[NumberedPlan]| -> Vec<NumberedPlan> {
        plans
            .iter()
            .filter(|one| !is_temporal(one))
            .cloned()
            .collect()
    };
    assert_eq!(others(&more), others(&usual));
    let whole = edge_plans();
    let is_whole = |plan: &NumberedPlan| {
        let index = usize::try_from(plan.index).ok();
        index
            .and_then(|index| whole.get(index))
            .is_none_or(|edge| edge.plan.steps.len() == plan.plan.steps.len())
    };
    assert!(more.iter().all(is_whole));
    // An edge plan that waits for longer where waiting takes no time begins alike.
    for plan in usual.iter().filter(is_temporal) {
        let longer = more.iter().find(|one| one.index == plan.index);
        let begins_alike = longer.is_some_and(|one| one.plan.steps.starts_with(&plan.plan.steps));
        assert!(begins_alike || plan.phase == Phase::Random, "{plan:?}");
    }
}

#[test]
fn every_input_but_the_number_of_cases_matters() {
    let plans_of = |inputs| digest(&plans(inputs));
    let usual = plans_of(smoke());
    assert_eq!(
        plans_of(PlanInputs {
            cases: Some(30),
            ..smoke()
        }),
        usual
    );
    assert_ne!(plans_of(PlanInputs { seed: 1, ..smoke() }), usual);
    let without_wires = Capabilities::default();
    assert_ne!(
        plans_of(PlanInputs {
            capabilities: without_wires,
            ..smoke()
        }),
        usual
    );
    let suites = BTreeSet::from([Suite::Core]);
    assert_ne!(plans_of(PlanInputs { suites, ..smoke() }), usual);
}

#[test]
fn labels_are_unique_and_references_go_back() {
    for numbered in plans(smoke()) {
        check_references(&format!("{numbered:?}"), &numbered.plan.steps);
    }
}

#[test]
fn a_plan_keeps_its_number_whatever_is_left_out() {
    let mut inputs = smoke();
    inputs.capabilities = inputs.capabilities.with_times();
    inputs.capabilities.0.insert(Capability::CborWire);
    let all = plans(inputs.clone());
    let more = plans(PlanInputs {
        cases: Some(40),
        ..inputs
    });
    let by_number = |index| more.iter().find(|plan| plan.index == index);
    assert!(all.iter().all(|plan| by_number(plan.index) == Some(plan)));
    let (races, others): (Vec<u64>, Vec<u64>) = all
        .iter()
        .map(|plan| plan.index)
        .partition(|index| *index >= RACES_FROM);
    assert!(
        BTreeSet::from_iter(others.clone())
            .into_iter()
            .eq(0..others.len() as u64)
    );
    assert_eq!(
        BTreeSet::from_iter(races).len() as u64,
        Effort::Smoke.races()
    );
}

#[test]
fn one_clause_alone_leaves_the_random_plans_as_they_are() {
    let only = Some(BTreeSet::from([ClauseId::of("CPS-39")]));
    let some = plans(PlanInputs { only, ..smoke() });
    let random = |plans: &[NumberedPlan]| {
        plans
            .iter()
            .filter(|plan| plan.phase == Phase::Random)
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(random(&some), random(&plans(smoke())));
    let is_edge = |plan: &&NumberedPlan| matches!(plan.phase, Phase::Edge { .. });
    let edge_count = some.iter().filter(is_edge).count();
    assert!((1..10).contains(&edge_count), "{edge_count}");
}

#[test]
fn plans_that_wait_come_last() {
    let all = plans(smoke());
    assert!(all.is_sorted_by_key(NumberedPlan::has_wait));
    assert!(
        all.iter()
            .filter(|plan| plan.suite != Suite::Concurrent)
            .all(|plan| plan.has_wait() == (plan.suite == Suite::Temporal))
    );
    let without = plans(PlanInputs {
        suites: BTreeSet::from([Suite::Core]),
        ..smoke()
    });
    assert!(!without.iter().any(NumberedPlan::has_wait));
    let random_count = |plans: &[NumberedPlan]| {
        plans
            .iter()
            .filter(|plan| plan.phase == Phase::Random)
            .count()
    };
    assert_eq!((random_count(&all), random_count(&without)), (30, 30));
}

#[test]
fn an_endless_run_waits_at_the_end_of_each_round() {
    let inputs = PlanInputs {
        effort: Effort::Soak,
        ..PlanInputs::default()
    };
    let planner = Planner::new(inputs);
    for round in 0..3 {
        let parts = planner.random_round(round);
        let [temporal, wire, core] = parts.as_slice() else {
            panic!("a round has three parts: {parts:?}");
        };
        let suites = [core.suite, wire.suite, temporal.suite];
        assert_eq!(
            suites,
            [Suite::Core, Suite::Wire, Suite::Temporal].map(Some)
        );
        assert_eq!(core.numbers, round * ROUND..(round + 1) * ROUND);
        assert_eq!([&wire.numbers, &temporal.numbers], [&core.numbers; 2]);
    }
}

#[test]
fn a_phase_can_be_had_alone() {
    let alone = |phases| {
        plans(PlanInputs {
            phases,
            cases: Some(20),
            ..smoke()
        })
    };
    let (both, edge) = (alone(Phases::Both), alone(Phases::Edge));
    assert!(edge.iter().all(|plan| plan.phase != Phase::Random));
    let edge_of_both: Vec<_> = both
        .iter()
        .filter(|plan| matches!(plan.phase, Phase::Edge { .. }))
        .collect();
    assert_eq!(edge.iter().collect::<Vec<_>>(), edge_of_both);
    let random = alone(Phases::Random);
    let numbers: Vec<u64> = random.iter().map(|plan| plan.index).collect();
    assert_eq!(numbers, (0..20).collect::<Vec<_>>());
    assert!(random.iter().all(|plan| plan.phase == Phase::Random));
    // Those that wait have their turn among the others.
    assert!(random[..10].iter().any(NumberedPlan::has_wait));
}

#[test]
fn races_alone_are_as_many_as_the_effort_says() {
    let suites = BTreeSet::from([Suite::Concurrent]);
    let races = plans(PlanInputs { suites, ..smoke() });
    assert_eq!(races.len() as u64, Effort::Smoke.races());
    assert!(races.iter().all(|plan| plan.plan.has_race()));
    let others = plans(smoke()).into_iter();
    let of_all = others.filter(|plan| plan.suite == Suite::Concurrent);
    assert_eq!(of_all.collect::<Vec<_>>(), races);
}

#[test]
fn a_random_plan_has_as_many_steps_as_the_effort_says() {
    for effort in [Effort::Smoke, Effort::Standard] {
        let inputs = PlanInputs {
            effort,
            capabilities: smoke().capabilities.with_times(),
            phases: Phases::Random,
            ..smoke()
        };
        for numbered in plans(inputs) {
            let count = numbered.plan.steps.len();
            assert!(
                (5..=effort.steps() + 1).contains(&count),
                "{count}: {numbered:?}"
            );
        }
    }
}

#[test]
fn nearly_all_situations_are_predicted_to_come_about() {
    let all = plans(PlanInputs::default());
    let edge = reached(
        all.iter()
            .filter(|plan| matches!(plan.phase, Phase::Edge { .. })),
    );
    let together = reached(all.iter());
    let all = reachable(&BTreeSet::from([Suite::Core, Suite::Temporal])).len();
    assert!(edge * 100 >= all * 97, "edge plans reach {edge} of {all}");
    assert!(
        together * 100 >= all * 98,
        "all plans reach {together} of {all}"
    );
}

#[test]
fn the_predicted_target_breaks_no_clause() {
    let mut exercised = BTreeSet::new();
    let mut inputs = PlanInputs::default();
    inputs.capabilities = inputs.capabilities.with_times();
    inputs.capabilities.0.insert(Capability::CborWire);
    for numbered in plans(inputs) {
        let history = rehearse(&numbered.plan, &predicted);
        let judgement = judge_case(&history, &Terms::default());
        assert_eq!(judgement.violations, [], "{numbered:#?}");
        assert_eq!(judgement.inconclusive, None, "{numbered:#?}");
        exercised.extend(judgement.verdicts.into_keys());
    }
    assert!(exercised.len() > 70, "{exercised:?}");
}
