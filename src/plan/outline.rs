//! What plans come to before any is carried out: requests by action, moves, game sessions, waits.
//!
//! It counts what the plans say. Pages beyond the first, polls, repeated requests and shrinking
//! come on top; steps whose game session never comes to be fall away.

use std::collections::BTreeMap;
use std::time::Duration;

use super::inputs::{Capabilities, Capability};
use super::step::{Form, Plan, Step};
use crate::api::action::Action;
use crate::history::{Interval, Label};
use crate::model::terms::Terms;

/// How much later than the last reservation may end what a plan waits for.
const SLACK: Duration = Duration::from_secs(2);

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
    /// For how long the one of the plans waits that waits the longest.
    pub waiting: Duration,
    /// The most fleets that one of the plans needs.
    pub fleets: u64,
}

impl Outline {
    /// Returns what a plan comes to on these terms, with the aliases that are deleted after it.
    pub fn of(plan: &Plan, terms: &Terms) -> Self {
        let mut outline = Self {
            cases: 1,
            fleets: 1 + u64::from(plan.has_second_fleet()),
            waiting: waiting(plan, terms),
            ..Self::default()
        };
        for step in &plan.steps {
            if matches!(step.step, Step::Wait(_)) {
                outline.waiting_cases = 1;
            } else if let Some(action) = action(&step.step) {
                *outline.requests.entry(action).or_default() += 1;
            } else {
                outline.moves += 1;
            }
        }
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
        self.waiting = self.waiting.max(other.waiting);
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

/// Returns for how long a plan may wait for reservations: on wall time until one has run out, for
/// all that wait do so together, and for two in a row where waiting takes no time.
pub(super) fn patience(capabilities: &Capabilities) -> Duration {
    let is_free = capabilities.has(Capability::AdvanceableClock);
    let timeouts = if is_free { 2 } else { 1 };
    timeouts * Terms::default().reservation_timeout + SLACK
}

/// Returns a plan without what comes after its waits for reservations have taken that long.
pub(super) fn until(plan: &Plan, patience: Duration) -> Plan {
    let moments = moments(plan, &Terms::default());
    let steps = plan.steps.iter().zip(moments);
    let in_time = steps.take_while(|(_, moment)| *moment <= patience);
    Plan {
        steps: in_time.map(|(step, _)| step.clone()).collect(),
    }
}

/// Returns for how long a plan waits, if all else took no time.
fn waiting(plan: &Plan, terms: &Terms) -> Duration {
    moments(plan, terms).last().copied().unwrap_or_default()
}

/// Returns when each step is done, if all but waits took no time.
fn moments(plan: &Plan, terms: &Terms) -> Vec<Duration> {
    let mut now = Duration::ZERO;
    let mut begun: BTreeMap<Label, Duration> = BTreeMap::new();
    let done = plan.steps.iter().map(|step| {
        if let Step::Wait(wait) = step.step
            && let Some(begun) = begun.get(&wait.deadline_of)
            && let Some(moment) = wait.moment(Interval::at(*begun), terms)
        {
            now = now.max(moment);
        }
        begun.insert(step.label, now);
        now
    });
    done.collect()
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
    use crate::plan::script::{Script, player};

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
            let outline = Outline::of(&plan, &Terms::default());
            let deleted = outline.count(Action::DeleteAlias);
            assert_eq!(deleted, outline.count(Action::CreateAlias));
            let waits = plan
                .steps
                .iter()
                .filter(|step| matches!(step.step, Step::Wait(_)));
            let steps = outline.total() - deleted + outline.moves + waits.count() as u64;
            assert_eq!(steps, plan.steps.len() as u64);
        }
    }

    #[test]
    fn several_plans_come_to_the_sum_of_each() {
        let plans = smoke();
        let mut all = Outline::default();
        for plan in &plans {
            all.add(Outline::of(plan, &Terms::default()));
        }
        assert_eq!(all.cases, plans.len() as u64);
        assert_eq!(all.fleets, 2);
        let waiting = |plan: &&Plan| !waiting(plan, &Terms::default()).is_zero();
        assert_eq!(
            all.waiting_cases,
            plans.iter().filter(waiting).count() as u64
        );
        assert!(all.count(Action::CreatePlayerSessions) > 100);
    }

    #[test]
    fn waits_for_one_deadline_take_the_time_of_one() {
        let mut script = Script::default();
        let session = script.active(2);
        let first = script.single(session, &player(1));
        script.wait_before(first);
        script.wait_after(first);
        let terms = Terms {
            reservation_timeout: Duration::from_secs(10),
            tolerance: Duration::from_secs(2),
            ..Terms::default()
        };
        let seconds = |script: &Script| waiting(&script.clone().into_plan(), &terms).as_secs();
        assert_eq!(seconds(&script), 12);
        let second = script.single(session, &player(2));
        script.wait_after(second);
        assert_eq!(seconds(&script), 24);
    }
}
