//! Sending one command until it has an answer that says something about the target.
//!
//! Throttling says nothing: the command is sent again, later. A server error to a describe says
//! nothing either; one to a change leaves open what it did, so the change is not repeated.

use std::time::Duration;

use super::CaseError;
use crate::api::action::Action;
use crate::api::reply::Reply;
use crate::clock::Clock;
use crate::history::broken::Broken;
use crate::history::{Command, Outcome};
use crate::model::broken::{Expectation, Reading};
use crate::plan::step::Wire;
use crate::provision::case::{Case, Performed};
use crate::target::access::denial;
use crate::target::is_throttled;

/// How often a throttled command is sent before patience runs out.
pub(super) const THROTTLED_MAX: u32 = 8;

/// The pause after the first throttled answer; each further one is twice as long.
pub(super) const THROTTLED_PAUSE: Duration = Duration::from_millis(100);

/// How many equal server errors in a row are trouble.
const SERVER_ERRORS_MAX: u32 = 3;

/// The pause before a describe is repeated that was answered a server error.
const SERVER_ERROR_PAUSE: Duration = Duration::from_millis(200);

/// How often a broken request is sent that gets no answer, or one that says nothing.
const UNANSWERED_MAX: u32 = 3;

/// Server errors in a row, over the commands of one case.
#[derive(Debug, Default)]
pub(super) struct ServerErrors {
    last: Option<(Action, String)>,
    count: u32,
}

impl ServerErrors {
    /// Notes an answer; the third equal server error in a row is trouble.
    fn note(&mut self, action: Action, outcome: &Outcome) -> Result<(), CaseError> {
        let Some(answer) = server_error(outcome) else {
            *self = Self::default();
            return Ok(());
        };
        let error = (action, answer);
        if self.last.as_ref() == Some(&error) {
            self.count += 1;
        } else {
            self.count = 1;
            self.last = Some(error.clone());
        }
        if self.count >= SERVER_ERRORS_MAX {
            let (action, answer) = error;
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
    errors: &mut ServerErrors,
) -> Result<Performed, CaseError> {
    let action = command.action();
    let mut throttled = 0;
    let mut unanswered = 0;
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
        errors.note(action, &performed.outcome)?;
        if is_describe(action) && server_error(&performed.outcome).is_some() {
            clock.pause(SERVER_ERROR_PAUSE).await;
            continue;
        }
        return Ok(performed);
    }
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

fn server_error(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) if exception.status >= 500 => {
            Some(exception.kind.name().to_owned())
        }
        Outcome::Replied(Reply::Unreadable { status, .. }) if *status >= 500 => {
            Some(format!("status {status}"))
        }
        Outcome::Replied(_) | Outcome::Done | Outcome::Refused { .. } | Outcome::Lost { .. } => {
            None
        }
    }
}
