//! The predicted answers to calls that create or describe player sessions.

use super::{Predictor, created};
use crate::api::document::Timestamp;
use crate::api::exception::ExceptionKind;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::ids::FleetId;
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::Response;
use crate::api::request::DescribePlayerSessions;
use crate::model::call::{Call, Limits};
use crate::model::state::{Reservation, State};
use crate::spec::id::ContextId;

const U_03: ContextId = ContextId::of("U-03");
const U_04: ContextId = ContextId::of("U-04");
const U_05: ContextId = ContextId::of("U-05");
const U_14: ContextId = ContextId::of("U-14");
const U_15: ContextId = ContextId::of("U-15");
const U_16_TERMINATING: ContextId = ContextId::of("U-16/terminating");
const U_16_TERMINATED: ContextId = ContextId::of("U-16/terminated");
const U_33: ContextId = ContextId::of("U-33/describe-player-sessions");

/// What is predicted for one mention of a player.
enum Mention {
    /// A new player session.
    New(String),
    /// The player session that exists, by its index.
    Existing(usize),
    /// The player session of an earlier mention.
    Shared,
}

impl Predictor {
    pub(super) fn create_player_sessions(
        &mut self,
        call: &Call,
    ) -> Result<Response, ExceptionKind> {
        self.check_limits(call)?;
        let id = call.game_session_id.as_str();
        let state = self.game_sessions.get(id).ok_or_else(|| self.unknown(id))?;
        self.check_joinable(state)?;
        let mentions = self.mentions(state, call)?;
        let new_count = mentions
            .iter()
            .filter(|mention| matches!(mention, Mention::New(_)))
            .count();
        let taken = state.occupancy(self.when(), &self.terms).certain;
        // CPS-22 caps what the maximum allows.
        let cap = self.catalog.limits["PlayersPerGameSession"]
            .max
            .unwrap_or(i64::MAX);
        let open = usize::try_from(state.maximum.min(cap) - taken).unwrap_or(0);
        if new_count > open {
            return Err(ExceptionKind::GameSessionFull);
        }
        let sessions = self.reserve(call, mentions);
        Ok(created(call.action, sessions))
    }

    fn check_limits(&self, call: &Call) -> Result<(), ExceptionKind> {
        let limits = Limits::of(call, self.catalog);
        if !limits.broken.is_empty() {
            return Err(ExceptionKind::InvalidRequest);
        }
        for narrowing in &limits.broken_by {
            // U-35: the predicted unit decides.
            let unit = self.answer(narrowing.context);
            if unit.is_some_and(|unit| narrowing.answers.contains(&unit.name.as_str())) {
                return Err(ExceptionKind::InvalidRequest);
            }
        }
        let quirks = call.quirks.iter().copied().chain(limits.ignored_value());
        quirks
            .into_iter()
            .find_map(|context| self.refusal(context))
            .map_or(Ok(()), Err)
    }

    fn check_joinable(&self, state: &State) -> Result<(), ExceptionKind> {
        match state.statuses_at(self.when(), &self.terms).first() {
            Some(GameSessionStatus::Activating) => return Err(self.refused(U_15)),
            Some(GameSessionStatus::Active) | None => {}
            Some(GameSessionStatus::Terminating) => return Err(self.refused(U_16_TERMINATING)),
            Some(GameSessionStatus::Terminated | GameSessionStatus::Error) => {
                return Err(self.refused(U_16_TERMINATED));
            }
        }
        if state.policy == PlayerSessionCreationPolicy::DenyAll {
            return Err(self.refused(U_14));
        }
        Ok(())
    }

    fn mentions(&self, state: &State, call: &Call) -> Result<Vec<Mention>, ExceptionKind> {
        let mut mentions = Vec::new();
        for (index, player) in call.player_ids.iter().enumerate() {
            let holds = |status| {
                state
                    .reservations
                    .iter()
                    .position(|known| known.player_id == *player && known.statuses.is(status))
            };
            let mut mention = Mention::New(player.clone());
            for (status, context) in [
                (PlayerSessionStatus::Reserved, U_04),
                (PlayerSessionStatus::Active, U_05),
            ] {
                if let Some(existing) = holds(status) {
                    self.refusal(context).map_or(Ok(()), Err)?;
                    if self.is_answer(context, "existing-session") {
                        mention = Mention::Existing(existing);
                    }
                }
            }
            if call.player_ids[..index].contains(player) {
                self.refusal(U_03).map_or(Ok(()), Err)?;
                if self.is_answer(U_03, "one-session") {
                    mention = Mention::Shared;
                }
            }
            mentions.push(mention);
        }
        Ok(mentions)
    }

    fn is_answer(&self, context: ContextId, name: &str) -> bool {
        self.answer(context)
            .is_some_and(|answer| answer.name == name)
    }

    fn reserve(&mut self, call: &Call, mentions: Vec<Mention>) -> Vec<PlayerSession> {
        let (when, terms) = (self.when(), self.terms);
        let mut sessions = Vec::new();
        for mention in mentions {
            let Some(state) = self.game_sessions.get_mut(&call.game_session_id) else {
                continue;
            };
            let index = match mention {
                Mention::Shared => continue,
                Mention::Existing(index) => index,
                Mention::New(player) => {
                    let data = call.data.get(&player).cloned();
                    self.player_session_count += 1;
                    let mut reservation = Reservation::new(player, data, when, &terms);
                    reservation.player_session_id =
                        Some(format!("psess-{:08}", self.player_session_count));
                    state.reservations.push(reservation);
                    state.reservations.len() - 1
                }
            };
            let reservation = &state.reservations[index];
            sessions.push(describe(&call.game_session_id, state, reservation));
        }
        sessions
    }

    pub(super) fn describe_player_sessions(
        &self,
        request: &DescribePlayerSessions,
    ) -> Result<Response, ExceptionKind> {
        let id = request
            .game_session_id
            .as_ref()
            .ok_or(ExceptionKind::InvalidRequest)?;
        let mut player_sessions = Vec::new();
        if let Some(state) = self.game_sessions.get(id.as_str()) {
            let known = state.reservations.iter();
            player_sessions
                .extend(known.map(|reservation| describe(id.as_str(), state, reservation)));
        } else {
            self.describe_unknown(id.as_str(), U_33)?;
        }
        Ok(Response::DescribePlayerSessions {
            player_sessions,
            next_token: None,
        })
    }
}

fn describe(game_session_id: &str, state: &State, reservation: &Reservation) -> PlayerSession {
    PlayerSession {
        player_session_id: reservation.player_session_id.clone(),
        player_id: Some(reservation.player_id.clone()),
        game_session_id: Some(game_session_id.to_owned()),
        fleet_id: state.fleet_id.clone().map(|id| FleetId(id).0),
        fleet_arn: state.connection.fleet_arn.clone(),
        creation_time: Some(Timestamp(0)),
        termination_time: None,
        status: reservation.statuses.iter().next(),
        ip_address: state.connection.ip_address.clone(),
        dns_name: state.connection.dns_name.clone(),
        port: state.connection.port,
        player_data: reservation.player_data.clone(),
    }
}
