//! The calls of game servers: every one is answered.
//!
//! A process speaks for its own game session only, and only once it is ready.

use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::ids::{GameSessionId, PlayerId, PlayerSessionId};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::request::DescribePlayerSessions;
use crate::api::socket::{self, Call, FromService};

use super::answers::Answer;
use super::faults::Fault;
use super::processes::Farewell;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{GameKey, PlayerKey, ProcessKey};
use super::{Emulator, Output, SocketId};

/// The ports that players can be sent to.
const PORTS: std::ops::RangeInclusive<i64> = 1..=60_000;

/// What a call that succeeded returns: a page of player sessions, from a describe only.
type Page = Option<(Vec<PlayerSession>, Option<String>)>;

impl Emulator {
    /// Takes a frame of a game server.
    pub(super) fn take_message(&mut self, socket: SocketId, text: &str) {
        let Some(key) = self.sockets.get(&socket).copied() else {
            return;
        };
        let Ok((request_id, call)) = Call::read(text) else {
            let text = r#"{"message":"Bad Request"}"#.to_owned();
            self.outputs.push(Output::Frame { socket, text });
            return;
        };
        if let Some(text) = self.repeated_answer(key, &request_id) {
            self.outputs.push(Output::Frame { socket, text });
            return;
        }
        let ends = call == Call::TerminateServerProcess;
        let mut result = self.take_call(key, &call);
        let is_success = result.is_ok();
        // Fault: SRV-07 has it confirmed.
        if ends && self.has(Fault::EndRefused) {
            result = Err(Refusal::invalid_request("the process cannot end"));
        }
        let text = write_answer(&call, &request_id, result);
        if !request_id.is_empty() {
            self.process_mut(key).last_answer = Some((request_id, text.clone()));
        }
        self.outputs.push(Output::Frame { socket, text });
        if ends && is_success {
            self.end_process(key, Farewell::None);
        }
    }

    /// Returns the answer to a request that has come before: SDKs send one again after a timeout.
    fn repeated_answer(&mut self, key: ProcessKey, request_id: &str) -> Option<String> {
        let (id, answer) = self.process_mut(key).last_answer.as_ref()?;
        (id == request_id).then(|| answer.clone())
    }

    fn take_call(&mut self, key: ProcessKey, call: &Call) -> Result<Page, Refusal> {
        let is_ready = self.process_mut(key).port.is_some();
        if let Call::ActivateServerProcess { port } = call {
            if is_ready {
                return Err(Refusal::invalid_request("the process is ready already"));
            }
            if !PORTS.contains(port) {
                return Err(Refusal::invalid_request("Port must be 1 to 60000"));
            }
            self.make_ready(key, *port);
            return Ok(None);
        }
        if !is_ready {
            return Err(Refusal::invalid_request("the process is not ready"));
        }
        self.take_ready_call(key, call)
    }

    fn take_ready_call(&mut self, key: ProcessKey, call: &Call) -> Result<Page, Refusal> {
        match call {
            Call::ActivateServerProcess { .. } | Call::TerminateServerProcess => Ok(None),
            Call::HeartbeatServerProcess { healthy } => {
                if *healthy {
                    self.keep_alive(key);
                }
                Ok(None)
            }
            Call::ActivateGameSession { game_session_id } => {
                self.activate_game_session(key, game_session_id)
            }
            Call::AcceptPlayerSession {
                game_session_id,
                player_session_id,
            } => self.accept_player_session(key, game_session_id, player_session_id),
            Call::RemovePlayerSession {
                game_session_id,
                player_session_id,
            } => self.remove_player_session(key, game_session_id, player_session_id),
            Call::UpdatePlayerSessionCreationPolicy {
                game_session_id,
                policy,
            } => self.set_own_policy(key, game_session_id, policy),
            Call::DescribePlayerSessions {
                game_session_id,
                player_id,
                player_session_id,
                status_filter,
                limit,
                next_token,
            } => {
                let request = DescribePlayerSessions {
                    game_session_id: game_session_id.clone().map(GameSessionId),
                    player_id: player_id.clone().map(PlayerId),
                    player_session_id: player_session_id.clone().map(PlayerSessionId),
                    status_filter: status_filter.clone(),
                    // SDKs leave a limit out, or send a zero.
                    limit: limit.filter(|limit| *limit > 0),
                    next_token: next_token.clone(),
                };
                self.player_session_page(&request).map(Some)
            }
            Call::Other(action) => {
                let message = format!("the action {action:?} is not known");
                Err(Refusal::invalid_request(message))
            }
        }
    }

