//! The predicted answers to calls that create, change or describe a game session.

use super::Predictor;
use crate::api::document::Timestamp;
use crate::api::exception::ExceptionKind;
use crate::api::game_session::{GameSession, GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::ids::FleetId;
use crate::api::reply::Response;
use crate::api::request::{CreateGameSession, UpdateGameSession};
use crate::model::state::State;
use crate::spec::id::ContextId;

const U_12: ContextId = ContextId::of("U-12");
const U_13: ContextId = ContextId::of("U-13");
const U_19_CREATE: ContextId = ContextId::of("U-19/create");
const U_19_UPDATE: ContextId = ContextId::of("U-19/update");
const U_40_ACTIVATING: ContextId = ContextId::of("U-40/activating");
const U_40_TERMINATED: ContextId = ContextId::of("U-40/terminated");
const U_41: ContextId = ContextId::of("U-41");
const U_42: ContextId = ContextId::of("U-42");

impl Predictor {
    pub(super) fn create_game_session(
        &mut self,
        request: &CreateGameSession,
    ) -> Result<Response, ExceptionKind> {
        let maximum = request.maximum_player_session_count;
        self.check_maximum(maximum, U_19_CREATE)?;
        if maximum == 0 {
            self.refusal(U_12).map_or(Ok(()), Err)?;
        }
        let fleet = request.fleet_id.as_ref().map_or("fleet", FleetId::as_str);
        let location = request
            .location
            .as_ref()
            .map(|name| format!("{name}/"))
            .unwrap_or_default();
        let number = self.game_sessions.len() + 1;
        let id =
            format!("arn:aws:gamelift:us-east-1::gamesession/{fleet}/{location}gsess-{number:08}");
        let mut state = State::new(maximum);
        state.fleet_id = Some(fleet.to_owned());
        state.connection.fleet_arn = Some(format!("arn:aws:gamelift:us-east-1::fleet/{fleet}"));
        state.connection.ip_address = Some("127.0.0.1".to_owned());
        state.connection.port = Some(7777);
        let described = self.describe(&id, &state);
        self.game_sessions.insert(id, state);
        Ok(Response::CreateGameSession(Some(described)))
    }

    pub(super) fn update_game_session(
        &mut self,
        request: &UpdateGameSession,
    ) -> Result<Response, ExceptionKind> {
        let id = request.game_session_id.as_str();
        let policy = match request.player_session_creation_policy.as_deref() {
            None => None,
            Some(name) => Some(
                PlayerSessionCreationPolicy::parse(name).ok_or(ExceptionKind::InvalidRequest)?,
            ),
        };
        let maximum = request.maximum_player_session_count;
        if let Some(maximum) = maximum {
            self.check_maximum(maximum, U_19_UPDATE)?;
        }
        let Some(state) = self.game_sessions.get(id) else {
            return Err(if self.is_well_formed(id) {
                self.refused(U_41)
            } else {
                ExceptionKind::InvalidRequest
            });
        };
        let mut contexts = Vec::new();
        match state.statuses_at(self.when(), &self.terms).first() {
            Some(GameSessionStatus::Activating) => contexts.push(U_40_ACTIVATING),
            Some(GameSessionStatus::Active) | None => {}
            Some(
                GameSessionStatus::Terminating
                | GameSessionStatus::Terminated
                | GameSessionStatus::Error,
            ) => contexts.push(U_40_TERMINATED),
        }
        let taken = state.occupancy(self.when(), &self.terms).certain;
        if maximum.is_some_and(|maximum| maximum < taken) {
            contexts.push(U_13);
        }
        if maximum.is_none() && policy.is_none() {
            contexts.push(U_42);
        }
        let refusal = contexts
            .into_iter()
            .find_map(|context| self.refusal(context));
        refusal.map_or(Ok(()), Err)?;
        if let Some(state) = self.game_sessions.get_mut(id) {
            state.maximum = maximum.unwrap_or(state.maximum);
            state.policy = policy.unwrap_or(state.policy);
        }
        let updated = self
            .game_sessions
            .get(id)
            .map(|state| self.describe(id, state));
        Ok(Response::UpdateGameSession(updated))
    }

    fn check_maximum(&self, maximum: i64, context: ContextId) -> Result<(), ExceptionKind> {
        let limits = &self.catalog.limits;
        if maximum < limits["MaximumPlayerSessionCount"].min {
            return Err(ExceptionKind::InvalidRequest);
        }
        let is_above = limits["PlayersPerGameSession"]
            .max
            .is_some_and(|cap| maximum > cap);
        if is_above {
            self.refusal(context).map_or(Ok(()), Err)
        } else {
            Ok(())
        }
    }

    pub(super) fn describe(&self, id: &str, state: &State) -> GameSession {
        GameSession {
            game_session_id: Some(id.to_owned()),
            fleet_id: state.fleet_id.clone(),
            fleet_arn: state.connection.fleet_arn.clone(),
            creation_time: Some(Timestamp(0)),
            current_player_session_count: Some(state.occupancy(self.when(), &self.terms).certain),
            maximum_player_session_count: Some(state.maximum),
            status: state.statuses_at(self.when(), &self.terms).first().copied(),
            ip_address: state.connection.ip_address.clone(),
            dns_name: state.connection.dns_name.clone(),
            port: state.connection.port,
            player_session_creation_policy: Some(state.policy),
            ..GameSession::default()
        }
    }
}
