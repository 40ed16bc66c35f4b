//! What the replies of a smaller plan lack, or have otherwise, beside those that were received.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::game_session::GameSession;
use crate::api::player_session::PlayerSession;
use crate::api::reply::{Reply, Response};
use crate::history::{Label, Operation, Outcome};
use crate::plan::step::PlanStep;

/// Changes to replies.
#[derive(Clone, Debug, Default)]
pub(super) struct Patch {
    /// The player sessions that are not there any more.
    pub(super) gone: BTreeSet<String>,
    /// The player sessions without data, with the data that they had.
    pub(super) bare: BTreeMap<String, String>,
    /// Player ids and what they have become.
    pub(super) player_ids: BTreeMap<String, String>,
    /// Player data and what it has become.
    pub(super) data: BTreeMap<String, String>,
    /// The maxima that steps set now.
    pub(super) maxima: BTreeMap<Label, i64>,
    /// The player sessions that a reply holds besides its own.
    pub(super) merged: BTreeMap<Label, Vec<PlayerSession>>,
    /// For each game session, the maximum in the replies and the one to put in its place.
    in_force: BTreeMap<String, (i64, i64)>,
}

impl Patch {
    /// Returns what comes of a step that stays; steps have to come in order.
    pub(super) fn outcome(&mut self, step: &PlanStep, recorded: &Operation) -> Outcome {
        let mut outcome = recorded.outcome.clone();
        let Outcome::Replied(Reply::Response { response, .. }) = &mut outcome else {
            return outcome;
        };
        if let Response::CreatePlayerSessions(sessions) = response {
            sessions.extend(self.merged.get(&step.label).into_iter().flatten().cloned());
        }
        match response {
            Response::CreatePlayerSessions(sessions)
            | Response::DescribePlayerSessions {
                player_sessions: sessions,
                ..
            } => {
                sessions.retain(|session| !self.is_gone(session));
                for session in sessions {
                    self.player_session(session);
                }
            }
            Response::CreatePlayerSession(Some(session)) => self.player_session(session),
            Response::CreateGameSession(Some(session))
            | Response::UpdateGameSession(Some(session))
            | Response::TerminateGameSession(Some(session)) => {
                self.note_maximum(step, session);
                self.game_session(session);
            }
            Response::DescribeGameSessions { game_sessions, .. }
            | Response::SearchGameSessions { game_sessions, .. } => {
                for session in game_sessions {
                    self.game_session(session);
                }
            }
            Response::DescribeGameSessionDetails { details, .. } => {
                for session in details
                    .iter_mut()
                    .filter_map(|one| one.game_session.as_mut())
                {
                    self.game_session(session);
                }
            }
            Response::CreatePlayerSession(None)
            | Response::CreateGameSession(None)
            | Response::UpdateGameSession(None)
            | Response::TerminateGameSession(None)
            | Response::CreateLocation { .. }
            | Response::CreateFleet(_)
            | Response::DescribeFleetAttributes(_)
            | Response::RegisterCompute(_)
            | Response::GetComputeAuthToken { .. }
            | Response::CreateAlias(_)
            | Response::UpdateAlias(_)
            | Response::ResolveAlias { .. }
            | Response::Empty(_) => {}
        }
        outcome
    }

    fn is_gone(&self, session: &PlayerSession) -> bool {
        session
            .player_session_id
            .as_ref()
            .is_some_and(|id| self.gone.contains(id))
    }

    fn player_session(&self, session: &mut PlayerSession) {
        let id = session.player_session_id.as_deref().unwrap_or_default();
        if self
            .bare
            .get(id)
            .is_some_and(|data| session.player_data.as_ref() == Some(data))
        {
            session.player_data = None;
        }
        replace(&mut session.player_id, &self.player_ids);
        replace(&mut session.player_data, &self.data);
    }

    /// Takes note of the maximum that a step sets.
    fn note_maximum(&mut self, step: &PlanStep, session: &GameSession) {
        let sets_maximum = step.step.maximum().is_some();
        let Some(id) = session.game_session_id.clone().filter(|_| sets_maximum) else {
            return;
        };
        match (
            self.maxima.get(&step.label),
            session.maximum_player_session_count,
        ) {
            (Some(new), Some(old)) => self.in_force.insert(id, (old, *new)),
            _ => self.in_force.remove(&id),
        };
    }

    fn game_session(&self, session: &mut GameSession) {
        let id = session.game_session_id.as_deref().unwrap_or_default();
        if let Some((old, new)) = self.in_force.get(id)
            && session.maximum_player_session_count == Some(*old)
        {
            session.maximum_player_session_count = Some(*new);
        }
    }
}

fn replace(text: &mut Option<String>, names: &BTreeMap<String, String>) {
    if let Some(name) = text.as_ref().and_then(|text| names.get(text)) {
        *text = Some(name.clone());
    }
}