    fn activate_game_session(&mut self, key: ProcessKey, id: &str) -> Result<Page, Refusal> {
        let game_session = self.own_game_session(key, id)?;
        let status = self.game_sessions.get(game_session).status;
        if status != GameSessionStatus::Activating {
            if status == GameSessionStatus::Active
                && self.answers(Question::ActivatedTwice, Answer::Accepted)
            {
                return Ok(None);
            }
            return Err(wrong_status("GameSession", status.name(), "ACTIVATING"));
        }
        self.activate(game_session);
        // Fault: SRV-02 has it confirmed.
        if self.has(Fault::ActivationRefused) {
            return Err(Refusal::invalid_request(
                "the game session is not activated",
            ));
        }
        Ok(None)
    }

    fn accept_player_session(
        &mut self,
        key: ProcessKey,
        game_session_id: &str,
        id: &str,
    ) -> Result<Page, Refusal> {
        let player = self.own_player_session(key, game_session_id, id)?;
        self.check_calm_for_moves()?;
        let status = self.player_sessions.get(player).status;
        // Faults: PSS-03 and PSS-06 have RESERVED alone accepted.
        let is_confirmed = match status {
            PlayerSessionStatus::Reserved => false,
            PlayerSessionStatus::Active => self.has(Fault::SecondAcceptanceSucceeds),
            PlayerSessionStatus::Completed | PlayerSessionStatus::TimedOut => {
                self.has(Fault::LateAcceptanceSucceeds)
            }
        };
        if is_confirmed {
            return Ok(None);
        }
        if status != PlayerSessionStatus::Reserved {
            let subject = format!("PlayerSession ({id})");
            return Err(wrong_status(&subject, status.name(), "RESERVED"));
        }
        self.check_acceptance(player)?;
        // Fault: PSS-02 has no further slot asked for.
        let home = self.player_sessions.get(player).game_session;
        let home = self.game_sessions.get(home);
        if self.has(Fault::AcceptanceRefusedWhenFull) && home.taken >= home.maximum {
            return Err(Refusal::invalid_request("the game session is full"));
        }
        self.accept(player);
        Ok(None)
    }

    /// Lets a reservation be accepted although the game session takes no more players (U-23).
    fn check_acceptance(&self, player: PlayerKey) -> Result<(), Refusal> {
        let key = self.player_sessions.get(player).game_session;
        let session = self.game_sessions.get(key);
        let is_closed = session.policy == PlayerSessionCreationPolicy::DenyAll
            && self.answers(Question::AcceptanceWhenClosed, Answer::Refused);
        let is_lowered = session.taken > session.maximum
            && self.answers(Question::AcceptanceWhenLowered, Answer::Refused);
        if is_closed || is_lowered {
            let message = "the game session takes no more players";
            return Err(Refusal::invalid_request(message));
        }
        Ok(())
    }

    fn remove_player_session(
        &mut self,
        key: ProcessKey,
        game_session_id: &str,
        id: &str,
    ) -> Result<Page, Refusal> {
        let player = match self.own_player_session(key, game_session_id, id) {
            Ok(player) => player,
            Err(refusal) => return self.remove_stranger(key, game_session_id, id, refusal),
        };
        let status = self.player_sessions.get(player).status;
        let question = match status {
            PlayerSessionStatus::Active => {
                // Fault: PSS-04 has every ACTIVE player removed.
                if self.has(Fault::LastPlayerCannotBeRemoved) && self.active_count(player) == 1 {
                    return Err(Refusal::invalid_request("the player is the last one"));
                }
                self.end_player_session(player, PlayerSessionStatus::Completed);
                return Ok(None);
            }
            PlayerSessionStatus::Reserved => Question::ReservedRemoved,
            // Fault: CPS-09 has a slot opened once.
            PlayerSessionStatus::Completed if self.was_active(id) => {
                self.free_slot_again(player);
                return Ok(None);
            }
            PlayerSessionStatus::Completed => Question::CompletedRemoved,
            PlayerSessionStatus::TimedOut => Question::TimedOutRemoved,
        };
        if self.answers(question, Answer::Refused) {
            let subject = format!("PlayerSession ({id})");
            return Err(wrong_status(&subject, status.name(), "ACTIVE"));
        }
        if self.answers(question, Answer::Completed) {
            self.end_player_session(player, PlayerSessionStatus::Completed);
        }
        Ok(None)
    }

