//! What plans come to before any is carried out: requests by action, moves, game sessions, waits.
//!
//! It counts what the plans say. Pages beyond the first, polls, repeated requests and shrinking
//! come on top; steps whose game session never comes to be fall away.

use std::collections::BTreeMap;

use super::step::{Form, Plan, Step};
use crate::api::action::Action;

/// What one plan comes to, or several together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// How many plans there are.
    pub cases: u64,
    /// The requests by action.
    pub requests: BTreeMap<Action, u64>,
    /// The moves of game servers.
    pub moves: u64,
    /// The plans that wait for a deadline.
    pub waiting_cases: u64,
    /// The most deadlines that one of the plans waits for.
    pub waits: u64,
    /// The most fleets that one of the plans needs.
    pub fleets: u64,
}

impl Outline {
    /// Returns what a plan comes to, with the aliases that are deleted after it.
    pub fn of(plan: &Plan) -> Self {
        let mut outline = Self {
            cases: 1,
            fleets: 1 + u64::from(plan.has_second_fleet()),
            ..Self::default()
        };
        for step in &plan.steps {
            if matches!(step.step, Step::Wait(_)) {
                outline.waits += 1;
            } else if let Some(action) = action(&step.step) {
                *outline.requests.entry(action).or_default() += 1;
            } else {
                outline.moves += 1;
            }
        }
        outline.waiting_cases = u64::from(outline.waits > 0);
        if let Some(created) = outline.requests.get(&Action::CreateAlias).copied() {
            outline.requests.insert(Action::DeleteAlias, created);
        }
        outline
    }

    /// Adds another plan, or several.
    pub fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.moves += other.moves;
        self.waiting_cases += other.waiting_cases;
        self.waits = self.waits.max(other.waits);
        self.fleets = self.fleets.max(other.fleets);
        for (action, count) in other.requests {
            *self.requests.entry(action).or_default() += count;
        }
    }

    /// Returns how many requests there are of an action.
    pub fn count(&self, action: Action) -> u64 {
        self.requests.get(&action).copied().unwrap_or_default()
    }

    /// Returns how many requests there are.
    pub fn total(&self) -> u64 {
        self.requests.values().sum()
    }
}

/// Returns the action that a step asks for, `None` for a move and for a wait.
fn action(step: &Step) -> Option<Action> {
    match step {
        Step::CreateGameSession(_) => Some(Action::CreateGameSession),
        Step::CreatePlayerSessions { .. } => Some(Action::CreatePlayerSessions),
        Step::CreatePlayerSession { .. } => Some(Action::CreatePlayerSession),
        Step::DescribePlayerSessions(_) => Some(Action::DescribePlayerSessions),
        Step::DescribeGameSessions(query) => Some(match query.form {
            Form::Plain => Action::DescribeGameSessions,
            Form::Details => Action::DescribeGameSessionDetails,
        }),
        Step::SearchGameSessions(_) => Some(Action::SearchGameSessions),
        Step::UpdateGameSession { .. } => Some(Action::UpdateGameSession),
        Step::TerminateGameSession { .. } => Some(Action::TerminateGameSession),
        Step::CreateAlias { .. } => Some(Action::CreateAlias),
        Step::Broken(broken) => action(&broken.request),
        Step::Activate(_)
        | Step::Accept(_)
        | Step::Remove(_)
        | Step::Stray(_)
        | Step::SetPolicy { .. }
        | Step::EndProcess(_)
        | Step::Wait(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::generate::Planner;
    use crate::plan::inputs::{Effort, PlanInputs};

    fn smoke() -> Vec<Plan> {
        let inputs = PlanInputs {
            effort: Effort::Smoke,
            ..PlanInputs::default()
        };
        Planner::new(inputs).map(|numbered| numbered.plan).collect()
    }

    #[test]
    fn every_step_is_counted_once_and_aliases_go_as_they_come() {
        for plan in smoke() {
            let outline = Outline::of(&plan);
            let deleted = outline.count(Action::DeleteAlias);
            assert_eq!(deleted, outline.count(Action::CreateAlias));
            let steps = outline.total() - deleted + outline.moves + outline.waits;
            assert_eq!(steps, plan.steps.len() as u64);
        }
    }

    #[test]
    fn several_plans_come_to_the_sum_of_each() {
        let plans = smoke();
        let mut all = Outline::default();
        for plan in &plans {
            all.add(Outline::of(plan));
        }
        assert_eq!(all.cases, plans.len() as u64);
        assert_eq!(all.fleets, 2);
        let waiting = |plan: &&Plan| Outline::of(plan).waits > 0;
        assert_eq!(
            all.waiting_cases,
            plans.iter().filter(waiting).count() as u64
        );
        assert!(all.count(Action::CreatePlayerSessions) > 100);
    }
}
