//! Game sessions: how they come to be, change and end.
//!
//! A game session takes a ready process of the fleet that hosts none, and ends with it.

use std::sync::Arc;

use crate::api::exception::ExceptionKind;
use crate::api::game_session::{self, GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::ids::FleetId;
use crate::api::player_session::PlayerSessionStatus;
use crate::api::reply::Response;
use crate::api::request::{CreateGameSession, UpdateGameSession};
use crate::api::socket::Push;

use super::Emulator;
use super::faults::Fault;
use super::processes::Farewell;
use super::refusal::Refusal;
use super::state::{GameKey, GameSession, Past, PlayerKey, Process, ProcessKey};
use super::timers::{RETENTION, Timer};

/// The most players of a game session, a quota that no account can raise (CPS-22).
pub(super) const PLAYERS_MAX: i64 = 200;

impl Emulator {
    /// Starts a game session and returns its id beside the response.
    pub(super) fn create_game_session(
        &mut self,
        request: CreateGameSession,
    ) -> Result<(Response, String), Refusal> {
        let (fleet_id, request) = self.settle_fleet(request)?;
        let token = request.idempotency_token.clone();
        let token = token.map(|token| (fleet_id.clone(), token));
        if let Some(key) = token
            .as_ref()
            .and_then(|token| self.idempotency_tokens.get(token))
        {
            return self.repeat_game_session(*key, &request);
        }
        let location = request.location.clone().unwrap_or_default();
        let process = self.idle_process(&fleet_id, &location).ok_or_else(|| {
            let message = format!("Unable to reserve a process on fleet {fleet_id}");
            Refusal::new(ExceptionKind::FleetCapacityExceeded, message)
        })?;
        let key = self.start_game_session(process, request);
        if let Some(token) = token {
            self.idempotency_tokens.insert(token, key);
        }
        Ok(self.created(key))
    }

    /// Changes a game session; members that are absent stay as they are.
    pub(super) fn update_game_session(
        &mut self,
        request: &UpdateGameSession,
    ) -> Result<Response, Refusal> {
        let key = self.find_game_session(request.game_session_id.as_str())?;
        let policy = request.player_session_creation_policy.as_deref();
        let policy = policy.and_then(PlayerSessionCreationPolicy::parse);
        let maximum = request.maximum_player_session_count;
        if let Err(refusal) = self.within_quota(maximum.unwrap_or_default()) {
            self.spoil_update(key, maximum, policy);
            return Err(refusal);
        }
        let session = self.game_sessions.get_mut(key);
        if session.ended.is_some() {
            // Fault: GSS-03 has it stay TERMINATED.
            if !self.settings.has(Fault::UpdateRevivesGameSession) {
                return Err(Refusal::invalid_status("the game session has ended"));
            }
            session.status = GameSessionStatus::Active;
            session.ended = None;
        }
        if let Some(name) = &request.name {
            session.name = Some(name.clone());
        }
        if let Some(maximum) = maximum {
            self.change_maximum(key, maximum);
        }
        if let Some(policy) = policy {
            self.change_policy(key, policy);
        // Fault: UGS-03 leaves alone what the request does not name.
        } else if self.has(Fault::UpdateResetsPolicy) && maximum.is_some() {
            self.change_policy(key, PlayerSessionCreationPolicy::AcceptAll);
        }
        let mut reply = self.game_session_reply(key);
        reply.maximum_player_session_count = maximum.or(reply.maximum_player_session_count);
        reply.player_session_creation_policy = policy.or(reply.player_session_creation_policy);
        Ok(Response::UpdateGameSession(Some(reply)))
    }

    /// Sets the maximum (UGS-01); the player sessions stay (UGS-04).
    fn change_maximum(&mut self, key: GameKey, maximum: i64) {
        let session = self.game_sessions.get_mut(key);
        // Fault: UGS-01 has any maximum in force.
        let is_stuck = self.settings.has(Fault::RaisedAfterLoweredNotStored);
        if is_stuck && session.past.was_lowered && maximum > session.maximum {
            return;
        }
        // U-13: a maximum below the players it has is accepted; it is full until some leave.
        session.set_maximum(maximum);
        // Fault: UGS-04 leaves player sessions alone.
        if self.has(Fault::LoweringEvictsPlayers) {
            self.evict(key);
        }
    }

    /// Sets the policy (UGS-02).
    pub(super) fn change_policy(&mut self, key: GameKey, policy: PlayerSessionCreationPolicy) {
        let session = self.game_sessions.get(key);
        let is_accepting = policy == PlayerSessionCreationPolicy::AcceptAll;
        // Faults: UGS-02 has any policy in force.
        let is_stuck =
            self.has(Fault::AcceptAllNotStored) && is_accepting && session.past.was_closed
                || self.has(Fault::ThirdPolicyChangeNotStored) && session.past.policy_changes >= 2;
        if !is_stuck {
            self.game_sessions.get_mut(key).set_policy(policy);
        }
    }

    /// Changes what a refused update must not: UGS-06.
    fn spoil_update(
        &mut self,
        key: GameKey,
        maximum: Option<i64>,
        policy: Option<PlayerSessionCreationPolicy>,
    ) {
        // Fault: UGS-06 has the maximum stay.
        if self.has(Fault::RefusedUpdateSetsMaximum)
            && let Some(maximum) = maximum
        {
            self.change_maximum(key, maximum);
        }
        // Fault: UGS-06 has the policy stay.
        if self.has(Fault::RefusedUpdateSetsPolicy)
            && let Some(policy) = policy
        {
            self.change_policy(key, policy);
        }
    }

    /// Lets a maximum pass that is within the quota, which answers U-19 (CPS-22).
    fn within_quota(&self, maximum: i64) -> Result<(), Refusal> {
        // Fault: CPS-22 has no player beyond the quota.
        if maximum <= PLAYERS_MAX || self.has(Fault::QuotaIgnoredByUpdate) {
            return Ok(());
        }
        // Fault: WIR-08 has the exceptions that the action declares.
        if self.has(Fault::QuotaAnsweredLimitExceeded) {
            return Err(beyond_quota(ExceptionKind::LimitExceeded));
        }
        Err(beyond_quota(ExceptionKind::InvalidRequest))
    }

    /// Ends the latest player sessions until the rest has room, which only a fault does.
    fn evict(&mut self, key: GameKey) {
        let session = self.game_sessions.get(key);
        let excess = usize::try_from(session.taken - session.maximum).unwrap_or(0);
        let holds_slot = |player: &&PlayerKey| self.player_sessions.get(**player).holds_slot();
        let latest = session.player_sessions.iter().rev().filter(holds_slot);
        let evicted: Vec<PlayerKey> = latest.take(excess).copied().collect();
        for player in evicted {
            self.end_player_session(player, PlayerSessionStatus::Completed);
        }
    }

    /// Finds a game session by its id.
    pub(super) fn find_game_session(&self, id: &str) -> Result<GameKey, Refusal> {
        let found = self.game_sessions.find(id);
        // Fault: GSS-04 keeps the record.
        let is_forgotten = |key: &GameKey| {
            self.has(Fault::EndedGameSessionForgotten)
                && self.game_sessions.get(*key).ended.is_some()
        };
        found
            .filter(|key| !is_forgotten(key))
            .ok_or_else(|| Refusal::not_found("no such game session"))
    }

    /// Returns a game session as replies carry it.
    pub(super) fn game_session_reply(&self, key: GameKey) -> game_session::GameSession {
        let session = self.game_sessions.get(key);
        game_session::GameSession {
            game_session_id: Some(session.id.to_string()),
            name: session.name.clone(),
            fleet_id: Some(session.fleet_id.to_string()),
            fleet_arn: Some(self.fleet_arn(&session.fleet_id)),
            creation_time: Some(self.timestamp(session.created)),
            termination_time: session.ended.map(|ended| self.timestamp(ended)),
            current_player_session_count: Some(session.taken),
            maximum_player_session_count: Some(session.maximum),
            status: Some(session.status),
            ip_address: Some(session.ip_address.to_string()),
            port: Some(session.port),
            player_session_creation_policy: Some(session.policy),
            location: Some(session.location.clone()),
            ..game_session::GameSession::default()
        }
    }

    /// Makes an activating game session active.
    pub(super) fn activate(&mut self, key: GameKey) {
        let session = self.game_sessions.get_mut(key);
        // Fault: GSS-01 has it ACTIVE.
        if !self.settings.has(Fault::ActivationWithoutEffect) {
            session.status = GameSessionStatus::Active;
        }
        if let Some(deadline) = session.activation_deadline.take() {
            self.timers.cancel(deadline, Timer::Activation(key));
        }
    }

    /// Ends a game session that has not become active in time, together with its process.
    pub(super) fn give_up_activation(&mut self, key: GameKey) {
        let process = self.game_sessions.get(key).process;
        self.end_process(process, Farewell::Terminate);
    }

    /// Ends a game session.
    pub(super) fn terminate_game_session(&mut self, key: GameKey) {
        // Fault: GSS-02 has it TERMINATED.
        if self.has(Fault::EndWithoutEffect) {
            return;
        }
        let now = self.now;
        let session = self.game_sessions.get_mut(key);
        session.status = GameSessionStatus::Terminated;
        session.ended = Some(now);
        let activation_deadline = session.activation_deadline.take();
        let players = session.player_sessions.clone();
        if let Some(deadline) = activation_deadline {
            self.timers.cancel(deadline, Timer::Activation(key));
        }
        // U-24: who has a slot loses it, as if the player had left or had never come.
        for player in players {
            match self.player_sessions.get(player).status {
                PlayerSessionStatus::Reserved => {
                    self.end_player_session(player, PlayerSessionStatus::TimedOut);
                }
                PlayerSessionStatus::Active => {
                    self.end_player_session(player, PlayerSessionStatus::Completed);
                }
                // Fault: PSS-01 has it stay TIMEDOUT.
                PlayerSessionStatus::TimedOut if self.has(Fault::TimedOutBecomesCompleted) => {
                    self.player_sessions.get_mut(player).status = PlayerSessionStatus::Completed;
                }
                PlayerSessionStatus::Completed | PlayerSessionStatus::TimedOut => {}
            }
        }
        self.timers.set(now + RETENTION, Timer::Retention(key));
    }

    /// Drops the records of a game session and all of its player sessions (CPS-26).
    pub(super) fn drop_records(&mut self, key: GameKey) {
        if let Some(session) = self.game_sessions.remove(key) {
            for player in session.player_sessions {
                self.player_sessions.remove(player);
            }
            self.idempotency_tokens.retain(|_, other| *other != key);
        }
    }

    /// Checks fleet, location and maximum; the request goes on with the fleet's id.
    fn settle_fleet(
        &self,
        mut request: CreateGameSession,
    ) -> Result<(Arc<str>, CreateGameSession), Refusal> {
        let fleet = request
            .fleet_id
            .as_ref()
            .ok_or_else(|| Refusal::invalid_request("FleetId or AliasId is required"))?;
        // U-19: a maximum beyond the quota is refused at once.
        if request.maximum_player_session_count > PLAYERS_MAX {
            return Err(beyond_quota(ExceptionKind::InvalidRequest));
        }
        let fleet = self.fleet(fleet)?;
        let is_known = |location| fleet.locations.contains(location);
        if !request.location.as_ref().is_some_and(is_known) {
            let message = "Location must be one of the Anywhere fleet's";
            return Err(Refusal::invalid_request(message));
        }
        let id = fleet.id.clone();
        request.fleet_id = Some(FleetId(id.to_string()));
        Ok((id, request))
    }

    /// Answers a create whose idempotency token is in use.
    fn repeat_game_session(
        &self,
        key: GameKey,
        request: &CreateGameSession,
    ) -> Result<(Response, String), Refusal> {
        if self.game_sessions.get(key).request == *request {
            return Ok(self.created(key));
        }
        Err(Refusal::new(
            ExceptionKind::IdempotentParameterMismatch,
            "the idempotency token is in use with other parameters",
        ))
    }

    fn created(&self, key: GameKey) -> (Response, String) {
        let id = self.game_sessions.get(key).id.to_string();
        let mut reply = self.game_session_reply(key);
        // Fault: CGS-04 has nobody in it.
        if self.has(Fault::NewGameSessionCountsAPlayer) {
            reply.current_player_session_count = Some(1);
        }
        (Response::CreateGameSession(Some(reply)), id)
    }

    /// Returns the longest-waiting process that is ready, connected and hosts nothing.
    fn idle_process(&self, fleet_id: &str, location: &str) -> Option<ProcessKey> {
        let is_idle = |process: &Process| {
            process.port.is_some()
                && process.socket.is_some()
                && process.game_session.is_none()
                && *process.fleet_id == *fleet_id
                && process.location == location
        };
        self.processes
            .iter()
            .find(|(_, process)| is_idle(process))
            .map(|(key, _)| *key)
    }

    fn start_game_session(&mut self, key: ProcessKey, request: CreateGameSession) -> GameKey {
        let name = match &request.idempotency_token {
            Some(token) => token.clone(),
            None => format!("gsess-{}", self.ids.next()),
        };
        let process = self.process_mut(key);
        let (fleet_id, location) = (process.fleet_id.clone(), process.location.clone());
        let (ip_address, port) = (process.ip_address.clone(), process.port.unwrap_or_default());
        let region = &self.settings.region;
        let mut id = format!("arn:aws:gamelift:{region}::gamesession/{fleet_id}/{location}/{name}");
        // Fault: CGS-06 has every id new.
        if self.has(Fault::GameSessionIdReused)
            && let Some(ended) = self.ended_game_session(&fleet_id)
        {
            id = ended;
        }
        let mut maximum = request.maximum_player_session_count;
        // Fault: CGS-02 has the maximum of the request.
        if self.has(Fault::MaximumCutTo100) {
            maximum = maximum.min(100);
        }
        let mut policy = PlayerSessionCreationPolicy::AcceptAll;
        // Fault: CGS-03 has it open.
        if self.has(Fault::NewGameSessionClosed) {
            policy = PlayerSessionCreationPolicy::DenyAll;
        }
        let activation_timeout = self.settings.activation_timeout;
        let activation_deadline = activation_timeout.map(|timeout| self.now + timeout);
        let game_session = self.game_sessions.add(GameSession {
            id: Arc::from(id),
            fleet_id,
            location,
            name: request.name.clone(),
            maximum,
            policy,
            status: GameSessionStatus::Activating,
            process: key,
            ip_address,
            port,
            created: self.now,
            ended: None,
            activation_deadline,
            player_sessions: Vec::new(),
            taken: 0,
            past: Past {
                highest_maximum: maximum,
                ..Past::default()
            },
            request,
        });
        if let Some(deadline) = activation_deadline {
            self.timers.set(deadline, Timer::Activation(game_session));
        }
        self.process_mut(key).game_session = Some(game_session);
        self.push(key, &self.invitation(game_session));
        game_session
    }

    fn ended_game_session(&self, fleet_id: &str) -> Option<String> {
        let mut all = self.game_sessions.from(0).map(|(_, session)| session);
        let ended = all.find(|one| *one.fleet_id == *fleet_id && one.ended.is_some())?;
        Some(ended.id.to_string())
    }

    fn invitation(&self, key: GameKey) -> Push {
        let session = self.game_sessions.get(key);
        Push::CreateGameSession {
            game_session_id: session.id.to_string(),
            name: session.name.clone().unwrap_or_default(),
            maximum_player_session_count: session.maximum,
            ip_address: session.ip_address.to_string(),
            port: session.port,
        }
    }
}

fn beyond_quota(kind: ExceptionKind) -> Refusal {
    let message = format!("a game session has {PLAYERS_MAX} players at most");
    Refusal::new(kind, message)
}