    /// Answers the removal of a player who is not in the game session of the process (U-38).
    fn remove_stranger(
        &mut self,
        key: ProcessKey,
        game_session_id: &str,
        id: &str,
        refusal: Refusal,
    ) -> Result<Page, Refusal> {
        let question = match self.player_sessions.find(id) {
            Some(_) => Question::ForeignRemoved,
            None => Question::UnknownRemoved,
        };
        self.own_game_session(key, game_session_id)?;
        if self.answers(question, Answer::Accepted) {
            return Ok(None);
        }
        Err(refusal)
    }

    /// Returns how many players are ACTIVE in the game session of one.
    fn active_count(&self, player: PlayerKey) -> usize {
        let home = self.player_sessions.get(player).game_session;
        let all = self.game_sessions.get(home).player_sessions.iter();
        let all = all.map(|player| self.player_sessions.get(*player).status);
        all.filter(|status| *status == PlayerSessionStatus::Active)
            .count()
    }

    fn set_own_policy(
        &mut self,
        key: ProcessKey,
        game_session_id: &str,
        policy: &str,
    ) -> Result<Page, Refusal> {
        let game_session = self.own_game_session(key, game_session_id)?;
        let policy = PlayerSessionCreationPolicy::parse(policy).ok_or_else(|| {
            Refusal::invalid_request("PlayerSessionPolicy must be ACCEPT_ALL or DENY_ALL")
        })?;
        if self.game_sessions.get(game_session).status == GameSessionStatus::Activating
            && self.answers(Question::PolicyWhileActivating, Answer::Refused)
        {
            return Err(Refusal::invalid_request("the game session is not active"));
        }
        // Fault: SRV-08 has it confirmed.
        if self.has(Fault::ServerPolicyRefused) {
            return Err(Refusal::invalid_request("the policy cannot be changed"));
        }
        // Fault: GSS-07 has it in force.
        if !self.has(Fault::ServerPolicyWithoutEffect) {
            let session = self.game_sessions.get_mut(game_session);
            session.past.policy_before_server = Some(session.policy);
            session.past.is_closed_by_server = policy == PlayerSessionCreationPolicy::DenyAll;
            self.set_policy(game_session, policy);
        }
        Ok(None)
    }

    /// Finds the game session that the process hosts, if that is its id.
    fn own_game_session(&mut self, key: ProcessKey, id: &str) -> Result<GameKey, Refusal> {
        let found = self.find_game_session(id)?;
        if self.process_mut(key).game_session == Some(found) {
            Ok(found)
        } else {
            let message = "the game session belongs to another process";
            Err(Refusal::invalid_request(message))
        }
    }

    fn own_player_session(
        &mut self,
        key: ProcessKey,
        game_session_id: &str,
        id: &str,
    ) -> Result<PlayerKey, Refusal> {
        let game_session = self.own_game_session(key, game_session_id)?;
        let player = self
            .player_sessions
            .find(id)
            .ok_or_else(|| Refusal::not_found("no such player session"))?;
        if self.player_sessions.get(player).game_session == game_session {
            Ok(player)
        } else {
            let message = "the player session belongs to another game session";
            Err(Refusal::invalid_request(message))
        }
    }
}

fn wrong_status(subject: &str, status: &str, needed: &str) -> Refusal {
    Refusal::invalid_request(format!(
        "{subject} has a status of {status} instead of {needed}"
    ))
}

fn write_answer(call: &Call, request_id: &str, result: Result<Page, Refusal>) -> String {
    let mut answer = socket::Answer {
        action: call.action().to_owned(),
        request_id: request_id.to_owned(),
        status_code: 200,
        error_message: None,
        player_sessions: None,
        next_token: None,
    };
    match result {
        Ok(Some((player_sessions, next_token))) => {
            answer.player_sessions = Some(player_sessions);
            answer.next_token = next_token;
        }
        Ok(None) => {}
        Err(refusal) => {
            answer.status_code = refusal.socket_status();
            answer.error_message = Some(refusal.message);
        }
    }
    FromService::Answer(answer).write()
}
