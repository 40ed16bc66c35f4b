//! Game sessions: how they come to be.
//!
//! A game session takes a ready process of the fleet that hosts none.

use std::sync::Arc;

use crate::api::exception::ExceptionKind;
use crate::api::game_session::{
    self, GameSessionStatus, PlayerSessionCreationPolicy, ProtectionPolicy,
};
use crate::api::ids::FleetId;
use crate::api::player_session::PlayerSessionStatus;
use crate::api::reply::Response;
use crate::api::request::CreateGameSession;
use crate::api::socket::Push;

use super::Emulator;
use super::answers::Answer;
use super::faults::Fault;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{GameKey, GameSession, Past, PlayerKey, Process, ProcessKey};
use super::timers::Timer;
use super::updates::{PLAYERS_MAX, merge_properties};

impl Emulator {
    /// Starts a game session and returns its id beside the response.
    pub(super) fn create_game_session(
        &mut self,
        request: CreateGameSession,
    ) -> Result<(Response, String), Refusal> {
        let (fleet_id, request) = self.settle_fleet(settle_token(request)?)?;
        let token = request.idempotency_token.clone();
        let token = token.map(|token| (fleet_id.clone(), token));
        let earlier = token
            .as_ref()
            .and_then(|token| self.idempotency_tokens.get(token));
        if let Some(key) = earlier.filter(|key| !self.is_token_free(**key)) {
            return self.repeat_game_session(*key, &request);
        }
        // Fault: CGS-09 has the id end with it.
        let is_named = earlier.is_none() && !self.has(Fault::TokenNotInTheId);
        let location = request.location.clone().unwrap_or_default();
        let process = self.idle_process(&fleet_id, &location).ok_or_else(|| {
            let message = format!("Unable to reserve a process on fleet {fleet_id}");
            Refusal::new(ExceptionKind::FleetCapacityExceeded, message)
        })?;
        let name = match &token {
            Some((_, token)) if is_named => token.clone(),
            Some(_) | None => format!("gsess-{}", self.ids.next()),
        };
        let key = self.start_game_session(process, &name, request);
        if let Some(token) = token {
            self.idempotency_tokens.insert(token, key);
        }
        Ok(self.created(key))
    }

