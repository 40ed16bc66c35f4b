//! Whether a case went as its plan says, so that another run of it can be held against it.
//!
//! On a target that other cases use at the same time, and on a slow machine, it may not have.

use std::time::Duration;

use crate::api::document::Document;
use crate::api::reply::Reply;
use crate::history::{Act, History, Operation, Outcome};
use crate::plan::step::{Offset, Period, Plan, Step};

use super::names::Names;

/// Returns whether something may have timed out that no wait of the plan waits for.
pub(super) fn is_late(plan: &Plan, history: &History, timeout: Duration) -> bool {
    let operations = &history.operations;
    operations.iter().enumerate().any(|(index, reserved)| {
        if !reserves(reserved) {
            return false;
        }
        let deadline = reserved.target_time.start.saturating_add(timeout);
        let later = operations.iter().skip(index + 1);
        // What comes after a wait for this deadline, or for a later one, is meant to be late.
        let mut punctual = later.take_while(|one| !waits_past(plan, one, operations, reserved));
        punctual.any(|one| one.target_time.end >= deadline)
    })
}

/// Returns whether a list that took several pages held what is not of the plan: it changes while
/// it is read.
pub(super) fn is_shared(names: &Names, operation: &Operation, document: &Document) -> bool {
    operation.pages.len() > 1 && names.has_others(document)
}

fn reserves(operation: &Operation) -> bool {
    let Act::Command(command) = &operation.act else {
        return false;
    };
    let is_success = matches!(
        &operation.outcome,
        Outcome::Replied(Reply::Response { response, .. }) if !response.player_sessions().is_empty()
    );
    is_success && command.action().name().starts_with("CreatePlayerSession")
}

/// Returns whether an operation is a wait past the deadline of a reservation.
fn waits_past(plan: &Plan, wait: &Operation, all: &[Operation], reserved: &Operation) -> bool {
    let step = plan.steps.iter().find(|step| step.label == wait.label);
    let Some(Step::Wait(waited)) = step.map(|step| &step.step) else {
        return false;
    };
    let made = all.iter().find(|one| one.label == waited.deadline_of);
    // Records stay for much longer than reservations.
    let is_past = waited.offset == Offset::After || waited.period == Period::Retention;
    is_past && made.is_some_and(|made| made.target_time.start >= reserved.target_time.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ids::{GameSessionId, PlayerId};
    use crate::api::player_session::PlayerSession;
    use crate::api::reply::Response;
    use crate::api::request::{CreatePlayerSession, DescribePlayerSessions, Request};
    use crate::history::{Command, Heads, Interval, Label};
    use crate::plan::step::{PlanStep, Wait};

    const TIMEOUT: Duration = Duration::from_mins(1);

    fn operation(label: u32, second: u64, act: Act, response: Option<Response>) -> Operation {
        let outcome = response.map_or(Outcome::Done, |response| {
            let problems = Vec::new();
            Outcome::Replied(Reply::Response { response, problems })
        });
        Operation {
            label: Label(label),
            client: 0,
            act,
            outcome,
            pages: Vec::new(),
            heads: Heads::default(),
            order: Interval::at(Duration::ZERO),
            target_time: Interval::at(Duration::from_secs(second)),
        }
    }

    fn create(label: u32, second: u64) -> Operation {
        let request = Request::CreatePlayerSession(CreatePlayerSession {
            game_session_id: GameSessionId::from("gs"),
            player_id: PlayerId::from("p"),
            player_data: None,
        });
        let response = Response::CreatePlayerSession(Some(PlayerSession::default()));
        let act = Act::Command(Command::Typed(request));
        operation(label, second, act, Some(response))
    }

    fn describe(label: u32, second: u64) -> Operation {
        let request = Request::DescribePlayerSessions(DescribePlayerSessions::default());
        operation(label, second, Act::Command(Command::Typed(request)), None)
    }

    #[track_caller]
    fn check(operations: Vec<Operation>, waits: &[(u32, u32)], expected: bool) {
        let step = |(label, deadline_of): &(u32, u32)| PlanStep {
            label: Label(*label),
            wire: None,
            race: None,
            step: Step::Wait(Wait {
                deadline_of: Label(*deadline_of),
                period: Period::Reservation,
                offset: Offset::After,
            }),
        };
        let plan = Plan {
            steps: waits.iter().map(step).collect(),
        };
        assert_eq!(is_late(&plan, &History { operations }, TIMEOUT), expected);
    }

    #[test]
    fn what_takes_as_long_as_a_reservation_lasts_is_late_unless_the_plan_waits_for_it() {
        let wait = |label, second| operation(label, second, Act::Advance, None);
        check(vec![create(1, 0), describe(2, 59)], &[], false);
        check(vec![create(1, 0), describe(2, 60)], &[], true);
        check(vec![describe(1, 0), describe(2, 90)], &[], false);
        let waited = vec![create(1, 0), wait(2, 61), describe(3, 61)];
        check(waited.clone(), &[(2, 1)], false);
        check(waited, &[], true);
        // The second reservation has not been waited for.
        let two = vec![create(1, 0), create(2, 5), wait(3, 61), describe(4, 66)];
        check(two.clone(), &[(3, 1)], true);
        check(two, &[(3, 2)], false);
    }
}
