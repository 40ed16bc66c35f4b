//! Tests of the edge phase as a whole.

use super::*;
use crate::plan::step::{GameSessionRef, PlanStep, Stray};
use crate::spec::catalog::Catalog;

#[test]
fn names_are_unique() {
    let plans = edge_plans();
    let names: BTreeSet<&str> = plans.iter().map(|plan| plan.name.as_str()).collect();
    assert_eq!(names.len(), plans.len());
}

#[test]
fn plans_that_wait_come_last_and_a_fresh_game_session_comes_first() {
    let plans = edge_plans();
    assert!(plans.is_sorted_by_key(EdgePlan::suite));
    assert_eq!(plans[0].name, "a fresh game session");
}

#[test]
fn every_reference_is_to_an_earlier_step() {
    for edge in edge_plans() {
        check_references(&edge.name, &edge.plan.steps);
    }
}

#[test]
fn every_clause_that_a_run_decides_has_a_plan_of_its_own() {
    let plans = edge_plans();
    let named: BTreeSet<ClauseId> = plans.iter().flat_map(|edge| edge.clauses.clone()).collect();
    let catalog = Catalog::embedded();
    assert!(named.iter().all(|id| catalog.clauses.contains_key(id)));
    let sequential = [Suite::Core, Suite::Temporal];
    let missing: Vec<ClauseId> = catalog
        .clauses
        .values()
        .filter(|clause| clause.unreachable.is_none() && sequential.contains(&clause.suite))
        .map(|clause| clause.id)
        .filter(|id| !named.contains(id))
        .collect();
    assert_eq!(missing, []);
}

#[test]
fn a_plan_is_short() {
    for edge in edge_plans() {
        // SGS-01: more game sessions than a page holds take as many steps.
        let is_of_pages = edge.clauses.contains(&ClauseId::of("SGS-01"));
        let longest = if is_of_pages { 43 } else { 30 };
        assert!(
            edge.plan.steps.len() <= longest,
            "{}: {}",
            edge.name,
            edge.plan.steps.len()
        );
    }
}

/// Holds the labels and references of a plan against each other.
#[track_caller]
pub(crate) fn check_references(name: &str, steps: &[PlanStep]) {
    let mut labels = BTreeSet::new();
    let mut handles = BTreeSet::new();
    for step in steps {
        let label = if let Step::Wait(wait) = &step.step {
            Some(wait.deadline_of)
        } else {
            let session = step.step.player_session();
            session.map(|session| session.created_by)
        };
        assert!(
            label.is_none_or(|label| labels.contains(&label)),
            "{name}: {step:?}"
        );
        let handle = match step.step.unbroken() {
            Step::CreateGameSession(creation) => {
                handles.insert(creation.handle);
                None
            }
            Step::CreatePlayerSessions { game_session, .. }
            | Step::CreatePlayerSession { game_session, .. }
            | Step::UpdateGameSession { game_session, .. }
            | Step::TerminateGameSession { game_session, .. } => game_session.handle(),
            Step::DescribePlayerSessions(query) => {
                query.game_session.and_then(GameSessionRef::handle)
            }
            Step::DescribeGameSessions(query) => {
                query.game_session.and_then(GameSessionRef::handle)
            }
            Step::Activate(handle)
            | Step::SetPolicy {
                game_session: handle,
                ..
            }
            | Step::EndProcess(handle)
            | Step::Stray(Stray {
                game_session: handle,
                ..
            }) => Some(*handle),
            Step::SearchGameSessions(_)
            | Step::CreateAlias { .. }
            | Step::Accept(_)
            | Step::Remove(_)
            | Step::Broken(_)
            | Step::Wait(_) => None,
        };
        assert!(
            handle.is_none_or(|handle| handles.contains(&handle)),
            "{name}: {step:?}"
        );
        assert!(labels.insert(step.label), "{name}: {step:?}");
    }
}
