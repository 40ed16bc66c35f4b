//! The predicted answers to calls that create, change or describe a game session.

use super::Predictor;
use crate::api::document::Timestamp;
use crate::api::exception::ExceptionKind;
use crate::api::game_property::GameProperty;
use crate::api::game_session::{
    GameSession, GameSessionStatus, PlayerSessionCreationPolicy, ProtectionPolicy,
};
use crate::api::reply::Response;
use crate::api::request::{CreateGameSession, UpdateGameSession};
use crate::model::state::{Change, State};
use crate::model::{details, giving_up, update};
use crate::spec::id::ContextId;

const U_12: ContextId = ContextId::of("U-12");
const U_13: ContextId = ContextId::of("U-13");
const U_19_CREATE: ContextId = ContextId::of("U-19/create");
const U_19_UPDATE: ContextId = ContextId::of("U-19/update");
const U_40_ACTIVATING: ContextId = ContextId::of("U-40/activating");
const U_40_TERMINATED: ContextId = ContextId::of("U-40/terminated");
const U_41: ContextId = ContextId::of("U-41");
const U_40_TERMINATING: ContextId = ContextId::of("U-40/terminating");
const U_55: ContextId = ContextId::of("U-55");
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
        if !self.has_legal_details(request) {
            return Err(ExceptionKind::InvalidRequest);
        }
        let fleet_id = self.fleet_for(request)?;
        let token = request.idempotency_token.clone();
        let token = token.map(|token| (Some(fleet_id.clone()), token));
        if let Some((original, id)) = token.as_ref().and_then(|token| self.tokens.get(token)) {
            let state = self.game_sessions.get(id);
            let state = state.filter(|_| original == request);
            let told = state.map(|state| self.describe(id, state));
            let told = told.ok_or(ExceptionKind::IdempotentParameterMismatch)?;
            return Ok(Response::CreateGameSession(Some(told)));
        }
        let fleet = fleet_id.as_str();
        let location = request
            .location
            .as_ref()
            .map(|name| format!("{name}/"))
            .unwrap_or_default();
        let last = request.idempotency_token.clone();
        let number = self.game_sessions.len() + 1;
        let last = last.unwrap_or_else(|| format!("gsess-{number:08}"));
        let id = format!("arn:aws:gamelift:us-east-1::gamesession/{fleet}/{location}{last}");
        let mut state = State::new(maximum);
        state.activation_deadline = giving_up::deadline(self.when(), &self.terms);
        state.fleet_id = Some(fleet.to_owned());
        state.connection.fleet_arn = Some(format!("arn:aws:gamelift:us-east-1::fleet/{fleet}"));
        state.connection.ip_address = Some("127.0.0.1".to_owned());
        state.connection.port = Some(7777);
        state.details.name.clone_from(&request.name);
        let properties = request.game_properties.as_deref().unwrap_or_default();
        state.details.properties = details::by_key(properties);
        let described = self.describe(&id, &state);
        if let Some(token) = token {
            self.tokens.insert(token, (request.clone(), id.clone()));
        }
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
        if !update::has_legal_details(request, self.catalog) {
            return Err(ExceptionKind::InvalidRequest);
        }
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
            Some(GameSessionStatus::Terminating) => contexts.push(U_40_TERMINATING),
            Some(GameSessionStatus::Terminated | GameSessionStatus::Error) => {
                contexts.push(U_40_TERMINATED);
            }
        }
        let properties = request.game_properties.as_deref().unwrap_or_default();
        let properties = details::merged(&state.details.properties, properties);
        if !self.catalog.limits["GameProperties"].admits(properties.len()) {
            contexts.push(U_55);
        }
        let taken = state.occupancy(self.when(), &self.terms).certain;
        if maximum.is_some_and(|maximum| maximum < taken) {
            contexts.push(U_13);
        }
        if *request == UpdateGameSession::unchanged(request.game_session_id.clone()) {
            contexts.push(U_42);
        }
        let refusal = contexts
            .into_iter()
            .find_map(|context| self.refusal(context));
        refusal.map_or(Ok(()), Err)?;
        if let Some(state) = self.game_sessions.get_mut(id) {
            state.maximum = maximum.unwrap_or(state.maximum);
            state.policy = policy.unwrap_or(state.policy);
            if request.name.is_some() {
                state.details.name.clone_from(&request.name);
            }
            state.details.properties = properties;
            let protection = request.protection_policy.as_deref();
            let protection = protection.and_then(ProtectionPolicy::parse);
            state.details.protection = protection.or(state.details.protection);
        }
        let updated = self
            .game_sessions
            .get(id)
            .map(|state| self.describe(id, state));
        Ok(Response::UpdateGameSession(updated))
    }

    fn has_legal_details(&self, request: &CreateGameSession) -> bool {
        let token = request.idempotency_token.as_deref();
        let (name, properties) = (request.name.as_deref(), request.game_properties.as_deref());
        details::are_within_limits(name, properties, self.catalog)
            && token.is_none_or(|token| details::is_token(token, self.catalog))
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
        let is_told = state.termination != Change::NotYet && state.end != Change::NotYet;
        let reason = is_told.then(|| "TRIGGERED_ON_PROCESS_TERMINATE".to_owned());
        let properties = state.details.properties.iter();
        let properties = properties.map(|(key, value)| GameProperty::new(key, value));
        GameSession {
            name: state.details.name.clone(),
            game_properties: Some(properties.collect()),
            status_reason: reason,
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
