//! Player sessions: how slots are reserved, taken and freed.
//!
//! A batch gets all of its slots or none. RESERVED and ACTIVE player sessions hold a slot; the
//! game session counts them.

use std::sync::Arc;

use crate::api::exception::ExceptionKind;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::player_session::{self, PlayerSessionStatus};
use crate::api::reply::Response;
use crate::api::request::{CreatePlayerSession, CreatePlayerSessions, Request};

use super::Emulator;
use super::answers::Answer;
use super::faults::Fault;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{GameKey, GameSession, PlayerKey, PlayerSession};
use super::timers::Timer;
use super::updates::PLAYERS_MAX;

/// A player who wants a slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Applicant<'a> {
    pub(super) player_id: &'a str,
    data: Option<&'a str>,
}

impl Emulator {
    /// Reserves a slot for each player of a batch.
    pub(super) fn create_player_sessions(
        &mut self,
        request: &CreatePlayerSessions,
    ) -> Result<Response, Refusal> {
        self.check_data_keys(request)?;
        let data = request.player_data_map.as_ref();
        let applicants: Vec<Applicant<'_>> = request
            .player_ids
            .iter()
            .map(|id| Applicant {
                player_id: id.as_str(),
                data: data
                    .and_then(|map| map.get(id.as_str()))
                    .map(String::as_str),
            })
            .collect();
        let copy = || Request::CreatePlayerSessions(request.clone());
        let mut keys = self.admit(request.game_session_id.as_str(), applicants, copy)?;
        if self.answers(Question::Order, Answer::OtherOrder) {
            keys.reverse();
        }
        Ok(Response::CreatePlayerSessions(
            keys.into_iter()
                .map(|key| self.created_reply(key))
                .collect(),
        ))
    }

    /// Reserves a slot for one player.
    pub(super) fn create_player_session(
        &mut self,
        request: &CreatePlayerSession,
    ) -> Result<Response, Refusal> {
        let applicant = Applicant {
            player_id: request.player_id.as_str(),
            data: request.player_data.as_deref(),
        };
        let copy = || Request::CreatePlayerSession(request.clone());
        let keys = self.admit(request.game_session_id.as_str(), vec![applicant], copy)?;
        let created = keys.first().map(|key| self.created_reply(*key));
        Ok(Response::CreatePlayerSession(created))
    }

    /// Returns a player session as the reply to its creation carries it.
    fn created_reply(&self, key: PlayerKey) -> player_session::PlayerSession {
        let mut reply = self.player_session_reply(key);
        if self.answers(Question::GameSessionIdMember, Answer::Absent) {
            reply.game_session_id = None;
        }
        if self.answers(Question::PlayerDataMember, Answer::Absent) {
            reply.player_data = None;
        }
        reply
    }

    /// Returns a player session as replies carry it.
    pub(super) fn player_session_reply(&self, key: PlayerKey) -> player_session::PlayerSession {
        let record = self.player_sessions.get(key);
        let game_session = self.game_sessions.get(record.game_session);
        let present = |question| self.answers(question, Answer::Present);
        player_session::PlayerSession {
            player_session_id: Some(record.id.clone()),
            player_id: Some(record.player_id.to_string()),
            game_session_id: Some(game_session.id.to_string()),
            creation_time: Some(self.timestamp(record.created)),
            termination_time: record.ended.map(|ended| self.timestamp(ended)),
            status: Some(record.status),
            player_data: record.data.clone(),
            fleet_id: present(Question::FleetIdMember).then(|| game_session.fleet_id.to_string()),
            fleet_arn: present(Question::FleetArnMember)
                .then(|| self.fleet_arn(&game_session.fleet_id)),
            ip_address: present(Question::IpAddressMember)
                .then(|| game_session.ip_address.to_string()),
            dns_name: self.dns_name(),
            port: present(Question::PortMember).then_some(game_session.port),
        }
    }

    /// Turns a reservation into an active player session.
    pub(super) fn accept(&mut self, key: PlayerKey) {
        let record = self.player_sessions.get_mut(key);
        record.status = PlayerSessionStatus::Active;
        let deadline = record.deadline.take();
        if let Some(deadline) = deadline {
            self.timers.cancel(deadline, Timer::Reservation(key));
        }
    }

    /// Ends a player session that holds a slot, and frees the slot.
    pub(super) fn end_player_session(&mut self, key: PlayerKey, status: PlayerSessionStatus) {
        let record = self.player_sessions.get_mut(key);
        record.status = status;
        record.ended = Some(self.now);
        let (deadline, game_session) = (record.deadline.take(), record.game_session);
        if let Some(deadline) = deadline {
            self.timers.cancel(deadline, Timer::Reservation(key));
        }
        self.game_sessions.get_mut(game_session).taken -= 1;
    }

    /// Times a reservation out (CPS-24).
    pub(super) fn time_out_reservation(&mut self, key: PlayerKey) {
        self.end_player_session(key, PlayerSessionStatus::TimedOut);
    }

