//! Sending one command until it has an answer that says something about the target.
//!
//! Throttling says nothing: the command is sent again, later. A failure, be it a server error or a
//! reply that is lost, says nothing either: a describe is repeated; a change is not, for what it
//! did is open.

use std::time::Duration;

use super::CaseError;
use crate::api::action::Action;
use crate::api::reply::Reply;
use crate::clock::Clock;
use crate::history::broken::Broken;
use crate::history::{Command, Move, Outcome};
use crate::model::broken::{Expectation, Reading};
use crate::plan::step::Wire;
use crate::provision::case::{Case, Performed};
use crate::target::access::denial;
use crate::target::is_throttled;

/// How often a throttled command is sent before patience runs out.
pub(super) const THROTTLED_MAX: u32 = 8;

/// The pause after the first throttled answer; each further one is twice as long.
pub(super) const THROTTLED_PAUSE: Duration = Duration::from_millis(100);

/// How many equal failures in a row are trouble.
const FAILURES_MAX: u32 = 3;

/// How often a describe is sent that fails in one way or another.
const FAILED_MAX: u32 = 8;

/// The pause before a describe is repeated that failed.
const FAILURE_PAUSE: Duration = Duration::from_millis(200);

/// How often a broken request is sent that gets no answer, or one that says nothing.
const UNANSWERED_MAX: u32 = 3;

/// Failures in a row, over the commands of one case.
#[derive(Debug, Default)]
pub(super) struct Failures {
    last: Option<(Action, String)>,
    count: u32,
}

impl Failures {
    /// Notes an answer; the third equal failure in a row is trouble.
    fn note(&mut self, action: Action, outcome: &Outcome) -> Result<(), CaseError> {
        let Some(answer) = failure(outcome) else {
            *self = Self::default();
            return Ok(());
        };
        let failed = (action, answer);
        if self.last.as_ref() == Some(&failed) {
            self.count += 1;
        } else {
            self.count = 1;
            self.last = Some(failed.clone());
        }
        if self.count >= FAILURES_MAX {
            let (action, answer) = failed;
            return Err(CaseError::Failing { action, answer });
        }
        Ok(())
    }
}

/// Sends a command until it is answered.
pub(super) async fn send(
    case: &Case<'_>,
    clock: &Clock,
    (command, wire): (&Command, Option<Wire>),
    failures: &mut Failures,
) -> Result<Performed, CaseError> {
    let action = command.action();
    let mut throttled = 0;
    let mut unanswered = 0;
    let mut failed = 0;
    loop {
        let performed = case.send(command, wire).await?;
        if is_throttled(&performed.outcome) {
            throttled += 1;
            if throttled >= THROTTLED_MAX {
                return Err(CaseError::Throttled { action });
            }
            clock
                .pause(THROTTLED_PAUSE * 2_u32.pow(throttled - 1))
                .await;
            continue;
        }
        if let Command::Broken(broken) = command {
            unanswered += 1;
            // Any connection may break for a reason of its own: it takes three that do.
            let is_over = unanswered >= UNANSWERED_MAX || !is_repeatable(broken);
            if is_over || Reading::of(broken, &performed.outcome) != Reading::Unknown {
                return Ok(performed);
            }
            continue;
        }
        // What bytes deserve is a question of its own.
        if matches!(command, Command::Typed(_))
            && let Some((denial, answer)) = denial(&performed.outcome)
        {
            let answer = answer.to_owned();
            return Err(CaseError::Denied {
                action,
                answer,
                denial,
            });
        }
        if let Some(refusal) = case.withdrawal(action, &performed).await? {
            return Err(CaseError::Withdrawn { action, refusal });
        }
        failures.note(action, &performed.outcome)?;
        if is_describe(action)
            && let Some(answer) = failure(&performed.outcome)
        {
            failed += 1;
            if failed >= FAILED_MAX {
                return Err(CaseError::Unsteady {
                    action,
                    count: failed,
                    answer,
                });
            }
            clock.pause(FAILURE_PAUSE).await;
            continue;
        }
        return Ok(performed);
    }
}

/// Makes a move, again and again while the service asks to slow down.
///
/// `None` means that no process hosts the game session.
pub(super) async fn perform(
    case: &Case<'_>,
    clock: &Clock,
    movement: &Move,
) -> Result<Option<Performed>, CaseError> {
    let mut pause = THROTTLED_PAUSE;
    let mut performed = case.perform(movement).await?;
    for _ in 1..THROTTLED_MAX {
        let outcome = performed.as_ref().map(|performed| &performed.outcome);
        if !matches!(
            outcome,
            Some(Outcome::Refused {
                status_code: 429,
                ..
            })
        ) {
            break;
        }
        clock.pause(pause).await;
        pause *= 2;
        performed = case.perform(movement).await?;
    }
    Ok(performed)
}

/// Returns whether a broken request can be sent again: it changes nothing where all is well.
fn is_repeatable(broken: &Broken) -> bool {
    is_describe(broken.action()) || matches!(Expectation::of(broken), Expectation::Refusal(..))
}

/// Returns whether an action changes nothing.
pub(super) fn is_describe(action: Action) -> bool {
    matches!(
        action,
        Action::DescribePlayerSessions
            | Action::DescribeGameSessions
            | Action::DescribeGameSessionDetails
            | Action::SearchGameSessions
            | Action::ResolveAlias
    )
}

/// Returns what was answered where that is a failure of the target.
fn failure(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) if exception.status >= 500 => {
            Some(exception.kind.name().to_owned())
        }
        Outcome::Replied(Reply::Unreadable { status, .. }) if *status >= 500 => {
            Some(format!("status {status}"))
        }
        Outcome::Lost { .. } => Some("nothing".to_owned()),
        Outcome::Replied(_) | Outcome::Done | Outcome::Refused { .. } => None,
    }
}
