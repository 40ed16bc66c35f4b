//! The predicted answers to terminations of game sessions.

use super::Predictor;
use crate::api::exception::ExceptionKind;
use crate::api::game_session::{GameSessionStatus, TerminationMode};
use crate::api::reply::Response;
use crate::api::request::TerminateGameSession;
use crate::model::state::Change;
use crate::spec::id::ContextId;

const U_50_ACTIVATING: ContextId = ContextId::of("U-50/activating");
const U_50_TERMINATING: ContextId = ContextId::of("U-50/terminating");
const U_50_TERMINATED: ContextId = ContextId::of("U-50/terminated");
const U_51: ContextId = ContextId::of("U-51");

impl Predictor {
    pub(super) fn terminate_game_session(
        &mut self,
        request: &TerminateGameSession,
    ) -> Result<Response, ExceptionKind> {
        let mode = TerminationMode::parse(&request.termination_mode);
        // TGS-06: an Anywhere fleet without the agent forces nothing.
        if mode != Some(TerminationMode::TriggerOnProcessTerminate) {
            return Err(ExceptionKind::InvalidRequest);
        }
        let id = request.game_session_id.as_str();
        let Some(state) = self.game_sessions.get(id) else {
            return Err(if self.is_well_formed(id) {
                self.refused(U_51)
            } else {
                ExceptionKind::InvalidRequest
            });
        };
        let context = match state.statuses_at(self.when(), &self.terms).first() {
            Some(GameSessionStatus::Activating) => Some(U_50_ACTIVATING),
            Some(GameSessionStatus::Terminating) => Some(U_50_TERMINATING),
            Some(GameSessionStatus::Terminated | GameSessionStatus::Error) => Some(U_50_TERMINATED),
            Some(GameSessionStatus::Active) | None => None,
        };
        let refusal = context.and_then(|context| self.refusal(context));
        refusal.map_or(Ok(()), Err)?;
        if let Some(state) = self.game_sessions.get_mut(id)
            && state.end == Change::NotYet
        {
            state.termination = Change::Seen;
        }
        let told = self.game_sessions.get(id);
        let told = told.map(|state| self.describe(id, state));
        Ok(Response::TerminateGameSession(told))
    }
}