    fn check_data_keys(&self, request: &CreatePlayerSessions) -> Result<(), Refusal> {
        // Fault: CPS-19 has data for other players ignored.
        if self.settings.has(Fault::UnknownDataKeyRefused) {
            let is_stranger = |key: &String| !request.player_ids.iter().any(|id| id.0 == *key);
            let data = request.player_data_map.as_ref();
            if data.is_some_and(|map| map.keys().any(is_stranger)) {
                let message = "PlayerDataMap names a player outside PlayerIds";
                return Err(Refusal::invalid_request(message));
            }
        }
        Ok(())
    }

    /// Gives every applicant a player session, or none of them (CPS-09, CPS-10).
    fn admit(
        &mut self,
        game_session_id: &str,
        applicants: Vec<Applicant<'_>>,
        request: impl Fn() -> Request + Copy,
    ) -> Result<Vec<PlayerKey>, Refusal> {
        self.refuse_terminal_alias(game_session_id)?;
        let key = self.find_for_players(game_session_id)?;
        let game_session = self.game_sessions.get(key);
        self.check_status(game_session)?;
        self.check_policy(game_session)?;
        let applicants = self.distinct(applicants)?;
        let held = self.held(key, &applicants, request)?;
        let new_count = held.iter().filter(|held| held.is_none()).count();
        self.check_capacity(game_session, new_count)?;
        self.remember(key, request);
        Ok(applicants
            .iter()
            .zip(held)
            .map(|(applicant, held)| held.unwrap_or_else(|| self.reserve(key, *applicant)))
            .collect())
    }

    /// Lets only ACTIVE game sessions pass (CPS-07).
    fn check_status(&self, game_session: &GameSession) -> Result<(), Refusal> {
        let message = format!(
            "the game session has a status of {} instead of ACTIVE",
            game_session.status
        );
        match game_session.status {
            GameSessionStatus::Active => Ok(()),
            // Fault: CPS-07 wants ACTIVE.
            GameSessionStatus::Activating if self.settings.has(Fault::ReservesWhileActivating) => {
                Ok(())
            }
            GameSessionStatus::Activating => self.ask(Question::ActivatingGameSession, message),
            GameSessionStatus::Terminating => self.ask(Question::TerminatingGameSession, message),
            GameSessionStatus::Terminated | GameSessionStatus::Error => {
                self.ask(Question::TerminatedGameSession, message)
            }
        }
    }

    /// Lets only game sessions that accept new players pass (CPS-08).
    fn check_policy(&self, game_session: &GameSession) -> Result<(), Refusal> {
        let message = "the game session does not accept new players";
        match game_session.policy {
            PlayerSessionCreationPolicy::AcceptAll => Ok(()),
            // Fault: CPS-08 wants ACCEPT_ALL.
            PlayerSessionCreationPolicy::DenyAll if self.settings.has(Fault::DenyAllIgnored) => {
                Ok(())
            }
            PlayerSessionCreationPolicy::DenyAll => self.ask(Question::ClosedGameSession, message),
        }
    }

    /// Lets a batch pass that finds a slot for each player (CPS-09, CPS-23).
    fn check_capacity(&self, game_session: &GameSession, new_count: usize) -> Result<(), Refusal> {
        // CPS-22: a maximum above the quota is no more than the quota.
        let mut open = game_session.maximum.min(PLAYERS_MAX) - game_session.taken;
        // Fault: CPS-23 has no player beyond the maximum.
        if self.settings.has(Fault::CapacityOffByOne) {
            open += 1;
        }
        let mut wanted = i64::try_from(new_count).unwrap_or(i64::MAX);
        // Fault: CPS-10 has a slot for each player.
        if self.settings.has(Fault::BatchChecksOneSlot) {
            wanted = wanted.min(1);
        }
        if wanted <= open || wanted == 0 {
            return Ok(());
        }
        let message = "the game session has not enough open slots for the players";
        // Fault: CPS-35 names the exception.
        if self.settings.has(Fault::FullAnsweredInvalidRequest) {
            return Err(Refusal::invalid_request(message));
        }
        Err(Refusal::new(ExceptionKind::GameSessionFull, message))
    }

    fn reserve(&mut self, game_session: GameKey, applicant: Applicant<'_>) -> PlayerKey {
        // Fault: CPS-24 sets a limit to every reservation.
        let deadline = if self.settings.has(Fault::ReservationNeverTimesOut) {
            None
        } else {
            Some(self.now + self.settings.reservation_timeout)
        };
        // Fault: CPS-17 has the data stored and returned.
        let data = if self.settings.has(Fault::PlayerDataDropped) {
            None
        } else {
            applicant.data.map(str::to_owned)
        };
        let key = self.player_sessions.add(PlayerSession {
            id: format!("psess-{}", self.ids.next()),
            player_id: Arc::from(applicant.player_id),
            game_session,
            data,
            status: PlayerSessionStatus::Reserved,
            created: self.now,
            ended: None,
            deadline,
        });
        if let Some(deadline) = deadline {
            self.timers.set(deadline, Timer::Reservation(key));
        }
        let game_session = self.game_sessions.get_mut(game_session);
        game_session.player_sessions.push(key);
        game_session.taken += 1;
        key
    }
}
