//! Waiting for a change of a game session's status to show, or to come about by itself.

use std::time::Duration;

use super::CaseError;
use super::case::{POLL_PAUSE, POLL_PAUSE_MAX, Script, operation};
use super::sending;
use crate::api::action::Action;
use crate::api::game_session::GameSessionStatus;
use crate::api::ids::GameSessionId;
use crate::api::reply::{Reply, Response};
use crate::api::request::{DescribeGameSessions, Request};
use crate::history::{Act, Command, History, Move, Outcome};
use crate::plan::step::PlanStep;
use crate::provision::case::Case;

impl Script<'_> {
    /// Describes the game session until a change of its status shows, or the tolerance is over.
    ///
    /// No document says how soon it shows (U-32), and a plan that runs ahead of it decides little.
    pub(super) async fn settle(
        &mut self,
        case: &Case<'_>,
        step: &PlanStep,
        (game_session_id, wanted): (GameSessionId, GameSessionStatus),
    ) -> Result<(), CaseError> {
        if !self.ground.stage.is_wall_time() || self.ground.terms.tolerance.is_zero() {
            return Ok(());
        }
        let settled = self.last_change();
        let settled = settled.saturating_add(self.ground.terms.tolerance);
        self.poll(case, step, (game_session_id, wanted), settled)
            .await
            .map(|_| ())
    }

    /// Waits for a game session to become ACTIVE by itself, as long as patience lasts.
    ///
    /// Where it cannot be described, what later replies say is all that is known.
    pub(super) async fn await_activation(
        &mut self,
        case: &Case<'_>,
        step: &PlanStep,
        game_session_id: &GameSessionId,
    ) -> Result<(), CaseError> {
        let stage = self.ground.stage;
        if is_active(&self.history, game_session_id) || !stage.offers(Action::DescribeGameSessions)
        {
            return Ok(());
        }
        let patience = stage.patience().total();
        let change = (game_session_id.clone(), GameSessionStatus::Active);
        let is_active = self
            .poll(case, step, change, stage.now() + patience)
            .await?;
        if !is_active {
            case.do_without(format!(
                "self-activation: a game session was not ACTIVE after {patience:?}"
            ));
        }
        Ok(())
    }

    /// Describes a game session until it has a status, none at all, or the time is up, and returns
    /// whether it has not another.
    async fn poll(
        &mut self,
        case: &Case<'_>,
        step: &PlanStep,
        (game_session_id, wanted): (GameSessionId, GameSessionStatus),
        until: Duration,
    ) -> Result<bool, CaseError> {
        let describe = Command::Typed(Request::DescribeGameSessions(DescribeGameSessions {
            game_session_id: Some(game_session_id),
            ..DescribeGameSessions::default()
        }));
        let clock = self.ground.clock;
        let mut pause = POLL_PAUSE;
        let performed = loop {
            let performed =
                sending::send(case, clock, (&describe, step.wire), &mut self.failures).await?;
            if is_settled(&performed.outcome, wanted) || performed.target_time.start >= until {
                break performed;
            }
            clock.pause(pause).await;
            pause = (pause * 2).min(POLL_PAUSE_MAX);
        };
        let is_settled = is_settled(&performed.outcome, wanted);
        let (label, act) = (step.label.settling(), Act::Command(describe));
        self.history
            .operations
            .push(operation(label, act, performed));
        Ok(is_settled)
    }
}

/// Returns whether a creation was answered with a game session of that id that is ACTIVE.
fn is_active(history: &History, game_session_id: &GameSessionId) -> bool {
    history.operations.iter().any(|operation| {
        matches!(
            &operation.outcome,
            Outcome::Replied(Reply::Response {
                response: Response::CreateGameSession(Some(session)),
                ..
            }) if session.game_session_id.as_deref() == Some(game_session_id.as_str())
                && session.status == Some(GameSessionStatus::Active)
        )
    })
}

/// Returns whether a description shows the status that is waited for, or none at all.
fn is_settled(outcome: &Outcome, wanted: GameSessionStatus) -> bool {
    let Outcome::Replied(Reply::Response {
        response: Response::DescribeGameSessions { game_sessions, .. },
        ..
    }) = outcome
    else {
        return true;
    };
    let mut others = game_sessions
        .iter()
        .filter(|session| session.status != Some(wanted));
    others.next().is_none()
}

/// Returns the game session whose status a move changes, and what it changes to.
pub(super) fn settles(act: &Act) -> Option<(GameSessionId, GameSessionStatus)> {
    match act {
        Act::Move(Move::Activate { game_session_id }) => {
            Some((game_session_id.clone(), GameSessionStatus::Active))
        }
        Act::Move(Move::EndProcess { game_session_id }) => {
            Some((game_session_id.clone(), GameSessionStatus::Terminated))
        }
        Act::Move(Move::Accept { .. } | Move::Remove { .. } | Move::UpdatePolicy { .. })
        | Act::Command(_)
        | Act::Provide(_)
        | Act::Advance => None,
    }
}