    /// Finds a game session by its id.
    pub(super) fn find_game_session(&self, id: &str) -> Result<GameKey, Refusal> {
        self.find_by_name(id)
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
            termination_time: self.game_session_termination_time(session),
            current_player_session_count: Some(self.player_count(session)),
            maximum_player_session_count: Some(session.maximum),
            status: Some(session.status),
            status_reason: session.status_reason.map(str::to_owned),
            game_properties: Some(session.properties.clone()),
            ip_address: Some(session.ip_address.to_string()),
            port: Some(session.port),
            dns_name: self.dns_name(),
            player_session_creation_policy: Some(session.policy),
            creator_id: session.request.creator_id.clone(),
            game_session_data: session.request.game_session_data.clone(),
            location: Some(session.location.clone()),
        }
    }

    /// Answers U-22.
    fn player_count(&self, session: &GameSession) -> i64 {
        let count = if self.answers(Question::PlayerCount, Answer::Other) {
            session.player_sessions.len()
        } else if self.answers(Question::PlayerCount, Answer::ActiveOnly) {
            let all = session.player_sessions.iter();
            let active = |player: &&PlayerKey| {
                self.player_sessions.get(**player).status == PlayerSessionStatus::Active
            };
            all.filter(active).count()
        } else {
            return session.taken;
        };
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// Returns the name that players connect to, where it is told.
    pub(super) fn dns_name(&self) -> Option<String> {
        let is_told = self.answers(Question::DnsNameMember, Answer::Present);
        is_told.then(|| "games.example.com".to_owned())
    }

    /// Checks fleet, location and maximum; the request goes on with the fleet's id, however it
    /// named the fleet.
    fn settle_fleet(
        &self,
        mut request: CreateGameSession,
    ) -> Result<(Arc<str>, CreateGameSession), Refusal> {
        let maximum = request.maximum_player_session_count;
        if maximum > PLAYERS_MAX {
            let message = format!("a game session has {PLAYERS_MAX} players at most");
            self.ask(Question::CreatedAboveQuota, message)?;
        }
        if maximum == 0 {
            self.ask(Question::NoRoomAtAll, "MaximumPlayerSessionCount is 0")?;
        }
        let fleet = self.fleet_to_create_on(&request)?;
        let is_known = |location| fleet.locations.contains(location);
        if !request.location.as_ref().is_some_and(is_known) {
            let message = "Location must be one of the Anywhere fleet's";
            return Err(Refusal::invalid_request(message));
        }
        let id = fleet.id.clone();
        request.fleet_id = Some(FleetId(id.to_string()));
        request.alias_id = None;
        Ok((id, request))
    }

    /// Returns whether a token that was used can be used for another game session.
    fn is_token_free(&self, key: GameKey) -> bool {
        // Faults: CGS-08 has the token stand for the game session that it has created.
        self.has(Fault::RepeatedTokenCreatesAnother)
            || self.has(Fault::TokenFreeAfterTheEnd) && self.game_sessions.get(key).ended.is_some()
    }

    /// Answers a create whose idempotency token is in use.
    fn repeat_game_session(
        &self,
        key: GameKey,
        request: &CreateGameSession,
    ) -> Result<(Response, String), Refusal> {
        if self.is_same(&self.game_sessions.get(key).request, request) {
            let (response, id) = self.created(key);
            return Ok((self.spoil_repeated(response), id));
        }
        Err(Refusal::new(
            ExceptionKind::IdempotentParameterMismatch,
            "the idempotency token is in use with other parameters",
        ))
    }

    fn spoil_repeated(&self, mut response: Response) -> Response {
        // Fault: CGS-08 has the status of the present.
        if self.has(Fault::RepeatedTokenShowsOldStatus)
            && let Response::CreateGameSession(Some(session)) = &mut response
        {
            session.status = Some(GameSessionStatus::Activating);
        }
        response
    }

    /// Returns whether two requests with one token agree in all that is compared (U-52).
    fn is_same(&self, first: &CreateGameSession, second: &CreateGameSession) -> bool {
        let mut second = second.clone();
        let is_passed_over = |question| self.answers(question, Answer::Accepted);
        if is_passed_over(Question::TokenWithOtherMaximum) {
            second.maximum_player_session_count = first.maximum_player_session_count;
        }
        if is_passed_over(Question::TokenWithOtherName) {
            second.name.clone_from(&first.name);
        }
        if is_passed_over(Question::TokenWithOtherProperties) {
            second.game_properties.clone_from(&first.game_properties);
        }
        *first == second
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

    fn start_game_session(
        &mut self,
        key: ProcessKey,
        name: &str,
        request: CreateGameSession,
    ) -> GameKey {
        let properties = request.game_properties.as_deref().unwrap_or_default();
        let properties = merge_properties(&[], properties);
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
        let activation_deadline = self.activation_deadline();
        let game_session = self.game_sessions.add(GameSession {
            id: Arc::from(id),
            fleet_id,
            location,
            name: self.kept_name(request.name.as_deref()),
            maximum,
            policy,
            protection: ProtectionPolicy::NoProtection,
            properties,
            status: GameSessionStatus::Activating,
            status_reason: None,
            process: key,
            ip_address,
            port,
            created: self.now,
            ended: None,
            activation_deadline,
            player_sessions: Vec::new(),
            taken: 0,
            succeeded: Vec::new(),
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

    /// Returns the name that a new game session keeps.
    fn kept_name(&self, name: Option<&str>) -> Option<String> {
        // Fault: CGS-07 has the name of the request.
        let length = if self.has(Fault::NameCutAtCreation) {
            1
        } else {
            usize::MAX
        };
        name.map(|name| name.chars().take(length).collect())
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
            game_session_data: session
                .request
                .game_session_data
                .clone()
                .unwrap_or_default(),
            game_properties: session
                .properties
                .iter()
                .map(|property| (property.key.clone(), property.value.clone()))
                .collect(),
        }
    }
}

/// Takes the older form of the idempotency token for the token.
fn settle_token(mut request: CreateGameSession) -> Result<CreateGameSession, Refusal> {
    if let Some(older) = request.game_session_id.take() {
        if request.idempotency_token.is_some() {
            let message = "give either IdempotencyToken or its older form GameSessionId, not both";
            return Err(Refusal::invalid_request(message));
        }
        request.idempotency_token = Some(older);
    }
    Ok(request)
}
